"""The columns of a table that leaves the house: as CSV, XLSX or a printed report, all from one description."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Kind = Literal["text", "integer", "money", "quantity", "date", "datetime"]
Row = Mapping[str, object]
"""A row's values by column key; `None` and a missing key are absent, which is not zero (I-19)."""

_DEFAULT_DECIMALS: dict[Kind, int] = {"money": 2, "quantity": 2}


class WrongValue(TypeError):
    """A value is not of its column's kind."""

    def __init__(self, column: "Column", value: object) -> None:
        super().__init__(f"{value!r} is not a value of kind {column.kind} for the column {column.title!r}.")
        self.column = column
        self.value = value


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `unit` ('EUR', 'MB') stands once in its head; `width` is in characters, 0 for the usual.

    Money and quantities are Decimal or int, never a binary float; a datetime is given as it is to be read
    (local time). `decimals` below zero means the usual of the kind.
    """

    key: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    width: int = 0
    decimals: int = -1

    @property
    def head(self) -> str:
        """The title with the unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @property
    def places(self) -> int:
        """Decimals shown."""
        return self.decimals if self.decimals >= 0 else _DEFAULT_DECIMALS.get(self.kind, 0)

    @property
    def is_number(self) -> bool:
        return self.kind in ("integer", "money", "quantity")


def checked_value(column: Column, value: object) -> str | int | Decimal | date | datetime | None:
    """`value` as this column takes it; `WrongValue` when it is not of the column's kind."""
    if value is None:
        return None
    if column.kind == "text":
        return str(value)
    if column.is_number:
        return _number(column, value)
    if isinstance(value, date) and isinstance(value, datetime) == (column.kind == "datetime"):
        return value
    raise WrongValue(column, value)


def _number(column: Column, value: object) -> int | Decimal:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Decimal) and value.is_finite() and (column.kind != "integer" or value == int(value)):
        return value
    raise WrongValue(column, value)
