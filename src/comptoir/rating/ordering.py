"""The order in which records are priced, so that bundles shared by several lines come out right."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from comptoir.lake.order import sort
from comptoir.rating.rules import CompiledTariff

_KEYS = ("billing_account_id", "started_at", "record_id")


def bundle_order(records: pa.Table, tariff: CompiledTariff) -> NDArray[np.int64]:
    """The rows in the order in which to price them, for records that are sorted as on disk.

    Billing accounts are independent of each other, and within most of them so are lines, whose records lie
    in order of time already. Only accounts where a pool shares a bundle are put in order of time as a whole.
    """
    order = np.arange(records.num_rows, dtype=np.int64)
    pooled = _plans_with_pool(tariff)[records["plan"].combine_chunks().to_numpy()]
    if not pooled.any():
        return order
    accounts = records["billing_account_id"].combine_chunks().to_numpy()
    rows = np.flatnonzero(np.isin(accounts, np.unique(accounts[pooled])))
    shared = records.select(_KEYS).take(pa.array(rows)).append_column("row", pa.array(rows))
    # An account's rows are together on disk, so each row stays within the places of its account.
    order[rows] = sort(shared, _KEYS)["row"].combine_chunks().to_numpy()
    return order


def _plans_with_pool(tariff: CompiledTariff) -> NDArray[np.bool_]:
    bundle_of, shared = tariff.rules.bundle_of, tariff.rules.bundle_shared
    drawn = (bundle_of >= 0) & shared[np.maximum(bundle_of, 0)]
    found: NDArray[np.bool_] = np.logical_or.reduce(drawn.reshape(len(bundle_of), -1), axis=1)
    return found
