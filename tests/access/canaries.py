"""A world in which every value of a customer is a canary: found anywhere it may not be, it says whose and what it was.

Two customers with the same shape: two billing accounts, two cost centres, four lines (0 and 1 on the first account,
2 and 3 on the second; 0 and 2 in the first cost centre, 1 and 3 in the second), five people, two months billed by
real bill runs with their PDFs and one month that runs. A canary of digits is found however its digits are grouped.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from django.conf import settings

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.billing.actions.one_offs import ChargeSpec, add_charges
from comptoir.billing.actions.questions import ask
from comptoir.billing.actions.runs import bill_month
from comptoir.billing.models import Invoice, LineQuestion
from comptoir.catalogue.actions.offerings import OfferingSpec, adopt_tariff, offer
from comptoir.catalogue.actions.operators import OperatorSpec, describe_operator
from comptoir.inventory.actions.activation import activate_lines
from comptoir.inventory.assignments import rating_assignments
from comptoir.inventory.models import Line
from comptoir.inventory.specs import LineSpec
from comptoir.kernel.periods import Month
from comptoir.lake.files import write
from comptoir.lake.order import sort
from comptoir.lake.schemas import USAGE_SORT
from comptoir.manifest.actions.publications import publish
from comptoir.parties.actions.accounts import (
    create_cost_centre,
    create_payment_agreement,
    open_account,
    open_billing_account,
)
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import BillingAccount, CostCentre, Customer
from comptoir.rating.bucket import rate_by_date, tariffs_in_turn
from comptoir.rating.reference import destinations, document, reference_tariff
from comptoir.rating.rules import compile_tariff
from comptoir.rating.schema import RATED, RECORDS
from comptoir.scope.actor import Channel
from tests.portal.world import NOW, PLANS, ROOT, START

BILLED = tuple(Month.parse(text) for text in ("2026-09", "2026-10"))
RUNNING = Month.parse("2026-11")
PEOPLE = ("owner", "manager", "finance", "fleet", "user")
FIRST_LINES, FIRST_CENTRE = (0, 1), (0, 2)


@dataclass(frozen=True, slots=True)
class Canary:
    """One value: what it is, and the part of the customer's world that it belongs to."""

    value: str
    what: str
    part: str

    @property
    def is_digits(self) -> bool:
        return self.value.isdigit()


@dataclass
class Firm:
    """One customer of the world with all its canaries."""

    word: str
    customer: Customer = None  # type: ignore[assignment]
    accounts: list[BillingAccount] = field(default_factory=list)
    centres: list[CostCentre] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    people: dict[str, User] = field(default_factory=dict)
    questions: list[LineQuestion] = field(default_factory=list)
    canaries: list[Canary] = field(default_factory=list)

    def text(self, what: str, part: str, *, longest: int = 40) -> str:
        """A word that stands nowhere else."""
        digest = hashlib.sha256(f"{self.word} {what}".encode()).digest()
        letters = "".join("bcdfghjklmnpqrstvwxz"[byte % 20] for byte in digest[:10])
        return self.keep(f"Zq{letters}"[:longest], what, part)

    def digits(self, what: str, part: str, count: int, *, start: str = "") -> str:
        """A number that stands nowhere else."""
        number = int.from_bytes(hashlib.sha256(f"{self.word} {what}".encode()).digest()[:16], "big")
        return self.keep(start + str(number)[1 : count - len(start) + 1], what, part)

    def keep(self, value: str, what: str, part: str) -> str:
        self.canaries.append(Canary(value, what, part))
        return value

    def invoices(self, account: int | None = None) -> list[Invoice]:
        accounts = self.accounts if account is None else [self.accounts[account]]
        return list(Invoice.objects.filter(billing_account__in=accounts).order_by("number"))


@dataclass
class World:
    own: Firm
    other: Firm


def build() -> World:
    """The whole world, through the actions that people and systems use."""
    spec = OperatorSpec(
        name="Northwind Telecom", email="care@northwind.example", iban="BE71096123456769", bic="GKCCBEBB",
        vat_number="BE0403019261",
    )  # fmt: skip
    describe_operator(spec, by=ROOT, at=NOW)
    texts = {"document": document(), "destinations": destinations()}
    adopt_tariff(code="northwind", from_on=date(2018, 1, 1), by=ROOT, at=NOW, **texts)
    for code, (kind, price) in PLANS.items():
        names = {"en": f"Plan {code.upper()}"}
        offer(OfferingSpec(code, "plan", price, date(2018, 1, 1), names=names, plan_kind=kind), by=ROOT, at=NOW)
    firms = [_firm("own"), _firm("other")]
    for month in (*BILLED, RUNNING):
        _use(month, firms)
    for month in BILLED:
        bill_month(month, by=ROOT, at=NOW)
    for firm in firms:
        _money(firm)
        _questions(firm)
    return World(*firms)


