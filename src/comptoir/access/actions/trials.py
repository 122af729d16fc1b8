"""Trying what an action would say before it is done: the action itself, undone."""

from datetime import datetime

from django.db import transaction

from comptoir.access.actions.rights import give_right
from comptoir.access.models import User
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode


def try_to_give_right(
    customer: Customer,
    *,
    holder: User,
    profile: str,
    scope: ScopeNode,
    by: Actor,
    at: datetime,
    to_at: datetime | None = None,
) -> None:
    """Raises what `give_right` would raise; nothing is kept and nothing follows."""
    with transaction.atomic():
        give_right(customer, holder=holder, profile=profile, scope=scope, by=by, at=at, to_at=to_at)
        transaction.set_rollback(True)
