"""Sending one text to people, each in their own language; or to the operator in its own."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise

from comptoir.access.models import Membership, User
from comptoir.access.queries import seat_holder
from comptoir.access.snapshot import live_grant_ids
from comptoir.jobs.context import JobContext

Said = str | int | date


def to_people(people: Iterable[User], subject: Promise, text: Promise, **said: Said) -> int:
    """One mail each, in the language of each; how many. Dates are written as that language writes them."""
    count = 0
    for user in {one.pk: one for one in people if one.is_active}.values():
        with translation.override(user.language):
            written = {name: _written(value) for name, value in said.items()} | {"reader": user.name}
            send_mail(str(subject), str(text) % written, settings.DEFAULT_FROM_EMAIL, [user.email])
        count += 1
    return count


def to_operator(subject: Promise, text: Promise, **said: Said) -> None:
    """A letter to the operator's desk."""
    with translation.override(settings.LANGUAGE_CODE):
        written = {name: _written(value) for name, value in said.items()}
        send_mail(str(subject), str(text) % written, settings.DEFAULT_FROM_EMAIL, [settings.OPERATOR_MAIL])


def who_manages(customer_id: int, context: JobContext) -> list[User]:
    """The Access Owner, else the Access Managers: whom the customer has chosen to be told about its rights."""
    owner = seat_holder(customer_id, context.now)
    if owner is not None:
        return [owner]
    live = live_grant_ids(customer_id, context.now)
    return list(User.objects.filter(grants__pk__in=live, grants__profile="access_manager").distinct().order_by("pk"))


def still_there(customer_id: int, user: User | None) -> list[User]:
    """The person, while they belong to the customer."""
    if user is None or not Membership.objects.filter(customer=customer_id, user=user, to_at=None).exists():
        return []
    return [user]


def address(name: str, *keys: int | str) -> str:
    """A page's whole address."""
    return str(settings.PORTAL_URL) + reverse(name, args=keys)


def _written(value: Said) -> str:
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)