def _firm(word: str) -> Firm:
    firm = Firm(word)
    enterprise = _enterprise_number(firm)
    firm.keep(enterprise, "enterprise and VAT number", "details")
    firm.customer = create_customer(
        code=firm.text("customer code", "details").lower(),
        legal_name=firm.text("legal name", "name"),
        accepted_on=START,
        enterprise_number=enterprise,
        vat_number=f"BE{enterprise}",
        street=firm.text("street", "details"),
        postcode="4000",
        city=firm.text("city", "details"),
        language="en",
        by=ROOT,
        at=NOW,
    )
    _accounts(firm)
    _people(firm)
    specs = [_line(firm, number) for number in range(4)]
    firm.lines = activate_lines(specs, by=ROOT, at=NOW)
    _rights(firm)
    return firm


def _accounts(firm: Firm) -> None:
    iban = _iban(firm)
    firm.keep(iban.removeprefix("BE"), "IBAN", "iban")
    account = open_account(
        firm.customer, code=firm.text("customer account code", "details"),
        name=firm.text("customer account name", "details"), by=ROOT, at=NOW,
    )  # fmt: skip
    agreement = create_payment_agreement(
        firm.customer, code=firm.text("payment agreement", "iban"), iban=iban, by=ROOT, at=NOW
    )
    for number in (0, 1):
        opened = open_billing_account(
            account, code=firm.text(f"billing account code {number}", f"account{number}"),
            name=firm.text(f"billing account name {number}", f"account{number}"), payment_agreement=agreement,
            opened_on=START, by=ROOT, at=NOW,
        )  # fmt: skip
        firm.accounts.append(opened)
        centre = create_cost_centre(
            firm.customer, code=firm.text(f"cost centre code {number}", f"centre{number}"),
            name=firm.text(f"cost centre name {number}", f"centre{number}"), by=ROOT, at=NOW,
        )  # fmt: skip
        firm.centres.append(centre)
        amount = int(firm.digits(f"charge {number}", f"money{number}", 7, start=str(3 + number)))
        name = firm.text(f"charge name {number}", f"money{number}")
        for month in BILLED:
            charge = ChargeSpec(
                opened, "one_off", f"charge-{month}", month.first_day, amount * 10_000, names={"en": name}
            )
            add_charges([charge], by=ROOT, at=NOW)


def _people(firm: Firm) -> None:
    for person in PEOPLE:
        part = "people" if person not in ("owner", "user") else f"person-{person}"
        firm.people[person] = invite_user(
            firm.customer,
            email=firm.text(f"e-mail of {person}", part).lower() + "@canary.example",
            name=firm.text(f"name of {person}", part),
            language="en",
            by=ROOT,
            at=NOW - timedelta(days=300),
        )


def _line(firm: Firm, number: int) -> LineSpec:
    part = f"line{number}"
    centre = firm.centres[0 if number in FIRST_CENTRE else 1].code
    user = firm.people["user"].email if number == 0 else ""
    return LineSpec(
        code=firm.text(f"line code {number}", part),
        billing_account=firm.accounts[0 if number in FIRST_LINES else 1].code,
        number="+" + firm.digits(f"number {number}", part, 11, start="324"),
        iccid=firm.digits(f"ICCID {number}", part, 19, start="8932"),
        imsi=firm.digits(f"IMSI {number}", part, 15, start="20601"),
        pin=firm.digits(f"PIN {number}", f"secret{number}", 8),
        puk=firm.digits(f"PUK {number}", f"secret{number}", 8),
        from_on=START,
        label=firm.text(f"label {number}", part),
        plans=((["m", "s", "flex", "fleet"][number], START, None),),
        cost_centres=((centre, START, None),),
        end_user=user,
    )


