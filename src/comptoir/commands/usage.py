"""`comptoir usage`: import usage files, propose mappings, look after what was set aside (docs/usage-files.md)."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("usage", help="import usage files, sketch a mapping, replay the quarantine")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add(actions, "import", "take a file of usage in, whole or not at all", _import_arguments)
    _add(actions, "sketch", "propose a mapping for a file", lambda p: p.add_argument("file", type=Path, metavar="FILE"))
    _add(actions, "batches", "list what was taken in", lambda p: p.add_argument("--last", type=int, default=20))
    quarantine = actions.add_parser("quarantine", help="records set aside: list, show, correct, replay, discard")
    verbs = quarantine.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add(verbs, "list", "the waiting records", _batch_argument)
    _add(verbs, "show", "one record with all it says", _record_argument)
    _add(verbs, "correct", "correct columns of one record", _correct_arguments)
    _add(verbs, "replay", "read waiting records again", _batch_argument)
    _add(verbs, "discard", "records that will never count", _records_argument)


def run(args: argparse.Namespace) -> int:
    """0 when all went well, 1 when a file or a record is refused, 2 when the words are off."""
    from comptoir.usage.problems import UsageProblem

    name = f"{args.action} {args.verb}" if args.action == "quarantine" else args.action
    try:
        return _ACTIONS[name](args)
    except UsageProblem as problem:
        _clear()
        if args.json:
            print(json.dumps({"problem": problem.explanation.to_json(), "sentence": _sentence(problem.explanation)}))
        else:
            print(f"comptoir: {_sentence(problem.explanation)}", file=sys.stderr)
        return 1


def _import(args: argparse.Namespace) -> int:
    from comptoir.usage.actions.batches import import_file, try_file
    from comptoir.usage.mapping_file import load

    mapping, by, at = load(args.mapping), _by(), _now()
    if args.dry_run:
        outcome = try_file(args.file, mapping, by=by, at=at, progress=_progress)
        _clear()
        _tell(args, _counts(outcome) | {"reasons": outcome.reasons, "unused_columns": list(outcome.unused_columns)})
        if not args.json:
            _print_doubts(outcome)
        return 0
    batch = import_file(args.file, mapping, by=by, at=at, progress=_progress)
    _clear()
    _tell(args, {"batch": batch.pk, **_counts(batch), "periods": batch.periods})
    _price(batch)
    return 0


def _sketch(args: argparse.Namespace) -> int:
    from comptoir.usage.sketching.document import sketch

    print(sketch(args.file), end="")
    return 0


def _batches(args: argparse.Namespace) -> int:
    from comptoir.usage.queries import batches

    for batch in batches(_by())[: args.last]:
        said = {"batch": batch.pk, "name": batch.file_name or batch.kind, "state": batch.state, **_counts(batch)}
        if args.json:
            print(json.dumps(said | {"periods": batch.periods}))
            continue
        print("  ".join(f"{key} {value}" for key, value in said.items()))
        if batch.problem:
            print(f"    {_sentence(batch.problem)}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from comptoir.usage.queries import quarantine

    for record in quarantine(_by(), batch=_batch(args)).iterator(chunk_size=1000):
        said = _sentence(record.explanation)
        if args.json:
            print(json.dumps({"record": record.pk, "batch": record.batch_id, "line": record.line_number,
                              "reason": record.reason, "sentence": said}))  # fmt: skip
        else:
            print(f"{record.pk}  {record.batch.file_name}:{record.line_number}  {said}")
    return 0


def _show(args: argparse.Namespace) -> int:
    record = _record(args.record)
    said = {**record.fields, **{f"{name} (corrected)": text for name, text in record.corrected.items()}}
    if args.json:
        print(json.dumps({"record": record.pk, "reason": record.reason, "fields": record.fields,
                          "corrected": record.corrected, "columns": list(_columns(record))}))  # fmt: skip
        return 0
    print(f"{record.batch.file_name}:{record.line_number}  {_sentence(record.explanation)}")
    for name, text in said.items():
        print(f"  {name} = {text}")
    return 0


def _correct(args: argparse.Namespace) -> int:
    from comptoir.usage.actions.quarantine import correct_record

    fields = dict(pair.partition("=")[::2] for pair in args.fields)
    record = correct_record(_record(args.record), fields, by=_by(), at=_now())
    _tell(args, {"record": record.pk, "state": record.state, "sentence": _sentence(record.explanation)})
    return 0


def _replay(args: argparse.Namespace) -> int:
    from comptoir.usage.actions.quarantine import replay

    made = replay(by=_by(), at=_now(), batch=_batch(args), progress=_progress)
    _clear()
    for batch in made:
        _tell(args, {"batch": batch.pk, **_counts(batch)})
        _price(batch)
    if not made and not args.json:
        print("No record waits.")
    return 0


def _discard(args: argparse.Namespace) -> int:
    from comptoir.usage.actions.quarantine import discard

    _tell(args, {"discarded": discard(args.records, by=_by(), at=_now())})
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "import": _import,
    "sketch": _sketch,
    "batches": _batches,
    "quarantine list": _list,
    "quarantine show": _show,
    "quarantine correct": _correct,
    "quarantine replay": _replay,
    "quarantine discard": _discard,
}


def _add(subparsers: Any, name: str, summary: str, more: Callable[[Any], Any]) -> None:
    parser = subparsers.add_parser(name, help=summary)
    more(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _import_arguments(parser: Any) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, NDJSON or Parquet, plain, gzip or zstd")
    parser.add_argument("--mapping", required=True, metavar="NAME|PATH", help="a mapping by name, or your own")
    parser.add_argument("--dry-run", action="store_true", help="count what would happen; change nothing")


def _batch_argument(parser: Any) -> None:
    parser.add_argument("--batch", type=int, help="of this batch only")


def _record_argument(parser: Any) -> None:
    parser.add_argument("record", type=int)


def _records_argument(parser: Any) -> None:
    parser.add_argument("records", type=int, nargs="+")


def _correct_arguments(parser: Any) -> None:
    _record_argument(parser)
    parser.add_argument("fields", nargs="+", metavar="COLUMN=VALUE")


def _price(batch: Any) -> None:
    """The batch counts in any case; without a price it is only not visible before it is billed."""
    from comptoir.usage.unbilled import UnableToPrice, price_batch

    try:
        price_batch(batch, by=_by(), at=_now())
    except UnableToPrice as problem:
        print(f"comptoir: {_sentence(problem.explanation)}", file=sys.stderr)


def _batch(args: argparse.Namespace) -> Any:
    from comptoir.usage.models import UsageBatch
    from comptoir.usage.problems import UsageProblem
    from comptoir.usage.queries import batch

    if args.batch is None:
        return None
    try:
        return batch(_by(), args.batch)
    except UsageBatch.DoesNotExist:
        raise UsageProblem("usage.batch.none", batch=str(args.batch)) from None


def _record(pk: int) -> Any:
    from comptoir.usage.models import QuarantinedRecord
    from comptoir.usage.problems import UsageProblem
    from comptoir.usage.queries import quarantined

    try:
        return quarantined(_by(), pk)
    except QuarantinedRecord.DoesNotExist:
        raise UsageProblem("usage.quarantine.none", record=str(pk)) from None


def _columns(record: Any) -> tuple[str, ...]:
    from comptoir.usage.mapping_file import parse

    return parse(record.batch.mapping.text, record.batch.mapping.name).used


def _counts(batch: Any) -> dict[str, int]:
    names = ("read", "accepted", "duplicate", "quarantined", "free", "ignored")
    return {name: getattr(batch, name) for name in names}


def _tell(args: argparse.Namespace, said: dict[str, Any]) -> None:
    if args.json:
        print(json.dumps(said))
    else:
        print("\n".join(f"{name:<14} {_plain(value)}" for name, value in said.items()))


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {number}" for key, number in value.items()) or "-"
    return ", ".join(value) or "-" if isinstance(value, list) else str(value)


def _print_doubts(outcome: Any) -> None:
    from comptoir.kernel.explanation import Explanation

    for doubt in outcome.doubts:
        print(f"line {doubt.line_number}: {_sentence(Explanation(doubt.reason, doubt.values))}")


def _sentence(explanation: Any) -> str:
    from comptoir.web.words import sentence

    return sentence(explanation)


def _by() -> Any:
    from comptoir.access.capabilities import STAFF
    from comptoir.scope.actor import Channel, system

    return system("command line", Channel.COMMAND, staff=STAFF)


def _now() -> Any:
    from django.conf import settings

    return settings.CLOCK.now()


def _progress(stage: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage}: {done:,} of {total:,}".ljust(60), end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r".ljust(60), end="\r", file=sys.stderr, flush=True)
