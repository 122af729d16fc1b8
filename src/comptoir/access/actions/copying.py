"""The rights of a colleague, given to someone else: seen first, then given in one act (A-02, A-07)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.access.actions.together import Wanted, give_together, like, refusal_of
from comptoir.access.models import Grant, User
from comptoir.audit.log import record
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeKind
from comptoir.scope.refusal import Refused


@dataclass(frozen=True, slots=True)
class Copied:
    """One right of the colleague: whether it can be given, is held already, or is on a line of their own."""

    grant: Grant
    refusal: Refused | NotAuthorized | None
    is_held: bool

    @property
    def can_be_given(self) -> bool:
        return self.refusal is None and not self.is_held

    @property
    def is_of_one_line(self) -> bool:
        """A line is somebody's own: it is offered, and not chosen by itself."""
        return self.grant.scope.kind == ScopeKind.LINE


def copies(customer: Customer, *, grants: Iterable[Grant], to: User, by: Actor, at: datetime) -> list[Copied]:
    """What would become of each of these live rights if it were given to `to`; nothing is kept."""
    running = Grant.objects.filter(customer=customer, holder=to, from_at__lte=at).exclude(to_at__lte=at)
    held = {_same(grant) for grant in running}
    return [
        Copied(grant, refusal_of(customer, wanted=[_copy(grant, to, at)], by=by, at=at), _same(grant) in held)
        for grant in grants
    ]


@transaction.atomic
def copy_rights(
    customer: Customer, *, grants: Iterable[Grant], to: User, by: Actor, at: datetime, tie: str = ""
) -> list[Grant]:
    """Gives `to` the same rights, from the same sources and until the same day, all or none.

    Whether they may be passed on is not copied: that is given by itself. Raises what `give_right` raises.
    """
    found = list(grants)
    wanted = [_copy(grant, to, at) for grant in found]
    given = give_together(customer, wanted=wanted, tie=tie, members=[to], by=by, at=at)
    holders = sorted({grant.holder_id for grant in found})
    said: dict[str, Any] = {"from": holders, "grants": [grant.pk for grant in given]}
    record(actor=by, verb="rights.copied", obj=to, customer_id=customer.pk, at=at, **said)
    return given


def _copy(grant: Grant, to: User, at: datetime) -> Wanted:
    return like(grant, holder=to, parent=grant.parent, at=at, may_delegate=False)


def _same(grant: Grant) -> tuple[object, ...]:
    return grant.profile, grant.sub_profile_id, grant.scope_id, tuple(sorted(grant.capabilities)), grant.to_at
