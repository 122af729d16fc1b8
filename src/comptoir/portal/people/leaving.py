"""Someone leaves, and another becomes the Access Owner."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.access import queries
from comptoir.access.actions.leaving import Source, let_go, refusal_to_hand_on, sources_of
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner
from comptoir.access.capabilities import PEOPLE_MANAGE, SEAT_REPLACE
from comptoir.access.models import Membership
from comptoir.parties.queries import customers
from comptoir.portal.people.colleagues import colleagues
from comptoir.portal.people.forms import OwnerForm
from comptoir.portal.people.shown import ShownGrant, shown_grants, shown_people
from comptoir.portal.people.words import refusal_words
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@dataclass(frozen=True, slots=True)
class ShownSource:
    """A right of who leaves, what hangs from it, and whether the successor can take it over."""

    right: ShownGrant
    hanging: tuple[ShownGrant, ...]
    is_ticked: bool
    refusal: str


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
@sensitive
def leave(request: Any, pk: int) -> HttpResponse:
    """Says what ends when a person leaves, and what may be handed on; then ends and hands on in one act."""
    actor, at = request.actor, request.now
    customer = customers(actor, PEOPLE_MANAGE).get(pk=actor.customer_id)
    member = queries.members(actor).get(user_id=pk)
    people = colleagues(request, "to", but=pk)
    successor = people.chosen
    found = sources_of(customer, member.user, at)
    context: dict[str, Any] = {"member": member, "successor": successor}
    if request.method == "POST":
        try:
            return _left(request, customer, member, successor, found)
        except (Refused, NotAuthorized) as refusal:
            context["refused"] = refusal_words(refusal)
    context["person"] = shown_people(actor, [queries.person(actor, at, pk)])[0]
    context["sources"] = _shown(request, customer, found, successor)
    context["losing"] = len({one.holder_id for source in found for one in source.hanging} - {pk})
    context["colleagues"] = people
    return render(request, "portal/people/leave.html", context)


def _left(
    request: Any, customer: Any, member: Membership, successor: Membership | None, found: list[Source]
) -> HttpResponse:
    ticked = set(request.POST.getlist("source")) if successor is not None else set()
    chosen = [source.grant for source in found if str(source.grant.pk) in ticked]
    left = let_go(
        customer,
        user=member.user,
        by=request.actor,
        at=request.now,
        successor=successor.user if successor is not None and chosen else None,
        sources=chosen,
    )
    messages.success(request, _("%(name)s can no longer act for your company.") % {"name": member.name})
    if left.handed_on and successor is not None:
        said = ngettext(
            "%(count)s right now hangs from %(name)s.", "%(count)s rights now hang from %(name)s.", left.handed_on
        )
        messages.success(request, said % {"count": left.handed_on, "name": successor.name})
    return redirect("portal:people:index")


def _shown(request: Any, customer: Any, found: list[Source], successor: Membership | None) -> list[ShownSource]:
    """Each right from which others hang, with what the chosen successor may take over."""
    actor = request.actor
    words = {
        one.id: one for one in shown_grants(actor, [g for source in found for g in (source.grant, *source.hanging)])
    }
    ticked = set(request.POST.getlist("source")) if request.method == "POST" else None
    shown = []
    for source in found:
        refusal = None
        if successor is not None:
            refusal = refusal_to_hand_on(
                customer, source=source.grant, successor=successor.user, by=actor, at=request.now
            )
        key = str(source.grant.pk)
        shown.append(
            ShownSource(
                words[source.grant.pk],
                tuple(words[one.pk] for one in source.hanging if one.holder_id != source.grant.holder_id),
                key in ticked if ticked is not None else refusal is None,
                refusal_words(refusal) if refusal else "",
            )
        )
    return shown


@portal_view(SEAT_REPLACE, methods=("GET", "POST"))
@sensitive
def replace_owner(request: Any) -> HttpResponse:
    """Another person becomes the Access Owner; the operator is told by the same act (A-01)."""
    actor, at = request.actor, request.now
    customer = customers(actor, SEAT_REPLACE).get(pk=actor.customer_id)
    owner = queries.seat_holder(customer.pk, at)
    people = colleagues(request, "person", but=owner.pk if owner else 0)
    chosen = people.chosen
    form = OwnerForm(request.POST if request.method == "POST" and chosen else None, chosen=chosen)
    if chosen is not None and form.is_valid():
        try:
            designate_access_owner(customer, holder=chosen.user, by=actor, at=at)
        except UnableToDesignate as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            said = _("%(name)s is now the Access Owner. The operator is told.") % {"name": chosen.name}
            messages.success(request, said)
            return redirect("portal:people:index")
    context = {"form": form, "contacts": queries.contacts(actor, at), "colleagues": people, "chosen": chosen}
    return render(request, "portal/people/owner.html", context | {"is_nobody": request.method == "POST"})
