"""Gathers what a run charges besides usage: recurring charges, one-offs, discounts. Reads, then pure rules."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date

import pyarrow as pa
from django.db.models import Q

from comptoir.billing.charges import Asked, ChargeItem, Price, Stretch, recurring_items
from comptoir.billing.models import OneOff
from comptoir.billing.vat import spread
from comptoir.catalogue.models import OfferingPrice
from comptoir.inventory.models import Holding, Subscription
from comptoir.kernel.money import MICRO, divide_half_up
from comptoir.kernel.periods import DatePeriod, Month
from comptoir.lake.schemas import CHARGES
from comptoir.parties.models import BillingAccount

SHARE_BASE = MICRO  # a share of one whole
SPREAD = "spread"  # a discount on everything: taken from each rate in proportion to its base


def charge_items(closed: Month, asked: Asked) -> list[ChargeItem]:
    """Every charge of the run for `closed`, in a stable order."""
    items = recurring_items(closed, _stretches(closed), _prices(), asked)
    customers = dict(BillingAccount.objects.values_list("pk", "customer_id"))
    items = [_with_customer(item, customers) for item in items]
    items += _one_offs(closed, items, customers)
    return sorted(items, key=_order)


def as_table(items: Sequence[ChargeItem]) -> pa.Table:
    """The items as the dataset `charges` keeps them."""
    rows = [asdict(item) for item in items]
    return pa.table({f.name: pa.array([r[f.name] for r in rows], f.type) for f in CHARGES}, schema=CHARGES)


def _order(item: ChargeItem) -> tuple[object, ...]:
    start = item.from_on or date.min
    return (item.billing_account_id, item.line_id, item.kind, item.code, item.invoice_line_key, start)


def _with_customer(item: ChargeItem, customers: dict[int, int]) -> ChargeItem:
    if item.customer_id:
        return item
    return ChargeItem(**{**asdict(item), "customer_id": customers[item.billing_account_id]})


def _prices() -> dict[str, list[Price]]:
    found: dict[str, list[Price]] = defaultdict(list)
    for price in OfferingPrice.objects.select_related("offering").order_by("offering_id", "from_on"):
        period = DatePeriod(price.from_on, price.to_on)
        found[price.offering.code].append(Price(price.amount_micro, price.vat_code, price.in_advance, period))
    return found


def _stretches(closed: Month) -> list[Stretch]:
    """Offerings on lines in the closed month and the one after it, cut by holding and by the account's life."""
    first, until = closed.first_day, closed.plus(2).first_day
    overlapping = Q(from_on__lt=until) & (Q(to_on=None) | Q(to_on__gt=first))
    holdings: dict[int, list[tuple[int, int, DatePeriod]]] = defaultdict(list)
    rows = Holding.objects.filter(overlapping).values_list(
        "line_id", "customer_id", "billing_account_id", "from_on", "to_on"
    )
    lives = _account_lives()
    for line, customer, account, start, end in rows:
        life = DatePeriod(start, end).intersection(lives[account])
        if life is not None:
            holdings[line].append((customer, account, life))
    return [
        Stretch(customer, account, line, code, part)
        for line, code, period in _subscribed(overlapping)
        for customer, account, held in holdings.get(line, ())
        if (part := period.intersection(held)) is not None
    ]


def _account_lives() -> dict[int, DatePeriod]:
    rows = BillingAccount.objects.values_list("pk", "opened_on", "closed_on")
    return {pk: DatePeriod(opened, closed) for pk, opened, closed in rows}


def _subscribed(overlapping: Q) -> Iterable[tuple[int, str, DatePeriod]]:
    rows = Subscription.objects.filter(overlapping).order_by("line_id", "from_on", "pk")
    for line, code, start, end in rows.values_list("line_id", "offering__code", "from_on", "to_on"):
        yield line, code, DatePeriod(start, end)


def _one_offs(closed: Month, recurring: Sequence[ChargeItem], customers: dict[int, int]) -> list[ChargeItem]:
    """One-offs, discounts and credits that fall due in the closed month; a share is of the account's recurring."""
    bases: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for item in recurring:
        bases[item.billing_account_id][item.vat_code] += item.amount_micro
    due = OneOff.objects.filter(from_on__lt=closed.plus(1).first_day).filter(
        Q(repeats=False, from_on__gte=closed.first_day)
        | (Q(repeats=True) & (Q(to_on=None) | Q(to_on__gt=closed.first_day)))
    )
    items: list[ChargeItem] = []
    for one_off in due.order_by("pk"):
        for vat_code, amount in _amounts(one_off, bases[one_off.billing_account_id]):
            items.append(_one_off_item(one_off, closed, vat_code, amount, customers))
    return items


def _amounts(one_off: OneOff, bases: dict[str, int]) -> list[tuple[str, int]]:
    if one_off.share_micro is None and one_off.vat_code == SPREAD:
        return sorted(spread(one_off.amount_micro, bases).items())
    if one_off.share_micro is None:
        return [(one_off.vat_code, one_off.amount_micro)]
    return [(code, -divide_half_up(base * one_off.share_micro, SHARE_BASE)) for code, base in sorted(bases.items())]


def _one_off_item(one_off: OneOff, closed: Month, vat_code: str, amount: int, customers: dict[int, int]) -> ChargeItem:
    return ChargeItem(
        customer_id=customers[one_off.billing_account_id],
        billing_account_id=one_off.billing_account_id,
        line_id=one_off.line_ref or 0,
        period=str(closed),
        kind=one_off.kind,
        code=one_off.code,
        quantity=1,
        days=0,
        unit_micro=amount,
        amount_micro=amount,
        vat_code=vat_code,
        from_on=one_off.from_on,
        to_on=None,
        invoice_line_key=f"{one_off.kind}:{one_off.code}:{vat_code}",
    )
