"""People of a customer: inviting them, and letting them go."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet

from comptoir.access.actors import still
from comptoir.access.capabilities import (
    ACCESS_OWNER,
    OPERATE_CUSTOMERS,
    PEOPLE_MANAGE,
    SCIM_PROVISION,
    SEAT_REPLACE,
)
from comptoir.access.locks import held, hold_rights_of
from comptoir.access.models import Grant, Membership, SeatHolding, StaffRole, Token, User
from comptoir.access.sessions import end_sessions_of
from comptoir.access.snapshot import dependents_of_holder
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.sorting import sort_key
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import authorize, check
from comptoir.scope.refusal import Refused


class UnableToInvite(Refused):
    """The address or the name cannot be used."""


class UnableToDeactivate(Refused):
    """The person holds the seat, is an Access Owner or none of the customer's people."""


@transaction.atomic
def invite_user(
    customer: Customer,
    *,
    email: str,
    name: str,
    by: Actor,
    at: datetime,
    language: str = "",
    phone: str = "",
    password: str | None = None,
    tell: bool = True,
) -> User:
    """A person of the customer's who may sign in; someone known already is the same person, as they are.

    Belonging gives no right: rights come by grants. Nobody learns here whether an address was known: the
    customer's people carry the name it gave them. `tell` sends the invitation.
    """
    assert_may_manage(customer, by)
    address, name = _address(email), one_line(name)
    if not name:
        raise UnableToInvite("person.needs_name_and_email")
    user = User.objects.filter(email=address).first()
    if user is None:
        spoken = language or customer.language
        said = {"name": name, "language": spoken, "phone": phone}
        user = User.objects.create_user(address, password, **said, joined_at=at)
    elif StaffRole.objects.filter(user=user).exists():
        raise UnableToInvite("person.is_staff")
    elif not user.is_active:
        # Let go by the last company that knew them; whoever invites them gives them their sign-in back.
        User.objects.filter(pk=user.pk).update(is_active=True)
        user.is_active = True
    add_member(customer, user=user, name=name, by=by, at=at)
    record(actor=by, verb="user.invited", obj=user, customer_id=customer.pk, at=at)
    if tell:
        emit("user.invited", {"customer": customer.pk, "user": user.pk}, at)
    return user


@transaction.atomic
def deactivate_user(customer: Customer, *, user: User, by: Actor, at: datetime) -> int:
    """Ends everything the person holds with this customer, at once; how many rights.

    What they had passed on ends with it. Someone who belongs elsewhere too keeps their sign-in; otherwise it
    is closed and open sessions end. Raises UnableToDeactivate for who holds the seat (replace them first), and for a
    further Access Owner unless by an Access Owner, the desk, or the company's directory.
    """
    hold_rights_of(customer)
    held(user)
    assert_may_manage(customer, still(by, at))
    if SeatHolding.objects.filter(seat__customer=customer, holder=user, to_at=None).exists():
        raise UnableToDeactivate("person.holds_the_seat")
    if _is_owner(customer, user, at) and not _lets_owners_go(customer, by):
        raise UnableToDeactivate("person.is_access_owner")
    belongs = Membership.objects.filter(customer=customer, user=user, to_at=None)
    if not belongs.update(to_at=at):
        raise UnableToDeactivate("person.belongs_elsewhere")
    hanging = dependents_of_holder(user.pk, customer.pk, at)
    running = Q(to_at=None) | Q(to_at__gt=at)
    ended = Grant.objects.filter(running, holder=user, customer=customer).update(to_at=at)
    end_tokens(Token.objects.filter(user=user), customer, by=by, at=at)
    if not _belongs_anywhere(user):
        User.objects.filter(pk=user.pk).update(is_active=False)
        end_sessions(user)
    said: dict[str, Any] = {"grants": ended, "dependents": hanging, "count": len(hanging)}
    record(actor=by, verb="user.deactivated", obj=user, customer_id=customer.pk, at=at, **said)
    emit("user.deactivated", {"customer": customer.pk, "user": user.pk}, at)
    return ended


def add_member(customer: Customer, *, user: User, name: str, by: Actor, at: datetime) -> Membership:
    """The person's membership of the customer, made if there is none; part of an action, never one by itself."""
    return Membership.objects.get_or_create(
        customer=customer,
        user=user,
        to_at=None,
        defaults={"name": name, "sort_name": sort_key(name), "from_at": at, "added_label": by.label},
    )[0]


def assert_may_manage(customer: Customer, by: Actor) -> None:
    """Raises NotAuthorized unless `by` manages people of `customer`, or is of the operator's customer desk.

    By a token, managing people is provisioning them, and a token that may do so says so (A-14, A-15).
    """
    if OPERATE_CUSTOMERS not in by.staff:
        authorize(by, SCIM_PROVISION if by.channel == Channel.TOKEN else PEOPLE_MANAGE, customer)


def end_sessions(user: User) -> int:
    """Signs the person out everywhere; how many sessions."""
    return end_sessions_of([user.pk])


def end_tokens(tokens: "QuerySet[Token]", customer: Customer, *, by: Actor, at: datetime) -> None:
    """Of those, the ones for the customer open nothing any more: each would live again with its user's next right.

    Part of every action by which people belong to a customer no longer.
    """
    tokens.filter(customer=customer, revoked_at=None).update(revoked_at=at, revoked_label=by.label)


def one_line(name: str) -> str:
    """A name as it may stand in a letter or a list: a second line would be somebody else's words in our letter."""
    return " ".join("".join(char if char.isprintable() else " " for char in name).split())


def _is_owner(customer: Customer, user: User, at: datetime) -> bool:
    running = Q(to_at=None) | Q(to_at__gt=at)
    return Grant.objects.filter(running, customer=customer, holder=user, profile=ACCESS_OWNER).exists()


def _lets_owners_go(customer: Customer, by: Actor) -> bool:
    """A manager, who names no Access Owner, ends none either; a directory, which an owner connected, says who left."""
    return OPERATE_CUSTOMERS in by.staff or by.channel == Channel.TOKEN or check(by, SEAT_REPLACE, customer)


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise UnableToInvite("person.needs_name_and_email") from None
    return address


def _belongs_anywhere(user: User) -> bool:
    if StaffRole.objects.filter(user=user).exists():
        return True
    return Membership.objects.filter(user=user, to_at=None).exists()
