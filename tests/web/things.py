"""Invented rows, lists over them and requests for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, QueryDict
from django.test import RequestFactory

from comptoir.scope.actor import Actor, Channel
from comptoir.web.listing import (
    AmountFilter,
    ChoiceFilter,
    Column,
    DateColumn,
    DateFilter,
    Empty,
    Listing,
    MoneyColumn,
    StatusColumn,
    TextFilter,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
STATES = {"paid": ("good", "Paid"), "late": ("bad", "Late")}
EXPORTER = Actor(label="A", channel=Channel.SESSION, grants={"data.export": frozenset({1})})
READER = Actor(label="B", channel=Channel.SESSION)


@dataclass(frozen=True)
class Bill:
    pk: int
    number: str
    holder: str
    issued_on: date
    total: int
    state: str


def bills(count: int = 120) -> list[Bill]:
    """Bills with names that sort differently with and without accents."""
    names = ("Zoe", "éclair", "Abel", "Émile", "<b>Bold</b>")
    return [
        Bill(
            pk=i + 1,
            number=f"B-{i:04d}",
            holder=names[i % 5],
            issued_on=date(2026, 1, 1) + timedelta(days=i),
            total=(i - 3) * 1_000_000,
            state="paid" if i % 3 else "late",
        )
        for i in range(count)
    ]


class Bills(Listing):
    key = "bills"
    title = "Bills"
    columns = (
        Column("number", "Number", sort=True, link=lambda row: f"/bills/{row.pk}"),
        Column("holder", "Holder", sort=True),
        DateColumn("issued_on", "Date", sort=True),
        MoneyColumn("total", "Total", sort=True, total=True),
        StatusColumn("state", "Status", states=STATES),
        Column("note", "Note", source=lambda row: f"=1+{row.pk}", shown=False),
    )
    filters = (
        TextFilter("number", "holder"),
        ChoiceFilter("state", "Status", [("paid", "Paid"), ("late", "Late")]),
        DateFilter("issued_on", "Date"),
        AmountFilter("total", "Total"),
    )
    default_sort = "-issued_on"
    default_size = 25
    nothing = Empty("No bills yet", "They come with the first run.")


def request_for(query: str = "", *, actor: Actor = EXPORTER, cookies: Mapping[str, str] | None = None) -> HttpRequest:
    """A request for a list's page, as it is behind the middleware."""
    request: Any = RequestFactory().get(f"/bills/?{query}" if query else "/bills/")
    request.COOKIES.update(cookies or {})
    request.actor, request.now = actor, NOW
    return request  # type: ignore[no-any-return]


def parameters(address: str) -> dict[str, list[str]]:
    """The parameters of an address."""
    return dict(QueryDict(address.partition("?")[2]).lists())
