"""A usage file as a relation of texts: checked against its mapping before anything is read."""

import codecs
import csv
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from comptoir.lake.condition import quoted
from comptoir.lake.engine import literal, scratch
from comptoir.usage.intake.engine import without_content
from comptoir.usage.mapping import Layout, Mapping
from comptoir.usage.problems import UnableToReadFile

MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}
PARQUET = b"PAR1"
# Lines that can be put aside for their number of columns; more is another kind of file.
MOST_BROKEN = 100_000
# What makes a whole file unreadable, by DuckDB's name for it.
FATAL = {
    "UNQUOTED VALUE": "usage.file.open_quote",
    "INVALID ENCODING": "usage.file.encoding_at",
    "LINE SIZE OVER MAXIMUM": "usage.file.line_too_long",
}
_LOOKED_AT = 100
_UNIT_SEPARATOR = "\x1f"
_BLOCK = 1 << 20
_NAME = re.compile(r"[^\W\d][^\d]{0,60}\d?")


@dataclass(frozen=True, slots=True)
class Source:
    """`relation` is SQL with one text column for each column that the mapping uses.

    `first_line` is the line number of the first record; `unused` are columns of the file that nobody reads;
    `typed_time` tells that the file itself holds instants.
    """

    relation: str
    first_line: int = 1
    unused: tuple[str, ...] = ()
    typed_time: bool = False
    rejects: bool = False


def digest_of(path: Path, *, utf8: bool = False) -> str:
    """SHA-256 of the file's bytes; with `utf8` also checks that they are that. Raises UnableToReadFile."""
    digest, lines = hashlib.sha256(), 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                if utf8:
                    decoder.decode(block)
                    lines += block.count(b"\n")
    except UnicodeDecodeError as error:
        line = lines + error.object[: error.start].count(b"\n")
        raise UnableToReadFile("usage.file.encoding_at", line=line) from None
    except OSError:
        raise UnableToReadFile("usage.file.missing", name=path.name) from None
    return digest.hexdigest()


