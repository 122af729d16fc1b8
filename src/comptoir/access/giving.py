"""The rules of giving a right (A-02 to A-07, A-09; GC 8.2 to 8.5, 9.2). Each raises UnableToGiveRight.

The source of a right is not who gives it: an Access Manager gives rights it does not hold, from the seat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    ACCESS_OWNER,
    DATA,
    OPERATE_CUSTOMERS,
    ORDERS_PLACE,
    PROFILES,
    RIGHTS_GIVE,
    SEAT_REPLACE,
    SERVICE_USER,
    SUB_PROFILE,
    bundle_of,
)
from comptoir.access.models import Grant, Membership, SeatHolding, SubProfile, ThirdPartyNotice, Tie, User
from comptoir.access.names import name_in
from comptoir.access.snapshot import live_grant_ids
from comptoir.parties.models import Affiliation, Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeClosure, ScopeKind, ScopeNode
from comptoir.scope.refusal import Refused


class UnableToGiveRight(Refused):
    """A right wider, longer or other than its source, or one that this person may not hold."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A right as it is asked for. `chosen` names a part of the profile; the days are half open, `to_at` none: open."""

    customer: Customer
    holder: User
    profile: str
    chosen: tuple[str, ...]
    scope: ScopeNode
    parent: Grant | None
    from_at: datetime
    to_at: datetime | None
    order_limit_micro: int | None = None
    sub_profile: SubProfile | None = None

    @property
    def wanted(self) -> frozenset[str]:
        """The capabilities that are asked for, also such as the profile does not hold."""
        return frozenset(self.chosen) or bundle_of(self.profile)


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


def assert_sensible(asked: Asked, at: datetime) -> None:
    """A known profile, a part of it, a place of the customer's own, a time to come."""
    if asked.profile == SUB_PROFILE:
        _assert_own_profile(asked)
    elif asked.profile not in PROFILES:
        raise UnableToGiveRight("right.unknown_profile", profile=asked.profile)
    elif not asked.wanted <= PROFILES[asked.profile]:
        raise UnableToGiveRight("right.more_than_profile")
    if asked.scope.customer_ref != asked.customer.pk:
        raise UnableToGiveRight("right.place_elsewhere")
    if asked.profile == SERVICE_USER and asked.scope.kind != ScopeKind.LINE:
        raise UnableToGiveRight("right.service_user_one_line")
    if asked.from_at < at:
        raise UnableToGiveRight("right.starts_in_past")
    if asked.to_at is not None and asked.to_at <= asked.from_at:
        raise UnableToGiveRight("right.ends_before_start")
    if asked.order_limit_micro is not None and (asked.order_limit_micro < 0 or ORDERS_PLACE not in asked.wanted):
        raise UnableToGiveRight("right.order_limit_senseless")


def assert_holder(asked: Asked) -> None:
    """Nobody holds a manager role and customer data both, whoever gives it, themselves included (A-03)."""
    holder = asked.holder
    if not holder.is_active:
        raise UnableToGiveRight("right.holder_inactive", person=name_in(asked.customer.pk, holder))
    if holder.staff_roles.exists():
        raise UnableToGiveRight("right.staff_hold_none", person=name_in(asked.customer.pk, holder))
    held = _profiles_of(asked)
    if held and (asked.profile == ACCESS_MANAGER) != (ACCESS_MANAGER in held):
        raise UnableToGiveRight("right.manager_sees_no_data", person=name_in(asked.customer.pk, holder))


def assert_inside(parent: Grant, asked: Asked, at: datetime) -> None:
    """Not a wider place, not more capabilities, nor longer, nor more money than the source, while it lives."""
    if parent.customer_id != asked.customer.pk or parent.pk not in live_grant_ids(parent.customer_id, at):
        raise UnableToGiveRight("right.source_not_live")
    if ACCESS_MANAGER in (asked.profile, parent.profile):
        raise UnableToGiveRight("right.manager_is_no_source")
    if not parent.may_delegate:
        raise UnableToGiveRight("right.may_not_be_passed_on")
    if not asked.wanted <= parent.held_capabilities:
        raise UnableToGiveRight("right.more_than_source")
    if not covers({parent.scope_id}, asked.scope):
        raise UnableToGiveRight("right.wider_than_source")
    if parent.to_at is not None and (asked.to_at is None or asked.to_at > parent.to_at):
        raise UnableToGiveRight("right.longer_than_source")
    if parent.order_limit_micro is not None and ORDERS_PLACE in asked.wanted:
        limit = asked.order_limit_micro
        if limit is None or limit > parent.order_limit_micro:
            raise UnableToGiveRight("right.more_money_than_source")


