"""Priced records as people and programs read them: names instead of indexes, amounts as decimals."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from comptoir.commands.pricing.records import RecordSheet
from comptoir.kernel.money import from_micro
from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import Category, Direction, Kind

COLUMNS = (
    ("id", pa.string()),
    ("line", pa.string()),
    ("pool", pa.string()),
    ("plan", pa.string()),
    ("kind", pa.string()),
    ("direction", pa.string()),
    ("started_at", pa.timestamp("us", "UTC")),
    ("quantity", pa.int64()),
    ("called", pa.string()),
    ("visited", pa.string()),
    ("category", pa.string()),
    ("zone", pa.string()),
    ("prefix", pa.string()),
    ("charged_quantity", pa.int64()),
    ("bundle", pa.string()),
    ("bundle_quantity", pa.int64()),
    ("bundle_before", pa.int64()),
    ("amount", pa.decimal128(20, 6)),
)
FORMS = (".csv", ".parquet")

Row = dict[str, object]


def rows_of(rated: pa.Table, sheet: RecordSheet, tariff: CompiledTariff) -> Iterator[Row]:
    """One row for each record, in the order of the file that was read."""
    in_file_order = rated.take(pc.sort_indices(rated["record_id"]))
    for place, row in enumerate(in_file_order.to_pylist()):
        called, prefix, bundle = row["called"], row["prefix"], row["bundle"]
        yield {
            **row,
            "id": sheet.ids[place],
            "line": sheet.lines[place],
            "pool": sheet.pools[place],
            "plan": tariff.tariff.plans[row["plan"]].id,
            "kind": Kind(row["kind"]).name.lower(),
            "direction": Direction(row["direction"]).name.lower(),
            "called": "" if called == 0 else f"+{called}" if called > 0 else str(-called),
            "category": Category(row["category"]).name.lower(),
            "zone": tariff.tariff.zones[row["zone"]].id,
            "prefix": tariff.tariff.destinations[prefix].prefix if prefix >= 0 else "",
            "bundle": tariff.tariff.bundles[bundle].id if bundle >= 0 else "",
            "amount": from_micro(row["amount_micro"]),
        }


def write_csv(rows: Iterator[Row], file: TextIO) -> None:
    """The rows under COLUMNS; instants with their zone."""
    names = [name for name, _ in COLUMNS]
    writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "started_at": f"{row['started_at']:%Y-%m-%dT%H:%M:%S.%f}Z"})


def write_parquet(rows: Iterator[Row], path: Path) -> None:
    """The rows under COLUMNS, amounts as exact decimals."""
    schema = pa.schema(COLUMNS)
    listed = [{name: row[name] for name in schema.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(listed, schema), path, compression="zstd")


def summary(rated: pa.Table, currency: str) -> Iterator[str]:
    """Lines of a small table: records and amount of each category, then of all."""
    sums = rated.group_by("category").aggregate([("amount_micro", "sum"), ("record_id", "count")])
    total = Decimal(0)
    for row in sorted(sums.to_pylist(), key=lambda row: int(row["category"])):
        amount = from_micro(row["amount_micro_sum"])
        total += amount
        yield f"{Category(row['category']).name.lower():<22}{row['record_id_count']:>10}{amount:>18f}"
    yield f"{'total':<22}{rated.num_rows:>10}{total:>18f} {currency}"
