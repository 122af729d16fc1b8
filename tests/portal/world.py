"""Two customers with their people, cards, three billed months and one that runs: all through the real actions.

Usage alone is made here: a few records for each card and month, put into the lake as intake leaves them, priced by
the real tariff. Everything that belongs to one customer carries a word of its own, so that a page which shows
another's is seen at once: Lumen's is LUMEN, Borealis' is BOREALIS.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pyarrow as pa
from django.conf import settings
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.capabilities import STAFF
from comptoir.access.models import StaffRole, User
from comptoir.billing.actions.one_offs import ChargeSpec, add_charges
from comptoir.billing.actions.runs import advance
from comptoir.billing.models import BillRun, BillRunState, Invoice
from comptoir.catalogue.actions.offerings import OfferingSpec, adopt_tariff, offer
from comptoir.catalogue.actions.operators import OperatorSpec, describe_operator
from comptoir.inventory.actions.activation import activate_lines
from comptoir.inventory.assignments import rating_assignments
from comptoir.inventory.models import Line
from comptoir.inventory.specs import LineSpec
from comptoir.kernel.periods import Month
from comptoir.lake.files import write
from comptoir.lake.order import sort
from comptoir.lake.rollup import rollup
from comptoir.lake.schemas import ROLLUP, ROLLUP_SORT, USAGE_SORT
from comptoir.manifest.actions.publications import publish
from comptoir.parties.actions.accounts import (
    create_cost_centre,
    create_payment_agreement,
    open_account,
    open_billing_account,
)
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import BillingAccount, Customer
from comptoir.rating.bucket import rate_by_date, tariffs_in_turn
from comptoir.rating.reference import destinations, document, reference_tariff
from comptoir.rating.rules import CompiledTariff, compile_tariff
from comptoir.rating.schema import RATED, RECORDS
from comptoir.scope.actor import Actor, Channel, system

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
START = date(2026, 1, 1)
JOINED, LATE = date(2026, 10, 11), 2
MONTHS = tuple(Month.parse(text) for text in ("2026-08", "2026-09", "2026-10"))
RUNNING = Month.parse("2026-11")
ROOT = system("the test world", Channel.COMMAND, staff=STAFF)
OPERATOR = OperatorSpec(
    name="Northwind Telecom",
    street="Havenlaan 1",
    postcode="1000",
    city="Brussel",
    vat_number="BE0403019261",
    iban="BE71096123456769",
    email="care@northwind.example",
)
PLANS = {"flex": ("", 9_000_000), "s": ("", 15_000_000), "m": ("", 25_000_000), "fleet": ("shared", 12_500_000)}


@dataclass
class Firm:
    """A customer with what the tests name."""

    customer: Customer
    account: BillingAccount
    word: str
    lines: list[Line] = field(default_factory=list)
    people: dict[str, User] = field(default_factory=dict)

    def invoice(self, period: str = "2026-10") -> Invoice:
        return Invoice.objects.get(billing_account=self.account, period=period)


@dataclass
class World:
    lumen: Firm
    borealis: Firm

    def client(self, person: str, firm: Firm | None = None) -> Client:
        """A browser in which this person is signed in."""
        client = Client()
        client.force_login((firm or self.lumen).people[person])
        return client


def build(*, cards: int = 3, calls: int = 4, pdfs: bool = False) -> World:
    """The whole world; `cards` of Lumen, the third of them only since JOINED, `calls` a month of each."""
    describe_operator(OPERATOR, by=ROOT, at=NOW)
    adopt_tariff(
        code="northwind", from_on=date(2018, 1, 1), document=document(), destinations=destinations(), by=ROOT, at=NOW
    )
    for code, (kind, price) in PLANS.items():
        names = {"en": f"Plan {code.upper()}", "fr": f"Formule {code.upper()}"}
        spec = OfferingSpec(code, "plan", price, date(2018, 1, 1), names=names, plan_kind=kind)
        offer(spec, by=ROOT, at=NOW)
    lumen = _firm("lumen", "LUMEN Bakeries NV", cards)
    borealis = _firm("borealis", "BOREALIS Freight SA", 2)
    _people(lumen)
    _people(borealis)
    charge = ChargeSpec(
        lumen.account, "one_off", "sim-swap", date(2026, 10, 12), 7_500_000, names={"en": "Replacement card"}
    )
    add_charges([charge], by=ROOT, at=NOW)
    for month in MONTHS:
        if month.first_day <= JOINED < month.next().first_day:
            lumen.lines += activate_lines([_spec(lumen, LATE, JOINED)], by=ROOT, at=NOW)
        _bill(month, [lumen, borealis], calls, pdfs)
    _publish(RUNNING, [lumen, borealis], calls, standard=True)
    return World(lumen, borealis)


def _firm(code: str, name: str, cards: int) -> Firm:
    customer = create_customer(code=code, legal_name=name, accepted_on=START, language="en", by=ROOT, at=NOW)
    account = open_account(customer, code=f"{code}-ca", name=f"{name} accounts", by=ROOT, at=NOW)
    agreement = create_payment_agreement(customer, code=f"{code}-pa", by=ROOT, at=NOW)
    billing = open_billing_account(
        account, code=f"{code.upper()}-BA", name=f"{name} mobile", payment_agreement=agreement, opened_on=START,
        by=ROOT, at=NOW,
    )  # fmt: skip
    for centre in ("100", "200"):
        create_cost_centre(customer, code=centre, name=f"{code.upper()} shop {centre}", by=ROOT, at=NOW)
    firm = Firm(customer, billing, code.upper())
    firm.people = {
        person: invite_user(
            customer, email=f"{person}@{code}.example", name=f"{person.title()} {code.upper()}", by=ROOT, at=NOW,
            language="en",
        )
        for person in ("owner", "manager", "finance", "fleet", "user")
    }  # fmt: skip
    specs = [_spec(firm, number, START) for number in range(cards) if number != LATE]
    firm.lines = activate_lines(specs, by=ROOT, at=NOW)
    return firm


def _spec(firm: Firm, number: int, joined: date) -> LineSpec:
    base = (firm.customer.pk % 100) * 10_000 + number
    plans = ["m", "s", "flex", "fleet"]
    return LineSpec(
        code=f"{firm.word}-L{number}",
        billing_account=firm.account.code,
        number=f"+3247{base:07d}",
        iccid=f"8932{base:015d}",
        imsi=f"20601{base:010d}",
        pin=f"{1000 + number}",
        puk=f"{73_519_000 + number}",
        from_on=joined,
        label=f"{firm.word} person {number}",
        plans=((plans[number % 4], joined, None),),
        cost_centres=((("100", "200")[number % 2], joined, None),),
        end_user=firm.people["user"].email if number == 0 else "",
    )


def _people(firm: Firm) -> None:
    """The four profiles: owner, Access Manager, finance and fleet administrators, a user of one card."""
    people, scope = firm.people, firm.customer.scope
    designate_access_owner(firm.customer, holder=people["owner"], by=ROOT, at=NOW - timedelta(days=400))
    for person, profile, place in (
        ("manager", "access_manager", scope),
        ("finance", "finance_administrator", scope),
        ("fleet", "fleet_administrator", scope),
        ("user", "service_user", firm.lines[0].scope),
    ):
        give_right(
            firm.customer, holder=people[person], profile=profile, scope=place, by=ROOT, at=NOW - timedelta(days=300)
        )


def _bill(month: Month, firms: Sequence[Firm], calls: int, pdfs: bool) -> None:
    """Bills a month: usage as the rating stage leaves it, then the run's own stages."""
    _publish(month, firms, calls)
    run = BillRun.objects.create(period=str(month), state=BillRunState.RATED, started_at=NOW, started_label="test")
    last = BillRunState.RECONCILED if pdfs else BillRunState.ISSUED
    while run.state != last:
        advance(run, by=ROOT, at=NOW)


