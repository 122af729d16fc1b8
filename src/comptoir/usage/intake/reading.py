"""One reading of one file or of records set aside: from a workspace opened to a staging table filled."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from comptoir.terms import TermsBook
from comptoir.usage.intake.engine import Progress, engine
from comptoir.usage.intake.free_numbers import free_numbers
from comptoir.usage.intake.projection import Projection
from comptoir.usage.intake.resolution import Resolution
from comptoir.usage.intake.sources import Source, open_source
from comptoir.usage.intake.staging import BadRecord, Staged, bad_records, stage
from comptoir.usage.mapping import Mapping
from comptoir.usage.problems import UnableToReadFile

MEMORY_MIB = 512
_LINK = "file"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when somebody writes to a file."""

    path: Path
    size: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        try:
            facts = path.stat()
        except OSError:
            raise UnableToReadFile("usage.file.missing", name=path.name) from None
        return cls(path, facts.st_size, facts.st_mtime_ns)


@dataclass(frozen=True)
class Reading:
    """A file, read: the tables `staged`, `directory` and `bad` of the connection, and what is in them."""

    connection: duckdb.DuckDBPyConnection
    source: Source
    projection: Projection
    staged: Staged
    stamp: Stamp | None = None

    @property
    def resolution(self) -> Resolution:
        return Resolution(self.projection.mapping)

    def assert_unchanged(self) -> None:
        """Raises UnableToReadFile when somebody wrote to the file since it was opened."""
        if self.stamp is not None and self.stamp != Stamp.of(self.stamp.path):
            raise UnableToReadFile("usage.file.changed")

    def bad_records(self) -> Iterator[BadRecord]:
        """The records to set aside, in the order of the file."""
        return bad_records(self.connection, self.source, self.projection, self.staged)


@contextmanager
def read(
    origin: Path | pa.Table,
    mapping: Mapping,
    *,
    folder: Path,
    directory: pa.Table,
    book: TermsBook,
    at: datetime,
    progress: Progress,
    stamp: Stamp | None = None,
    memory_mib: int = MEMORY_MIB,
    threads: int = 1,
) -> Iterator[Reading]:
    """Read a file, or a table with the mapping's columns as texts, inside the workspace `folder`.

    Raises UnableToReadFile when it does not fit the mapping or cannot be read to its end.
    """
    now = at.astimezone(UTC).replace(tzinfo=None)
    with engine(folder, memory_mib=memory_mib, threads=threads) as connection:
        if isinstance(origin, Path):
            # A link with a plain name: DuckDB would take a star in the file's own name for a pattern.
            path = folder / _LINK
            path.symlink_to(origin.resolve())
            source = open_source(connection, path, mapping)
        else:
            connection.register("given", origin)
            source = Source("given")
        projection = Projection(mapping, free_numbers(book), now, source.typed_time)
        staged = stage(connection, source, projection, directory, progress)
        yield Reading(connection, source, projection, staged, stamp)
