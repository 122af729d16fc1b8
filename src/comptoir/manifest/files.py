"""Between the lake's entries and the manifest's rows."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from comptoir.lake.entry import Entry
from comptoir.manifest.models import LakeFile, Publication

FIELDS = tuple(field.name for field in fields(Entry))
INSTANTS = ("first_started_at", "last_started_at")


def file_of(entry: Entry, publication: Publication) -> LakeFile:
    """The (unsaved) row of an entry that comes in with a publication."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in FIELDS}
    for name in INSTANTS:
        if values[name] is not None:
            values[name] = values[name].replace(tzinfo=UTC)
    return LakeFile(**{**values, "sums": dict(entry.sums)}, added_in=publication)


def entry_of(values: Mapping[str, Any]) -> Entry:
    """The entry of a row's values."""
    known = {name: values[name] for name in FIELDS}
    for name in INSTANTS:
        instant: datetime | None = known[name]
        known[name] = instant and instant.astimezone(UTC).replace(tzinfo=None)
    return Entry(**known)
