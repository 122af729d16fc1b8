"""Cards and lines, and what a line used in a month, within reach of the token's account."""

from datetime import UTC
from typing import Any

from comptoir.access.capabilities import LINES_VIEW, USAGE_VIEW
from comptoir.api.paging import BAD_CURSOR, USUAL, Key, page_of, text, whole
from comptoir.api.problems import NOT_THERE, Problem
from comptoir.api.v1 import shapes
from comptoir.api.v1.declaring import After, Limit, read
from comptoir.api.v1.declaring import Key as PathKey
from comptoir.billing.retention import calls_after, issued_on
from comptoir.inventory import models, queries
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import InvalidMonth, Month
from comptoir.lake.keyset import InvalidCursor
from comptoir.rating.schema import Category, Direction, Kind
from comptoir.scope.contract import terms_on
from comptoir.usage.queries import CallFilters, call_page, unbilled_periods, usage_summary

BY_NUMBER = (Key("number", text), Key("pk", whole))
UNITS = {Kind.VOICE: "seconds", Kind.SMS: "messages", Kind.MMS: "messages", Kind.DATA: "bytes"}


@read("/lines", LINES_VIEW, response=shapes.Lines)
def lines(request: Any, after: After = "", limit: Limit = USUAL) -> Any:
    """Cards and lines by their number. Never their PIN or PUK."""
    page = page_of(queries.lines(request.actor), BY_NUMBER, after, limit)
    language = request.bearer.token.user.language
    return {"rows": [_shown(line, language) for line in page.rows], "after": page.after}


@read("/lines/{pk}", LINES_VIEW, response=shapes.Line)
def line(request: Any, pk: PathKey) -> Any:
    """One line by its id."""
    return _shown(queries.line(request.actor, pk), request.bearer.token.user.language)


@read("/lines/{pk}/usage/{month}", USAGE_VIEW, response=shapes.Usage)
def usage(request: Any, pk: PathKey, month: str) -> Any:
    """What a line used in a month (2026-10), by category; of a month that is not billed at the standard price."""
    asked = _kept(request, month)
    sums = usage_summary(request.actor, [str(asked)], filters=CallFilters(lines=(pk,)))
    if not sums:
        _assert_known(request, pk)
    return {
        "line": pk,
        "month": str(asked),
        "is_billed": asked < Month.of(request.now) and str(asked) not in unbilled_periods(),
        "net": shapes.euros(sum(row["amount_micro"] for row in sums)),
        "categories": [
            {
                "category": Category(row["category"]).name.lower(),
                "records": row["records"],
                "quantity": row["quantity"],
                "net": shapes.euros(row["amount_micro"]),
            }
            for row in sums
        ],
    }


@read("/lines/{pk}/usage/{month}/records", USAGE_VIEW, response=shapes.Records)
def usage_records(request: Any, pk: PathKey, month: str, after: After = "", limit: Limit = USUAL) -> Any:
    """The calls, messages and sessions of a line in a month, the newest first."""
    asked = _kept(request, month)
    try:
        page = call_page(request.actor, CallFilters(periods=(str(asked),), lines=(pk,)), after or None, limit)
    except InvalidCursor:
        raise Problem(400, BAD_CURSOR) from None
    if not page.rows and not after:
        _assert_known(request, pk)
    return {"rows": [_shown_record(row) for row in page.rows], "after": page.after}


def _kept(request: Any, said: str) -> Month:
    """A month whose calls are still shown (D-01)."""
    on = brussels_date(request.now)
    try:
        month = Month.parse(said)
    except InvalidMonth:
        raise Problem(404, NOT_THERE) from None
    if month > Month.of(on) or issued_on(month) <= calls_after(on, terms_on(on)):
        raise Problem(404, NOT_THERE)
    return month


def _assert_known(request: Any, pk: int) -> None:
    """A line that used nothing and one that is not there differ only for who may see the line."""
    if not queries.lines(request.actor, USAGE_VIEW).filter(pk=pk).exists():
        raise Problem(404, NOT_THERE)


def _shown(line: models.Line, language: str) -> dict[str, Any]:
    return {
        "id": line.pk,
        "code": line.code,
        "number": line.number,
        "label": line.label,
        "state": line.state,
        "plan": line.plan.name_in(language),
        "billing_account": line.billing_account.code,
        "cost_centre": line.cost_centre.code if line.cost_centre else "",
        "from_on": line.from_on,
        "to_on": line.to_on,
    }


def _shown_record(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["record_id"]),
        "started_at": row["started_at"].replace(tzinfo=UTC),
        "kind": Kind(row["kind"]).name.lower(),
        "direction": Direction(row["direction"]).name.lower(),
        "quantity": row["quantity"],
        "unit": UNITS[Kind(row["kind"])],
        "called": f"+{row['called']}" if row["called"] else "",
        "visited": row["visited"],
        "category": Category(row["category"]).name.lower(),
        "net": shapes.euros(row["amount_micro"]),
    }
