"""The calls of one card in one month, and why one of them costs what it costs (U-07)."""

from datetime import UTC
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW, USAGE_VIEW
from comptoir.billing.queries import kept_invoices
from comptoir.catalogue.tariffs import tariff_on
from comptoir.inventory.queries import CardName, card_names, lines
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.explanation import Explanation
from comptoir.kernel.periods import Month
from comptoir.portal.paths import Record
from comptoir.portal.usage.asking import assert_kept, aware, calls_asked, is_billed
from comptoir.portal.usage.headline import with_headline
from comptoir.portal.usage.lists import UNITS, CallList, kind_words, other_party
from comptoir.portal.usage.views import calls_of, countries
from comptoir.rating.explaining import explain
from comptoir.rating.schema import Kind
from comptoir.usage.queries import one_record, usage_summary
from comptoir.usage.totals import TOGETHER
from comptoir.web import formats
from comptoir.web.explaining import explanation_page
from comptoir.web.listing import list_page
from comptoir.web.views import portal_view


@portal_view(USAGE_VIEW)
def show(request: Any, month: Month, line: int) -> HttpResponseBase:
    """Every call, message and data session of a card in a month."""
    assert_kept(request, month)
    asked = calls_asked(month, line, {})
    sums = usage_summary(request.actor, (str(month),), ("category", "visited"), filters=asked)
    name = _name(request, month, line, bool(sums))
    micro = sum(row["amount_micro"] for row in sums)
    whole = (sum(row["records"] for row in sums), micro)
    listing = CallList(calls_of(request, month, line, whole), month, lambda: countries(sums), with_card=False)
    context = {
        "month": month,
        "line": line,
        "name": name,
        "title": formats.phone(name.number),
        "total": micro,
        "used": {unit: _sum(sums, categories) for unit, categories in TOGETHER.items()},
        "billed": is_billed(request, month),
        "invoice": _invoice(request, month, name),
        "may_see_line": name.is_seen and request.actor.may(LINES_VIEW),
    }
    return list_page(request, listing, "portal/usage/card.html", context)


@portal_view(USAGE_VIEW)
def why(request: Any, month: Month, line: int, record: Record) -> HttpResponse:
    """Why one call costs what it costs: the rules run once more on that record, step by step."""
    assert_kept(request, month)
    found = one_record(request.actor, str(month), line, record.started_at, record.id)
    if found is None:
        raise Http404
    call = aware(found)
    back = reverse("portal:usage:card", args=[month, line])
    return explanation_page(
        request, explained(call), title=_title(call), back=back, back_label=_("All calls of this card")
    )


def explained(call: dict[str, Any]) -> Explanation:
    """The steps from a stored record to its amount; at the standard price while it is not billed (U-04)."""
    started = call["started_at"]
    tariff = tariff_on(brussels_date(started), at_standard_price=call["is_standard"])
    record = {**call, "started_at": started.astimezone(UTC).replace(tzinfo=None)}
    return with_headline(explain(record, tariff, call["bundle_before"], language=formats.language()))


def _name(request: Any, month: Month, line: int, used: bool) -> CardName:
    """What the card is called; raises Http404 for one that may not be seen, or does not exist."""
    known = used or lines(request.actor, USAGE_VIEW).filter(pk=line).exists()
    names = card_names(request.actor, [line], month.dates, request.actor.customer_id) if known else {}
    if line not in names:
        raise Http404
    return names[line]


def _invoice(request: Any, month: Month, name: CardName) -> Any:
    """The invoice that billed this month's calls, for who may see it."""
    if name.billing_account_id is None or not request.actor.may(INVOICES_VIEW):
        return None
    own = kept_invoices(request.actor, brussels_date(request.now))
    return own.filter(period=str(month), billing_account=name.billing_account_id).first()


def _title(call: dict[str, Any]) -> str:
    words = {
        "what": kind_words(call),
        "party": other_party(call),
        "moment": formats.exact_moment(call["started_at"]),
        "quantity": formats.quantity(call["quantity"], UNITS[Kind(call["kind"])]),
    }
    if words["party"]:
        return _("%(what)s, %(party)s, %(quantity)s, %(moment)s") % words
    return _("%(what)s, %(quantity)s, %(moment)s") % words


def _sum(rows: list[dict[str, Any]], categories: tuple[int, ...]) -> int:
    return sum(row["quantity"] for row in rows if row["category"] in categories)
