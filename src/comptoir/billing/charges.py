"""Recurring charges: what each line owes for a month, by the day, and what earlier invoices already asked.

Pure. In advance: a run for month M asks for M + 1 and corrects M for what changed since it was asked. In
arrears: a run for M asks for M. Days are whole; a part of a month costs its share of the month's days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from comptoir.kernel.money import divide_half_up
from comptoir.kernel.periods import DatePeriod, Month


@dataclass(frozen=True, slots=True)
class Price:
    """A monthly price without VAT, in millionths, from one day to another."""

    amount_micro: int
    vat_code: str
    in_advance: bool
    period: DatePeriod


@dataclass(frozen=True, slots=True)
class Stretch:
    """An offering that a line had, on one billing account, from one day to another."""

    customer_id: int
    billing_account_id: int
    line_id: int
    code: str
    period: DatePeriod


@dataclass(frozen=True, slots=True)
class ChargeItem:
    """One row of the dataset `charges`: an amount with the days and the price that made it."""

    customer_id: int
    billing_account_id: int
    line_id: int
    period: str
    kind: str
    code: str
    quantity: int
    days: int
    unit_micro: int
    amount_micro: int
    vat_code: str
    from_on: date | None
    to_on: date | None
    invoice_line_key: str
    description: str = "{}"


#: (billing account, line, code) -> (days, millionths) already asked in advance for the month being closed.
Asked = Mapping[tuple[int, int, str], tuple[int, int]]


def share_of_month(amount_micro: int, days: int, month: Month) -> int:
    """The part of a monthly price that `days` of `month` cost, half up to the millionth."""
    return divide_half_up(amount_micro * days, month_days(month))


def month_days(month: Month) -> int:
    return (month.plus(1).first_day - month.first_day).days


def recurring_items(
    closed: Month, stretches: Sequence[Stretch], prices: Mapping[str, Sequence[Price]], asked: Asked
) -> list[ChargeItem]:
    """Everything recurring that the run for `closed` asks: the month ahead, the month behind, corrections."""
    ahead = closed.plus(1)
    items = [*_month_items(ahead, closed, stretches, prices, in_advance=True)]
    items += _month_items(closed, closed, stretches, prices, in_advance=False)
    actual = list(_month_items(closed, closed, stretches, prices, in_advance=True))
    items += _corrections(closed, actual, asked)
    return items


def _month_items(
    month: Month,
    closed: Month,
    stretches: Iterable[Stretch],
    prices: Mapping[str, Sequence[Price]],
    *,
    in_advance: bool,
) -> Iterable[ChargeItem]:
    window = DatePeriod(month.first_day, month.plus(1).first_day)
    for stretch in stretches:
        had = stretch.period.intersection(window)
        if had is None:
            continue
        for price in prices.get(stretch.code, ()):
            part = had.intersection(price.period) if price.in_advance == in_advance else None
            if part is not None:
                yield _item(stretch, price, part, month, closed)


def _item(stretch: Stretch, price: Price, part: DatePeriod, month: Month, closed: Month) -> ChargeItem:
    return ChargeItem(
        customer_id=stretch.customer_id,
        billing_account_id=stretch.billing_account_id,
        line_id=stretch.line_id,
        period=str(closed),
        kind="recurring",
        code=stretch.code,
        quantity=1,
        days=part.days,
        unit_micro=price.amount_micro,
        amount_micro=share_of_month(price.amount_micro, part.days, month),
        vat_code=price.vat_code,
        from_on=part.start,
        to_on=part.end,
        invoice_line_key=f"recurring:{stretch.code}:{month}",
    )


def _corrections(closed: Month, actual: Sequence[ChargeItem], asked: Asked) -> Iterable[ChargeItem]:
    """What the closed month really cost, less what was asked for it in advance."""
    owed: dict[tuple[int, int, str], list[ChargeItem]] = {}
    for item in actual:
        owed.setdefault((item.billing_account_id, item.line_id, item.code), []).append(item)
    for key in sorted(owed.keys() | asked.keys()):
        items = owed.get(key, [])
        days, amount = asked.get(key, (0, 0))
        if not days and not amount:
            yield from items
            continue
        more_days = sum(item.days for item in items) - days
        more = sum(item.amount_micro for item in items) - amount
        if more_days or more:
            yield _correction(closed, key, items, more_days, more)


def _correction(
    closed: Month, key: tuple[int, int, str], items: Sequence[ChargeItem], days: int, amount: int
) -> ChargeItem:
    account, line, code = key
    model = items[0] if items else None
    return ChargeItem(
        customer_id=model.customer_id if model else 0,
        billing_account_id=account,
        line_id=line,
        period=str(closed),
        kind="recurring",
        code=code,
        quantity=1 if days > 0 else -1,
        days=days,
        unit_micro=model.unit_micro if model else 0,
        amount_micro=amount,
        vat_code=model.vat_code if model else "standard",
        from_on=None,
        to_on=None,
        invoice_line_key=f"correction:{code}:{closed}",
    )
