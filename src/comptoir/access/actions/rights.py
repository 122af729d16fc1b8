"""Giving and ending rights. The rules stand in access/giving.py."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from comptoir.access.actions.people import add_member
from comptoir.access.capabilities import bundle_of
from comptoir.access.giving import (
    UnableToGiveRight,
    assert_giver,
    assert_holder,
    assert_inside,
    assert_sensible,
)
from comptoir.access.models import Grant, User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode

__all__ = ["UnableToGiveRight", "end_right", "give_right"]


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
    chosen = sorted(set(capabilities))
    wanted = frozenset(chosen) or bundle_of(profile)
    # The row of the person is held, so that two rights given at once cannot make a manager who sees data.
    holder = User.objects.select_for_update().get(pk=holder.pk)
    assert_giver(customer, by, scope, profile, parent)
    assert_sensible(customer, profile=profile, wanted=wanted, scope=scope, to_at=to_at, at=at)
    assert_holder(customer, holder=holder, profile=profile, scope=scope, at=at)
    if parent is not None:
        # The source's row too: it cannot end between the check and the commit.
        parent = Grant.objects.select_for_update().get(pk=parent.pk)
        assert_inside(parent, profile=profile, wanted=wanted, scope=scope, to_at=to_at, at=at)
    add_member(customer, user=holder, name=holder.name, by=by, at=at)
    grant = Grant.objects.create(
        customer=customer,
        holder=holder,
        profile=profile,
        capabilities=chosen,
        scope=scope,
        parent=parent,
        may_delegate=may_delegate,
        from_at=at,
        to_at=to_at,
        given_by_id=by.user_id,
        given_label=by.label,
    )
    _note_given(grant, by=by, at=at)
    return grant


@transaction.atomic
def end_right(grant: Grant, *, by: Actor, at: datetime) -> None:
    """The right ends now, and with it all that hangs from it; one that has ended stays as it is.

    By one who may give it, by one who passed it on, or by its holder. Raises NotAuthorized.
    """
    held = by.user_id is not None and by.user_id == grant.holder_id
    passed_on = by.user_id is not None and grant.parent is not None and by.user_id == grant.parent.holder_id
    if not (held or passed_on):
        assert_giver(grant.customer, by, grant.scope, grant.profile, None)
    running = Grant.objects.filter(Q(to_at=None) | Q(to_at__gt=at), pk=grant.pk)
    if running.update(to_at=at):
        record(actor=by, verb="right.ended", obj=grant, customer_id=grant.customer_id, at=at, user=grant.holder_id)
        emit("right.ended", {"grant": grant.pk}, at)


def _note_given(grant: Grant, *, by: Actor, at: datetime) -> None:
    said = {"user": grant.holder_id, "profile": grant.profile, "scope": grant.scope_id, "to_at": grant.to_at}
    record(actor=by, verb="right.given", obj=grant, customer_id=grant.customer_id, at=at, **said)
    emit("right.given", {"grant": grant.pk}, at)
