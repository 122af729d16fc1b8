"""What a record may hold so that 64 bits suffice: intake refuses the rest with a reason, `rate` once more.

numba's integers wrap round in silence; within these bounds they cannot.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comptoir.rating.calendar import FIRST_DAY, LAST_DAY
from comptoir.rating.schema import Direction, Kind

LARGEST_QUANTITY: Mapping[Kind, int] = {
    Kind.VOICE: 31 * 86_400,  # seconds: no call lasts longer than a month
    Kind.SMS: 1_000_000,
    Kind.MMS: 1_000_000,
    Kind.DATA: 10**13,  # bytes: 10 TB in one session
}
SMALLEST_CALLED = -(10**9) + 1
LARGEST_CALLED = 10**15 - 1
"""`called` is a short code of at most nine digits below 0, or at most fifteen digits as E.164 says."""

FIRST_INSTANT, LAST_INSTANT = (
    datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None) for day in (FIRST_DAY, LAST_DAY)
)
"""`started_at` lies in [FIRST_INSTANT, LAST_INSTANT), naive UTC."""


class OutOfBounds(ValueError):
    """A record holds a value that cannot be priced."""


def largest_quantity(kind: Kind) -> int:
    """The most that one record may hold, in the kind's base unit."""
    return LARGEST_QUANTITY[kind]


def check_bounds(records: pa.Table, plans: int) -> None:
    """Raises OutOfBounds, with the record's id, for the first record out of bounds.

    `records` has the columns of RATING_INPUT; `plans` is how many the tariff has. Some 5 ms a million records.
    """
    if not records.num_rows:
        return
    checks = (
        ("kind", min(Kind), max(Kind)),
        ("direction", min(Direction), max(Direction)),
        ("called", SMALLEST_CALLED, LARGEST_CALLED),
        ("plan", 0, plans - 1),
        ("started_at", _micros(FIRST_INSTANT), _micros(LAST_INSTANT) - 1),
        ("quantity", 0, LARGEST_QUANTITY[Kind.DATA]),
    )
    for name, low, high in checks:
        values = _whole(records, name)
        if values.min() < low or values.max() > high:
            _refuse(records, name, (values < low) | (values > high))
    quantity = _whole(records, "quantity")
    if quantity.max() > min(LARGEST_QUANTITY.values()):
        limits = np.array([0, *(LARGEST_QUANTITY[kind] for kind in Kind)], np.int64)
        too_much = quantity > limits[_whole(records, "kind")]
        if too_much.any():
            _refuse(records, "quantity", too_much)


def _refuse(records: pa.Table, name: str, wrong: NDArray[np.bool_]) -> None:
    row = int(np.argmax(wrong))
    record_id, value = records["record_id"][row].as_py(), records[name][row].as_py()
    raise OutOfBounds(f"The record {record_id} has {name} {value}, which is out of bounds.")


def _whole(records: pa.Table, name: str) -> NDArray[np.int64]:
    column = records[name]
    column = column.cast(pa.int64()) if name == "started_at" else column
    found: NDArray[np.int64] = column.combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _micros(instant: datetime) -> int:
    return int(np.datetime64(instant, "us").astype(np.int64))