def _publish(month: Month, firms: Sequence[Firm], calls: int, *, standard: bool = False) -> None:
    raw = sort(_records(month, firms, calls), USAGE_SORT)
    tariffs = tariffs_in_turn([_tariff()])
    rated = rate_by_date(
        raw, tariffs, rating_assignments(month), at_standard_price=standard, cache_root=settings.KERNEL_CACHE
    ).records
    root, period = settings.LAKE_ROOT, str(month)
    entries = [write(root, "raw", period, 0, raw, RECORDS, USAGE_SORT)]
    if standard:
        entries.append(write(root, "standard", period, 0, rated, RATED, USAGE_SORT))
    else:
        entries.append(write(root, "rated", period, 0, rated, RATED, USAGE_SORT))
        entries.append(write(root, "rollup", period, 0, rollup(rated, period), ROLLUP, ROLLUP_SORT))
    publish(key=f"world:{period}", add=entries, at=NOW, reason="intake", by=ROOT)


@cache
def _tariff() -> CompiledTariff:
    return compile_tariff(reference_tariff())


def _records(month: Month, firms: Sequence[Firm], calls: int) -> pa.Table:
    """For each card and month: calls at home, one to Germany, messages, data at home and in the United States."""
    rows = []
    growth = 1 + MONTHS.index(month) if month in MONTHS else 2
    for firm in firms:
        for line in firm.lines:
            if line.from_on >= month.next().first_day:
                continue
            rows += [_record(firm, line, month, number) for number in range(calls * growth)]
    return pa.Table.from_pylist(rows, schema=RECORDS)


def _record(firm: Firm, line: Line, month: Month, number: int) -> dict[str, object]:
    first = max(month.first_day, line.from_on)
    day = first + timedelta(days=number % 18)
    kinds = [
        (1, 0, 192 + 7 * number, 32_475_123_456 + number, "BE"),
        (1, 0, 65 + number, 4_930_123_456, "BE"),
        (2, 0, 1, 32_475_123_456, "BE"),
        (4, 0, 250_000_000 + number, 0, "BE"),
        (4, 0, 3_000_000, 0, "US"),
        (1, 1, 125, 32_475_123_456, "FR"),
    ]
    kind, direction, quantity, called, visited = kinds[number % len(kinds)]
    started = datetime(day.year, day.month, day.day, 8, 15, 20) + timedelta(minutes=37 * number)
    return {
        "record_id": line.pk * 1_000_000 + int(str(month).replace("-", "")) * 1_000 + number,
        "customer_id": firm.customer.pk,
        "billing_account_id": firm.account.pk,
        "line_id": line.pk,
        "started_at": started,
        "kind": kind,
        "direction": direction,
        "quantity": quantity,
        "called": called,
        "visited": visited,
        "batch_id": 1,
    }


def staff(name: str = "Desk") -> User:
    """One of the operator's own billing desk."""
    user = User.objects.create_user(f"{name.lower()}@northwind.example", None, name=name, language="en", joined_at=NOW)
    StaffRole.objects.create(user=user, role="billing_desk")
    return user


def actor_of(user: User) -> Actor:
    """The desk's own actor."""
    from comptoir.access.actors import actor_for

    return actor_for(user, None, Channel.DESK, NOW)
