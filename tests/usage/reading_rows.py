"""Rows of text through the pipeline, without a database: what is good, and what is not."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from comptoir.inventory.assignments import NUMBER_DIRECTORY
from comptoir.terms import TermsBook, load
from comptoir.usage.actions.quarantine import verdicts
from comptoir.usage.intake.reading import read
from comptoir.usage.intake.reasons import Reason
from comptoir.usage.intake.workspace import workspace
from comptoir.usage.mapping import Mapping as FileMapping
from comptoir.usage.mapping_file import parse

AT = datetime(2025, 12, 31, 12, 0, tzinfo=UTC)
FIRST, FOREVER = datetime(1999, 1, 1), datetime(9999, 1, 1)
CARD = "32470000001"
PLAIN = {
    "number": CARD,
    "started_at": "2025-03-10 09:15:00",
    "kind": "voice",
    "direction": "outgoing",
    "called": "+32475123456",
    "quantity": "60",
    "country": "BE",
}
MAPPING = """
source = "test"
[columns]
number = "number"
called = "called"
kind = "kind"
direction = "direction"
started = "started_at"
country = "country"
[time]
format = "iso"
zone = "Europe/Brussels"
[kinds]
voice = "voice"
sms = "sms"
data = "data"
[directions]
outgoing = "outgoing"
incoming = "incoming"
[quantity.voice]
columns = ["quantity"]
unit = "s"
[quantity.data]
columns = ["quantity"]
unit = "kB"
"""


def mapping(*changes: tuple[str, str]) -> FileMapping:
    """The plain mapping with some of its lines replaced."""
    text = MAPPING
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return parse(text, "test")


def directory(*rows: tuple[int, int, int]) -> pa.Table:
    """Cards (number, imsi, line), for ever; one card when none is given."""
    given = rows or ((int(CARD), 206010000000001, 1),)
    return pa.Table.from_pylist(
        [
            {
                "number": number,
                "imsi": imsi,
                "line_id": line,
                "customer_id": 1,
                "billing_account_id": 1,
                "from_at": FIRST,
                "to_at": FOREVER,
            }
            for number, imsi, line in given
        ],
        schema=NUMBER_DIRECTORY,
    )


def results(
    rows: Sequence[Mapping[str, str]],
    found: FileMapping | None = None,
    *,
    cards: pa.Table | None = None,
    book: TermsBook | None = None,
    at: datetime = AT,
) -> list[dict[str, Any] | Reason]:
    """For each row (fields that differ from PLAIN) the record it becomes, or why it becomes none."""
    used = found or mapping()
    full = [{**PLAIN, **row} for row in rows]
    given = pa.table({name: pa.array([row.get(name) for row in full], pa.string()) for name in used.used})
    with (
        tempfile.TemporaryDirectory() as temporary,
        workspace(Path(temporary)) as folder,
        read(
            given,
            used,
            folder=folder,
            directory=cards if cards is not None else directory(),
            book=book or load(),
            at=at,
            progress=lambda stage, done, total: None,
        ) as reading,
    ):
        wrong = verdicts(reading)
        cursor = reading.connection.execute("SELECT * FROM staged ORDER BY rowid")
        names = [column[0] for column in cursor.description]
        records = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [wrong.get(ordinal, record) for ordinal, record in enumerate(records)]


def result(row: Mapping[str, str], found: FileMapping | None = None, **more: Any) -> Any:
    """What becomes of one row."""
    return results([row], found, **more)[0]
