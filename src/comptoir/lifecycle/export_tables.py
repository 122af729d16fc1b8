"""The tables of an export, each read through the queries that its pages use: it holds no more than they show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from comptoir.access import queries as access
from comptoir.access.capabilities import (
    AUDIT_VIEW,
    CUSTOMER_VIEW,
    INVOICES_VIEW,
    LINES_VIEW,
    PEOPLE_MANAGE,
    USAGE_VIEW,
)
from comptoir.audit import queries as audit
from comptoir.billing import queries as billing
from comptoir.billing.models import InvoiceLine
from comptoir.billing.retention import calls_after, details_after, issued_on
from comptoir.documents.sheets import Column, Row
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import BRUSSELS, brussels_midnight
from comptoir.kernel.periods import Month
from comptoir.manifest.queries import live
from comptoir.parties import queries as parties
from comptoir.scope.actor import Actor
from comptoir.scope.contract import terms_on
from comptoir.usage.queries import BILLED, CallFilters, call_page, unbilled_periods

CALLS_AT_ONCE = 5_000
KINDS = {1: "voice", 2: "sms", 3: "mms", 4: "data"}


@dataclass(frozen=True, slots=True)
class Table:
    """One file: its name, its columns, and its rows when they are wanted."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[], Iterator[Row]]


def of(actor: Actor, on: date) -> Iterator[Table]:
    """The tables of what `actor` may see on a day."""
    if actor.may(CUSTOMER_VIEW):
        yield Table(_("billing-accounts"), _account_columns(), partial(_accounts, actor))
        yield Table(_("cost-centres"), _centre_columns(), partial(_centres, actor))
    if actor.may(LINES_VIEW):
        yield Table(_("cards"), _card_columns(), partial(_cards, actor))
    if actor.may(INVOICES_VIEW):
        yield Table(_("invoices"), _invoice_columns(), partial(_invoices, actor, on))
        yield Table(_("invoice-lines"), _line_columns(), partial(_lines, actor, on))
    if actor.may(USAGE_VIEW):
        for period in _periods(on):
            yield Table(f"{_('usage')}/{period}", _call_columns(), partial(_calls, actor, period))
    if actor.may(PEOPLE_MANAGE):
        yield Table(_("people"), _people_columns(), partial(_people, actor, brussels_midnight(on)))
    if actor.may(AUDIT_VIEW):
        yield Table(_("log"), _log_columns(), partial(_log, actor))


def invoices_of(actor: Actor, on: date) -> list[Any]:
    """The invoices of which the document goes along."""
    return list(billing.kept_invoices(actor, on)) if actor.may(INVOICES_VIEW) else []


def _account_columns() -> list[Column]:
    return [
        Column("code", _("Billing account")),
        Column("name", _("Name")),
        Column("account", _("Customer account")),
        Column("opened_on", _("Open since"), "date"),
        Column("closed_on", _("Closed on"), "date"),
    ]


def _accounts(actor: Actor) -> Iterator[Row]:
    for row in parties.billing_accounts(actor, CUSTOMER_VIEW):
        own = {"code": row.code, "name": row.name, "account": row.account.code}
        yield own | {"opened_on": row.opened_on, "closed_on": row.closed_on}


def _centre_columns() -> list[Column]:
    return [Column("code", _("Cost centre")), Column("name", _("Name"))]


def _centres(actor: Actor) -> Iterator[Row]:
    for row in parties.cost_centres(actor, CUSTOMER_VIEW):
        yield {"code": row.code, "name": row.name}


def _card_columns() -> list[Column]:
    return [
        Column("number", _("Number")),
        Column("label", _("Label")),
        Column("plan", _("Plan")),
        Column("centre", _("Cost centre")),
        Column("account", _("Billing account")),
        Column("state", _("State")),
        Column("from_on", _("Since"), "date"),
        Column("to_on", _("Ended"), "date"),
    ]


def _cards(actor: Actor) -> Iterator[Row]:
    for row in inventory.lines(actor).iterator(chunk_size=1_000):
        centre = row.cost_centre.code if row.cost_centre else ""
        own = {"number": row.number, "label": row.label, "plan": row.plan.code, "centre": centre}
        dates = {"from_on": row.from_on, "to_on": row.to_on}
        yield own | {"account": row.billing_account.code, "state": row.state} | dates


def _invoice_columns() -> list[Column]:
    return [
        Column("number", _("Invoice")),
        Column("account", _("Billing account")),
        Column("period", _("Month")),
        Column("issued_on", _("Date"), "date"),
        Column("due_on", _("Due"), "date"),
        Column("net", _("Without VAT"), "money", "EUR"),
        Column("vat", _("VAT"), "money", "EUR"),
        Column("total", _("Total"), "money", "EUR"),
    ]


