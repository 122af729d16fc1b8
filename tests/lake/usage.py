"""Usage records to write into a lake: any number of them, the same for the same seed."""

from datetime import datetime

import numpy as np
import pyarrow as pa

from comptoir.lake.schemas import USAGE_SORT
from comptoir.rating.schema import RECORDS

SORT = USAGE_SORT
FIRST = datetime(2025, 3, 1)
SECOND = 1_000_000


def usage(
    rows: int, seed: int = 1, accounts: int = 5, lines: int = 4, batch: int = 1, first_id: int | None = None
) -> pa.Table:
    """Unsorted records of March 2025; the account of line `n` is `n // 100`."""
    numbers = np.random.default_rng(seed)
    account = numbers.integers(1, accounts + 1, rows)
    start = int((FIRST - datetime(1970, 1, 1)).total_seconds())
    ids = numbers.integers(-(2**62), 2**62, rows) if first_id is None else np.arange(first_id, first_id + rows)
    columns = {
        "record_id": ids,
        "customer_id": account + 1_000,
        "billing_account_id": account,
        "line_id": account * 100 + numbers.integers(0, lines, rows),
        "started_at": (start + numbers.integers(0, 31 * 86_400, rows)) * SECOND,
        "kind": numbers.integers(1, 5, rows),
        "direction": numbers.integers(0, 2, rows),
        "quantity": numbers.integers(0, 3_600, rows),
        "called": numbers.integers(32_470_000_000, 32_479_999_999, rows),
        "visited": numbers.choice(["BE", "FR", "XS"], rows),
        "batch_id": np.full(rows, batch),
    }
    return pa.table({name: pa.array(columns[name]).cast(RECORDS.field(name).type) for name in RECORDS.names})


def one_record(**values: object) -> pa.Table:
    """A single record: a call of one minute, but for what is given."""
    usual: dict[str, object] = {
        "record_id": 1,
        "customer_id": 1_001,
        "billing_account_id": 1,
        "line_id": 101,
        "started_at": FIRST,
        "kind": 1,
        "direction": 0,
        "quantity": 60,
        "called": 32_471_234_567,
        "visited": "BE",
        "batch_id": 1,
    }
    return pa.Table.from_pylist([{**usual, **values}], schema=RECORDS)
