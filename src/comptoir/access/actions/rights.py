"""Giving and ending rights. The source of a right is not who gives it (A-07; GC 8.2 to 8.4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from comptoir.access.actors import rights_of
from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    ACCESS_OWNER,
    DATA,
    MANAGER,
    OPERATE_CUSTOMERS,
    PROFILES,
    RIGHTS_GIVE,
)
from comptoir.access.models import Grant, User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeClosure, ScopeNode
from comptoir.scope.refusal import Refused


class UnableToGiveRight(Refused):
    """A right wider, longer or other than its source, or one that this person may not hold."""


@transaction.atomic
def give_right(
    customer: Customer,
    *,
    holder: User,
    profile: str,
    scope: ScopeNode,
    by: Actor,
    at: datetime,
    capabilities: Iterable[str] = (),
    parent: Grant | None = None,
    to_at: datetime | None = None,
    may_delegate: bool = False,
) -> Grant:
    """A profile, or a part of it, on one place and all below it, from now until `to_at` (none: until ended).

    The source is `parent`, or the seat. Raises UnableToGiveRight and NotAuthorized.
    """
    wanted = frozenset(capabilities) or PROFILES.get(profile, frozenset())
    _assert_giver(customer, by, scope, parent)
    _assert_sensible(customer, holder, profile, wanted, scope, to_at, at)
    _assert_holder(holder, wanted, at)
    if parent is not None:
        _assert_inside(parent, wanted, scope, to_at, at)
    grant = Grant.objects.create(
        customer=customer,
        holder=holder,
        profile=profile,
        capabilities=sorted(capabilities),
        scope=scope,
        parent=parent,
        may_delegate=may_delegate,
        from_at=at,
        to_at=to_at,
        given_by_id=by.user_id,
        given_label=by.label,
    )
    record(
        actor=by, verb="right.given", obj=grant, customer_id=customer.pk, at=at, user=holder.pk, profile=profile,
        scope=scope.pk,
    )  # fmt: skip
    emit("right.given", {"grant": grant.pk}, at)
    return grant


@transaction.atomic
def end_right(grant: Grant, *, by: Actor, at: datetime) -> None:
    """The right ends now, and with it all that hangs from it; ending it twice changes nothing."""
    own = by.user_id is not None and by.user_id == grant.given_by_id and grant.parent_id is not None
    if not own:
        _assert_giver(grant.customer, by, grant.scope, None)
    if Grant.objects.filter(pk=grant.pk, to_at=None).update(to_at=at) or (grant.to_at and grant.to_at > at):
        Grant.objects.filter(pk=grant.pk).update(to_at=at)
        record(actor=by, verb="right.ended", obj=grant, customer_id=grant.customer_id, at=at, user=grant.holder_id)
        emit("right.ended", {"grant": grant.pk}, at)


def _assert_giver(customer: Customer, by: Actor, scope: ScopeNode, parent: Grant | None) -> None:
    """Who gives rights from the seat holds `rights.give` on the place; who passes on holds what it passes on."""
    if OPERATE_CUSTOMERS in by.staff:
        return
    if parent is not None and parent.holder_id == by.user_id:
        if not parent.may_delegate:
            raise UnableToGiveRight("right.may_not_be_passed_on")
        return
    nodes = by.nodes(RIGHTS_GIVE)
    if by.customer_id != customer.pk or not _covers(nodes, scope):
        raise NotAuthorized(RIGHTS_GIVE)


def _assert_sensible(
    customer: Customer,
    holder: User,
    profile: str,
    wanted: frozenset[str],
    scope: ScopeNode,
    to_at: datetime | None,
    at: datetime,
) -> None:
    if profile not in PROFILES or profile == ACCESS_OWNER:
        raise UnableToGiveRight("right.unknown_profile", profile=profile)
    if not wanted <= PROFILES[profile]:
        raise UnableToGiveRight("right.more_than_profile")
    if scope.customer_ref != customer.pk:
        raise UnableToGiveRight("right.place_elsewhere")
    if to_at is not None and to_at <= at:
        raise UnableToGiveRight("right.ends_before_start")
    if not holder.is_active:
        raise UnableToGiveRight("right.holder_inactive", person=str(holder))


def _assert_holder(holder: User, wanted: frozenset[str], at: datetime) -> None:
    """Nobody holds a manager role and customer data both (A-03), whoever gives it, themselves included."""
    rights = rights_of(holder, at)
    if rights.staff:
        raise UnableToGiveRight("right.staff_hold_none", person=str(holder))
    held = frozenset[str]().union(*(grant.capabilities for grant in rights.grants))
    manages, sees = bool((held | wanted) & MANAGER), bool((held | wanted) & DATA)
    if manages and sees:
        raise UnableToGiveRight("right.manager_sees_no_data", person=str(holder))


def _assert_inside(
    parent: Grant, wanted: frozenset[str], scope: ScopeNode, to_at: datetime | None, at: datetime
) -> None:
    """Not a wider place, not more capabilities, not longer than the source; never a manager's own role."""
    if parent.profile == ACCESS_MANAGER:
        raise UnableToGiveRight("right.manager_is_no_source")
    source = frozenset(parent.capabilities) or PROFILES.get(parent.profile, frozenset())
    if not wanted <= source:
        raise UnableToGiveRight("right.more_than_source")
    if not _covers({parent.scope_id}, scope):
        raise UnableToGiveRight("right.wider_than_source")
    if parent.to_at is not None and (to_at is None or to_at > parent.to_at):
        raise UnableToGiveRight("right.longer_than_source")
    if parent.from_at > at or (parent.to_at is not None and parent.to_at <= at):
        raise UnableToGiveRight("right.source_not_live")


def _covers(nodes: Iterable[int], scope: ScopeNode) -> bool:
    return ScopeClosure.objects.filter(ancestor_id__in=list(nodes), descendant=scope).exists()
