"""Giving and ending rights. The rules stand in access/giving.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from comptoir.access.actions.people import add_member
from comptoir.access.actors import still
from comptoir.access.capabilities import SERVICE_USER, SUB_PROFILE
from comptoir.access.giving import (
    Asked,
    UnableToGiveRight,
    assert_giver,
    assert_holder,
    assert_inside,
    assert_sensible,
    notice_for,
)
from comptoir.access.locks import held, hold_rights_of
from comptoir.access.models import Grant, SubProfile, ThirdPartyNotice, User
from comptoir.access.snapshot import dependents_of
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode

__all__ = ["UnableToGiveRight", "end_right", "end_use_of_line", "give_right"]


@transaction.atomic
def give_right(
    customer: Customer,
    *,
    holder: User,
    scope: ScopeNode,
    by: Actor,
    at: datetime,
    profile: str = "",
    capabilities: Iterable[str] = (),
    sub_profile: SubProfile | None = None,
    parent: Grant | None = None,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    may_delegate: bool = False,
    order_limit_micro: int | None = None,
    notice: ThirdPartyNotice | None = None,
) -> Grant:
    """A profile, or a part of it, on one place and all below it, from `from_at` (now) to `to_at` (until ended).

    The source is `parent`, or the seat. `sub_profile` gives one of the customer's own profiles instead: its
    capabilities are copied, so that a later change of it changes no right. `order_limit_micro` is the most that one
    order may cost. A third party's right hangs from `notice`, or from the one that waits or runs, and lives once the
    operator has noted it. Raises UnableToGiveRight and NotAuthorized.
    """
    hold_rights_of(customer)
    chosen = sorted(set(capabilities) or set(sub_profile.capabilities if sub_profile else ()))
    asked = Asked(
        customer,
        held(holder),
        SUB_PROFILE if sub_profile else profile,
        tuple(chosen),
        scope,
        Grant.objects.select_for_update(no_key=True).get(pk=parent.pk) if parent else None,
        from_at or at,
        to_at,
        order_limit_micro,
        sub_profile,
    )
    _assert_may_be_given(asked, by, at)
    notice = notice_for(asked, notice, at)
    add_member(customer, user=asked.holder, name=asked.holder.name, by=by, at=at)
    return _given(asked, may_delegate, notice, by, at)


@transaction.atomic
def end_right(grant: Grant, *, by: Actor, at: datetime) -> None:
    """The right ends now, and with it all that hangs from it; one that has ended stays as it is.

    By one who may give it, by one who passed it on, or by its holder. The log names all that ends by it. Raises
    NotAuthorized.
    """
    hold_rights_of(grant.customer)
    is_held = by.user_id is not None and by.user_id == grant.holder_id
    passed_on = by.user_id is not None and grant.parent is not None and by.user_id == grant.parent.holder_id
    if not (is_held or passed_on):
        assert_giver(grant.customer, still(by, at), grant.scope, grant.profile, None)
    _end(grant, at, by, at)


@transaction.atomic
def end_use_of_line(
    customer: Customer, *, line: ScopeNode, user: User | None = None, ends_at: datetime, by: Actor, at: datetime
) -> int:
    """The line is no longer someone's own: the end user's rights on it end (A-05); how many.

    Part of what an action does to a line, and authorised there. `user` none: whoever used it. `ends_at` may come.
    """
    hold_rights_of(customer)
    running = Q(to_at=None) | Q(to_at__gt=ends_at)
    whose = Q(holder=user) if user is not None else Q()
    found = list(Grant.objects.filter(running, whose, customer=customer, scope=line, profile=SERVICE_USER))
    for grant in found:
        _end(grant, max(ends_at, at), by, at)
    return len(found)


def _assert_may_be_given(asked: Asked, by: Actor, at: datetime) -> None:
    assert_giver(asked.customer, still(by, at), asked.scope, asked.profile, asked.parent)
    assert_sensible(asked, at)
    assert_holder(asked)
    if asked.parent is not None:
        assert_inside(asked.parent, asked, at)


def _given(asked: Asked, may_delegate: bool, notice: ThirdPartyNotice | None, by: Actor, at: datetime) -> Grant:
    grant = Grant.objects.create(
        customer=asked.customer,
        holder=asked.holder,
        profile=asked.profile,
        capabilities=list(asked.chosen),
        scope=asked.scope,
        parent=asked.parent,
        may_delegate=may_delegate,
        order_limit_micro=asked.order_limit_micro,
        sub_profile=asked.sub_profile,
        notice=notice,
        from_at=asked.from_at,
        to_at=asked.to_at,
        given_by_id=by.user_id,
        given_label=by.label,
    )
    said: dict[str, Any] = {
        "user": grant.holder_id,
        "profile": grant.profile,
        "scope": grant.scope_id,
        "to_at": grant.to_at,
    }
    more = {
        "capabilities": grant.capabilities,
        "parent": grant.parent_id,
        "from_at": grant.from_at if grant.from_at > at else None,
        "may_delegate": may_delegate or None,
        "order_limit_micro": grant.order_limit_micro,
        "sub_profile": grant.sub_profile_id,
        "notice": grant.notice_id,
    }
    said |= {name: value for name, value in more.items() if value not in (None, [])}
    record(actor=by, verb="right.given", obj=grant, customer_id=grant.customer_id, at=at, **said)
    emit("right.given", {"grant": grant.pk}, at)
    return grant


def _end(grant: Grant, ends_at: datetime, by: Actor, at: datetime) -> None:
    """One right ends; what hangs from it is named in the one event, and ends by the rule itself."""
    hanging = dependents_of(grant.pk, ends_at)
    running = Grant.objects.filter(Q(to_at=None) | Q(to_at__gt=ends_at), pk=grant.pk)
    if running.update(to_at=ends_at):
        said: dict[str, Any] = {"user": grant.holder_id, "dependents": hanging, "count": len(hanging)}
        if ends_at > at:
            said["ends_at"] = ends_at
        record(actor=by, verb="right.ended", obj=grant, customer_id=grant.customer_id, at=at, **said)
        emit("right.ended", {"grant": grant.pk}, at)