def _rights(firm: Firm) -> None:
    people, at = firm.people, NOW - timedelta(days=200)
    designate_access_owner(firm.customer, holder=people["owner"], by=ROOT, at=at)
    for person, profile, scope in (
        ("manager", "access_manager", firm.customer.scope),
        ("finance", "finance_administrator", firm.accounts[0].scope),
        ("fleet", "fleet_administrator", firm.centres[0].scope),
        ("user", "service_user", firm.lines[0].scope),
    ):
        give_right(firm.customer, holder=people[person], profile=profile, scope=scope, by=ROOT, at=at)


def _use(month: Month, firms: Sequence[Firm]) -> None:
    """Three calls of each line and some data, as intake leaves them; the running month priced at the standard price."""
    rows = [row for firm in firms for number in range(4) for row in _records(firm, number, month)]
    raw = sort(pa.Table.from_pylist(rows, schema=RECORDS), USAGE_SORT)
    root, period = settings.LAKE_ROOT, str(month)
    buckets = {bucket: [] for bucket in range(settings.LAKE_BUCKETS)}
    for row in raw.to_pylist():
        buckets[row["billing_account_id"] % settings.LAKE_BUCKETS].append(row)
    for bucket, found in buckets.items():
        part = pa.Table.from_pylist(found, schema=RECORDS)
        entries = [write(root, "raw", period, bucket, part, RECORDS, USAGE_SORT)]
        if month == RUNNING:
            rated = rate_by_date(
                part, tariffs_in_turn([compile_tariff(reference_tariff())]), rating_assignments(month),
                at_standard_price=True, cache_root=settings.KERNEL_CACHE,
            ).records  # fmt: skip
            entries.append(write(root, "standard", period, bucket, rated, RATED, USAGE_SORT))
        publish(key=f"canaries:{period}:{bucket}", add=entries, at=NOW, reason="intake", by=ROOT)


def _records(firm: Firm, number: int, month: Month) -> Iterable[dict[str, object]]:
    line, account = firm.lines[number], firm.accounts[0 if number in FIRST_LINES else 1]
    for call in range(4):
        called = 0 if call == 3 else _called(firm, number, call)
        started = datetime(month.year, month.month, 2 + call, 9, 30, tzinfo=UTC).replace(tzinfo=None)
        yield {
            "record_id": line.pk * 1_000_000 + month.year * 1_000 + month.month * 10 + call,
            "customer_id": firm.customer.pk,
            "billing_account_id": account.pk,
            "line_id": line.pk,
            "started_at": started,
            "kind": 4 if call == 3 else 1,
            "direction": 0,
            "quantity": 400_000_000 if call == 3 else 125 + call,
            "called": called,
            "visited": "BE",
            "batch_id": 1,
        }


def _called(firm: Firm, number: int, call: int) -> int:
    what = f"called number {number} {call}"
    known = next((canary.value for canary in firm.canaries if canary.what == what), None)
    return int(known or firm.digits(what, f"calls{number}", 11, start="3247"))


def _money(firm: Firm) -> None:
    """Numbers and totals of the invoices, as the runs made them."""
    for number in (0, 1):
        for invoice in firm.invoices(number):
            firm.keep(str(invoice.number), "invoice number", f"invoice{number}")
            firm.keep(str(invoice.total_micro // 10_000), f"total of {invoice.period}", f"money{number}")


def _questions(firm: Firm) -> None:
    owner = actor_for(firm.people["owner"], firm.customer.pk, Channel.SESSION, NOW)
    for number in (0, 1):
        text = firm.text(f"question {number}", f"money{number}")
        asked = ask(firm.invoices(number)[-1], line=None, text=text, by=owner, at=NOW)
        firm.questions.append(asked)


def _enterprise_number(firm: Firm) -> str:
    """Ten digits with check digits modulo 97."""
    seed = int.from_bytes(hashlib.sha256(f"{firm.word} enterprise".encode()).digest()[:8], "big")
    base = 4_000_000 + seed % 900_000
    return f"0{base}{97 - base % 97:02d}"


def _iban(firm: Firm) -> str:
    """A Belgian account number with both its checks."""
    seed = int.from_bytes(hashlib.sha256(f"{firm.word} iban".encode()).digest()[:8], "big")
    account = f"091{seed % 10_000_000:07d}"
    national = f"{account}{int(account) % 97 or 97:02d}"
    check = 98 - int(national + "111400") % 97
    return f"BE{check:02d}{national}"
