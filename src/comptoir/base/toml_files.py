"""The TOML files of a base: typed access to their keys, each fault with its place."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from comptoir.base.cells import Reader
from comptoir.base.problems import UnableToReadFile, UnableToTake
from comptoir.base.reading import read_text
from comptoir.kernel.identifiers import InvalidIdentifier

LANGUAGES = ("fr", "nl", "en", "de")


def read_toml(path: Path) -> Mapping[str, Any]:
    """The document; decimals stay decimals. Raises UnableToReadFile."""
    try:
        return tomllib.loads(read_text(path), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        raise UnableToReadFile("base.file.toml", line=int(place[1]) if place else 0) from None


def table_lines(path: Path, name: str) -> Iterator[int]:
    """The lines on which a `[[name]]` begins."""
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if re.match(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]", line):
            yield number


class Keys:
    """One table: what is asked of it is checked, what is never asked of it is a mistake."""

    def __init__(self, data: Any) -> None:
        if not isinstance(data, Mapping):
            raise UnableToTake("base.key.table", key="")
        self._data = data
        self._asked: set[str] = set()

    def get(self, key: str) -> Any:
        self._asked.add(key)
        return self._data.get(key)

    def text(self, key: str, read: Reader, default: str | None = None) -> Any:
        """A text read as a cell is; without a default it must be there."""
        value = self.get(key)
        if value in (None, ""):
            if default is None:
                raise UnableToTake("base.key.missing", key=key)
            return default
        if not isinstance(value, str):
            raise UnableToTake("base.key.text", key=key)
        try:
            return read(value.strip())
        except (UnableToTake, InvalidIdentifier) as error:
            raise UnableToTake(error.message, **{"column": key, **error.values}) from None

    def amount(self, key: str, read: Reader) -> int:
        """An amount, written as a text or as a number."""
        value = self.get(key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise UnableToTake("base.key.missing", key=key)
        try:
            return int(read(value.strip()))
        except UnableToTake as error:
            raise UnableToTake(error.message, **{"column": key, **error.values}) from None

    def day(self, key: str, read: Reader) -> date:
        """A date, written as TOML writes it or as a text."""
        value = self.get(key)
        if isinstance(value, date):
            value = value.isoformat()[:10]
        if not isinstance(value, str):
            raise UnableToTake("base.key.missing", key=key)
        try:
            return read(value.strip())  # type: ignore[no-any-return]
        except UnableToTake as error:
            raise UnableToTake(error.message, **{"column": key, **error.values}) from None

    def flag(self, key: str, default: bool) -> bool:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise UnableToTake("base.key.flag", key=key)
        return value

    def by_language(self, key: str, *, required: bool) -> dict[str, str]:
        """Texts by language; where one is required, all four are (P-20)."""
        value = self.get(key)
        if value is None and not required:
            return {}
        if not isinstance(value, Mapping) or any(not isinstance(text, str) for text in value.values()):
            raise UnableToTake("base.key.languages", key=key, languages=", ".join(LANGUAGES))
        if set(value) != set(LANGUAGES) or not all(text.strip() for text in value.values()):
            raise UnableToTake("base.key.languages", key=key, languages=", ".join(LANGUAGES))
        return {language: value[language].strip() for language in LANGUAGES}

    def tables(self, key: str) -> list["Keys"]:
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise UnableToTake("base.key.table", key=key)
        return [Keys(item) for item in value]

    def nothing_else(self) -> None:
        """Raises UnableToTake for a key that was never asked for."""
        for key in self._data:
            if key not in self._asked:
                raise UnableToTake("base.key.unknown", key=key, known=", ".join(sorted(self._asked)))
