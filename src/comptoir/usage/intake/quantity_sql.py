"""Quantities in SQL: whole seconds, messages or bytes, a started one counting whole. No float on the way."""

from collections.abc import Sequence

from comptoir.lake.engine import literal
from comptoir.usage.intake.expressions import trimmed
from comptoir.usage.mapping import CLOCKED, DURATIONS, MESSAGES, SIZES, Quantity

_NUMBER = r"-?[0-9]{1,15}(\.[0-9]+)?"
_CLOCK = r" *([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])(\.[0-9]+)? *"


def quantity(texts: Sequence[str], meant: Quantity, decimal: str, thousands: str) -> str:
    """SQL for the sum of the columns; NULL when one cannot be read or all are empty, below 0 when negative."""
    if not texts:
        return "CAST(1 AS BIGINT)"
    if meant.unit == CLOCKED:
        plain = [_on_the_clock(text) for text in texts]
        return _summed(texts, plain)
    factor, per = _unit(meant.unit)
    exact = [_decimal(text, decimal, thousands) for text in texts]
    slow = _summed(texts, exact)
    if per != 1:
        # Milliseconds: DuckDB divides decimals as floats, so whole units are counted in integers.
        rounded = f"(CAST(ceil({slow}) AS BIGINT) + {per - 1}) // {per}"
    else:
        rounded = f"TRY(CAST(ceil(({slow}) * CAST({factor} AS DECIMAL(11,0))) AS BIGINT))"
    if len(texts) > 1:
        return rounded
    whole = f"(CAST({texts[0]} AS BIGINT) * {factor} + {per - 1}) // {per}"
    return f"CASE WHEN regexp_full_match({texts[0]}, '[0-9]{{1,9}}') THEN {whole} ELSE {rounded} END"


def _unit(unit: str) -> tuple[int, int]:
    """How many base units there are in a unit, as a fraction."""
    if unit == MESSAGES:
        return 1, 1
    if unit in SIZES:
        return SIZES[unit], 1
    millis = DURATIONS[unit]
    return (1, 1000 // millis) if millis < 1000 else (millis // 1000, 1)


def _decimal(text: str, decimal: str, thousands: str) -> str:
    number = trimmed(text)
    if thousands:
        number = f"replace({number}, {literal(thousands)}, '')"
    if decimal != ".":
        number = f"replace({number}, {literal(decimal)}, '.')"
    return f"CASE WHEN regexp_full_match({number}, '{_NUMBER}') THEN CAST({number} AS DECIMAL(27,9)) END"


def _on_the_clock(text: str) -> str:
    def part(group: int) -> str:
        return f"CAST(regexp_extract({text}, '{_CLOCK}', {group}) AS BIGINT)"

    fraction = f"CASE WHEN regexp_full_match({text}, '.*\\.[0-9]*[1-9][0-9]*') THEN 1 ELSE 0 END"
    seconds = f"{part(1)} * 3600 + {part(2)} * 60 + {part(3)} + {fraction}"
    return f"CASE WHEN regexp_full_match({text}, '{_CLOCK}') THEN {seconds} END"


def _summed(texts: Sequence[str], numbers: Sequence[str]) -> str:
    """The sum of those that say something; NULL when none does, or when one says it unreadably."""
    if len(texts) == 1:
        return numbers[0]
    silent = " AND ".join(f"{text} IS NULL" for text in texts)
    parts = [f"CASE WHEN {text} IS NULL THEN 0 ELSE {number} END" for text, number in zip(texts, numbers, strict=True)]
    return f"CASE WHEN {silent} THEN NULL ELSE {' + '.join(parts)} END"
