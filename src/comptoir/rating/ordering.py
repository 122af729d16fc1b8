"""The two orders of records: as they lie on disk, and as their bundles see them."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import DISK_ORDER

_ROOM = 2**62


def sorted_as_on_disk(records: pa.Table) -> pa.Table:
    """The records by billing account, line, start, id; the same table when it is so already."""
    columns = [_whole(records, name) for name in DISK_ORDER]
    if not len(columns[0]) or _is_sorted(columns):
        return records
    return records.take(pa.array(_order_of(columns))).combine_chunks()


def bundle_order(records: pa.Table, tariff: CompiledTariff) -> NDArray[np.int64]:
    """The rows in the order in which to price them, for records that are sorted as on disk.

    Lines that share no bundle are in order of time already, and each pool is independent of all others; so
    only the records of plans with a pool's bundle are put in order of pool, start, id.
    """
    order = np.arange(records.num_rows, dtype=np.int64)
    shared = _plans_with_pool(tariff)
    plan = _whole(records, "plan")
    if not shared[plan].any():
        return order
    rows = np.flatnonzero(shared[plan])
    columns = [_whole(records, name)[rows] for name in ("pool_id", "started_at", "record_id")]
    # Their places among the other rows do not matter, only the order among themselves.
    order[rows] = rows[_order_of(columns)]
    return order


def _plans_with_pool(tariff: CompiledTariff) -> NDArray[np.bool_]:
    bundle_of, shared = tariff.rules.bundle_of, tariff.rules.bundle_shared
    drawn = (bundle_of >= 0) & shared[np.maximum(bundle_of, 0)]
    found: NDArray[np.bool_] = drawn.reshape(len(bundle_of), -1).any(axis=1)
    return found


def _is_sorted(columns: list[NDArray[np.int64]]) -> bool:
    undecided = np.ones(len(columns[0]) - 1, bool)
    for values in columns:
        later, earlier = values[1:], values[:-1]
        if (undecided & (later < earlier)).any():
            return False
        undecided &= later == earlier
    return True


def _order_of(columns: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    """The rows sorted by `columns`, first column first.

    The columns are packed into one number as far as their values leave room for it (they nearly always do
    but for the record's id), since one number sorts ten times faster; ties are then put right.
    """
    order = _packed_order(columns)
    return np.lexsort(columns[::-1]) if order is None else order


def _packed_order(columns: list[NDArray[np.int64]]) -> NDArray[np.int64] | None:
    """The order by all columns; None when all but the last do not fit into one number."""
    *leading, last = columns
    key, size = np.zeros(len(last), np.int64), 1
    for values in leading:
        low, high = int(values.min()), int(values.max())
        width = high - low + 1
        if size * width > _ROOM:
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
            size = int(key.max()) + 1
        if size * width > _ROOM:
            return None
        key, size = key * width + (values - low), size * width
    order = np.argsort(key)
    ranked = key[order]
    tied = np.flatnonzero(ranked[1:] == ranked[:-1])
    if len(tied):
        rows = np.union1d(tied, tied + 1)
        order[rows] = order[rows][np.lexsort((last[order[rows]], ranked[rows]))]
    return order


def _whole(records: pa.Table, name: str) -> NDArray[np.int64]:
    column = records[name].combine_chunks()
    found: NDArray[np.int64] = column.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return found
