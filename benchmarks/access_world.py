"""The world in which rights are measured: one very large customer among nineteen others, the same for the same seed.

Rows go straight into the tables (COPY), past the actions: what is measured is reading and ending rights, not
giving them. The benchmark then checks what it built: authorize, visible_to and the pages agree.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from comptoir.access.capabilities import FINANCE_ADMINISTRATOR, FLEET_ADMINISTRATOR, SERVICE_USER
from comptoir.access.models import Grant, Membership, Seat, SeatHolding, User
from comptoir.billing.models import BillRun, Invoice
from comptoir.parties.models import BillingAccount, CostCentre, Customer, CustomerAccount, PaymentAgreement
from comptoir.scope.models import ScopeClosure, ScopeEdge, ScopeKind, ScopeNode

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PROFILES = (FINANCE_ADMINISTRATOR, FINANCE_ADMINISTRATOR, FINANCE_ADMINISTRATOR, FLEET_ADMINISTRATOR, SERVICE_USER)
# As long as what a real invoice carries: a row of 1.2 kB.
DOCUMENT = json.dumps({side: {f"field {n}": "twenty characters or " for n in range(8)} for side in ("buyer", "seller")})
VAT = json.dumps([{"code": "standard", "rate": "21", "base_micro": 1673940000, "vat_micro": 351530000}])
DIFFERENCE = json.dumps({f"part {number}": {"micro": -835170000, "lines": 77} for number in range(8)})


@dataclass(frozen=True)
class Size:
    nodes: int = 185_000
    users: int = 20_000
    grants: int = 50_000
    revoked: int = 10_000  # hang from one grant
    customers: int = 20
    large_accounts: int = 20
    large_billing: int = 2_000
    large_lines: int = 150_000
    large_invoices: int = 100_000
    other_invoices: int = 10_000


@dataclass
class Company:
    """One customer's ids: of its nodes, and of the accounts that stand on them."""

    id: int
    node: int
    payment: int = 0
    accounts: list[int] = field(default_factory=list)  # nodes
    billing: dict[int, list[int]] = field(default_factory=dict)  # account node -> billing account nodes
    lines: dict[int, list[int]] = field(default_factory=dict)  # billing account node -> line nodes
    users: list[int] = field(default_factory=list)


@dataclass
class World:
    """What the measurements need to know. `chain` are the users whose right hangs 1, 2 and 3 deep."""

    size: Size
    large: Company
    chain: tuple[int, int, int] = (0, 0, 0)
    seat_holder: int = 0
    revoked: int = 0  # the grant from which `size.revoked` others hang
    clerk: int = 0  # a user of the operator's desk
    closure_rows: int = 0
    grant_depths: dict[int, int] = field(default_factory=dict)


