"""Giving rights in the test group, and what is refused."""

from datetime import datetime
from typing import Any

import pytest

from comptoir.access.actions.rights import UnableToGiveRight, give_right
from comptoir.access.models import Grant
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeNode
from tests.access.group import AT, ROOT, Group


def give(group: Group, to: str, profile: str = "finance_administrator", **more: Any) -> Grant:
    by: Actor | str = more.pop("by", ROOT)
    scope: ScopeNode = more.pop("scope", group.parent.customer.scope)
    at: datetime = more.pop("at", AT)
    return give_right(
        more.pop("customer", group.parent.customer),
        holder=group.people[to],
        profile=profile,
        scope=scope,
        by=group.acting(by, at=at) if isinstance(by, str) else by,
        at=at,
        **more,
    )


def refusal(*arguments: Any, **more: Any) -> str:
    before = Grant.objects.count()
    with pytest.raises(UnableToGiveRight) as error:
        give(*arguments, **more)
    assert Grant.objects.count() == before
    return error.value.message
