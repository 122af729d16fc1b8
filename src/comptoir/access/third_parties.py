"""Where a third party's notice stands, and when its end is near: pure, by dates (A-09; GC 9.2)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from comptoir.kernel.clock import brussels_date


class NoticeState(StrEnum):
    """From the notice to its end; only RUNNING lets anyone in."""

    WAITING = "waiting"
    RUNNING = "running"
    REFUSED = "refused"
    REFUSED_LATER = "refused_later"
    ENDED = "ended"
    EXPIRED = "expired"


#: Nothing follows any more.
OVER = frozenset({NoticeState.REFUSED, NoticeState.REFUSED_LATER, NoticeState.ENDED, NoticeState.EXPIRED})


class Noticed(Protocol):
    """The instants of a notice."""

    noted_at: datetime | None
    refused_at: datetime | None
    ended_at: datetime | None
    to_at: datetime


def state_of(notice: Noticed, at: datetime) -> NoticeState:
    """Where the notice stands at an instant: a refusal first, then the customer's end, then the last day."""
    noted = _past(notice.noted_at, at)
    if _past(notice.refused_at, at):
        return NoticeState.REFUSED_LATER if noted else NoticeState.REFUSED
    if _past(notice.ended_at, at):
        return NoticeState.ENDED
    if _past(notice.to_at, at):
        return NoticeState.EXPIRED
    return NoticeState.RUNNING if noted else NoticeState.WAITING


def last_day(to_at: datetime) -> date:
    """The last day, in Brussels, on which a right with this end still runs."""
    return brussels_date(to_at - timedelta(microseconds=1))


def days_left(to_at: datetime, at: datetime) -> int:
    """How many days until the last one; 0 on the last day itself."""
    return (last_day(to_at) - brussels_date(at)).days


def due_warning(left: int, steps: Iterable[int], warned: Iterable[int]) -> int | None:
    """The step, in days before the end, of which to warn now; none when that was done, or the end is far or past.

    A day that was missed is made up for by one warning, the nearest one.
    """
    reached = [step for step in steps if 0 <= left <= step]
    if not reached:
        return None
    step = min(reached)
    return None if any(done <= step for done in warned) else step


def _past(instant: datetime | None, at: datetime) -> bool:
    return instant is not None and instant <= at
