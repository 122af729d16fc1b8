"""The order of rows in a file: ascending by a few key columns, in numbers wherever possible."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Integers = npt.NDArray[np.int64]
# Keys narrower than this many bits together are compared as one number.
PACKED_BITS = 62


def integers(column: pa.ChunkedArray) -> Integers | None:
    """The column as int64 in its own order; None for text and for a column with empty values."""
    kind = column.type
    if column.null_count:
        return None
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.int64())
    elif pa.types.is_date32(kind):
        column = column.cast(pa.int32())
    elif not pa.types.is_integer(kind) or kind == pa.uint64():
        return None
    values: Integers = column.to_numpy().astype(np.int64, copy=False)
    return values


def is_sorted(keys: Sequence[Integers]) -> bool:
    """Whether the rows already stand in the order of the keys."""
    if not keys or len(keys[0]) < 2:
        return True
    undecided: npt.NDArray[np.bool_] | None = None
    for key in keys:
        earlier, later = key[:-1], key[1:]
        wrong = later < earlier
        if undecided is not None:
            wrong &= undecided
        if bool(wrong.any()):
            return False
        same = earlier == later
        undecided = same if undecided is None else undecided & same
        if not undecided.any():
            return True
    return True


def sort(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The rows in ascending order of the columns `by`; a table already in order is returned as it is."""
    if table.num_rows < 2:
        return table
    keys: list[Integers] = []
    for name in by:
        key = integers(table[name])
        if key is None:
            return table.sort_by([(column, "ascending") for column in by])
        keys.append(key)
    if is_sorted(keys):
        return table
    return table.combine_chunks().take(pa.array(_positions(keys)))


def _positions(keys: Sequence[Integers]) -> Integers:
    """Positions of the rows in order: the leading keys packed in one number, ties settled by the rest."""
    packed, rest = _pack(keys)
    if packed is None or len(rest) > 1:
        return np.lexsort(tuple(reversed(keys)))
    positions: Integers = np.argsort(packed, kind="stable")
    if rest:
        _settle_ties(positions, packed[positions], rest)
    return positions


def _pack(keys: Sequence[Integers]) -> tuple[Integers | None, Sequence[Integers]]:
    packed: Integers | None = None
    bits = 0
    for index, key in enumerate(keys):
        lowest, highest = int(key.min()), int(key.max())
        # Instants are mostly whole seconds: without the zeros the whole key fits one number.
        step = 1_000_000 if highest - lowest > 10**9 and not (key % 1_000_000).any() else 1
        width = ((highest // step) - (lowest // step)).bit_length()
        if bits + width > PACKED_BITS:
            return packed, keys[index:]
        offset = (key - lowest) // step
        packed = offset if packed is None else (packed << width) | offset
        bits += width
    return packed, ()


def _settle_ties(positions: Integers, packed: Integers, rest: Sequence[Integers]) -> None:
    """Order the rows that are equal in the packed key by the remaining keys, in place."""
    same = packed[1:] == packed[:-1]
    if not same.any():
        return
    tied = np.flatnonzero(np.concatenate((same, [False])) | np.concatenate(([False], same)))
    rows = positions[tied]
    order = np.lexsort((*(key[rows] for key in reversed(rest)), packed[tied]))
    positions[tied] = rows[order]
