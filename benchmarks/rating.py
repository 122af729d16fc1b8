"""How many records are rated in a second: sorted Parquet batches in, sorted rated Parquet out, on two processes.

The reference tariff in full (at least 8 plans, 5,000 prefixes, 3 windows), a fifth of the records draw on a
bundle, a hundredth are calls that cross a window. Peers do the same in the same run: a sorted copy of the raw
columns without rating (the floor), DuckDB SQL, Polars, and a plain Python loop over a sample already in
memory. The peers price a call by the window in which it begins; apart from calls that cross one, their
amounts must equal ours, and `peers.*.equal` says so.
"""

import argparse
import multiprocessing
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import rating_loop
import rating_peers
from machine import peak_mib, timed
from usage import PERIOD, make_month

from comptoir.lake.files import write
from comptoir.lake.order import sort
from comptoir.lake.schemas import USAGE_SORT
from comptoir.rating.bucket import rate_bucket, tariffs_in_turn
from comptoir.rating.pricing import warm
from comptoir.rating.reference import reference_tariff
from comptoir.rating.rules import CompiledTariff, compile_tariff
from comptoir.rating.schema import RATED, RECORDS, Kind

SAMPLE = 100_000
LARGEST_STEP = 60  # seconds; a call can be charged that much beyond its end


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--buckets", type=int, default=0, help="default: one for each 1.25 million records")
    parser.add_argument("--repeat", type=int, default=1, help="take the best of so many")
    parser.add_argument("--no-peers", action="store_true", help="only rating and the sorted copy")


