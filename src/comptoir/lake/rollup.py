"""The rollup: rated usage summed per line, category, zone and country, which answers most reports."""

import pyarrow as pa

from comptoir.lake.engine import scratch
from comptoir.lake.schemas import ROLLUP, ROLLUP_KEYS, ROLLUP_SORT, ROLLUP_SUMS, conform


def rollup(rated: pa.Table, period: str) -> pa.Table:
    """Sums of a rated table of one period ('YYYY-MM'), in the schema `ROLLUP`, sorted.

    The sums are exact: one that does not fit 64 bits raises an error instead of wrapping around.
    """
    keys = ", ".join(ROLLUP_KEYS)
    # DuckDB sums BIGINT into HUGEINT and would store that as DOUBLE: every sum is cast.
    sums = ", ".join(f"CAST(sum({name}) AS BIGINT) AS {name}" for name in ROLLUP_SUMS)
    with scratch() as connection:
        connection.register("rated", rated)
        table = connection.sql(
            f"SELECT ?::VARCHAR AS period, {keys}, count(*) AS records, {sums}"
            f" FROM rated GROUP BY {keys} ORDER BY {', '.join(ROLLUP_SORT)}",
            params=[period],
        ).to_arrow_table()
    return conform(table, ROLLUP)
