"""People: inviting them, and closing their sign-in."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from comptoir.access.capabilities import OPERATE_CUSTOMERS, PEOPLE_MANAGE
from comptoir.access.models import Grant, User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.refusal import Refused


class UnableToInvite(Refused):
    """The address or the name cannot be used."""


@transaction.atomic
def invite_user(
    customer: Customer,
    *,
    email: str,
    name: str,
    by: Actor,
    at: datetime,
    language: str = "",
    password: str | None = None,
) -> User:
    """A person of the customer's who may sign in; someone known already is the same person.

    Knowing a person gives no right: rights come by grants. Nobody learns here whether an address was known.
    """
    assert_may_manage(customer, by)
    address = User.objects.normalize_email(email).lower().strip()
    if "@" not in address or not name.strip():
        raise UnableToInvite("person.needs_name_and_email")
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(
            address, password, name=name.strip(), language=language or customer.language, joined_at=at
        )
    record(actor=by, verb="user.invited", obj=user, customer_id=customer.pk, at=at)
    emit("user.invited", {"customer": customer.pk, "user": user.pk}, at)
    return user


@transaction.atomic
def deactivate_user(customer: Customer, *, user: User, by: Actor, at: datetime) -> int:
    """Ends everything the person holds with this customer, at once; how many grants.

    Someone who holds rights elsewhere keeps their sign-in; otherwise it is closed and open sessions end.
    """
    assert_may_manage(customer, by)
    held = Grant.objects.filter(holder=user, customer=customer, to_at=None)
    ended = held.update(to_at=at)
    elsewhere = Grant.objects.filter(holder=user, to_at=None).exclude(customer=customer).exists()
    if not elsewhere and not user.seat_holdings.filter(to_at=None).exists() and not user.staff_roles.exists():
        User.objects.filter(pk=user.pk).update(is_active=False)
        _end_sessions(user)
    record(actor=by, verb="user.deactivated", obj=user, customer_id=customer.pk, at=at, grants=ended)
    return ended


def assert_may_manage(customer: Customer, by: Actor) -> None:
    """Raises NotAuthorized unless `by` manages people of `customer`, or is of the operator's customer desk."""
    if OPERATE_CUSTOMERS not in by.staff:
        authorize(by, PEOPLE_MANAGE, customer)


def _end_sessions(user: User) -> None:
    keys = user.usersession_set.values_list("session_key", flat=True)  # type: ignore[attr-defined]
    Session.objects.filter(session_key__in=list(keys)).delete()
