"""Search over everything one may see, and nothing else (P-23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW, PEOPLE_MANAGE
from comptoir.access.queries import members
from comptoir.billing import queries as billing
from comptoir.inventory.queries import lines, named
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.sorting import sort_key
from comptoir.portal.words import month_of
from comptoir.web import formats
from comptoir.web.views import portal_view

MOST = 8
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its name, what tells it from others, where it is."""

    name: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind: the first of them, how many there are, and where all of them stand."""

    label: str | Promise
    icon: str
    hits: Sequence[Hit]
    total: int
    url: str


@portal_view()
def show(request: Any) -> HttpResponse:
    """What was found, group by group; nothing is asked for a text of one sign."""
    text = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST]
    groups = [group for group in _groups(request, text) if group.total] if len(text) > 1 else []
    context = {"searched": text, "groups": groups, "total": sum(group.total for group in groups)}
    return render(request, "portal/search/show.html", context)


def _groups(request: Any, text: str) -> Sequence[Group]:
    actor = request.actor
    found = []
    if actor.may(INVOICES_VIEW):
        found.append(_invoices(request, text))
    if actor.may(LINES_VIEW):
        found.append(_lines(request, text))
    if actor.may(PEOPLE_MANAGE):
        found.append(_people(request, text))
    return found


def _invoices(request: Any, text: str) -> Group:
    matching = billing.matching(request.actor, text, brussels_date(request.now))
    hits = [
        Hit(
            str(row.number),
            f"{month_of(row.period)} · {row.billing_account.name} · {formats.micro(row.total_micro)}",
            reverse("portal:invoices:show", args=[row.number]),
        )
        for row in matching[:MOST]
    ]
    return Group(_("Invoices"), "invoice", hits, matching.count(), _listed("portal:invoices:index", text))


def _lines(request: Any, text: str) -> Group:
    matching = lines(request.actor).filter(named(text))
    hits = [
        Hit(
            formats.phone(row.number),
            " · ".join(filter(None, (row.label, row.plan.name_in(formats.language()), str(row.cost_centre or "")))),
            reverse("portal:cards:show", args=[row.pk]),
        )
        for row in matching[:MOST]
    ]
    return Group(_("Cards and lines"), "card", hits, matching.count(), _listed("portal:cards:index", text))


def _people(request: Any, text: str) -> Group:
    known = members(request.actor)
    matching = known.filter(Q(sort_name__contains=sort_key(text)) | Q(user__email__icontains=text))
    url = _listed("portal:people:index", text)
    hits = [Hit(member.name, member.user.email, url) for member in matching[:MOST]]
    return Group(_("People"), "people", hits, matching.count(), url)


def _listed(url_name: str, text: str) -> str:
    try:
        return f"{reverse(url_name)}?{urlencode({'q': text})}"
    except NoReverseMatch:
        return ""
