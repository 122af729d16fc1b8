"""Choosing a colleague: from a list while there are few, by searching once there are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from comptoir.access import queries
from comptoir.access.models import Membership, UserKind
from comptoir.kernel.sorting import sort_key

FEW = 60
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Whom one may choose, who is chosen, and whether one has to search."""

    offered: Sequence[tuple[Membership, bool]]
    chosen: Membership | None
    is_long: bool
    searched: str = ""


def colleagues(request: Any, name: str, *, but: int) -> Colleagues:
    """Who belongs to the customer, but one; the parameter `name` says who is chosen, `find` what is searched."""
    every = queries.members(request.actor).exclude(user_id=but).filter(user__is_active=True, user__kind=UserKind.PERSON)
    asked = request.POST.get(name, "") or request.GET.get(name, "")
    is_key = asked.isascii() and asked.isdecimal() and len(asked) < 19
    chosen = every.filter(user_id=int(asked)).first() if is_key else None
    searched = " ".join(request.GET.get("find", "")[:100].split())
    first = list(every[: FEW + 1])
    if len(first) <= FEW:
        return Colleagues([(one, one == chosen) for one in first], chosen, is_long=False)
    found = every.filter(_fits(searched))[:MOST_FOUND] if searched else ()
    return Colleagues([(one, one == chosen) for one in found], chosen, is_long=True, searched=searched)


def _fits(searched: str) -> Q:
    return Q(sort_name__contains=sort_key(searched)) | Q(user__email__icontains=searched)
