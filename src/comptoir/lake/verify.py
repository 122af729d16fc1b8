"""Checks a file against its entry: the bytes, the rows and the sums."""

import hashlib
from pathlib import Path

from comptoir.lake.entry import Entry
from comptoir.lake.merge import row_groups
from comptoir.lake.schemas import fingerprint
from comptoir.lake.tally import Tally


def faults(root: Path, entry: Entry) -> tuple[str, ...]:
    """One sentence for each thing that is not as the entry says; none when all is well."""
    path = root / entry.path
    if not path.is_file():
        return (f"The file {entry.path} is missing.",)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
            return (f"The bytes of {entry.path} are not those that were written.",)
    tally: Tally | None = None
    found: list[str] = []
    for table in row_groups(path):
        if tally is None:
            tally = Tally(table.schema)
            if fingerprint(table.schema) != entry.fingerprint:
                found.append(f"The columns of {entry.path} are not those of its entry.")
        tally.count(table)
    if tally is None or tally.rows != entry.rows:
        found.append(f"The rows of {entry.path} are not as many as its entry says.")
    elif tally.sums != dict(entry.sums):
        found.append(f"The sums of {entry.path} are not those of its entry.")
    return tuple(found)
