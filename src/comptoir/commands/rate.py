"""`comptoir rate`: prices a file of usage records with a tariff, with no database."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from comptoir.commands.pricing.records import RecordFault, RecordSheet, read_records
from comptoir.commands.pricing.results import FORMS, rows_of, summary, write_csv, write_parquet
from comptoir.rating.document import TariffFault
from comptoir.rating.explaining import explain
from comptoir.rating.pricing import Rated, rate
from comptoir.rating.rules import CompiledTariff, compile_tariff, standard
from comptoir.rating.tariff import Tariff

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = """\
Prices usage records with a tariff. Nothing is stored.

The records are CSV (UTF-8, commas) with these columns, in any order:
  id          what names the record; every one is different
  line        the mobile line, any text
  plan        the id of a plan in the tariff
  kind        voice, sms, mms or data
  started_at  an instant with its zone: 2026-03-02T17:30:00+01:00
  quantity    a number; a fraction of a second or a byte counts as a whole one
and, where they matter:
  unit        s, min, h | message | B, kB, MB, GB, TB (empty: s, message, B)
  pool        lines with the same pool share its bundles (empty: the line's own)
  direction   outgoing (when empty) or incoming
  called      +32470123456, 0032470123456, 0470123456, or a short code such as 1307
  visited     the country where the card was (empty: BE), XS on a ship, XA on a plane
"""


def add_parser(subparsers: "Subparsers") -> None:
    """Add `rate` to the command line."""
    parser = subparsers.add_parser(
        "rate",
        help="price a file of usage records with no database",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--tariff", type=Path, required=True, metavar="T.toml", help="the tariff")
    parser.add_argument("--records", type=Path, required=True, metavar="R.csv", help="the usage records")
    parser.add_argument("--explain", metavar="ID", help="say step by step how this record got its price")
    parser.add_argument("--out", metavar="X", help="write the priced records: X.csv, X.parquet, or - for the screen")
    parser.add_argument("--standard", action="store_true", help="price without bundles, as before the bill")
    parser.add_argument("--cycle-day", type=int, default=1, metavar="DAY", help="day on which a cycle begins (1-28)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", default=_cache(), help="where compiled code is kept (%(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Price the file and print or write the result; 1 with one sentence when that cannot be done."""
    try:
        _check_out(args.out)
        tariff = compile_tariff(Tariff.load(args.tariff), cycle_day=_cycle_day(args.cycle_day))
        tariff = standard(tariff) if args.standard else tariff
        sheet = read_records(args.records, tariff)
        rated = rate(sheet.table, tariff, cache_root=args.cache)
        _say(args, rated, sheet, tariff)
    except (TariffFault, RecordFault, UnableToPrice) as fault:
        print(f"comptoir rate: {fault}", file=sys.stderr)
        return 1
    return 0


class UnableToPrice(ValueError):
    """What was asked for on the command line cannot be done: one sentence."""


def _say(args: argparse.Namespace, rated: Rated, sheet: RecordSheet, tariff: CompiledTariff) -> None:
    if args.explain is not None:
        print("\n".join(_explained(args.explain, rated, sheet, tariff)))
    if args.out is not None:
        _write(args.out, rated, sheet, tariff)
    if args.explain is None and args.out != "-":
        print("\n".join(summary(rated.records, tariff.tariff.currency)))


def _explained(wanted: str, rated: Rated, sheet: RecordSheet, tariff: CompiledTariff) -> list[str]:
    """The sentences of one record's explanation, in English."""
    if wanted not in sheet.ids:
        raise UnableToPrice(f"There is no record {wanted}.")
    number = sheet.ids.index(wanted) + 1
    [record] = (row for row in rated.records.to_pylist() if row["record_id"] == number)
    explanation = explain(record, tariff, record["bundle_before"])
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)
    from comptoir.web.words import words

    first, *steps = words(explanation)
    return [f"{wanted}: {first}", *(f"  {number}. {step}" for number, step in enumerate(steps, start=1))]


def _write(target: str, rated: Rated, sheet: RecordSheet, tariff: CompiledTariff) -> None:
    rows = rows_of(rated.records, sheet, tariff)
    try:
        if target == "-":
            write_csv(rows, sys.stdout)
        elif target.endswith(".parquet"):
            write_parquet(rows, Path(target))
        else:
            with Path(target).open("w", encoding="utf-8", newline="") as file:
                write_csv(rows, file)
    except OSError as error:
        raise UnableToPrice(f"{target} cannot be written: {error.strerror}.") from None


def _check_out(target: str | None) -> None:
    if target is not None and target != "-" and not target.endswith(FORMS):
        raise UnableToPrice(f"{target} must end in .csv or .parquet, or be - for the screen.")


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "comptoir"


def _cycle_day(day: int) -> int:
    if not 1 <= day <= 28:
        raise UnableToPrice(f"A cycle begins on a day from 1 to 28, not on {day}.")
    return day
