"""Customers with their affiliates, customer accounts, billing accounts with their payment agreements, cost centres."""

from typing import Any

from comptoir.base.problems import UnableToTake
from comptoir.base.reading import Row
from comptoir.base.results import Key
from comptoir.base.run import Run
from comptoir.base.sheets import ACCOUNTS, BILLING_ACCOUNTS, COST_CENTRES, CUSTOMERS
from comptoir.parties.actions.accounts import (
    create_cost_centre,
    create_payment_agreement,
    open_account,
    open_billing_account,
)
from comptoir.parties.actions.affiliates import name_affiliate
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import (
    Affiliation,
    BillingAccount,
    CostCentre,
    Customer,
    CustomerAccount,
    PaymentAgreement,
)


def bring_customers(run: Run) -> None:
    """Customers, parents before their affiliates."""
    rows = run.rows(CUSTOMERS)
    if not rows:
        return
    parents = dict(Affiliation.objects.values_list("affiliate__code", "parent__code"))
    known = {customer.code: customer for customer in Customer.objects.all()}
    numbers = {customer.enterprise_number: customer.code for customer in known.values() if customer.enterprise_number}

    def create(row: Row) -> None:
        number = row["enterprise_number"]
        if number and numbers.setdefault(number, row.code) != row.code:
            raise UnableToTake("base.customer.number_taken", number=number, customer=numbers[number])
        parent = _parent_of(row, known, run)
        known[row.code] = _customer(row, run)
        if parent is not None:
            name_affiliate(
                parent,
                affiliate=known[row.code],
                ground=row["ground"],
                since_on=row["since"],
                by=run.by,
                at=run.at,
            )

    ordered = sorted(rows, key=lambda row: bool(row["parent"]))
    run.bring_in(CUSTOMERS, ordered, {(c.code,): _cells(c, parents) for c in known.values()}, create)


def _parent_of(row: Row, known: dict[str, Customer], run: Run) -> Customer | None:
    if not row["parent"]:
        return None
    if row["parent"] == row.code:
        raise UnableToTake("base.customer.own_parent")
    if not row["ground"]:
        raise UnableToTake("base.customer.ground")
    return run.referred(known, row["parent"], kind="customer", sheet=CUSTOMERS)


def _customer(row: Row, run: Run) -> Customer:
    return create_customer(
        code=row["code"],
        legal_name=row["name"],
        legal_form=row["legal_form"],
        enterprise_number=row["enterprise_number"],
        vat_number=row["vat_number"],
        street=row["street"],
        postcode=row["postcode"],
        city=row["city"],
        country=row["country"],
        language=row["language"],
        has_access_owner=row["access_owner"],
        accepted_on=row["since"],
        by=run.by,
        at=run.at,
    )


def _cells(customer: Customer, parents: dict[str, str]) -> dict[str, Any]:
    return {
        "name": customer.legal_name,
        "legal_form": customer.legal_form,
        "enterprise_number": customer.enterprise_number,
        "vat_number": customer.vat_number,
        "street": customer.street,
        "postcode": customer.postcode,
        "city": customer.city,
        "country": customer.country,
        "language": customer.language,
        "since": customer.accepted_on,
        "access_owner": customer.has_access_owner,
        "parent": parents.get(customer.code, ""),
    }


def bring_accounts(run: Run) -> None:
    """Customer accounts below their customers."""
    rows = run.rows(ACCOUNTS)
    if not rows:
        return
    customers = _customers()
    present: dict[Key, dict[str, Any]] = {
        (account.code,): {"customer": account.customer.code, "name": account.name}
        for account in CustomerAccount.objects.select_related("customer")
    }

    def create(row: Row) -> None:
        customer = run.referred(customers, row["customer"], kind="customer", sheet=CUSTOMERS)
        open_account(customer, code=row.code, name=row["name"], by=run.by, at=run.at)

    run.bring_in(ACCOUNTS, rows, present, create)


def bring_billing_accounts(run: Run) -> None:
    """Billing accounts; those that name one payment agreement share it, the others each have their own."""
    rows = run.rows(BILLING_ACCOUNTS)
    if not rows:
        return
    accounts = {account.code: account for account in CustomerAccount.objects.select_related("customer")}
    agreements = {agreement.code: agreement for agreement in PaymentAgreement.objects.all()}
    standing = BillingAccount.objects.select_related("account", "payment_agreement")

    def create(row: Row) -> None:
        account = run.referred(accounts, row["account"], kind="account", sheet=ACCOUNTS)
        agreement = _agreement(row, account.customer, agreements, run)
        open_billing_account(
            account,
            code=row.code,
            name=row["name"],
            payment_agreement=agreement,
            opened_on=row["opened"],
            language=row["language"],
            by=run.by,
            at=run.at,
        )

    run.bring_in(BILLING_ACCOUNTS, rows, {(b.code,): _billing_cells(b) for b in standing}, create)


def _agreement(row: Row, customer: Customer, known: dict[str, PaymentAgreement], run: Run) -> PaymentAgreement:
    code = row["payment_agreement"] or row.code
    present = known.get(code)
    if present is None:
        known[code] = create_payment_agreement(
            customer, code=code, iban=row["iban"], paper=row["paper"], by=run.by, at=run.at
        )
        return known[code]
    if present.customer_id != customer.pk:
        raise UnableToTake("base.agreement.other_customer", code=code)
    if row["iban"] not in ("", present.iban) or ("paper" in row.given and row["paper"] != present.paper):
        raise UnableToTake("base.agreement.differs", code=code)
    return present


def _billing_cells(account: BillingAccount) -> dict[str, Any]:
    agreement = account.payment_agreement
    return {
        "account": account.account.code,
        "name": account.name,
        "opened": account.opened_on,
        "language": account.language,
        "payment_agreement": agreement.code,
        "iban": agreement.iban,
        "paper": agreement.paper,
    }


def bring_cost_centres(run: Run) -> None:
    """Cost centres; a code is the customer's own."""
    rows = run.rows(COST_CENTRES)
    if not rows:
        return
    customers = _customers()
    present: dict[Key, dict[str, Any]] = {
        (centre.code, centre.customer.code): {"name": centre.name}
        for centre in CostCentre.objects.select_related("customer")
    }

    def create(row: Row) -> None:
        customer = run.referred(customers, row["customer"], kind="customer", sheet=CUSTOMERS)
        create_cost_centre(customer, code=row.code, name=row["name"], by=run.by, at=run.at)

    run.bring_in(COST_CENTRES, rows, present, create)


def _customers() -> dict[str, Customer]:
    return {customer.code: customer for customer in Customer.objects.all()}
