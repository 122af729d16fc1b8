"""How the instants of a file are written."""

import re
from collections.abc import Sequence
from datetime import datetime

from comptoir.usage.mapping import EPOCH_MILLIS, EPOCH_SECONDS, ISO

CLOCKS = ("%H:%M:%S", "%H:%M", "%H%M%S")
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d/%m/%y", "%d%m%Y")
LOOKED_AT = 300
_ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


def time_format(texts: Sequence[str], *, date_only: bool = False) -> str:
    """The format that fits all of them, "" if none does; the first of DATES where several do."""
    looked_at = texts[:LOOKED_AT]
    if date_only:
        return next((date for date in DATES if _fits(looked_at, date)), "")
    if all(_ISO.fullmatch(text) for text in looked_at):
        return ISO
    if all(re.fullmatch(r"1\d{9}(\.\d+)?", text, re.ASCII) for text in looked_at):
        return EPOCH_SECONDS
    if all(re.fullmatch(r"1\d{12}", text, re.ASCII) for text in looked_at):
        return EPOCH_MILLIS
    both = (f"{date}{between}{clock}" for date in DATES for clock in CLOCKS for between in (" ", "", "T"))
    return next((found for found in both if _fits(looked_at, found)), "")


def is_clock(texts: Sequence[str]) -> bool:
    """Whether they are times of the day."""
    return bool(clock_format(texts))


def clock_format(texts: Sequence[str]) -> str:
    """The format of times of the day, "" if they are none."""
    return next((clock for clock in CLOCKS if _fits(texts[:LOOKED_AT], clock)), "")


def has_own_offset(texts: Sequence[str]) -> bool:
    """Whether every text carries its offset from UTC."""
    return all(re.search(r"(Z|[+-]\d\d:?\d\d)$", text) for text in texts[:LOOKED_AT])


def is_ambiguous(texts: Sequence[str], found: str) -> bool:
    """Whether day and month could change places."""
    swapped = found.replace("%d/%m/", "%m/%d/")
    return swapped != found and _fits(texts[:LOOKED_AT], swapped)


def _fits(texts: Sequence[str], found: str) -> bool:
    digits = sum({"%Y": 4}.get(f"%{sign}", 2) for sign in re.findall(r"%(\w)", found))
    try:
        for text in texts:
            # strptime takes 1 for 01: packed digits must be as many as the format has.
            if ("%Y%m" in found or "%d%m" in found or "%H%M" in found) and sum(map(str.isdigit, text)) != digits:
                return False
            datetime.strptime(text, found)  # noqa: DTZ007 - only whether it fits is asked
    except ValueError:
        return False
    return bool(texts)
