"""Pages by key: a page begins behind the last row of the one before, not at a row number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from comptoir.lake.condition import Condition, quoted

# Key columns are whole numbers, but for the instants, which a cursor keeps as microseconds since 1970.
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


class InvalidCursor(ValueError):
    """A text that is no cursor of this list."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list and the cursor behind them; no cursor on the last page."""

    rows: pa.Table
    after: str | None

    @classmethod
    def of(cls, table: pa.Table, keys: int, limit: int) -> "Page":
        """Cut a table that may hold one row too many and ends in `keys` key columns."""
        shown = table.select(range(table.num_columns - keys)).slice(0, limit)
        if table.num_rows <= limit:
            return cls(shown, None)
        last = [table.column(table.num_columns - keys + key)[limit - 1].as_py() for key in range(keys)]
        return cls(shown, ".".join(str(value) for value in last))


def cursor_of(column: str) -> str:
    """The SQL for a key column's value in a cursor."""
    return f"epoch_us({quoted(column)})" if _is_instant(column) else f"CAST({quoted(column)} AS BIGINT)"


def key_from(cursor: str, keys: int) -> tuple[int, ...]:
    """The key in a cursor; `InvalidCursor` for any other text."""
    try:
        values = tuple(int(part) for part in cursor.split("."))
    except ValueError:
        values = ()
    if len(values) != keys or any(not -(2**63) <= value < 2**63 for value in values):
        raise InvalidCursor("This page of the list does not exist.")
    return values


def after_key(order: Sequence[str], key: Sequence[int], descending: bool) -> Condition:
    """Rows behind the key in the order; the first column is also bounded alone, so that files are skipped."""
    sign = "<" if descending else ">"
    values = tuple(_value(name, part) for name, part in zip(order, key, strict=True))
    condition = Condition(f"{quoted(order[-1])} {sign} ?", values[-1:])
    for name, value in zip(reversed(order[:-1]), reversed(values[:-1]), strict=True):
        condition = Condition(f"{quoted(name)} {sign} ?", (value,)) | (
            Condition(f"{quoted(name)} = ?", (value,)) & condition
        )
    return Condition(f"{quoted(order[0])} {sign}= ?", values[:1]) & condition


def ordering(order: Sequence[str], descending: bool) -> str:
    """The columns as an ORDER BY list."""
    return ", ".join(quoted(name) + (" DESC" if descending else "") for name in order)


def _is_instant(column: str) -> bool:
    return column.endswith("_at")


def _value(column: str, value: int) -> object:
    if not _is_instant(column):
        return value
    try:
        return EPOCH + timedelta(microseconds=value)
    except OverflowError:
        raise InvalidCursor("This page of the list does not exist.") from None
