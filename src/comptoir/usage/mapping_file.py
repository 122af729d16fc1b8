"""Reads a mapping from TOML: the three that come along by name, an operator's own by path."""

import hashlib
import tomllib
from collections.abc import Collection
from collections.abc import Mapping as Table
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.rating.schema import Direction, Kind
from comptoir.usage import mapping as m
from comptoir.usage.intake.places import COUNTRIES
from comptoir.usage.mapping import Mapping
from comptoir.usage.problems import InvalidMapping

INCLUDED = Path(str(files("comptoir.usage"))) / "mappings"
FORMATS = ("csv", "ndjson")
ENCODINGS = ("utf-8", "latin-1", "utf-16")
SECTIONS = {
    "csv": ("delimiter", "quote", "encoding", "skip", "header", "columns"),
    "columns": tuple(field.name for field in fields(m.Columns)),
    "time": ("format", "zone", "twice"),
    "phone": ("country", "bare", "international_prefixes"),
    "amounts": ("decimal", "thousands"),
    "kinds": None,
    "directions": None,
    "quantity": ("voice", "sms", "mms", "data"),
    "countries": None,
}


def included() -> tuple[str, ...]:
    """The names of the mappings that come along."""
    return tuple(sorted(path.stem for path in INCLUDED.glob("*.toml")))


def load(name_or_path: str | Path) -> Mapping:
    """The mapping of this name, or in this TOML file. Raises InvalidMapping with one clear reason."""
    if str(name_or_path) in included():
        path = INCLUDED / f"{name_or_path}.toml"
    else:
        path = Path(name_or_path)
    if not path.is_file():
        raise InvalidMapping("mapping.unknown", name=str(name_or_path), included=", ".join(included()))
    try:
        return parse(path.read_text(encoding="utf-8"), path.stem)
    except UnicodeDecodeError:
        raise InvalidMapping("mapping.not_toml", name=path.name, reason="UTF-8") from None