def notice_for(asked: Asked, named: ThirdPartyNotice | None, at: datetime) -> ThirdPartyNotice | None:
    """The notice that a right of someone from outside needs: `named`, else the one that waits or runs (A-09; GC 9.2).

    It may still wait: the right lives once the operator has noted it. None for the customer's own people.
    """
    members = Membership.objects.filter(customer=asked.customer, user=asked.holder, to_at=None)
    if Tie.THIRD_PARTY not in members.values_list("tie", flat=True):
        if named is not None:
            raise UnableToGiveRight("right.notice_of_own_people")
        return None
    over = Q(refused_at__lte=at) | Q(ended_at__lte=at) | Q(to_at__lte=asked.from_at)
    open_ones = ThirdPartyNotice.objects.filter(customer=asked.customer, holder=asked.holder).exclude(over)
    found = open_ones.filter(pk=named.pk).first() if named is not None else open_ones.order_by("-to_at", "-pk").first()
    if found is None:
        raise UnableToGiveRight("right.needs_notice", person=name_in(asked.customer.pk, asked.holder))
    if asked.to_at is None or asked.to_at > found.to_at:
        raise UnableToGiveRight("right.longer_than_notice")
    return found


def covers(nodes: Iterable[int], scope: ScopeNode) -> bool:
    """Whether `scope` is one of `nodes` or lies below one."""
    return ScopeClosure.objects.filter(ancestor_id__in=list(nodes), descendant=scope).exists()


def _assert_own_profile(asked: Asked) -> None:
    """A sub-profile of this customer's that can still be given, and no more than what it allows."""
    own = asked.sub_profile
    if own is None or own.customer_id != asked.customer.pk:
        raise UnableToGiveRight("right.unknown_profile", profile=asked.profile)
    if own.to_at is not None and own.to_at <= asked.from_at:
        raise UnableToGiveRight("sub_profile.ended", name=own.name)
    if not asked.wanted or not asked.wanted <= frozenset(own.capabilities) & DATA:
        raise UnableToGiveRight("right.more_than_profile")


def _profiles_of(asked: Asked) -> set[str]:
    """The profiles that the person holds, or is to hold, at some time of this right, wherever it counts.

    Rights that stand still for now are among them; those that can no longer live are not.
    """
    meanwhile = Q(to_at=None) | Q(to_at__gt=asked.from_at)
    if asked.to_at is not None:
        meanwhile &= Q(from_at__lt=asked.to_at)
    companies = _reached(asked.customer, asked.scope)
    above = Affiliation.objects.filter(affiliate_id__in=companies).values("parent_id")
    there = Q(customer_id__in=companies) | Q(customer_id__in=above, scope__kind=ScopeKind.GROUP)
    grants = Grant.objects.filter(meanwhile, there, holder=asked.holder).values_list("profile", "parent_id")
    ended = _ended_above({parent for _, parent in grants if parent is not None}, asked.from_at)
    seats = Q(seat__customer_id__in=companies) | Q(seat__customer_id__in=above)
    seated = SeatHolding.objects.filter(meanwhile, seats, holder=asked.holder).exists()
    return {profile for profile, parent in grants if parent not in ended} | ({ACCESS_OWNER} if seated else set())


def _ended_above(parents: set[int], at: datetime) -> set[int]:
    """Those of some sources that have ended, themselves or further up; a query for each step up."""
    waiting = {pk: {pk} for pk in parents}  # grant -> the sources whose chains pass it
    ended: set[int] = set()
    while waiting:
        rows = Grant.objects.filter(pk__in=waiting).values_list("pk", "parent_id", "to_at")
        further: dict[int, set[int]] = {}
        for pk, parent, to_at in rows:
            if to_at is not None and to_at <= at:
                ended |= waiting[pk]
            elif parent is not None:
                further.setdefault(parent, set()).update(waiting[pk])
        waiting = further
    return ended


def _reached(customer: Customer, scope: ScopeNode) -> list[int]:
    """The companies in which a right on `scope` counts."""
    if scope.kind != ScopeKind.GROUP:
        return [customer.pk]
    return [customer.pk, *customer.affiliations.values_list("affiliate_id", flat=True)]
