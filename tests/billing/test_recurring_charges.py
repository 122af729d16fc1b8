"""Recurring charges: in advance, in arrears, by the day, and corrected once for what changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.billing.charges import Price, Stretch, month_days, recurring_items, share_of_month
from comptoir.kernel.periods import DatePeriod, Month

OCTOBER = Month.parse("2026-10")
LONG_AGO = date(2020, 1, 1)


def price(
    amount: int = 31_000_000, *, in_advance: bool = True, start: date = LONG_AGO, end: date | None = None
) -> Price:
    return Price(amount, "standard", in_advance, DatePeriod(start, end))


def had(start: date, end: date | None = None, *, code: str = "flex", line: int = 7) -> Stretch:
    return Stretch(1, 2, line, code, DatePeriod(start, end))


def asked_by(items: list, month: Month) -> dict:
    """What these items asked in advance for `month`, as the next run reads it."""
    found: dict = {}
    for item in items:
        if item.invoice_line_key.startswith("recurring:") and item.from_on and item.from_on >= month.first_day:
            key = (item.billing_account_id, item.line_id, item.code)
            days, micro = found.get(key, (0, 0))
            found[key] = (days + item.days, micro + item.amount_micro)
    return found


@pytest.mark.clause("B-02")
def test_a_plan_in_advance_is_asked_for_the_month_ahead() -> None:
    items = recurring_items(OCTOBER, [had(LONG_AGO)], {"flex": [price()]}, {(2, 7, "flex"): (31, 31_000_000)})
    assert [(item.invoice_line_key, item.days, item.amount_micro) for item in items] == [
        ("recurring:flex:2026-11", 30, 31_000_000)
    ]


@pytest.mark.clause("B-02")
def test_a_plan_in_arrears_is_asked_for_the_month_behind() -> None:
    items = recurring_items(OCTOBER, [had(LONG_AGO)], {"flex": [price(in_advance=False)]}, {})
    assert [(item.invoice_line_key, item.amount_micro) for item in items] == [("recurring:flex:2026-10", 31_000_000)]


def test_a_card_added_in_the_month_owes_its_days_and_the_month_ahead() -> None:
    items = recurring_items(OCTOBER, [had(date(2026, 10, 22))], {"flex": [price()]}, {})
    assert sorted((item.invoice_line_key, item.days, item.amount_micro) for item in items) == [
        ("recurring:flex:2026-10", 10, 10_000_000),
        ("recurring:flex:2026-11", 30, 31_000_000),
    ]


def test_a_card_ended_in_the_month_gets_its_days_back() -> None:
    ended = had(LONG_AGO, date(2026, 10, 11))
    items = recurring_items(OCTOBER, [ended], {"flex": [price()]}, {(2, 7, "flex"): (31, 31_000_000)})
    assert [(item.invoice_line_key, item.days, item.amount_micro, item.quantity) for item in items] == [
        ("correction:flex:2026-10", -21, -21_000_000, -1)
    ]


def test_a_price_that_changes_within_the_month_is_asked_in_two_parts() -> None:
    changed = date(2026, 11, 16)
    prices = [price(end=changed), price(62_000_000, start=changed)]
    items = recurring_items(OCTOBER, [had(LONG_AGO)], {"flex": prices}, {(2, 7, "flex"): (31, 31_000_000)})
    assert [(item.days, item.unit_micro, item.amount_micro) for item in items] == [
        (15, 31_000_000, 15_500_000),
        (15, 62_000_000, 31_000_000),
    ]


def test_part_of_a_period_costs_its_share_of_the_days() -> None:
    # 23 of the 31 days of a period: 0.741935484 of the price, here kept to the millionth.
    assert share_of_month(1_000_000_000, 23, OCTOBER) == Decimal("741.935484") * 1_000_000


@given(
    starts=st.integers(0, 150),
    lasts=st.integers(1, 150) | st.none(),
    amount=st.integers(0, 99_999_999),
)
def test_over_all_runs_a_line_pays_each_of_its_days_once(starts: int, lasts: int | None, amount: int) -> None:
    """Whatever starts and ends when, and whenever the end becomes known, the sum is what the days cost."""
    first, months = Month.parse("2026-01"), [Month.parse(f"2026-{m:02d}") for m in range(1, 12)]
    start = first.first_day + timedelta(days=starts)
    end = start + timedelta(days=lasts) if lasts else None
    asked: dict = {}
    total = 0
    for month in months:
        # The end becomes known only once it has come.
        known_end = end if end and end < month.plus(1).first_day else None
        stretches = [had(start, known_end)] if start < month.plus(1).first_day else []
        items = recurring_items(month, stretches, {"flex": [price(amount)]}, asked)
        total += sum(item.amount_micro for item in items)
        asked = asked_by(items, month.plus(1))
    horizon = months[-1].plus(2).first_day
    owed = 0
    for month in (*months, months[-1].plus(1)):
        window = DatePeriod(month.first_day, min(month.plus(1).first_day, horizon))
        part = DatePeriod(start, end).intersection(window)
        owed += share_of_month(amount, part.days, month) if part else 0
    assert total == owed


def test_february_of_a_leap_year_has_its_days() -> None:
    assert month_days(Month.parse("2028-02")) == 29
