"""How much of each bundle is used: a table that goes into rating and comes out of it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comptoir.rating.jit import compiled, fixed
from comptoir.rating.kernel import Use, put_all
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import STATE, check

_SMALLEST = 1024


@dataclass(frozen=True)
class BundleState:
    """Bundle use by account, owner, bundle id and month, as a table of the schema STATE, sorted by these.

    Bundles are named, not numbered, so that a state outlives a change of tariff within the month.
    """

    table: pa.Table = field(default_factory=STATE.empty_table)

    def __post_init__(self) -> None:
        check(self.table, STATE)

    def used(self, billing_account_id: int, owner_id: int, bundle: str, month: int) -> int:
        """What `owner_id` (a pool or a line) has used of a bundle in a month (YYYYMM)."""
        wanted = (billing_account_id, owner_id, bundle, month)
        return sum(row["used"] for row in self.table.to_pylist() if tuple(row.values())[:4] == wanted)


def empty_use(capacity: int) -> Use:
    """A table for at least `capacity` entries before it is half full."""
    size = _SMALLEST
    while size < 2 * capacity:
        size *= 2
    return Use(
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int16),
        np.zeros(size, np.int32),
        np.zeros(size, np.int64),
        np.zeros(1, np.int64),
    )


def use_of(state: BundleState, tariff: CompiledTariff, expected: int = 0, cache_root: Path | None = None) -> Use:
    """The state's entries of this tariff's bundles, with room for `expected` more."""
    mine = state.table.filter(_is_mine(state, tariff))
    use = empty_use(mine.num_rows + expected)
    ids = mine["bundle"].to_pylist()
    bundles = np.array([tariff.bundle_by_id[name] for name in ids], np.int16)
    accounts, owners = _values(mine, "billing_account_id"), _values(mine, "owner_id")
    compiled(put_all, cache_root)(use, accounts, owners, fixed(bundles), _values(mine, "month"), _values(mine, "used"))
    return use


def enlarged(use: Use, cache_root: Path | None = None) -> Use:
    """The same entries in a table of four times the size."""
    larger = empty_use(2 * len(use.owner))
    taken = np.flatnonzero(use.month)
    accounts, owners, bundles = fixed(use.account[taken]), fixed(use.owner[taken]), fixed(use.bundle[taken])
    months, used = fixed(use.month[taken]), fixed(use.used[taken])
    compiled(put_all, cache_root)(larger, accounts, owners, bundles, months, used)
    return larger


def state_after(state: BundleState, tariff: CompiledTariff, use: Use) -> BundleState:
    """The state with this tariff's entries replaced by `use`; entries of other tariffs' bundles stay."""
    taken = np.flatnonzero(use.month)
    names = pa.array([bundle.id for bundle in tariff.tariff.bundles], pa.string())
    now = pa.table(
        {
            "billing_account_id": use.account[taken],
            "owner_id": use.owner[taken],
            "bundle": names.take(pa.array(use.bundle[taken])) if len(taken) else pa.array([], pa.string()),
            "month": use.month[taken],
            "used": use.used[taken],
        },
        schema=STATE,
    )
    kept = state.table.filter(pc.invert(_is_mine(state, tariff)))
    order = [(name, "ascending") for name in STATE.names[:-1]]
    return BundleState(pa.concat_tables([kept, now]).sort_by(order).combine_chunks())


def _is_mine(state: BundleState, tariff: CompiledTariff) -> pa.ChunkedArray:
    return pc.is_in(state.table["bundle"], pa.array(list(tariff.bundle_by_id), pa.string()))


def _values(table: pa.Table, name: str) -> NDArray[Any]:
    return fixed(table[name].combine_chunks().to_numpy(zero_copy_only=False))
