"""Customers and their accounts come in checked, each with its own place, or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from comptoir.audit.log import verify
from comptoir.audit.models import AuditChain, AuditEvent
from comptoir.kernel.identifiers import InvalidIdentifier
from comptoir.parties.actions.accounts import (
    UnableToOpenAccount,
    create_cost_centre,
    create_payment_agreement,
    open_account,
    open_billing_account,
)
from comptoir.parties.actions.affiliates import UnableToNameAffiliate, name_affiliate
from comptoir.parties.actions.customers import UnableToCreateCustomer, create_customer
from comptoir.parties.models import BillingAccount, CostCentre, Customer
from comptoir.scope.actor import Channel, system
from comptoir.scope.models import ScopeClosure, ScopeKind, ScopeNode

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
ROOT = system("root", Channel.COMMAND)
ACT = {"by": ROOT, "at": AT}


def customer(code: str = "acme", **more: Any) -> Customer:
    return create_customer(code=code, legal_name=code.title(), accepted_on=date(2026, 1, 1), **ACT, **more)


def ancestors(node: ScopeNode) -> set[str]:
    rows = ScopeClosure.objects.filter(descendant=node).select_related("ancestor")
    return {row.ancestor.kind for row in rows}


def test_a_customer_has_checked_numbers_a_place_and_an_event() -> None:
    made = customer(enterprise_number="0403.019.261", vat_number="BE 0403.019.261", city="Élouges")
    assert (made.enterprise_number, made.vat_number) == ("0403019261", "BE0403019261")
    assert (made.scope.kind, made.scope.customer_ref) == (ScopeKind.CUSTOMER, made.pk)
    event = AuditEvent.objects.get()
    assert (event.verb, event.chain.customer_ref, event.data) == ("customer.created", made.pk, {"code": "acme"})
    assert verify(AuditChain.objects.get()).holds


@pytest.mark.parametrize("wrong", [{"enterprise_number": "0403.019.262"}, {"vat_number": "BE0403019262"}])
def test_a_wrong_number_leaves_nothing_behind(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidIdentifier):
        customer(**wrong)
    assert not Customer.objects.exists() and not ScopeNode.objects.exists() and not AuditEvent.objects.exists()


def test_a_customer_without_numbers_is_one_too() -> None:
    assert customer().enterprise_number == ""


def test_each_account_hangs_below_what_it_belongs_to() -> None:
    owner = customer()
    account = open_account(owner, code="A", name="Shops", **ACT)
    agreement = create_payment_agreement(owner, code="P", iban="BE71 0961 2345 6769", **ACT)
    billing = open_billing_account(
        account, code="B", name="Brussels", payment_agreement=agreement, opened_on=date(2026, 1, 1), **ACT
    )
    centre = create_cost_centre(owner, code="100", name="Sales", **ACT)
    assert agreement.iban == "BE71096123456769" and agreement.scope_id == owner.scope_id
    assert ancestors(account.scope) == {"customer_account", "customer"}
    assert ancestors(billing.scope) == {"billing_account", "customer_account", "customer"}
    assert ancestors(centre.scope) == {"cost_centre", "customer"}
    assert {node.customer_ref for node in ScopeNode.objects.all()} == {owner.pk}
    assert billing.language == owner.language
    verbs = list(AuditEvent.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[1:] == [
        "account.opened", "payment_agreement.created", "billing_account.opened", "cost_centre.created",
    ]  # fmt: skip


def again(owner: Customer) -> dict[str, Callable[[], object]]:
    account, agreement = owner.accounts.get(), owner.payment_agreements.get()
    billed = {"name": "x", "payment_agreement": agreement, "opened_on": date(2026, 1, 1)}
    return {
        "account": lambda: open_account(owner, code="A", name="x", **ACT),
        "agreement": lambda: create_payment_agreement(owner, code="P", **ACT),
        "billing": lambda: open_billing_account(account, code="B", **billed, **ACT),  # type: ignore[arg-type]
        "centre": lambda: create_cost_centre(owner, code="100", name="x", **ACT),
    }


@pytest.mark.parametrize("what", ["account", "agreement", "billing", "centre"])
def test_a_code_is_taken_once(what: str) -> None:
    owner = customer()
    account = open_account(owner, code="A", name="x", **ACT)
    agreement = create_payment_agreement(owner, code="P", **ACT)
    open_billing_account(account, code="B", name="x", payment_agreement=agreement, opened_on=date(2026, 1, 1), **ACT)
    create_cost_centre(owner, code="100", name="x", **ACT)
    nodes = ScopeNode.objects.count()
    with pytest.raises(UnableToOpenAccount):
        again(owner)[what]()
    assert ScopeNode.objects.count() == nodes


def test_a_customers_code_is_taken_once_and_a_cost_centres_once_a_customer() -> None:
    first, second = customer("a"), customer("b")
    with pytest.raises(UnableToCreateCustomer):
        customer("a")
    create_cost_centre(first, code="100", name="x", **ACT)
    create_cost_centre(second, code="100", name="x", **ACT)
    assert CostCentre.objects.count() == 2


def test_a_billing_account_is_paid_by_its_own_customer() -> None:
    first, second = customer("a"), customer("b")
    account = open_account(first, code="A", name="x", **ACT)
    other = create_payment_agreement(second, code="P", **ACT)
    with pytest.raises(UnableToOpenAccount):
        open_billing_account(account, code="B", name="x", payment_agreement=other, opened_on=date(2026, 1, 1), **ACT)
    assert not BillingAccount.objects.exists()


@pytest.mark.clause("A-08")
def test_affiliates_hang_below_one_group_and_keep_their_own_customer() -> None:
    parent, first, second, other = customer("p"), customer("a"), customer("b"), customer("x")
    for affiliate in (first, second):
        made = name_affiliate(parent, affiliate=affiliate, ground="votes", since_on=date(2026, 1, 1), **ACT)
        assert made.ground == "votes"
    group = ScopeNode.objects.get(kind=ScopeKind.GROUP)
    below = ScopeClosure.objects.filter(ancestor=group, descendant__kind=ScopeKind.CUSTOMER)
    assert set(below.values_list("descendant__customer_ref", flat=True)) == {parent.pk, first.pk, second.pk}
    assert group.customer_ref == parent.pk
    assert ancestors(other.scope) == {"customer"}


@pytest.mark.clause("A-08")
def test_a_group_has_one_parent_and_one_storey() -> None:
    parent, affiliate, other = customer("p"), customer("a"), customer("x")
    given = {"ground": "votes", "since_on": date(2026, 1, 1), **ACT}
    name_affiliate(parent, affiliate=affiliate, **given)  # type: ignore[arg-type]
    for above, below in ((parent, parent), (other, affiliate), (affiliate, other), (other, parent)):
        with pytest.raises(UnableToNameAffiliate):
            name_affiliate(above, affiliate=below, **given)  # type: ignore[arg-type]
    assert ScopeNode.objects.filter(kind=ScopeKind.GROUP).count() == 1