def _invoices(actor: Actor, on: date) -> Iterator[Row]:
    for row in billing.kept_invoices(actor, on):
        named = {"number": row.number, "account": row.billing_account.code, "period": row.period}
        dates = {"issued_on": row.issued_on, "due_on": row.due_on}
        sums = {"net": row.net_micro, "vat": row.vat_micro, "total": row.total_micro}
        yield named | dates | {name: _euros(micro) for name, micro in sums.items()}


def _line_columns() -> list[Column]:
    return [
        Column("number", _("Invoice")),
        Column("position", _("Invoice line"), "integer"),
        Column("kind", _("Kind")),
        Column("code", _("Code")),
        Column("quantity", _("Quantity"), "integer"),
        Column("unit", _("Unit")),
        Column("amount", _("Amount"), "money", "EUR"),
    ]


def _lines(actor: Actor, on: date) -> Iterator[Row]:
    lines = InvoiceLine.objects.visible_to(actor, INVOICES_VIEW).select_related("invoice")
    shown = lines.filter(invoice__number__isnull=False, invoice__issued_on__gt=details_after(on, terms_on(on)))
    for row in shown.order_by("invoice__number", "position").iterator(chunk_size=1_000):
        what = {"number": row.invoice.number, "position": row.position, "kind": row.kind, "code": row.code}
        yield what | {"quantity": row.quantity, "unit": row.unit, "amount": _euros(row.amount_micro)}


def _periods(on: date) -> list[str]:
    """The months of which calls are still shown (D-01), and those that are not billed yet."""
    after = calls_after(on, terms_on(on))
    billed = {entry.period for entry in live(BILLED).entries}
    return sorted({one for one in billed if issued_on(Month.parse(one)) > after} | set(unbilled_periods()))


def _call_columns() -> list[Column]:
    return [
        Column("started_at", _("When"), "datetime"),
        Column("card", _("Card")),
        Column("kind", _("Kind")),
        Column("called", _("Number")),
        Column("visited", _("Where")),
        Column("quantity", _("Quantity"), "integer"),
        Column("charged", _("Charged"), "integer"),
        Column("amount", _("Amount"), "money", "EUR"),
    ]


def _calls(actor: Actor, period: str) -> Iterator[Row]:
    after: str | None = None
    dates, customer = Month.parse(period).dates, actor.customer_id or 0
    while True:
        page = call_page(actor, CallFilters(periods=(period,)), after, CALLS_AT_ONCE, descending=False)
        names = inventory.card_names(actor, sorted({row["line_id"] for row in page.rows}), dates, customer)
        for row in page.rows:
            yield {
                "started_at": _local(row["started_at"]),
                "card": names[row["line_id"]].number,
                "kind": KINDS.get(row["kind"], ""),
                "called": _number(row["called"]),
                "visited": row["visited"],
                "quantity": row["quantity"],
                "charged": row["charged_quantity"],
                "amount": _euros(row["amount_micro"]),
            }
        after = page.after
        if after is None:
            return


def _people_columns() -> list[Column]:
    return [Column("name", _("Name")), Column("email", _("E-mail address")), Column("profiles", _("Profiles"))]


def _people(actor: Actor, at: datetime) -> Iterator[Row]:
    for person in access.people(actor, at):
        held = [*(["access_owner"] if person.is_access_owner else []), *person.profiles]
        yield {"name": person.name, "email": person.email, "profiles": ", ".join(held)}


def _log_columns() -> list[Column]:
    return [
        Column("at", _("When"), "datetime"),
        Column("who", _("Who")),
        Column("verb", _("What")),
        Column("object", _("On what")),
    ]


def _log(actor: Actor) -> Iterator[Row]:
    for event in audit.events(actor, AUDIT_VIEW).order_by("at", "pk").iterator(chunk_size=1_000):
        on_what = f"{event.object_type}:{event.object_ref}" if event.object_type else ""
        yield {"at": _local(event.at), "who": event.actor_label, "verb": event.verb, "object": on_what}


def _number(called: int) -> str:
    """The other side of a call; a short code as it was dialled."""
    return f"+{called}" if called > 0 else str(-called) if called else ""


def _euros(micro: int) -> Decimal:
    return Decimal(micro).scaleb(-6)


def _local(at: datetime) -> datetime:
    """Brussels time, without its zone; instants of the lake are naive UTC."""
    known = at if at.tzinfo else at.replace(tzinfo=UTC)
    return known.astimezone(BRUSSELS).replace(tzinfo=None)
