"""Trying what an action would say before it is done: the action itself, undone."""

from typing import Any

from django.db import transaction

from comptoir.access.actions.rights import give_right
from comptoir.parties.models import Customer


def try_to_give_right(customer: Customer, **asked: Any) -> None:
    """Raises what `give_right` would raise with the same arguments; nothing is kept and nothing follows."""
    with transaction.atomic():
        give_right(customer, **asked)
        transaction.set_rollback(True)
