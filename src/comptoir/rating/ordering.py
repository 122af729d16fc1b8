"""The order in which records are priced, so that bundles shared by several lines come out right."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comptoir.lake.order import sort
from comptoir.rating.rules import CompiledTariff


def bundle_order(records: pa.Table, tariff: CompiledTariff) -> NDArray[np.int64]:
    """The rows in the order in which to price them, for records that are sorted as on disk.

    Lines that share no bundle are in order of time already, and each pool is independent of all others; so
    only the records of plans with a pool's bundle are put in order of pool, start, id.
    """
    order = np.arange(records.num_rows, dtype=np.int64)
    chosen = _plans_with_pool(tariff)[records["plan"].combine_chunks().to_numpy()]
    if not chosen.any():
        return order
    rows = np.flatnonzero(chosen)
    keys = ("pool_id", "started_at", "record_id")
    shared = records.select(keys).take(pa.array(rows)).append_column("row", pa.array(rows))
    # Their places among the other rows do not matter, only the order among themselves.
    order[rows] = sort(shared, keys)["row"].combine_chunks().to_numpy()
    return order


def _plans_with_pool(tariff: CompiledTariff) -> NDArray[np.bool_]:
    bundle_of, shared = tariff.rules.bundle_of, tariff.rules.bundle_shared
    drawn = (bundle_of >= 0) & shared[np.maximum(bundle_of, 0)]
    found: NDArray[np.bool_] = np.logical_or.reduce(drawn.reshape(len(bundle_of), -1), axis=1)
    return found
