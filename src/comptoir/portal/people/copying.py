"""The rights of a colleague for someone else: what would be given and what cannot, ticked, then given in one act."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.access import queries
from comptoir.access.actions.copying import Copied, copies, copy_rights
from comptoir.access.capabilities import RIGHTS_GIVE
from comptoir.access.models import Membership, Tie
from comptoir.access.snapshot import live_grant_ids
from comptoir.portal.people.colleagues import colleagues
from comptoir.portal.people.shown import ShownGrant, shown_grants
from comptoir.portal.people.words import TIES, refusal_words
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view

MOST_RIGHTS = 50


@dataclass(frozen=True, slots=True)
class ShownCopy:
    """One right of the colleague: whether it is ticked, or why it cannot be."""

    right: ShownGrant
    can_be_given: bool
    is_ticked: bool
    reason: str


@portal_view(RIGHTS_GIVE, methods=("GET", "POST"))
@sensitive
def copy(request: Any, pk: int) -> HttpResponse:
    """Choose a colleague, see what would be given, give what is ticked."""
    actor = request.actor
    member = queries.members(actor).select_related("customer").get(user_id=pk)
    people = colleagues(request, "colleague", but=pk)
    colleague = people.chosen
    context: dict[str, Any] = {
        "member": member,
        "colleagues": people,
        "colleague": colleague,
        "ties": _ties(request, member),
    }
    if colleague is None:
        return render(request, "portal/people/copy.html", context)
    found = _rights_of(request, member, colleague)
    if request.method == "POST":
        try:
            return _given(request, member, found)
        except (Refused, NotAuthorized) as refusal:
            context["refused"] = refusal_words(refusal)
    context["rights"] = _shown(request, found)
    context["can_give"] = any(one.can_be_given for one in found)
    return render(request, "portal/people/copy.html", context)


def _rights_of(request: Any, member: Membership, colleague: Membership) -> list[Copied]:
    """What the colleague holds now, as far as one manages people there, and what would become of each."""
    actor, at = request.actor, request.now
    held = queries.grants(actor, at).filter(holder_id=colleague.user_id)
    live = live_grant_ids(actor.customer_id, at)
    grants = [grant for grant in held[:MOST_RIGHTS] if grant.pk in live]
    return copies(member.customer, grants=grants, to=member.user, by=actor, at=at)


def _given(request: Any, member: Membership, found: list[Copied]) -> HttpResponse:
    ticked = set(request.POST.getlist("right"))
    grants = [one.grant for one in found if str(one.grant.pk) in ticked]
    if not grants:
        raise Refused("copying.nothing_ticked")
    tie = request.POST.get("tie", "")
    if member.tie != Tie.THIRD_PARTY and tie not in TIES:
        raise Refused("tie.unknown")
    given = copy_rights(
        member.customer, grants=grants, to=member.user, by=request.actor, at=request.now,
        tie="" if member.tie == Tie.THIRD_PARTY else tie,
    )  # fmt: skip
    said = ngettext("%(name)s now holds %(count)s right more.", "%(name)s now holds %(count)s rights more.", len(given))
    messages.success(request, said % {"name": member.name, "count": len(given)})
    return redirect("portal:people:person", pk=member.user_id)


def _shown(request: Any, found: list[Copied]) -> list[ShownCopy]:
    """Each in words; on the way back from a refusal the ticks are as they were."""
    ticked = set(request.POST.getlist("right")) if request.method == "POST" else None
    words = shown_grants(request.actor, [one.grant for one in found])
    return [
        ShownCopy(right, one.can_be_given, _is_ticked(one, ticked), _reason(one))
        for one, right in zip(found, words, strict=True)
    ]


def _is_ticked(one: Copied, ticked: set[str] | None) -> bool:
    if ticked is not None:
        return str(one.grant.pk) in ticked
    return one.can_be_given and not one.is_of_one_line


def _reason(one: Copied) -> str:
    if one.is_held:
        return _("Held already.")
    if one.refusal is not None:
        return refusal_words(one.refusal)
    return _("On one line alone: tick it if it is theirs too.") if one.is_of_one_line else ""


def _ties(request: Any, member: Membership) -> list[tuple[str, Any, bool]]:
    """The ties to confirm; none for a third party, whose notice says it."""
    if member.tie == Tie.THIRD_PARTY:
        return []
    chosen = request.POST.get("tie", "") or member.tie
    return [(key, words, key == chosen) for key, words in TIES.items()]
