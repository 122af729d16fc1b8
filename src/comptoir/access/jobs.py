"""Messages that follow from changes of people and rights: load, send."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.access.models import User
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job


@job("access.send_invitation")
def send_invitation(_context: JobContext, payload: dict[str, Any]) -> None:
    """Tells an invited person where to sign in; the mail names no customer data."""
    user = User.objects.get(pk=payload["user"])
    with translation.override(user.language):
        subject = _("You may now use the business portal")
        text = _(
            "Hello %(name)s,\n\nYour company has given you access to its business portal. Choose a password with "
            "'Forgotten password' on the sign-in page, using this e-mail address."
        )
        send_mail(subject, text % {"name": user.name}, settings.DEFAULT_FROM_EMAIL, [user.email])


@job("access.tell_operator")
def tell_operator(_context: JobContext, payload: dict[str, Any]) -> None:
    """The operator is told in writing who holds the seat, by the same act (GC 8.1.2)."""
    send_mail(
        "Access Owner changed",
        f"Customer {payload['customer']}: the seat is now held by user {payload['holder']}.",
        settings.DEFAULT_FROM_EMAIL,
        [settings.OPERATOR_MAIL],
    )
