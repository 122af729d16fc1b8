"""What the JSON API answers. Amounts are decimal texts in euros, without VAT unless they say so; days are Belgian."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ninja import Schema

from comptoir.kernel.money import MICRO


def euros(micro: int) -> str:
    """An amount, exactly: at least two decimals, at most six."""
    whole, _, rest = f"{Decimal(micro) / MICRO:.6f}".partition(".")
    return f"{whole}.{rest[:2]}{rest[2:].rstrip('0')}"


class Me(Schema):
    name: str
    kind: str
    customer: int
    token: str
    expires_at: datetime
    capabilities: list[str]


class Invoice(Schema):
    number: str
    kind: str
    period: str
    billing_account: str
    issued_on: date
    due_on: date
    structured_communication: str
    net: str
    vat: str
    total: str
    currency: str = "EUR"
    has_pdf: bool


class Invoices(Schema):
    rows: list[Invoice]
    after: str | None


class InvoiceLine(Schema):
    position: int
    kind: str
    code: str
    name: str
    quantity: int
    unit: str
    net: str
    vat_code: str


class InvoiceLines(Schema):
    rows: list[InvoiceLine]
    after: str | None


class Line(Schema):
    id: int
    code: str
    number: str
    label: str
    state: str
    plan: str
    billing_account: str
    cost_centre: str
    from_on: date
    to_on: date | None


class Lines(Schema):
    rows: list[Line]
    after: str | None


class Used(Schema):
    category: str
    records: int
    quantity: int
    net: str


class Usage(Schema):
    line: int
    month: str
    is_billed: bool
    net: str
    categories: list[Used]


class Record(Schema):
    id: str
    started_at: datetime
    kind: str
    direction: str
    quantity: int
    unit: str
    called: str
    visited: str
    category: str
    net: str


class Records(Schema):
    rows: list[Record]
    after: str | None


class Report(Schema):
    id: str
    columns: list[str]


class Reports(Schema):
    level: str
    periods: list[str]
    reports: list[Report]


class Place(Schema):
    id: int
    kind: str
    number: int
    name: str


class Grant(Schema):
    id: int
    person: int
    profile: str
    capabilities: list[str]
    place: Place
    from_at: datetime
    to_at: datetime | None
    given_by: str


class Grants(Schema):
    rows: list[Grant]
    after: str | None


class Person(Schema):
    id: int
    name: str
    email: str
    is_access_owner: bool
    profiles: list[str]


class People(Schema):
    rows: list[Person]
    after: str | None


class Event(Schema):
    sequence: int
    at: datetime
    who: str
    channel: str
    verb: str
    object_type: str
    object_ref: str
    #: What the event says beside; ids, codes, amounts in millionths (`..._micro`), days and instants.
    data: dict[str, Any]
    #: Names and addresses of people, but for those that were erased.
    personal: dict[str, str]
    previous: str
    digest: str


class Events(Schema):
    rows: list[Event]
    after: str | None
