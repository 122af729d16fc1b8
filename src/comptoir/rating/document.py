"""A TOML document whose faults are one sentence each, with the key and the line."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?\s*(#.*)?")


class TariffFault(ValueError):
    """A tariff cannot be used: one sentence that says where and what."""


class Table:
    """A table of the document: typed access to its keys; what was never read is an unknown key."""

    def __init__(self, data: Mapping[str, object], path: str, document: str) -> None:
        self._data, self._path, self._document = data, path, document
        self._seen: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def fault(self, key: str, sentence: str) -> TariffFault:
        """A fault at `key`: "line 12, plans[2].rates[1].price: ..."."""
        where = f"{self._path}.{key}".strip(".")
        line = line_of(self._document, self._path, key)
        return TariffFault(f"line {line}, {where}: {sentence}" if line else f"{where}: {sentence}")

    def raw(self, key: str, default: object = None) -> object:
        self._seen.add(key)
        return self._data.get(key, default)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw(key, default)
        if not isinstance(value, str) or not value.strip():
            self._wants(key, value, "a text")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        value = self.raw(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._wants(key, value, "a whole number, 0 or more")
        return value

    def amount(self, key: str, default: str | None = None) -> Decimal:
        """A decimal, 0 or more; written as a number or as a text."""
        value = self.raw(key, default)
        if isinstance(value, int | str) and not isinstance(value, bool):
            value = Decimal(value) if re.fullmatch(r"\d+(\.\d+)?", str(value)) else value
        if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
            self._wants(key, value, "an amount such as 0.25, 0 or more")
        return value

    def day(self, key: str) -> date:
        value = self.raw(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            self._wants(key, value, "a date such as 2026-01-01")
        return value

    def days(self, key: str) -> frozenset[date]:
        found = self.raw(key, [])
        if not isinstance(found, list) or any(type(day) is not date for day in found):
            self._wants(key, found, "a list of dates such as [2026-01-01]")
        return frozenset(found)

    def truth(self, key: str) -> bool:
        value = self.raw(key, False)
        if not isinstance(value, bool):
            self._wants(key, value, "true or false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.raw(key, default)
        if not isinstance(value, str) or value not in allowed:
            self._wants(key, value, f"one of {', '.join(allowed)}")
        return value

    def names(self, key: str = "name") -> dict[str, str]:
        """A name in English, or a table of names by language with English among them."""
        value = self.raw(key)
        if isinstance(value, str) and value.strip():
            return {"en": value}
        texts = isinstance(value, dict) and all(isinstance(text, str) and text for text in value.values())
        if not texts or not isinstance(value, dict) or "en" not in value:
            self._wants(key, value, 'a text or {en = "...", fr = "..."}')
        return {str(language): str(text) for language, text in value.items()}

    def words(self, key: str, default: list[str] | None = None) -> list[str] | None:
        """A list of texts; None when the key is absent and has no default."""
        value = self.raw(key, default)
        if value is None:
            return None
        if not isinstance(value, list) or not value or any(not isinstance(word, str) for word in value):
            self._wants(key, value, 'a list of texts such as ["a", "b"]')
        return [str(word) for word in value]

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of an array, or none."""
        value = self.raw(key, [])
        if not isinstance(value, list) or any(not isinstance(item, dict) for item in value):
            self._wants(key, value, f"a list of tables, each under [[{key}]]")
        for number, item in enumerate(value, start=1):
            yield Table(item, f"{self._path}.{key}[{number}]".strip("."), self._document)

    def table(self, key: str) -> "Table":
        value = self.raw(key, {})
        if not isinstance(value, dict):
            self._wants(key, value, f"a table under [{key}]")
        return Table(value, f"{self._path}.{key}".strip("."), self._document)

    def close(self) -> None:
        """Refuses keys that nobody read, so that a slip of the pen is never passed over."""
        for key in self._data:
            if key not in self._seen:
                raise self.fault(key, f"is not known here; known are {', '.join(sorted(self._seen))}.")

    def _wants(self, key: str, value: object, wanted: str) -> NoReturn:
        if key not in self._data:
            raise self.fault(key, f"is missing; it is {wanted}.")
        raise self.fault(key, f"must be {wanted}, not {value!r}.")


def parse(document: str) -> Table:
    """The document's root; numbers with a point are exact decimals."""
    try:
        return Table(tomllib.loads(document, parse_float=Decimal), "", document)
    except tomllib.TOMLDecodeError as error:
        raise TariffFault(f"The tariff is not valid TOML: {error}.") from None


def line_of(document: str, path: str, key: str) -> int | None:
    """The line where `key` of the table at `path` ("plans[2].rates[1]") stands, or that of its table's header."""
    counts: dict[str, int] = {}
    here, found = "", None if path else 1
    for number, line in enumerate(document.splitlines(), start=1):
        header = _HEADER.fullmatch(line)
        if header is not None:
            here = _counted(header[2], header[1] == "[[", counts)
            found = number if here == path else found
        elif here == path and re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
    return found


def _counted(name: str, is_array: bool, counts: dict[str, int]) -> str:
    """The path of a header such as [[plans.rates]] after those counted so far: "plans[2].rates[1]"."""
    parts = name.split(".")
    path = ""
    for depth, part in enumerate(parts):
        path = f"{path}.{part}".strip(".")
        last = depth == len(parts) - 1
        if last and is_array:
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
