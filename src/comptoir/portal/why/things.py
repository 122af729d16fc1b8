"""What one may ask about: each kind of thing with the capability that opens it, and how it is found.

A thing is found as any page finds it: through the asker's own rights. What they may not see does not exist.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may
from comptoir.access import queries as people
from comptoir.billing import queries as billing
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date
from comptoir.parties import queries as parties
from comptoir.web import formats, seeing


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the customer's world, as the thing that is asked about: `scope_id` is what decides."""

    scope_id: int


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about: its name, the capability that opens it, where it stands (several places: each counts)."""

    title: str
    capability: str
    spots: tuple[Any, ...]
    url: str


#: Whole areas: the capability that opens each, its name and its page.
AREAS: Mapping[str, tuple[str, str | Promise, str]] = {
    "invoices": (may.INVOICES_VIEW, _("Invoices"), "portal:invoices:index"),
    "usage": (may.USAGE_VIEW, _("Usage"), "portal:usage:index"),
    "cards": (may.LINES_VIEW, _("Cards and lines"), "portal:cards:index"),
    "reports": (may.REPORTS_VIEW, _("Reports"), "portal:reports:index"),
    "people": (may.PEOPLE_MANAGE, _("People and rights"), "portal:people:index"),
    "group": (may.CUSTOMER_VIEW, _("Group"), "portal:group:index"),
}


def find(request: Any, kind: str, named: str) -> Thing:
    """The thing as the asker may see it; else 404."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind](request, named)


def _invoice(request: Any, named: str) -> Thing:
    invoice = billing.invoice(request.actor, named, brussels_date(request.now))
    title = _now("Invoice %(number)s") % {"number": invoice.number}
    return Thing(title, may.INVOICES_VIEW, (invoice,), reverse("portal:invoices:show", args=[invoice.number]))


def _question(request: Any, named: str) -> Thing:
    question = billing.questions(request.actor).get(pk=_key(named))
    title = _now("A question about invoice %(number)s") % {"number": question.invoice.number}
    url = reverse("portal:invoices:question", args=[question.pk])
    return Thing(title, may.INVOICES_VIEW, (question.invoice,), url)


def _card(request: Any, named: str) -> Thing:
    line = inventory.line(request.actor, _key(named))
    return Thing(formats.phone(line.number), may.LINES_VIEW, (line,), reverse("portal:cards:show", args=[line.pk]))


def _usage(request: Any, named: str) -> Thing:
    line = inventory.lines(request.actor, may.USAGE_VIEW).get(pk=_key(named))
    title = _now("Usage of %(number)s") % {"number": formats.phone(line.number)}
    return Thing(title, may.USAGE_VIEW, (line,), reverse("portal:usage:index"))


def _account(request: Any, named: str) -> Thing:
    account = parties.billing_accounts(request.actor, may.CUSTOMER_VIEW).get(pk=_key(named))
    title = _now("Billing account %(name)s") % {"name": f"{account.name} ({account.code})"}
    return Thing(title, may.CUSTOMER_VIEW, (account,), "")


def _person(request: Any, named: str) -> Thing:
    member = people.members(request.actor).get(user_id=_key(named))
    url = reverse("portal:people:person", args=[member.user_id])
    return Thing(member.name, may.PEOPLE_MANAGE, _held(request, may.PEOPLE_MANAGE), url)


def _area(request: Any, named: str) -> Thing:
    if named not in AREAS:
        raise Http404
    capability, title, page = AREAS[named]
    if not request.actor.may(capability):
        raise Http404
    return Thing(str(title), capability, _held(request, capability), reverse(page))


def _held(request: Any, capability: str) -> tuple[Any, ...]:
    """The places on which the asker holds it: all of an area, or a report, rests on them."""
    return tuple(Spot(node) for node in sorted(request.actor.nodes(capability)))


def _key(named: str) -> int:
    if not (named.isascii() and named.isdecimal() and len(named) < 19):
        raise Http404
    return int(named)


KINDS: Mapping[str, Callable[[Any, str], Thing]] = {
    "invoice": _invoice,
    "question": _question,
    "card": _card,
    "usage": _usage,
    "account": _account,
    "person": _person,
    "area": _area,
}


#: Pages that show a thing: its kind, and what the address calls it.
THINGS = (
    ("invoices:show", "invoice", "number"),
    ("invoices:difference", "invoice", "number"),
    ("invoices:part", "invoice", "number"),
    ("invoices:line", "invoice", "number"),
    ("invoices:question", "question", "pk"),
    ("cards:show", "card", "pk"),
    ("usage:card", "usage", "line"),
    ("people:person", "person", "pk"),
)
#: Pages that show an area.
PAGES = (
    ("invoices:index", "invoices"),
    ("invoices:questions", "invoices"),
    ("usage:month", "usage"),
    ("usage:calls", "usage"),
    ("cards:index", "cards"),
    ("reports:index", "reports"),
    ("reports:show", "reports"),
    ("people:index", "people"),
    ("third_parties:index", "people"),
    ("third_parties:show", "people"),
    ("reviews:index", "people"),
    ("reviews:show", "people"),
    ("group:index", "group"),
)


def register() -> None:
    """Tells the shell which pages show a thing or an area."""
    for route, kind, name in THINGS:
        seeing.register(f"portal:{route}", partial(_answer, kind, name))
    for route, area in PAGES:
        seeing.register(f"portal:{route}", partial(_answer_of_area, area), AREAS[area][0])


def _answer(kind: str, name: str, said: Mapping[str, Any]) -> str:
    return reverse("portal:why:thing", args=[kind, str(said[name])])


def _answer_of_area(area: str, _said: Mapping[str, Any]) -> str:
    return reverse("portal:why:thing", args=["area", area])
