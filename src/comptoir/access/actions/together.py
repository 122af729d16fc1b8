"""Several rights given, and others ended by it, as one: all of them or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actions.ties import confirm_tie
from comptoir.access.models import Grant, SubProfile, ThirdPartyNotice, User
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeNode
from comptoir.scope.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One right as it is asked for; what is not said is as `give_right` has it."""

    holder: User
    profile: str
    scope: ScopeNode
    capabilities: tuple[str, ...] = ()
    sub_profile: SubProfile | None = None
    parent: Grant | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None
    order_limit_micro: int | None = None
    may_delegate: bool = False
    notice: ThirdPartyNotice | None = None

    def options(self) -> dict[str, Any]:
        """What is said, by the names of `give_right`."""
        said = {name: getattr(self, name) for name in self.__slots__}
        silent: tuple[object, ...] = (None, (), False)
        return {name: value for name, value in said.items() if not any(value is one or value == one for one in silent)}


def like(grant: Grant, *, holder: User, parent: Grant | None, at: datetime, may_delegate: bool) -> Wanted:
    """The same right for someone else, or from another source: never before now."""
    return Wanted(
        holder=holder,
        profile=grant.profile,
        scope=grant.scope,
        capabilities=tuple(grant.capabilities),
        sub_profile=grant.sub_profile,
        parent=parent,
        from_at=grant.from_at if grant.from_at > at else None,
        to_at=grant.to_at,
        order_limit_micro=grant.order_limit_micro,
        may_delegate=may_delegate,
    )


@transaction.atomic
def give_together(
    customer: Customer,
    *,
    wanted: Sequence[Wanted],
    by: Actor,
    at: datetime,
    ending: Iterable[Grant] = (),
    tie: str = "",
    members: Iterable[User] = (),
) -> list[Grant]:
    """Ends what is replaced, confirms the tie of `members` where one is said, gives each right; or nothing at all."""
    for grant in ending:
        end_right(grant, by=by, at=at)
    for member in members if tie else ():
        confirm_tie(customer, user=member, tie=tie, by=by, at=at)
    return [give_right(customer, by=by, at=at, **one.options()) for one in wanted]


def refusal_of(
    customer: Customer,
    *,
    wanted: Sequence[Wanted],
    by: Actor,
    at: datetime,
    ending: Iterable[Grant] = (),
    tie: str = "",
    members: Iterable[User] = (),
) -> Refused | NotAuthorized | None:
    """What `give_together` would raise; nothing is kept and nothing follows."""
    try:
        with transaction.atomic():
            give_together(customer, wanted=wanted, ending=ending, tie=tie, members=members, by=by, at=at)
            transaction.set_rollback(True)
    except (Refused, NotAuthorized) as refusal:
        return refusal
    return None
