"""`rate`: prices a table of records; Arrow in, Arrow out, no clock, no file, no setting."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from comptoir.lake.order import sort
from comptoir.rating.bounds import check_bounds
from comptoir.rating.jit import compiled, fixed
from comptoir.rating.kernel import Columns, Priced, price_records
from comptoir.rating.ordering import bundle_order
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import DISK_ORDER, RATED, RATING_INPUT, RECORDS, check
from comptoir.rating.state import BundleState, enlarged, state_after, use_of

NO_TRACE: NDArray[np.int64] = np.zeros((0, 0), np.int64)

# What `Priced` fills in, by the column of RATED that it becomes.
_OUTPUT = (
    "category",
    "zone",
    "prefix",
    "charged_quantity",
    "bundle",
    "bundle_quantity",
    "bundle_before",
    "amount_micro",
)


@dataclass(frozen=True)
class Rated:
    """Priced records (schema RATED, sorted as on disk) and the bundles' use after them."""

    records: pa.Table
    state: BundleState


def rate(
    records: pa.Table,
    tariff: CompiledTariff,
    state: BundleState | None = None,
    *,
    cache_root: Path | None = None,
) -> Rated:
    """Prices `records` (schema RATING_INPUT, in any order) by one tariff.

    Each account's records are priced in order of start and id, after those already in `state`; so all records
    of one account and month that are not in `state` belong in one call. Whoever has several dated tariffs
    splits the records by start (`book.rate_by_date`). `cache_root` is where the compiled code may be kept.
    Raises WrongSchema and OutOfBounds; then nothing is priced.
    """
    state = state or BundleState()
    check(records, RATING_INPUT)
    check_bounds(records, len(tariff.tariff.plans))
    ordered = sort(records, DISK_ORDER).combine_chunks()
    columns = columns_of(ordered, tariff)
    order = bundle_order(ordered, tariff)
    priced = empty_priced(ordered.num_rows)
    use = use_of(state, tariff, ordered.num_rows // 16, cache_root)
    price = compiled(price_records, cache_root)
    done = price(columns, tariff.rules, order, 0, use, priced, NO_TRACE)
    while done < len(order):
        use = enlarged(use, cache_root)
        done = price(columns, tariff.rules, order, done, use, priced, NO_TRACE)
    arrays = [*(column.chunk(0) if column.num_chunks else column.combine_chunks() for column in ordered.columns)]
    table = pa.Table.from_arrays([*arrays, *(pa.array(values) for values in priced)], schema=RATED)
    return Rated(table, state_after(state, tariff, use))


def columns_of(records: pa.Table, tariff: CompiledTariff) -> Columns:
    """The records' columns as arrays, without copying what can be read as it is."""
    return Columns(
        _values(records, "billing_account_id"),
        _values(records, "line_id"),
        _values(records, "pool_id"),
        fixed(records["started_at"].combine_chunks().cast(pa.int64()).to_numpy()),
        _values(records, "kind"),
        _values(records, "direction"),
        _values(records, "quantity"),
        _values(records, "called"),
        _origins(records, tariff),
        _values(records, "plan"),
    )


def empty_priced(rows: int) -> Priced:
    """Room for the results of so many records."""
    types = [RATED.field(name).type.to_pandas_dtype() for name in _OUTPUT]
    return Priced(*(np.empty(rows, kind) for kind in types))


def warm(cache_root: Path | None = None) -> None:
    """Compiles the loop ahead of its first use, so that processes started later find it in the cache."""
    from comptoir.rating.assigning import ASSIGNMENTS, assign
    from comptoir.rating.reference import reference_tariff
    from comptoir.rating.rules import compile_tariff

    tariff = compile_tariff(reference_tariff())
    assign(RECORDS.empty_table(), ASSIGNMENTS.empty_table(), tariff, cache_root)
    rate(RATING_INPUT.empty_table(), tariff, cache_root=cache_root)


def _origins(records: pa.Table, tariff: CompiledTariff) -> NDArray[np.int16]:
    """The zone of the country where each card was."""
    coded = pc.dictionary_encode(records["visited"].combine_chunks())
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    zones = [tariff.zone_of(country) for country in coded.dictionary.to_pylist()]
    return fixed(np.array([*zones, 0], np.int16)[coded.indices.to_numpy()])


def _values(records: pa.Table, name: str) -> NDArray[Any]:
    return fixed(records[name].combine_chunks().to_numpy(zero_copy_only=False))
