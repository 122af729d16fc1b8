"""A small group of companies with accounts, made through the real actions, for tests of rights."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import STAFF
from comptoir.access.models import User
from comptoir.parties.actions.accounts import (
    create_cost_centre,
    create_payment_agreement,
    open_account,
    open_billing_account,
)
from comptoir.parties.actions.affiliates import name_affiliate
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import BillingAccount, CostCentre, Customer, CustomerAccount
from comptoir.scope.actor import Actor, Channel, system
from comptoir.scope.models import ScopeKind, ScopeNode
from comptoir.scope.tree import add_node

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROOT = system("the test world", Channel.COMMAND, staff=STAFF)


@dataclass
class Company:
    customer: Customer
    accounts: list[CustomerAccount] = field(default_factory=list)
    billing: list[BillingAccount] = field(default_factory=list)
    centres: list[CostCentre] = field(default_factory=list)
    lines: list[ScopeNode] = field(default_factory=list)  # the places of two lines, one below each billing account

    @property
    def things(self) -> list[Customer | CustomerAccount | BillingAccount | CostCentre]:
        return [self.customer, *self.accounts, *self.billing, *self.centres]


@dataclass
class Group:
    """`parent` with its `affiliate`, and a `stranger` to both; people by a short name."""

    parent: Company
    affiliate: Company
    stranger: Company
    people: dict[str, User] = field(default_factory=dict)

    @property
    def companies(self) -> tuple[Company, Company, Company]:
        return self.parent, self.affiliate, self.stranger

    def acting(self, person: str, company: Company | None = None, at: datetime = AT) -> Actor:
        customer = (company or self.parent).customer
        return actor_for(User.objects.get(pk=self.people[person].pk), customer.pk, Channel.SESSION, at)


def build(people: Iterable[str] = ("ann", "bob", "cas", "dan"), *, at: datetime = AT) -> Group:
    """Everybody belongs to the parent; ann holds its seat, sam the stranger's."""
    group = Group(company("parent"), company("affiliate"), company("stranger"))
    name_affiliate(
        group.parent.customer,
        affiliate=group.affiliate.customer,
        ground="votes",
        since_on=date(2026, 1, 1),
        by=ROOT,
        at=at,
    )
    for name in people:
        group.people[name] = invite(group.parent, name)
    group.people["sam"] = invite(group.stranger, "sam")
    designate_access_owner(group.parent.customer, holder=group.people["ann"], by=ROOT, at=at)
    designate_access_owner(group.stranger.customer, holder=group.people["sam"], by=ROOT, at=at)
    for one in group.companies:
        one.customer.refresh_from_db()
    return group


def invite(owner: Company, name: str) -> User:
    return invite_user(
        owner.customer, email=f"{name}@{owner.customer.code}.example", name=name.title(), by=ROOT, at=AT, tell=False
    )


def company(code: str) -> Company:
    customer = create_customer(
        code=code, legal_name=code.title(), accepted_on=date(2026, 1, 1), language="en", by=ROOT, at=AT
    )
    made = Company(customer)
    agreement = create_payment_agreement(customer, code=f"{code}-P", by=ROOT, at=AT)
    for letter in "AB":
        account = open_account(customer, code=f"{code}-{letter}", name=letter, by=ROOT, at=AT)
        made.accounts.append(account)
        made.billing.append(
            open_billing_account(
                account,
                code=f"{code}-{letter}1",
                name=letter,
                payment_agreement=agreement,
                opened_on=date(2026, 1, 1),
                by=ROOT,
                at=AT,
            )
        )
    for number, billing in enumerate(made.billing):
        place = {"kind": ScopeKind.LINE, "label": f"{code}-{number}", "customer_ref": customer.pk}
        made.lines.append(add_node(**place, at=AT, parents=[billing.scope]))
    made.centres.append(create_cost_centre(customer, code="100", name="Sales", by=ROOT, at=AT))
    return made
