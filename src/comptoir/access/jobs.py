"""Messages that follow from changes of people and rights (they name people, never customer data), and long work."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.access.actions.arriving import bring_people
from comptoir.access.actors import actor_for
from comptoir.access.arrivals import forget, kept
from comptoir.access.letters import reviews, third_parties
from comptoir.access.models import User
from comptoir.jobs.context import JobContext
from comptoir.jobs.registry import job
from comptoir.parties.models import Customer
from comptoir.scope.actor import Channel
from comptoir.scope.refusal import Refused

__all__ = ["reviews", "third_parties"]  # their jobs come in with these modules
BRING = "access.bring_people"


@job("access.send_invitation")
def send_invitation(_context: JobContext, payload: dict[str, Any]) -> None:
    """Tells an invited person where to choose a password; the link they get there proves their address."""
    user = User.objects.get(pk=payload["user"])
    with translation.override(user.language):
        subject = _("You may now use the business portal")
        text = _(
            "Hello %(name)s,\n\n"
            "You have been invited to the business portal. Open %(address)s, enter this e-mail address "
            "and follow the link that you receive to choose a password."
        )
        said = {"name": user.name, "address": settings.PORTAL_URL + reverse("account_reset_password")}
        send_mail(subject, text % said, settings.DEFAULT_FROM_EMAIL, [user.email])


@job("access.tell_operator")
def tell_operator(context: JobContext, payload: dict[str, Any]) -> None:
    """The operator is told in writing who holds the seat, by the same act (A-01; GC 8.1.2)."""
    customer = Customer.objects.get(pk=payload["customer"])
    holder = _found(payload["holder"])
    before = _found(payload["before"])
    with translation.override(settings.LANGUAGE_CODE):
        said = {"customer": customer.legal_name, "code": customer.code, "before": _person(before)}
        if holder is None:
            text = _("%(customer)s (%(code)s) has no Access Owner any more. It was %(before)s.")
        else:
            said["holder"] = _person(holder)
            text = _("The Access Owner of %(customer)s (%(code)s) is now %(holder)s. It was %(before)s.")
        send_mail(_("Access Owner changed"), text % said, settings.DEFAULT_FROM_EMAIL, [settings.OPERATOR_MAIL])


@job(BRING, max_attempts=1)
def bring(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Tries the people of a file, or brings them in, for who handed it over and with the rights they have now.

    All is one transaction, so that progress within it would be seen at its end only.
    """
    asked, at = context.job, context.clock.now()
    if asked.requested_by is None or asked.customer_ref is None:
        raise Refused("arrival.gone")
    by = actor_for(User.objects.get(pk=asked.requested_by), asked.customer_ref, Channel.JOB, at)
    digest, arrivals = kept(by)
    if digest != payload["digest"]:
        raise Refused("arrival.gone")
    context.progress(0, len(arrivals), "people")
    customer = Customer.objects.get(pk=asked.customer_ref)
    brought = bring_people(customer, arrivals=arrivals, by=by, at=at, dry_run=payload["dry_run"])
    if brought.taken and not payload["dry_run"]:
        forget(by)
    return {"taken": brought.taken, "lines": [line.as_json() for line in brought.lines]}


def _found(user_id: int | None) -> User | None:
    return User.objects.get(pk=user_id) if user_id is not None else None


def _person(user: User | None) -> str:
    return f"{user.name} <{user.email}>" if user else _("nobody")