def parse(text: str, name: str) -> Mapping:
    """The mapping that a TOML text describes. Raises InvalidMapping."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidMapping("mapping.not_toml", name=name, reason=str(error)) from None
    return _Reader(name, document).mapping(text)


@dataclass(frozen=True)
class _Reader:
    name: str
    document: Table[str, Any]

    def mapping(self, text: str) -> Mapping:
        self._assert_known("", self.document, (*SECTIONS, "source", "format"))
        for section, known in SECTIONS.items():
            if known is not None:
                self._assert_known(section, self._table(section), known)
        kinds = {label: self._meaning(label, said) for label, said in self._texts("kinds").items()}
        mapping = Mapping(
            name=self.name,
            source=self._text("", "source"),
            format=self._one_of("", "format", FORMATS, "csv"),
            layout=self._layout(),
            columns=self._columns(),
            times=self._times(),
            phones=self._phones(),
            kinds=kinds,
            directions={
                label: self._direction("directions", label, said) for label, said in self._texts("directions").items()
            },
            quantities=self._quantities(),
            countries={label: self._country(label, said) for label, said in self._texts("countries").items()},
            decimal=self._one_of("amounts", "decimal", (".", ","), "."),
            thousands=self._one_of("amounts", "thousands", ("", ".", ",", " ", "'"), ""),
            text=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
        )
        self._assert_whole(mapping)
        return mapping

    def _layout(self) -> m.Layout:
        table = self._table("csv")
        columns = tuple(self._list("csv", "columns"))
        has_header = table.get("header", not columns)
        if has_header is not (not columns):
            raise self._problem("mapping.header", section="csv")
        skip = table.get("skip", 0)
        if not isinstance(skip, int) or isinstance(skip, bool) or skip < 0:
            raise self._problem("mapping.no_number", section="csv", key="skip")
        delimiter, quote = self._text("csv", "delimiter", ","), self._text("csv", "quote", '"')
        if len(delimiter) != 1 or len(quote) > 1 or delimiter == quote:
            raise self._problem("mapping.delimiter", section="csv")
        return m.Layout(delimiter, quote, self._one_of("csv", "encoding", ENCODINGS, "utf-8"), skip, columns)

    def _columns(self) -> m.Columns:
        return m.Columns(**{"kind": "", **self._texts("columns")})

    def _times(self) -> m.Times:
        zone = self._text("time", "zone", "UTC")
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise self._problem("mapping.zone", zone=zone) from None
        twice = self._one_of("time", "twice", ("first", "second"), "first")
        return m.Times(self._text("time", "format", m.ISO), zone, twice == "second")

    def _phones(self) -> m.Phones:
        country = self._text("phone", "country", "BE")
        if country != "visited" and country not in COUNTRIES:
            raise self._problem("mapping.country", code=country)
        bare = self._one_of("phone", "bare", ("international", "national"), "international")
        prefixes = tuple(self._list("phone", "international_prefixes")) or ("00",)
        if not all(prefix.isdecimal() for prefix in prefixes):
            raise self._problem("mapping.prefixes")
        return m.Phones("" if country == "visited" else country, bare == "national", prefixes)

    def _quantities(self) -> dict[Kind, m.Quantity]:
        found = {}
        for label, table in self._table("quantity").items():
            section, kind = f"quantity.{label}", Kind[label.upper()]
            if not isinstance(table, dict):
                raise self._problem("mapping.no_table", section=section)
            self._assert_known(section, table, ("columns", "unit"))
            columns = table.get("columns", [])
            if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
                raise self._problem("mapping.no_list", section=section, key="columns")
            unit = table.get("unit", m.MESSAGES)
            if unit not in m.UNITS[kind]:
                raise self._problem("mapping.unit", section=section, unit=str(unit), known=", ".join(m.UNITS[kind]))
            found[kind] = m.Quantity(tuple(columns), unit)
        return found

    def _meaning(self, label: str, said: str) -> m.Meaning:
        if said == m.IGNORE:
            return m.Meaning(None)
        word, _, direction = said.partition(" ")
        if word.upper() not in Kind.__members__:
            raise self._problem("mapping.kind", label=label, said=said)
        kind = Kind[word.upper()]
        if not direction:
            return m.Meaning(kind, Direction.OUTGOING if kind is Kind.DATA else None)
        return m.Meaning(kind, self._direction("kinds", label, direction))

    def _direction(self, section: str, label: str, said: str) -> Direction:
        if said.upper() not in Direction.__members__:
            raise self._problem("mapping.direction", section=section, label=label, said=said)
        return Direction[said.upper()]

    def _country(self, label: str, said: str) -> str:
        if said not in COUNTRIES:
            raise self._problem("mapping.country", code=said)
        return said

    def _assert_whole(self, mapping: Mapping) -> None:
        columns = mapping.columns
        if not (columns.number or columns.imsi):
            raise self._problem("mapping.no_card")
        if not columns.kind or not mapping.kinds:
            raise self._problem("mapping.no_kinds")
        if bool(columns.started) == bool(columns.date and columns.time):
            raise self._problem("mapping.no_start")
        kinds = {meaning.kind for meaning in mapping.kinds.values() if meaning.kind is not None}
        if not columns.called and kinds - {Kind.DATA}:
            raise self._problem("mapping.no_called")
        undirected = [label for label, kind in mapping.kinds.items() if not kind.ignored and kind.direction is None]
        if undirected and not (columns.direction and mapping.directions):
            raise self._problem("mapping.no_direction", label=undirected[0])
        for kind in sorted(kinds & {Kind.VOICE, Kind.DATA}):
            if not mapping.quantity_of(kind).columns:
                raise self._problem("mapping.no_quantity", kind=kind.name.lower())
        if mapping.thousands == mapping.decimal:
            raise self._problem("mapping.separators")

    def _table(self, section: str) -> Table[str, Any]:
        table = self.document.get(section, {}) if section else self.document
        if not isinstance(table, dict):
            raise self._problem("mapping.no_table", section=section)
        return table

    def _texts(self, section: str) -> dict[str, str]:
        return {key: self._text(section, key) for key in self._table(section)}

    def _text(self, section: str, key: str, default: str | None = None) -> str:
        value = self._table(section).get(key, default)
        if not isinstance(value, str) or (value == "" and default is None and section == ""):
            raise self._problem("mapping.no_text", section=section or "mapping", key=key)
        return value

    def _list(self, section: str, key: str) -> list[str]:
        value = self._table(section).get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._problem("mapping.no_list", section=section, key=key)
        return value

    def _one_of(self, section: str, key: str, known: Collection[str], default: str) -> str:
        value = self._text(section, key, default)
        if value not in known:
            shown = ", ".join(repr(item) for item in known)
            raise self._problem("mapping.choice", section=section or "mapping", key=key, known=shown)
        return value

    def _assert_known(self, section: str, table: Table[str, Any], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                raise self._problem(
                    "mapping.unknown_key", section=section or "mapping", key=key, known=", ".join(known)
                )

    def _problem(self, message: str, **values: str) -> InvalidMapping:
        return InvalidMapping(message, name=self.name, **values)
