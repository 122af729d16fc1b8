"""The same rating as one would write it in DuckDB SQL and in Polars, with all their cores."""

import os
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from usage import Month

from comptoir.rating.rules import CompiledTariff
from comptoir.rating.schema import RECORDS

THREADS = 2
HOURS = np.arange(1_772_200_000 // 3600, 1_775_200_000 // 3600)  # the UTC hours around March 2026
os.environ.setdefault("POLARS_MAX_THREADS", str(THREADS))


def by_duckdb(month: Month, compiled: CompiledTariff, target: Path) -> None:
    """One query for each bucket, written by COPY."""
    with duckdb.connect(config={"threads": THREADS}) as engine:
        engine.execute("SET enable_progress_bar = false")
        for name, table in _tables(month, compiled).items():
            engine.register(name, table)
        for bucket, paths in enumerate(month.paths):
            files = ", ".join(f"'{path}'" for path in paths)
            engine.execute(_SQL.format(files=files, target=target / f"{bucket}.parquet", **_shape(compiled)))


_SQL = """
COPY (
    WITH records AS (
        SELECT r.*, a.plan, a.pool_id, c.origin, h.hour_window FROM read_parquet([{files}]) r
        JOIN assignments a ON a.line_id = r.line_id AND r.started_at >= a.from_at AND r.started_at < a.to_at
        JOIN countries c ON c.visited = r.visited
        JOIN hours h ON h.hour = epoch_us(r.started_at) // 3600000000
    ), numbers AS (
        SELECT called, arg_max(p.zone, p.length) AS zone, arg_max(p.prefix, p.length) AS prefix
        FROM (SELECT DISTINCT called, CAST(called AS VARCHAR) AS digits FROM records WHERE called > 0) n
        JOIN (SELECT unnest(range(1, {longest} + 1)) AS length) l ON l.length <= length(n.digits)
        JOIN prefixes p ON p.digits = left(n.digits, l.length)
        GROUP BY called
    ), placed AS (
        SELECT r.*, CASE WHEN kind = 4 OR direction = 1 THEN -1 ELSE coalesce(n.prefix, -1) END AS prefix,
            CASE WHEN kind = 4 OR direction = 1 THEN origin ELSE coalesce(n.zone, {unknown}) END AS zone
        FROM records r LEFT JOIN numbers n USING (called)
    ), charged AS (
        SELECT p.*, s.*, k.category, greatest(first, first + ((greatest(quantity, minimum) - first + next - 1)
            // next) * next) * (quantity > 0)::BIGINT AS charged_quantity
        FROM placed p
        JOIN cells s ON s.cell = (((plan * 4 + kind - 1) * 2 + direction) * {zones} + origin)
            * {zones} * {windows} + zone * {windows} + hour_window
        JOIN categories k ON k.place = ((kind - 1) * {zones} + origin) * {zones} + zone
    ), drawn AS (
        SELECT *, CASE WHEN bundle < 0 THEN 0 ELSE least({included}, coalesce(CAST(sum(charged_quantity) OVER (
            PARTITION BY billing_account_id, owner, bundle ORDER BY started_at, record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS BIGINT), 0)) END AS bundle_before
        FROM (SELECT *, CASE WHEN shared THEN pool_id ELSE line_id END AS owner FROM charged)
    ), priced AS (
        SELECT *, CASE WHEN bundle < 0 THEN 0 ELSE least(charged_quantity, {included} - bundle_before) END
            AS bundle_quantity FROM drawn
    )
    SELECT {columns}, CAST(plan AS SMALLINT) AS plan, pool_id, category, CAST(zone AS SMALLINT) AS zone,
        CAST(prefix AS INTEGER) AS prefix, charged_quantity, bundle, CAST(bundle_quantity AS BIGINT) AS bundle_quantity,
        CAST(bundle_before AS BIGINT) AS bundle_before,
        CAST((2 * ((charged_quantity - bundle_quantity) * price + (charged_quantity > bundle_quantity)::BIGINT * fee
            * {denominator}) + {denominator}) // (2 * {denominator}) AS BIGINT) AS amount_micro
    FROM priced ORDER BY billing_account_id, line_id, started_at, record_id
) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 65536)
"""


def by_polars(month: Month, compiled: CompiledTariff, target: Path) -> None:
    """One lazy plan for each bucket, collected by the streaming engine where it can."""
    tables = {name: pl.from_arrow(table).lazy() for name, table in _tables(month, compiled).items()}  # type: ignore[union-attr]
    for bucket, paths in enumerate(month.paths):
        priced = _priced_by_polars(pl.scan_parquet(list(paths)), tables, compiled)
        priced.sort("billing_account_id", "line_id", "started_at", "record_id").collect(
            engine="streaming"
        ).write_parquet(target / f"{bucket}.parquet", compression="zstd", compression_level=1, row_group_size=65_536)


def _priced_by_polars(records: pl.LazyFrame, tables: dict[str, pl.LazyFrame], compiled: CompiledTariff) -> pl.LazyFrame:
    denominator = compiled.rules.denominator
    owner = pl.when("shared").then("pool_id").otherwise("line_id")
    charged, inside = pl.col("charged_quantity"), pl.col("bundle_quantity")
    before = charged.cum_sum().over("billing_account_id", owner, "bundle") - charged
    drawn = pl.col("bundle") >= 0
    exact = (charged - inside) * pl.col("price") + (charged > inside).cast(pl.Int64) * pl.col("fee") * denominator
    return (
        _charged_by_polars(records, tables, _shape(compiled))
        .sort("started_at", "record_id")
        .with_columns(pl.when(drawn).then(pl.min_horizontal("included", before)).otherwise(0).alias("bundle_before"))
        .with_columns(
            pl.when(drawn)
            .then(pl.min_horizontal(charged, pl.col("included") - pl.col("bundle_before")))
            .otherwise(0)
            .alias("bundle_quantity")
        )
        .select(
            *RECORDS.names,
            *("plan", "pool_id", "category", "zone", "prefix", "charged_quantity", "bundle"),
            *("bundle_quantity", "bundle_before"),
            ((2 * exact + denominator) // (2 * denominator)).alias("amount_micro"),
        )
    )


def _charged_by_polars(records: pl.LazyFrame, tables: dict[str, pl.LazyFrame], shape: dict[str, Any]) -> pl.LazyFrame:
    zones, windows = shape["zones"], shape["windows"]
    nobody = (pl.col("kind") == 4) | (pl.col("direction") == 1)
    whole = {name: pl.col(name).cast(pl.Int64) for name in ("plan", "kind", "direction", "origin", "zone")}
    pair = whole["origin"] * zones + whole["zone"]
    traffic = (whole["plan"] * 4 + whole["kind"] - 1) * 2 + whole["direction"]
    missing = (pl.max_horizontal("quantity", "minimum") - pl.col("first")).clip(0)
    rounded_up = (missing + pl.col("next") - 1) // pl.col("next") * pl.col("next")
    return (
        records.join(tables["assignments"], on="line_id")
        .filter((pl.col("started_at") >= pl.col("from_at")) & (pl.col("started_at") < pl.col("to_at")))
        .join(tables["countries"], on="visited")
        .with_columns((pl.col("started_at").dt.timestamp("us") // 3_600_000_000).alias("hour"))
        .join(tables["hours"], on="hour")
        .join(_numbers_by_polars(records, tables["prefixes"], shape["longest"]), on="called", how="left")
        .with_columns(
            pl.when(nobody).then(pl.col("origin")).otherwise(pl.col("zone").fill_null(shape["unknown"])).alias("zone"),
            pl.when(nobody).then(-1).otherwise(pl.col("prefix").fill_null(-1)).alias("prefix"),
        )
        .with_columns(
            ((traffic * zones * zones + pair) * windows + pl.col("hour_window").cast(pl.Int64)).alias("cell"),
            ((whole["kind"] - 1) * zones * zones + pair).alias("place"),
        )
        .join(tables["cells"], on="cell")
        .join(tables["categories"], on="place")
        .with_columns(
            pl.when(pl.col("quantity") > 0).then(pl.col("first") + rounded_up).otherwise(0).alias("charged_quantity")
        )
    )


def _numbers_by_polars(records: pl.LazyFrame, prefixes: pl.LazyFrame, longest: int) -> pl.LazyFrame:
    return (
        records.filter(pl.col("called") > 0)
        .select(pl.col("called").unique())
        .with_columns(pl.int_ranges(1, longest + 1).alias("length"))
        .explode("length")
        .with_columns(pl.col("called").cast(pl.String).str.slice(0, pl.col("length")).alias("digits"))
        .join(prefixes.drop("length"), on="digits")
        .sort("length")
        .group_by("called")
        .agg(pl.col("zone").last(), pl.col("prefix").last())
    )


def longest_prefix(compiled: CompiledTariff) -> int:
    return max(len(item.prefix) for item in compiled.tariff.destinations)


def _shape(compiled: CompiledTariff) -> dict[str, Any]:
    return {
        "columns": ", ".join(RECORDS.names),
        "included": "included",
        "zones": len(compiled.tariff.zones),
        "windows": len(compiled.tariff.windows),
        "unknown": compiled.tariff.unknown_numbers,
        "denominator": compiled.rules.denominator,
        "longest": longest_prefix(compiled),
    }


def _tables(month: Month, compiled: CompiledTariff) -> dict[str, pa.Table]:
    """The tariff as tables to join with, one row for each traffic."""
    rules, tariff = compiled.rules, compiled.tariff
    rate = np.maximum(rules.rate_of.ravel(), 0)
    bundle = np.repeat(rules.bundle_of.ravel(), len(tariff.windows))
    long = [(index, item) for index, item in enumerate(tariff.destinations) if item.prefix[0] != "-"]
    calendar = rules.calendar
    places = np.searchsorted(calendar.starts, HOURS * 3600, side="right") - 1
    countries = sorted({country for zone in tariff.zones for country in zone.countries} - {"*"} | {"MA"})
    plans = [compiled.plan_by_id[plan_id] for plan_id in month.assignments["plan"].to_pylist()]
    return {
        "assignments": month.assignments.set_column(3, "plan", pa.array(plans, pa.int16())),
        "countries": pa.table({"visited": countries, "origin": [compiled.zone_of(item) for item in countries]}),
        "hours": pa.table({"hour": HOURS, "hour_window": calendar.window[places]}),
        "prefixes": pa.table(
            {
                "digits": [item.prefix for _, item in long],
                "length": [len(item.prefix) for _, item in long],
                "zone": [item.zone for _, item in long],
                "prefix": [index for index, _ in long],
            }
        ),
        "categories": pa.table({"place": np.arange(rules.category_of.size), "category": rules.category_of.ravel()}),
        "cells": pa.table(
            {
                "cell": np.arange(len(rate)),
                "price": rules.whole[rate] * rules.denominator + rules.part[rate],
                "fee": rules.fee[rate],
                "minimum": rules.minimum[rate],
                "first": rules.first[rate],
                "next": rules.next[rate],
                "bundle": bundle,
                "included": np.where(bundle >= 0, rules.bundle_quantity[bundle], 0),
                "shared": rules.bundle_shared[bundle] & (bundle >= 0),
            }
        ),
    }
