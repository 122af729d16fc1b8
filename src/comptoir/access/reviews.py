"""When an access review is due and when to remind of it: pure, by dates (A-10; GC 9.2)."""

from collections.abc import Iterable
from datetime import date, timedelta

from comptoir.kernel.periods import add_months


def is_due(last_on: date, months: int, today: date) -> bool:
    """Whether a new review is due: `months` after the last was opened, or after the first right was given."""
    return add_months(last_on, months) <= today


def reminder_due(due_on: date, reminded_on: date | None, steps: Iterable[int], today: date) -> bool:
    """Whether to remind now: a step (days before `due_on`) has come since the last reminder.

    Days that were missed are made up for by one reminder.
    """
    reached = [due_on - timedelta(days=step) for step in steps if due_on - timedelta(days=step) <= today]
    return bool(reached) and (reminded_on is None or reminded_on < max(reached))