def run(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return Measurement(Path(folder), options).report()


@dataclass(frozen=True)
class Task:
    """One bucket for a process of the pool."""

    root: Path
    bucket: int
    paths: tuple[Path, ...]
    assignments: pa.Table | None
    cache: Path


class Measurement:
    def __init__(self, root: Path, options: argparse.Namespace) -> None:
        self.root, self.options, self.cache = root, options, root / "cache"
        self.compiled = compiled_reference()
        buckets = options.buckets or max(2, round(options.records / 1_250_000))
        self.month = make_month(root / "raw", self.compiled.tariff, options.records, buckets)

    def report(self) -> dict[str, Any]:
        warm(self.cache)
        with self._pool() as pool:
            ours = self._speed(lambda: self._all(pool, rate_and_write, "rated"))
            peaks = sum(set_of_peaks(pool, self.options.processes)) + peak_mib()
            copied = self._speed(lambda: self._all(pool, copy, "copy"))
        traffic = Traffic.of(self._rated_files(), self.compiled)
        peers: dict[str, dict[str, Any]] = {"sorted_copy": {"records_per_second": copied}}
        if not self.options.no_peers:
            peers |= self._peers(traffic)
        tariff = self.compiled.tariff
        figures = {
            "records_per_second": ours,
            "peak_mib": round(peaks),
            "records": self.month.rows,
            "on_a_bundle": traffic.on_a_bundle,
            "across_windows": traffic.across_windows,
            "plans": len(tariff.plans),
            "prefixes": len(tariff.prefixes),
            "windows": len(tariff.windows),
            "bytes_per_rated_record": round(traffic.bytes / traffic.rows, 1),
        }
        ratios = {f"to_{name}": round(ours / peer["records_per_second"], 3) for name, peer in peers.items()}
        own = {"processes": self.options.processes, "buckets": len(self.month.paths)}
        return {"name": "rating", "figures": figures, "peers": peers, "ratios": ratios, "machine": own}

    def _pool(self) -> ProcessPoolExecutor:
        """Processes that have their imports, their tariff and their compiled code before the clock starts."""
        context = multiprocessing.get_context("forkserver")
        ready = context.Barrier(self.options.processes)
        pool = ProcessPoolExecutor(self.options.processes, context, get_ready, (ready, self.cache))
        list(pool.map(abs, range(self.options.processes)))
        return pool

    def _speed(self, work: Callable[[], object]) -> int:
        _, seconds = timed(work, self.options.repeat)
        return round(self.month.rows / seconds)

    def _all(self, pool: ProcessPoolExecutor, work: Callable[[Task], int], dataset: str) -> None:
        tasks = [
            Task(self.root / dataset, bucket, paths, self.month.assignments, self.cache)
            for bucket, paths in enumerate(self.month.paths)
        ]
        if sum(pool.map(work, tasks)) != self.month.rows:
            raise AssertionError("Some records are missing.")

    def _rated_files(self) -> list[Path]:
        return sorted((self.root / "rated").rglob("*.parquet"))[: len(self.month.paths)]

    def _peers(self, traffic: "Traffic") -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for name, rate_with in (("duckdb", rating_peers.by_duckdb), ("polars", rating_peers.by_polars)):
            target = self.root / name
            target.mkdir()
            speed = self._speed(lambda work=rate_with, to=target: work(self.month, self.compiled, to))  # type: ignore[misc]
            peer = Traffic.of(sorted(target.glob("*.parquet")), self.compiled)
            found[name] = {"records_per_second": speed, "equal": peer.sums == traffic.sums}
        sample = pq.read_table(self._rated_files()[0]).slice(0, SAMPLE)
        amounts, seconds = timed(lambda: rating_loop.amounts(sample, self.compiled))
        equal = Traffic.sums_of(sample, self.compiled, np.array(amounts)) == Traffic.sums_of(sample, self.compiled)
        found["python_loop"] = {"records_per_second": round(sample.num_rows / seconds), "equal": equal}
        return found


@dataclass(frozen=True)
class Traffic:
    """What the rated files hold; `sums` are rows and amounts of the records that cross no window."""

    rows: int
    bytes: int
    on_a_bundle: float
    across_windows: float
    sums: tuple[int, int]

    @classmethod
    def of(cls, paths: Sequence[Path], compiled: CompiledTariff) -> "Traffic":
        rows = drawing = crossing = amount = 0
        names = ["started_at", "kind", "quantity", "bundle_quantity", "amount_micro"]
        for path in paths:
            table = pq.read_table(path, columns=names)
            crosses = crosses_window(table, compiled)
            rows += len(crosses)
            crossing += int(crosses.sum())
            drawing += int((table["bundle_quantity"].to_numpy() > 0).sum())
            amount += int(table["amount_micro"].to_numpy()[~crosses].sum())
        size = sum(path.stat().st_size for path in paths)
        return cls(rows, size, round(drawing / rows, 4), round(crossing / rows, 4), (rows - crossing, amount))

    @staticmethod
    def sums_of(
        table: pa.Table, compiled: CompiledTariff, amounts: np.ndarray[Any, Any] | None = None
    ) -> tuple[int, int]:
        stays = ~crosses_window(table, compiled)
        amounts = table["amount_micro"].to_numpy() if amounts is None else amounts
        return int(stays.sum()), int(amounts[stays].sum())


def crosses_window(table: pa.Table, compiled: CompiledTariff) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which records are calls that end in another window than the one they begin in."""
    calendar = compiled.rules.calendar
    begun = table["started_at"].cast(pa.int64()).to_numpy() // 1_000_000
    calls = table["kind"].to_numpy() == Kind.VOICE
    ended = begun + np.where(calls, table["quantity"].to_numpy() + LARGEST_STEP, 0)
    first, last = (np.searchsorted(calendar.starts, moment, side="right") - 1 for moment in (begun, ended))
    found: np.ndarray[Any, np.dtype[np.bool_]] = calendar.window[first] != calendar.window[last]
    return found


@cache
def compiled_reference() -> CompiledTariff:
    return compile_tariff(reference_tariff())


def get_ready(ready: Any, cache_root: Path) -> None:
    compiled_reference()
    warm(cache_root)
    ready.wait()


def rate_and_write(task: Task) -> int:
    rated = rate_bucket(
        task.paths, tariffs_in_turn([compiled_reference()]), task.assignments, cache_root=task.cache
    ).records
    return write(task.root, "rated", PERIOD, task.bucket, rated, RATED, USAGE_SORT).rows


def copy(task: Task) -> int:
    """The floor: the same reading, sorting and writing, of the raw columns."""
    table = sort(pa.concat_tables([pq.read_table(path, schema=RECORDS) for path in task.paths]), USAGE_SORT)
    return write(task.root, "raw", PERIOD, task.bucket, table, RECORDS, USAGE_SORT).rows


def set_of_peaks(pool: ProcessPoolExecutor, processes: int) -> list[float]:
    """The peak of each process of the pool: asked often enough that each has answered."""
    answers = dict(pool.map(own_peak, range(50 * processes)))
    return list(answers.values())


def own_peak(_: int) -> tuple[int, float]:
    return multiprocessing.current_process().pid or 0, peak_mib()
