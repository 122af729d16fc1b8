"""The terms in force as a table: each figure with its clause, where it is overridden, and how to do that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.http import HttpResponseBase
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from comptoir.access.capabilities import OPERATE_SETTINGS
from comptoir.console.setup.parts import tabs
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.money import Money
from comptoir.scope.contract import terms_on
from comptoir.terms import Term, TermsBook, Unit, load
from comptoir.terms.clauses import clause_parts
from comptoir.terms.term import TimeWindow
from comptoir.web import formats
from comptoir.web.listing import ChoiceFilter, Column, DateColumn, Listing, StatusColumn, TextFilter, list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

COUNTED = {
    Unit.YEARS: ngettext_lazy("%(count)s year", "%(count)s years", "count"),
    Unit.MONTHS: ngettext_lazy("%(count)s month", "%(count)s months", "count"),
    Unit.WEEKS: ngettext_lazy("%(count)s week", "%(count)s weeks", "count"),
    Unit.DAYS: ngettext_lazy("%(count)s day", "%(count)s days", "count"),
    Unit.WORKING_DAYS: ngettext_lazy("%(count)s working day", "%(count)s working days", "count"),
    Unit.HALF_DAYS: ngettext_lazy("%(count)s half day", "%(count)s half days", "count"),
    Unit.HOURS: ngettext_lazy("%(count)s hour", "%(count)s hours", "count"),
    Unit.MINUTES: ngettext_lazy("%(count)s minute", "%(count)s minutes", "count"),
}
SECTIONS: dict[str, str | Promise] = {
    "billing": _("Bill runs and invoices"),
    "delivery": _("Delivery of invoices"),
    "insights": _("Insights"),
    "mobile": _("Mobile"),
    "portal": _("Portal and access"),
    "retention": _("How long data are kept"),
    "stewardship": _("Privacy and care"),
    "usage": _("Usage"),
}
DOCUMENTS = {
    "GC": _("General conditions (FR)"),
    "GCNL": _("General conditions (NL)"),
    "MC": _("Mobile conditions"),
    "NET": _("Internet conditions"),
    "II": _("Insights conditions"),
    "-": _("Not in the contract"),
}


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """One figure of the contract in words."""

    pk: str
    key: str
    section: str
    figure: str
    clause: str
    document: str
    note: str
    since: date | None
    origin: str


class TermList(Listing):
    key = "terms"
    title = _("Terms")
    columns = (
        Column("key", _("Term"), sort=True),
        Column("figure", _("Figure"), cell=lambda row: with_note(row)),
        Column("clause", _("Clause"), sort=True),
        Column("note", _("Note"), shown=False),
        DateColumn("since", _("Since"), sort=True, shown=False),
        StatusColumn(
            "origin",
            _("Origin"),
            states={"reference": ("neutral", _("Reference")), "own": ("info", _("Your own"))},
            sort=True,
        ),
    )
    default_sort = "key"
    default_size = 100
    filters = (
        TextFilter("key", "figure", "clause", "note"),
        ChoiceFilter("section", _("Part"), list(SECTIONS.items())),
        ChoiceFilter("document", _("Document"), list(DOCUMENTS.items())),
        ChoiceFilter("origin", _("Origin"), [("reference", _("Reference")), ("own", _("Your own"))]),
    )


@console_view(OPERATE_SETTINGS)
def show(request: PageRequest) -> HttpResponseBase:
    """The terms as they stand today."""
    on = brussels_date(request.now)
    in_force, reference = terms_on(on), _reference().at(on)
    rows = [_shown(term, own=reference[key] != term) for key, term in sorted(in_force.items())]
    context = {
        "on": on,
        "count": len(rows),
        "own": sum(row.origin == "own" for row in rows),
        "folder": settings.TERMS_FOLDER,
        "tabs": tabs("terms"),
    }
    return list_page(request, TermList(rows), "console/setup/terms.html", context)


@cache
def _reference() -> TermsBook:
    return load()


def figure_of(term: Term) -> str:
    """A figure as people read it, in the page's language."""
    value = term.value
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, Money):
        return formats.money(value)
    if isinstance(value, TimeWindow):
        return f"{value.opens:%H:%M}–{value.closes:%H:%M}"
    if isinstance(value, tuple):
        return ", ".join(value) or formats.NOTHING
    if isinstance(value, Mapping):
        return "; ".join(f"{_country(code)}: {', '.join(entries)}" for code, entries in value.items())
    if isinstance(value, date):
        return formats.long_day(value)
    if isinstance(value, int):
        return str(COUNTED[term.unit] % {"count": value}) if term.unit in COUNTED else formats.number(value)
    return formats.percent(value, 2).replace(".00", "") if term.unit is Unit.PERCENT else str(value)  # type: ignore[arg-type]


def with_note(term: ShownTerm) -> str:
    """The figure with its note, which is the contract's own English."""
    return format_html('<span>{}<span class="note" lang="en">{}</span></span>', term.figure, term.note)


def _shown(term: Term, *, own: bool) -> ShownTerm:
    return ShownTerm(
        pk=term.key,
        key=term.key,
        section=term.key.split(".")[0],
        figure=figure_of(term),
        clause=term.clause,
        document=clause_parts(term.clause)[0].split(" ")[0],
        note=term.note,
        since=term.since,
        origin="own" if own else "reference",
    )


def _country(code: str) -> str:
    return _now("everywhere") if code == "*" else formats.country(code)
