"""Two customers with four cards, one of which moved from the one to the other on 16 March 2025."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from comptoir.access.capabilities import DATA, STAFF
from comptoir.catalogue.actions.offerings import OfferingSpec, adopt_tariff, offer
from comptoir.inventory.actions.activation import activate_lines
from comptoir.inventory.models import Line
from comptoir.inventory.specs import LineSpec
from comptoir.parties.actions.accounts import create_payment_agreement, open_account, open_billing_account
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import BillingAccount, Customer
from comptoir.rating.reference import destinations, document
from comptoir.scope.actor import Channel, system
from comptoir.usage.mapping import Mapping
from comptoir.usage.mapping_file import load

AT = datetime(2025, 4, 2, 9, 0, tzinfo=UTC)
START = date(2024, 1, 1)
BY = system("test", Channel.COMMAND, staff=STAFF | DATA)
HEADER = "record_id,number,started_at,kind,direction,called,quantity,country"


@dataclass
class World:
    customers: dict[str, Customer] = field(default_factory=dict)
    accounts: dict[str, BillingAccount] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


def build() -> World:
    """Customers alder and birch, two cards each: +32470000001 and 2 of alder's, 3 and 4 of birch's."""
    adopt_tariff(
        code="northwind", from_on=date(2018, 1, 1), document=document(), destinations=destinations(), by=BY, at=AT
    )
    names = {"en": "Plan M"}
    offer(OfferingSpec("m", "plan", 25_000_000, date(2018, 1, 1), names=names, plan_kind=""), by=BY, at=AT)
    world = World()
    for code in ("alder", "birch"):
        customer = create_customer(code=code, legal_name=code.title(), accepted_on=START, by=BY, at=AT)
        account = open_account(customer, code=f"{code}-ca", name=code, by=BY, at=AT)
        agreement = create_payment_agreement(customer, code=f"{code}-pa", by=BY, at=AT)
        world.customers[code] = customer
        world.accounts[code] = open_billing_account(
            account, code=f"{code}-ba", name=code, payment_agreement=agreement, opened_on=START, by=BY, at=AT
        )
    specs = [_spec(n, world.accounts["alder" if n < 3 else "birch"].code) for n in (1, 2, 3, 4)]
    world.lines = activate_lines(specs, by=BY, at=AT)
    return world


def _spec(number: int, account: str, from_on: date = START, to_on: date | None = None) -> LineSpec:
    return LineSpec(
        code=f"L{number}",
        billing_account=account,
        number=f"+3247000000{number}",
        iccid=f"893201{number:014d}",
        imsi=f"20601000000000{number}",
        pin="1234",
        puk="12345678",
        from_on=from_on,
        to_on=to_on,
        plans=(("m", from_on, to_on),),
    )


def plain() -> Mapping:
    return load("plain-csv")


def usage_file(folder: Path, *rows: str, name: str = "usage.csv", header: str = HEADER) -> Path:
    """A file in the plain mapping with these rows."""
    path = folder / name
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def call(
    record: object,
    card: int = 1,
    at: str = "2025-03-10T09:15:00Z",
    *,
    kind: str = "voice",
    direction: str = "outgoing",
    called: str = "+32475123456",
    quantity: object = 60,
    country: str = "BE",
) -> str:
    """One row of the plain mapping."""
    return f"{record},+3247000000{card},{at},{kind},{direction},{called},{quantity},{country}"