def compression_of(path: Path) -> str:
    """none, gzip, zstd or parquet, by the first bytes."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError:
        raise UnableToReadFile("usage.file.missing", name=path.name) from None
    if not start:
        raise UnableToReadFile("usage.file.empty")
    if start == PARQUET:
        return "parquet"
    return next((name for magic, name in MAGIC.items() if start.startswith(magic)), "none")


def open_source(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> Source:
    """The file as a relation; Parquet is told by its first bytes, whatever the mapping's format.

    Raises UnableToReadFile when its columns do not fit the mapping.
    """
    compression = compression_of(path)
    with without_content():
        if compression == "parquet":
            return _parquet(connection, path, mapping)
        if mapping.format == "ndjson":
            return _ndjson(path, mapping, compression)
        return _csv(path, mapping, compression)


def first_lines(
    path: Path, compression: str, encoding: str = "utf-8", skip: int = 0, most: int = _LOOKED_AT
) -> list[str]:
    """The first lines of a text file as they stand, blank ones left out. Raises UnableToReadFile."""
    with scratch() as connection, without_content():
        rows = connection.execute(
            f"SELECT line FROM read_csv({literal(str(path))}, auto_detect=false, header=false,"
            f" columns={{'line': 'VARCHAR'}}, delim='{_UNIT_SEPARATOR}', quote='', escape='',"
            f" encoding={literal(encoding)}, compression={literal(compression)}, skip={skip},"
            f" store_rejects=true, rejects_limit=1) LIMIT {most}"
        ).fetchall()
        wrong = connection.execute("SELECT line, error_type FROM reject_errors ORDER BY line LIMIT 1").fetchone()
    if wrong is not None:
        raise UnableToReadFile(FATAL.get(str(wrong[1]), "usage.file.not_text"), line=int(wrong[0]))
    return [row[0] for row in rows if row[0] is not None]


def _csv(path: Path, mapping: Mapping, compression: str) -> Source:
    layout = mapping.layout
    lines = first_lines(path, compression, layout.encoding, layout.skip)
    if not lines:
        raise UnableToReadFile("usage.file.empty")
    first = [text.strip().removeprefix("\ufeff") for text in _cut(lines[0], layout)]
    columns = list(layout.columns) or first
    if layout.columns and len(first) != len(columns):
        raise UnableToReadFile("usage.file.column_count", expected=len(columns), found=len(first))
    _assert_columns(columns, mapping.used)
    if not layout.columns and len(lines) < 2:
        raise UnableToReadFile("usage.file.no_records")
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    has_header = not layout.columns
    relation = (
        f"read_csv({literal(str(path))}, auto_detect=false, header={str(has_header).lower()},"
        f" skip={layout.skip}, delim={literal(layout.delimiter)}, quote={literal(layout.quote)},"
        f" escape={literal(layout.quote)}, columns={{{types}}}, encoding={literal(layout.encoding)},"
        f" compression={literal(compression)}, store_rejects=true, rejects_limit={MOST_BROKEN})"
    )
    unused = tuple(name for name in columns if name not in mapping.used)
    return Source(_chosen(relation, mapping), layout.skip + 1 + has_header, unused, rejects=True)


def _cut(line: str, layout: Layout) -> list[str]:
    if not layout.quote:
        return line.split(layout.delimiter)
    return next(csv.reader([line], delimiter=layout.delimiter, quotechar=layout.quote))


def _ndjson(path: Path, mapping: Mapping, compression: str) -> Source:
    lines = [line for line in first_lines(path, compression) if line.strip()]
    if not lines:
        raise UnableToReadFile("usage.file.empty")
    keys: dict[str, None] = {}
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            keys |= dict.fromkeys(found)
    if not keys:
        raise UnableToReadFile("usage.file.not_ndjson")
    tops = list(dict.fromkeys(name.split(".")[0] for name in mapping.used))
    # Keys may be missing where they say nothing; these are needed on every line.
    needed = (mapping.columns.kind, *mapping.time_columns)
    _assert_columns(list(keys), [name.split(".")[0] for name in needed])
    types = ", ".join(f"{literal(top)}: '{'VARCHAR' if top in mapping.used else 'JSON'}'" for top in tops)
    relation = (
        f"read_json({literal(str(path))}, format='newline_delimited', columns={{{types}}},"
        f" compression={literal(compression)}, ignore_errors=true)"
    )
    shown = ", ".join(f"{_json_value(name)} AS {quoted(name)}" for name in mapping.used)
    return Source(f"(SELECT {shown} FROM {relation})", 1, tuple(key for key in keys if key not in tops))


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping) -> Source:
    relation = f"read_parquet({literal(str(path))})"
    try:
        found = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error:
        found = []
    if not found:
        raise UnableToReadFile("usage.file.broken_parquet")
    types = {str(row[0]): str(row[1]) for row in found}
    tops = {name: name if name in types else name.split(".")[0] for name in mapping.used}
    _assert_columns(list(types), list(tops.values()))
    comma = mapping.decimal == ","
    shown = ", ".join(f"{_parquet_value(name, types[top], comma)} AS {quoted(name)}" for name, top in tops.items())
    typed = any(types[tops[name]].startswith(("TIMESTAMP", "DATE")) for name in mapping.time_columns)
    unused = tuple(name for name in types if name not in tops.values())
    return Source(f"(SELECT {shown} FROM {relation})", 1, unused, typed)


def _json_value(name: str) -> str:
    top, _, rest = name.partition(".")
    return f"{quoted(top)} ->> {literal(f'$.{rest}')}" if rest else quoted(top)


def _parquet_value(name: str, kind: str, decimal_comma: bool) -> str:
    value = quoted(name)
    if kind.startswith("STRUCT"):
        value = ".".join(map(quoted, name.split(".")))
    text = f"CAST({value} AS VARCHAR)"
    is_fraction = kind.startswith(("DECIMAL", "DOUBLE", "FLOAT"))
    return f"replace({text}, '.', ',')" if is_fraction and decimal_comma else text


def _chosen(relation: str, mapping: Mapping) -> str:
    shown = ", ".join(quoted(name) for name in mapping.used)
    return f"(SELECT {shown} FROM {relation})"


def _assert_columns(found: list[str], needed: tuple[str, ...] | list[str]) -> None:
    twice = sorted({name for name in found if found.count(name) > 1 and name in needed})
    if twice:
        raise UnableToReadFile("usage.file.column_twice", column=twice[0])
    missing = [name for name in dict.fromkeys(needed) if name not in found]
    if missing:
        # Without a header the first line is a record: only what looks like names is shown.
        names = [name if _NAME.fullmatch(name) else "..." for name in found]
        raise UnableToReadFile("usage.file.columns_missing", missing=", ".join(missing), found=", ".join(names)[:400])
