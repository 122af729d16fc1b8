"""Someone leaves, in one act; what they had passed on may be handed on to a colleague (A-07, A-10; GC 9.2).

A colleague takes over as the source: they are given the right from which things hang, from that right's own source,
and what hangs is given anew from theirs. Each passes the rules of giving again, so nothing widens. The old rights
stay as they were until now, so that what someone could see on a day that has passed can still be told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from comptoir.access.actions.people import assert_may_manage, deactivate_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.together import like
from comptoir.access.models import Grant, User
from comptoir.audit.log import record
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused


class UnableToHandOn(Refused):
    """There is nothing of theirs to take over, or the colleague is who leaves."""


@dataclass(frozen=True, slots=True)
class Source:
    """A right of someone's from which others' rights hang, nearest first."""

    grant: Grant
    hanging: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """How many rights of theirs ended, and how many of others were handed on."""

    ended: int
    handed_on: int


def sources_of(customer: Customer, user: User, at: datetime) -> list[Source]:
    """The rights of `user` from which others hold something, now or later; two queries."""
    held = _open(customer, at).filter(holder=user).order_by("pk")
    below = _by_parent(customer, at)
    found = [Source(grant, tuple(_below(grant, below))) for grant in held]
    return [source for source in found if any(one.holder_id != user.pk for one in source.hanging)]


@transaction.atomic
def let_go(
    customer: Customer,
    *,
    user: User,
    by: Actor,
    at: datetime,
    successor: User | None = None,
    sources: Iterable[Grant] = (),
) -> Left:
    """Hands on what hangs from `sources` to `successor`, then ends all that `user` holds; all of it or nothing.

    What hangs from rights that are not named ends with them. Raises UnableToHandOn, UnableToGiveRight and
    UnableToDeactivate.
    """
    assert_may_manage(customer, by)
    handed_on = _hand_on(customer, user, successor, {grant.pk for grant in sources}, by, at) if successor else 0
    return Left(deactivate_user(customer, user=user, by=by, at=at), handed_on)


def refusal_to_hand_on(
    customer: Customer, *, source: Grant, successor: User, by: Actor, at: datetime
) -> Refused | NotAuthorized | None:
    """Why what hangs from one right cannot be handed on to `successor`; nothing is kept."""
    try:
        with transaction.atomic():
            _hand_on(customer, source.holder, successor, {source.pk}, by, at)
            transaction.set_rollback(True)
    except (Refused, NotAuthorized) as refusal:
        return refusal
    return None


def _hand_on(customer: Customer, user: User, successor: User, chosen: set[int], by: Actor, at: datetime) -> int:
    if successor.pk == user.pk:
        raise UnableToHandOn("leaving.to_oneself")
    sources = [source for source in sources_of(customer, user, at) if source.grant.pk in chosen]
    if len(sources) != len(chosen):
        raise UnableToHandOn("leaving.nothing_hangs")
    moved: dict[int, Grant] = {}
    for source in sources:
        above = moved.get(source.grant.parent_id or 0, source.grant.parent)
        if above is not None and above.holder_id == user.pk:
            raise UnableToHandOn("leaving.source_ends_too")
        taken = like(source.grant, holder=successor, parent=above, at=at, may_delegate=True)
        moved[source.grant.pk] = give_right(customer, by=by, at=at, **taken.options())
        _give_anew(customer, source.hanging, moved, user, by, at)
    others = [old for old in moved if old not in chosen]
    Grant.objects.filter(pk__in=others).update(to_at=at)
    pairs = [[old, new.pk] for old, new in moved.items()]
    said: dict[str, Any] = {"from": user.pk, "to": successor.pk, "pairs": pairs}
    record(actor=by, verb="rights.handed_on", obj=user, customer_id=customer.pk, at=at, **said)
    return len(others)


def _give_anew(
    customer: Customer, hanging: Sequence[Grant], moved: dict[int, Grant], leaver: User, by: Actor, at: datetime
) -> None:
    """Each right again from its new source; the leaver's own, and what has a source that is not handed on, ends."""
    for grant in hanging:
        source = moved.get(grant.parent_id or 0)
        if source is None or grant.holder_id == leaver.pk:
            continue
        wanted = like(grant, holder=grant.holder, parent=source, at=at, may_delegate=grant.may_delegate)
        moved[grant.pk] = give_right(customer, by=by, at=at, **wanted.options())


def _open(customer: Customer, at: datetime) -> "QuerySet[Grant]":
    running = Grant.objects.filter(Q(to_at=None) | Q(to_at__gt=at), customer=customer, holder__is_active=True)
    return running.select_related("holder", "scope", "parent", "sub_profile", "notice")


def _by_parent(customer: Customer, at: datetime) -> dict[int, list[Grant]]:
    found: dict[int, list[Grant]] = {}
    for grant in _open(customer, at).filter(parent__isnull=False).order_by("pk"):
        found.setdefault(grant.parent_id or 0, []).append(grant)
    return found


def _below(grant: Grant, by_parent: dict[int, list[Grant]]) -> list[Grant]:
    found, level = [], [grant.pk]
    while level:
        next_ones = [one for pk in level for one in by_parent.get(pk, ())]
        found += next_ones
        level = [one.pk for one in next_ones]
    return found
