"""The rules of giving a right (A-02, A-03, A-06, A-07; GC 8.2 to 8.4). Each raises UnableToGiveRight.

The source of a right is not who gives it: an Access Manager gives rights it does not hold, from the seat.
"""

from collections.abc import Iterable
from datetime import datetime

from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    ACCESS_OWNER,
    OPERATE_CUSTOMERS,
    PROFILES,
    RIGHTS_GIVE,
    SEAT_REPLACE,
)
from comptoir.access.models import Grant, User
from comptoir.access.snapshot import live_grant_ids, rights_of
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeClosure, ScopeKind, ScopeNode
from comptoir.scope.refusal import Refused


class UnableToGiveRight(Refused):
    """A right wider, longer or other than its source, or one that this person may not hold."""


def assert_giver(customer: Customer, by: Actor, scope: ScopeNode, profile: str, parent: Grant | None) -> None:
    """Who gives from the seat holds `rights.give` on the place; who passes on holds what is passed on.

    An Access Owner is named by one who holds the seat's rights, never by a manager. Raises NotAuthorized too.
    """
    if OPERATE_CUSTOMERS in by.staff:
        return
    if by.customer_id != customer.pk:
        raise NotAuthorized(RIGHTS_GIVE)
    if parent is not None and parent.holder_id == by.user_id:
        return
    needed = SEAT_REPLACE if profile == ACCESS_OWNER else RIGHTS_GIVE
    if not covers(by.nodes(needed), scope):
        raise NotAuthorized(needed)


def assert_sensible(
    customer: Customer, *, profile: str, wanted: frozenset[str], scope: ScopeNode, to_at: datetime | None, at: datetime
) -> None:
    """A known profile, a part of it, a place of the customer's own, a time to come."""
    if profile not in PROFILES:
        raise UnableToGiveRight("right.unknown_profile", profile=profile)
    if not wanted or not wanted <= PROFILES[profile]:
        raise UnableToGiveRight("right.more_than_profile")
    if scope.customer_ref != customer.pk:
        raise UnableToGiveRight("right.place_elsewhere")
    if to_at is not None and to_at <= at:
        raise UnableToGiveRight("right.ends_before_start")


def assert_holder(customer: Customer, *, holder: User, profile: str, scope: ScopeNode, at: datetime) -> None:
    """Nobody holds a manager role and customer data both, whoever gives it, themselves included (A-03)."""
    if not holder.is_active:
        raise UnableToGiveRight("right.holder_inactive", person=str(holder))
    rights = rights_of(holder.pk, at)
    if rights.staff_roles:
        raise UnableToGiveRight("right.staff_hold_none", person=str(holder))
    held = {one.profile for company in _reached(customer, scope) for one in rights.held.get(company, ())}
    if held and (profile == ACCESS_MANAGER) != (ACCESS_MANAGER in held):
        raise UnableToGiveRight("right.manager_sees_no_data", person=str(holder))


def assert_inside(
    parent: Grant,
    *,
    profile: str,
    wanted: frozenset[str],
    scope: ScopeNode,
    to_at: datetime | None,
    at: datetime,
) -> None:
    """Not a wider place, not more capabilities, not longer than the source, and only while the source lives."""
    if parent.pk not in live_grant_ids(parent.customer_id, at):
        raise UnableToGiveRight("right.source_not_live")
    if ACCESS_MANAGER in (profile, parent.profile):
        raise UnableToGiveRight("right.manager_is_no_source")
    if not parent.may_delegate:
        raise UnableToGiveRight("right.may_not_be_passed_on")
    if not wanted <= parent.held_capabilities:
        raise UnableToGiveRight("right.more_than_source")
    if not covers({parent.scope_id}, scope):
        raise UnableToGiveRight("right.wider_than_source")
    if parent.to_at is not None and (to_at is None or to_at > parent.to_at):
        raise UnableToGiveRight("right.longer_than_source")


def covers(nodes: Iterable[int], scope: ScopeNode) -> bool:
    """Whether `scope` is one of `nodes` or lies below one."""
    return ScopeClosure.objects.filter(ancestor_id__in=list(nodes), descendant=scope).exists()


def _reached(customer: Customer, scope: ScopeNode) -> list[int]:
    """The companies in which a right on `scope` counts."""
    if scope.kind != ScopeKind.GROUP:
        return [customer.pk]
    return [customer.pk, *customer.affiliations.values_list("affiliate_id", flat=True)]
