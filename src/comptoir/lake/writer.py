"""Writers for batches larger than memory: rows come in any order, sorted files come out."""

import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from comptoir.lake.engine import SPILL
from comptoir.lake.entry import Entry
from comptoir.lake.files import ROW_GROUP, FileWriter, UnableToWrite, discard, folder_of
from comptoir.lake.merge import merged, row_groups
from comptoir.lake.order import integers, sort
from comptoir.lake.schemas import SchemaMismatch, conform

RUN_ROWS = 1_000_000


class BucketWriter:
    """Collects the rows of one (dataset, period, bucket) and writes them as one sorted file.

    Past `run_rows` rows in memory a sorted run goes to the lake's spill folder; `close` merges the runs.
    As a context manager it writes nothing unless `close` was called.
    """

    def __init__(
        self,
        root: Path,
        dataset: str,
        period: str,
        bucket: int,
        schema: pa.Schema,
        sort: Sequence[str],
        run_rows: int = RUN_ROWS,
    ) -> None:
        folder_of(root, dataset, period, bucket)
        self._target = (root, dataset, period, bucket, schema, tuple(sort))
        self._schema, self._sort, self._run_rows = schema, tuple(sort), run_rows
        self._spill = root / SPILL / uuid.uuid4().hex
        self._runs: list[Path] = []
        self._waiting: list[pa.Table] = []
        self.rows_in_memory = 0

    def add(self, table: pa.Table) -> None:
        """Take rows in; raises `SchemaMismatch` or `UnableToWrite`."""
        table = conform(table, self._schema)
        self._waiting.append(table)
        self.rows_in_memory += table.num_rows
        if self.rows_in_memory >= self._run_rows:
            self.spill()

    def spill(self) -> None:
        """Move the rows in memory to a sorted run on disk."""
        run = self._take()
        if run is None:
            return
        path = self._spill / f"{len(self._runs):06d}.parquet"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(run, path, row_group_size=ROW_GROUP, compression="lz4", use_dictionary=False)
        except OSError as error:
            self.discard()
            raise UnableToWrite(f"The batch could not be put aside ({error}); nothing was kept.") from error
        self._runs.append(path)

    def close(self) -> Entry | None:
        """The finished file's entry; None when no rows were added."""
        last = self._take()
        if last is None and not self._runs:
            return None
        sources = [row_groups(run) for run in self._runs]
        if last is not None:
            sources.append(iter((last,)))
        try:
            with FileWriter(*self._target) as file:
                for table in merged(sources, self._sort):
                    file.write(table)
                return file.finish()
        finally:
            self.discard()

    def discard(self) -> None:
        """Forget the rows and remove the runs."""
        self._waiting, self.rows_in_memory = [], 0
        if self._runs or self._spill.exists():
            shutil.rmtree(self._spill, ignore_errors=True)
        self._runs = []

    def _take(self) -> pa.Table | None:
        if not self.rows_in_memory:
            return None
        table = pa.concat_tables(self._waiting)
        self._waiting, self.rows_in_memory = [], 0
        return sort(table, self._sort)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


class SpreadWriter:
    """Spreads rows of many periods over their buckets (`billing_account_id % buckets`), one file each.

    Never more than `rows_in_memory` rows wait in memory: the fullest bucket spills first.
    """

    def __init__(
        self,
        root: Path,
        dataset: str,
        schema: pa.Schema,
        sort: Sequence[str],
        buckets: int,
        rows_in_memory: int = 2_000_000,
    ) -> None:
        self._root, self._buckets, self._limit = root, buckets, rows_in_memory
        self._writers: dict[tuple[str, int], BucketWriter] = {}
        self._new: Callable[[str, int], BucketWriter] = lambda period, bucket: BucketWriter(
            root, dataset, period, bucket, schema, sort, run_rows=rows_in_memory
        )

    def add(self, period: str, table: pa.Table) -> None:
        """Take rows of one period in."""
        if not table.num_rows:
            return
        accounts = integers(table["billing_account_id"])
        if accounts is None:
            raise SchemaMismatch("Column billing_account_id must be whole numbers without empty values.")
        buckets = accounts % self._buckets
        for bucket in np.unique(buckets).tolist():
            chosen = buckets == bucket
            part = table if bool(chosen.all()) else table.filter(pa.array(chosen))
            self._writer(period, bucket).add(part)
        while sum(writer.rows_in_memory for writer in self._writers.values()) > self._limit:
            max(self._writers.values(), key=lambda writer: writer.rows_in_memory).spill()

    def close(self) -> tuple[Entry, ...]:
        """The entries of all finished files, by period and bucket; on an error none is left behind."""
        finished: list[Entry] = []
        try:
            for key in sorted(self._writers):
                entry = self._writers[key].close()
                if entry is not None:
                    finished.append(entry)
        except BaseException:
            discard(self._root, finished)
            raise
        finally:
            self.discard()
        return tuple(finished)

    def discard(self) -> None:
        """Forget the rows and remove the runs."""
        for writer in self._writers.values():
            writer.discard()
        self._writers = {}

    def _writer(self, period: str, bucket: int) -> BucketWriter:
        if (period, bucket) not in self._writers:
            self._writers[period, bucket] = self._new(period, bucket)
        return self._writers[period, bucket]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()
