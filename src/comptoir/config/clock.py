"""Chooses the platform's clock: the real one, or one that starts at a given date and runs on (X-02)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

from comptoir.kernel.clock import Clock, ShiftedClock, SystemClock


def clock_from(today: str | None) -> Clock:
    """The clock for COMPTOIR_TODAY; raises ValueError with one sentence for a date that is none."""
    if not today:
        return SystemClock()
    try:
        day = date.fromisoformat(today)
    except ValueError:
        raise ImproperlyConfigured("COMPTOIR_TODAY must be a date such as 2026-11-20.") from None
    return ShiftedClock(starts_at=datetime.combine(day, time(9, 0), ZoneInfo("Europe/Brussels")))
