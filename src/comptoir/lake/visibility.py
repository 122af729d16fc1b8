"""The records a viewer may see: (billing account, line, from, to), joined to every view of a question."""

from collections.abc import Collection
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

# A record is visible when a row has its account and line, and from_at <= started_at < to_at (naive UTC);
# an empty from_at or to_at sets no limit.
VISIBLE = pa.schema(
    [
        pa.field("billing_account_id", pa.int64(), nullable=False),
        pa.field("line_id", pa.int64(), nullable=False),
        pa.field("from_at", pa.timestamp("us")),
        pa.field("to_at", pa.timestamp("us")),
    ]
)
RELATION = "visible set"
EARLIEST, LATEST = datetime(1, 1, 1), datetime(9999, 12, 31)  # noqa: DTZ001


def normalised(visible: pa.Table) -> pa.Table:
    """The set in the schema `VISIBLE` with its limits filled in; raises pyarrow's error for other columns."""
    table = visible.select(VISIBLE.names).cast(VISIBLE)
    for name, limit in (("from_at", EARLIEST), ("to_at", LATEST)):
        filled = pc.fill_null(table[name], pa.scalar(limit, pa.timestamp("us")))
        table = table.set_column(table.column_names.index(name), name, filled)
    return table


def restriction(table: pa.Table, columns: list[str]) -> str:
    """What follows the source `u` of a view to let only rows of the (normalised) set through.

    A dataset without instants (the rollup, charges) is matched by account and line alone: its rows carry
    the account as it stood when used, so a card that moved is seen by each side for its own part.
    """
    if not table.num_rows:
        return "WHERE false"
    same = ["v.billing_account_id = u.billing_account_id", "v.line_id = u.line_id"]
    if "started_at" in columns:
        same += ["u.started_at >= v.from_at", "u.started_at < v.to_at"]
    # Constant bounds let the reader skip row groups; the set itself decides.
    bounds = [
        f"u.{name} BETWEEN {pc.min(table[name]).as_py()} AND {pc.max(table[name]).as_py()}"
        for name in ("billing_account_id", "line_id")
    ]
    # A semi join, not EXISTS: four times faster with a condition on the instants.
    return f'SEMI JOIN "{RELATION}" AS v ON {" AND ".join(same)} WHERE {" AND ".join(bounds)}'


def within(accounts: Collection[int]) -> str:
    """What follows the source `u` of a view to let only rows of these billing accounts through."""
    if not accounts:
        return "WHERE false"
    return f"WHERE u.billing_account_id IN ({', '.join(str(int(account)) for account in sorted(accounts))})"
