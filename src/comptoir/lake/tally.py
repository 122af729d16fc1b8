"""Counts, bounds and exact sums of the rows that go into one file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from comptoir.lake.entry import Entry
from comptoir.lake.order import Integers, integers
from comptoir.lake.schemas import SUMMED, fingerprint

EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
INT64_MAX = 2**63 - 1


def exact_sum(values: Integers) -> int:
    """The sum as a Python integer; NumPy's own would wrap around without a word."""
    if not len(values):
        return 0
    largest = max(abs(int(values.min())), abs(int(values.max())))
    if largest * len(values) <= INT64_MAX:
        return int(values.sum())
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


class Tally:
    """Grows with every table written; `entry` says what the file then holds."""

    def __init__(self, schema: pa.Schema) -> None:
        self.rows = 0
        self._fingerprint = fingerprint(schema)
        self.sums = {name: 0 for name in SUMMED if name in schema.names}
        self._bounds: dict[str, tuple[int, int]] = {}

    def count(self, table: pa.Table) -> None:
        """Take the rows of one table in."""
        if not table.num_rows:
            return
        self.rows += table.num_rows
        for name in self.sums:
            values = integers(table[name])
            if values is None:
                values = integers(table[name].drop_null())
            self.sums[name] += 0 if values is None else exact_sum(values)
        for name in ("billing_account_id", "line_id", "started_at"):
            if name in table.column_names:
                self._widen(name, integers(table[name]))

    def _widen(self, name: str, values: Integers | None) -> None:
        if values is None:
            return
        low, high = int(np.min(values)), int(np.max(values))
        if name in self._bounds:
            low, high = min(low, self._bounds[name][0]), max(high, self._bounds[name][1])
        self._bounds[name] = (low, high)

    def entry(self, root: Path, path: Path, place: tuple[str, str, int], sha256: str) -> Entry:
        """The entry of the finished file at `path`, which lies in dataset, period and bucket `place`."""
        dataset, period, bucket = place
        first_account, last_account = self._bounds.get("billing_account_id", (None, None))
        first_line, last_line = self._bounds.get("line_id", (None, None))
        started = self._bounds.get("started_at")
        return Entry(
            path=path.relative_to(root).as_posix(),
            dataset=dataset,
            period=period,
            bucket=bucket,
            rows=self.rows,
            bytes=path.stat().st_size,
            sha256=sha256,
            fingerprint=self._fingerprint,
            first_account=first_account,
            last_account=last_account,
            first_line=first_line,
            last_line=last_line,
            first_started_at=started and EPOCH + timedelta(microseconds=started[0]),
            last_started_at=started and EPOCH + timedelta(microseconds=started[1]),
            sums=dict(self.sums),
        )