class Builder:
    """Makes the rows of every table in memory, then copies them."""

    def __init__(self, size: Size, seed: int = 3) -> None:
        self.size, self.random = size, random.Random(seed)
        self.rows: dict[type[models.Model], list[dict[str, Any]]] = {}
        self.ids = {model: count(1) for model in (ScopeNode, User, Grant, BillingAccount)}
        self.account_of: dict[int, int] = {}  # billing account node -> billing account

    def build(self) -> World:
        companies = [self._company(number) for number in range(self.size.customers)]
        large, others = companies[0], companies[1:]
        self._lines(large, self.size.large_lines)
        left = self.size.nodes - sum(1 for _ in self.rows[ScopeNode])
        for number, company in enumerate(others):
            self._lines(company, left // len(others) + (number < left % len(others)))
        self._invoices(large, self.size.large_invoices)
        for company in others:
            self._invoices(company, self.size.other_invoices // len(others) + 1)
        world = World(self.size, large)
        self._people(companies)
        self._named(world)
        self._grants(companies, world)
        for model, rows in self.rows.items():
            _copy(model, rows)
        world.closure_rows = _close()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        return world

    def _add(self, model: type[models.Model], **values: Any) -> int:
        rows = self.rows.setdefault(model, [])
        values["id"] = next(self.ids[model]) if model in self.ids else len(rows) + 1
        rows.append(values)
        return int(values["id"])

    def _node(self, kind: ScopeKind, customer: int, *parents: int) -> int:
        node = self._add(ScopeNode, kind=kind.value, label="", customer_ref=customer)
        for parent in parents:
            self._add(ScopeEdge, child_id=node, parent_id=parent, from_at=SINCE)
        return node

    def _company(self, number: int) -> Company:
        pk, large = number + 1, number == 0
        above = [self._node(ScopeKind.GROUP, pk)] if large else []
        company = Company(pk, self._node(ScopeKind.CUSTOMER, pk, *above))
        name = f"Company {number}"
        self._add(Customer, scope_id=company.node, code=f"c{pk}", legal_name=name, sort_name=name, accepted_on=SINCE)
        company.payment = self._add(PaymentAgreement, scope_id=company.node, customer_id=pk, code=f"p{pk}")
        for _ in range(self.size.large_accounts if large else 2):
            node = self._node(ScopeKind.CUSTOMER_ACCOUNT, pk, company.node)
            self._add(CustomerAccount, scope_id=node, customer_id=pk, code=f"a{node}", name="")
            company.accounts.append(node)
            many = self.size.large_billing // self.size.large_accounts if large else 10
            company.billing[node] = [self._billing(company, node) for _ in range(many)]
        return company

    def _billing(self, company: Company, account: int) -> int:
        node = self._node(ScopeKind.BILLING_ACCOUNT, company.id, account)
        above = len(self.rows[CustomerAccount])
        said = {"customer_id": company.id, "account_id": above, "payment_agreement_id": company.payment}
        self.account_of[node] = self._add(
            BillingAccount, scope_id=node, code=f"b{node}", name="", opened_on=SINCE, **said
        )
        return node

    def _lines(self, company: Company, many: int) -> None:
        """`many` nodes: cost centres, and lines that hang from a billing account and from a cost centre."""
        centres = [self._node(ScopeKind.COST_CENTRE, company.id, company.node) for _ in range(max(1, many // 300))]
        for node in centres:
            self._add(CostCentre, scope_id=node, customer_id=company.id, code=f"k{node}", name="", sort_name="")
        billing = [node for nodes in company.billing.values() for node in nodes]
        for number in range(many - len(centres)):
            account = billing[number % len(billing)]
            line = self._node(ScopeKind.LINE, company.id, account, centres[number % len(centres)])
            company.lines.setdefault(account, []).append(line)

    def _invoices(self, company: Company, many: int) -> None:
        billing = [node for nodes in company.billing.values() for node in nodes]
        for number in range(many):
            node, month = billing[number % len(billing)], number // len(billing)
            run = self._run(month)
            net = self.random.randrange(10**6, 10**9)
            serial = len(self.rows.get(Invoice, ())) + 1
            issued = date(2026, 11, 1) - timedelta(days=30 * month)
            self._add(
                Invoice, run_id=run, billing_account_id=self.account_of[node], customer_id=company.id, scope_id=node,
                series="N", number=f"N{serial:08d}", period=f"{issued:%Y-%m}", issued_on=issued,
                due_on=issued + timedelta(days=30), net_micro=net, vat_micro=net // 5, total_micro=net + net // 5,
                document=DOCUMENT, vat_lines=VAT, difference=DIFFERENCE, structured_communication="000000000000",
                pdf_path=f"invoices/{serial % 1000:03d}/N{serial:08d}-0123456789.pdf", pdf_digest="0" * 64,
            )  # fmt: skip

    def _run(self, month: int) -> int:
        runs = self.rows.setdefault(BillRun, [])
        while len(runs) <= month:
            self._add(BillRun, period=f"m{len(runs)}", state="issued", started_at=SINCE, started_label="")
        return month + 1

    def _user(self, company: Company | None) -> int:
        user = self._add(User, password="!", email=f"u{len(self.rows.get(User, ()))}@x.example", name="U")
        if company is not None:
            company.users.append(user)
            said = {"name": "U", "sort_name": "u", "from_at": SINCE, "added_label": "", "tie": "employment"}
            self._add(Membership, customer_id=company.id, user_id=user, **said)
        return user

    def _people(self, companies: Sequence[Company]) -> None:
        for number in range(self.size.users):
            self._user(companies[0] if number % 5 < 3 else companies[1 + number % (len(companies) - 1)])
        for company in companies:
            seat = self._add(Seat, customer_id=company.id)
            said = {"holder_id": company.users[0], "from_at": SINCE, "designated_by": ""}
            self._add(SeatHolding, seat_id=seat, **said)

    def _grant(self, company: Company, holder: int, scope: int, parent: int | None, profile: str) -> int:
        said = {"profile": profile, "may_delegate": True, "from_at": SINCE, "given_label": ""}
        return self._add(Grant, customer_id=company.id, holder_id=holder, scope_id=scope, parent_id=parent, **said)

    def _named(self, world: World) -> None:
        """Three people in one chain, from all the customer down to one billing account; the grant to be revoked."""
        large = world.large
        world.seat_holder = large.users[0]
        first, second, third, holder = large.users[1:5]
        account = large.accounts[0]
        on_all = self._grant(large, first, large.node, None, FINANCE_ADMINISTRATOR)
        on_account = self._grant(large, second, account, on_all, FINANCE_ADMINISTRATOR)
        self._grant(large, third, large.billing[account][0], on_account, FINANCE_ADMINISTRATOR)
        world.chain = (first, second, third)
        world.revoked = self._grant(large, holder, large.node, None, FINANCE_ADMINISTRATOR)
        made, users = 0, large.users[5:]
        while made < self.size.revoked:
            account = large.accounts[made % len(large.accounts)]
            child = self._grant(large, users[made % len(users)], account, world.revoked, FINANCE_ADMINISTRATOR)
            made += 1
            for node in large.billing[account][: min(99, self.size.revoked - made)]:
                self._grant(large, users[made % len(users)], node, child, FINANCE_ADMINISTRATOR)
                made += 1
        children = -(-self.size.revoked // 100)
        world.grant_depths = {1: 2, 2: 1 + children, 3: 1 + self.size.revoked - children}

    def _grants(self, companies: Sequence[Company], world: World) -> None:
        """The rest, in threes: on a customer account, below it on a billing account, below that on a line."""
        while len(self.rows[Grant]) < self.size.grants:
            company = companies[0] if self.random.random() < 0.5 else self.random.choice(companies[1:])
            parent, profile = None, self.random.choice(PROFILES)
            account = self.random.choice(company.accounts)
            billing = self.random.choice(company.billing[account])
            line = self.random.choice(company.lines[billing]) if self.random.random() < 0.5 else billing
            for depth, scope in enumerate((account, billing, line), start=1):
                if len(self.rows[Grant]) == self.size.grants:
                    return
                parent = self._grant(company, self.random.choice(company.users[5:]), scope, parent, profile)
                world.grant_depths[depth] += 1


def _copy(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """COPY into the model's table; what a row does not say takes the field's default."""
    fields = model._meta.concrete_fields
    defaults = [None if each.default is NOT_PROVIDED and each.null else each.get_default() for each in fields]
    as_text = [isinstance(each, models.JSONField) for each in fields]
    names = ", ".join(f'"{each.column}"' for each in fields)
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                values = (row.get(each.attname, default) for each, default in zip(fields, defaults, strict=True))
                copy.write_row([_json(v) if text else v for v, text in zip(values, as_text, strict=True)])
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), max(id)) "
            f'FROM "{model._meta.db_table}"'
        )


def _json(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _close() -> int:
    """The closure of the edges, by the database."""
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO scope_scopeclosure (ancestor_id, descendant_id)
            WITH RECURSIVE above(ancestor, descendant) AS (
                SELECT id, id FROM scope_scopenode
              UNION
                SELECT e.parent_id, above.descendant FROM above JOIN scope_scopeedge e ON e.child_id = above.ancestor
            )
            SELECT ancestor, descendant FROM above ORDER BY ancestor, descendant
        """)
        cursor.execute("""
            INSERT INTO scope_wideclosure (ancestor_id, kind, descendant_id)
            SELECT k.ancestor_id, n.kind, n.id
            FROM scope_scopeclosure k JOIN scope_scopenode n ON n.id = k.descendant_id
            WHERE n.kind <> 'line' ORDER BY k.ancestor_id, n.kind, n.id
        """)
    return ScopeClosure.objects.count()
