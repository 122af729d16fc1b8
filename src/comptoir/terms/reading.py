"""Terms from TOML and from text, each mistake as one clear sentence."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path

from comptoir.kernel.money import Money
from comptoir.terms.term import WHOLE, Lists, Term, TermError, TimeWindow, Unit, Value

_OTHER_FIELDS = frozenset({"clause", "note", "since", "requirements"})
_UNITS = frozenset(unit.value for unit in Unit)
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class InvalidTerm(TermError):
    """A term that cannot be read."""


Versions = tuple[Term, ...]


def read_folder(folder: Path) -> dict[str, Versions]:
    """Every term of a folder's TOML files: key -> its versions, oldest first."""
    if not folder.is_dir():
        raise InvalidTerm(f"There is no folder of terms at {folder}.")
    found: dict[str, Versions] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InvalidTerm(f"The terms file {path.name} cannot be read: {error}.") from error
        for key, versions in read_terms(data):
            if key in found:
                raise InvalidTerm(f"The term {key} stands in two files; the second is {path.name}.")
            found[key] = versions
    return found


def read_terms(data: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Versions]]:
    """Each key and its versions, from the tables of one TOML file."""
    for name, table in data.items():
        key = f"{prefix}{name}"
        if not _NAME.fullmatch(name):
            raise InvalidTerm(f"{key!r} is no name for a term; use small letters, digits and underscores.")
        if isinstance(table, list):
            yield key, _versions(key, table)
        elif isinstance(table, Mapping) and _is_term(table):
            yield key, (_term(key, table),)
        elif isinstance(table, Mapping):
            yield from read_terms(table, f"{key}.")
        else:
            raise InvalidTerm(f"The term {key} names no unit; write for example [{key}] and months = 12.")


def value_from_text(unit: Unit, text: str, key: str) -> Value:
    """The value of a whole number, an amount, a percentage, a flag or a text that is given as text."""
    if unit in WHOLE:
        if not re.fullmatch(r"\d+", text, re.ASCII):
            raise InvalidTerm(f"{text!r} is no whole number, which the term {key} needs.")
        return int(text)
    if unit is Unit.FLAG:
        return text == "true"
    if unit is Unit.LIST:
        return tuple(text.split(","))
    return _value(unit, text, key)


def _is_term(table: Mapping[str, object]) -> bool:
    has_figure = any(name in _UNITS and not _is_section(value, name) for name, value in table.items())
    return has_figure or "clause" in table


def _is_section(value: object, name: str) -> bool:
    return isinstance(value, Mapping) and name != Unit.BY_COUNTRY


def _versions(key: str, tables: list[object]) -> Versions:
    versions = [_term(key, table) for table in tables if isinstance(table, Mapping)]
    if len(versions) != len(tables) or not versions:
        raise InvalidTerm(f"The versions of the term {key} are tables, each with its own since.")
    if len({term.unit for term in versions}) != 1:
        raise InvalidTerm(f"The versions of the term {key} differ in their unit.")
    if len({term.since for term in versions}) != len(versions):
        raise InvalidTerm(f"Two versions of the term {key} start on the same day.")
    return tuple(sorted(versions, key=lambda term: term.since or date.min))


def _term(key: str, table: Mapping[str, object]) -> Term:
    units = [name for name in table if name in _UNITS]
    strangers = set(table) - _UNITS - _OTHER_FIELDS
    if len(units) != 1:
        raise InvalidTerm(f"The term {key} needs exactly one figure, such as months = 12.")
    if strangers:
        raise InvalidTerm(f"The term {key} has a field that is not known: {sorted(strangers)[0]}.")
    unit = Unit(units[0])
    return Term(
        key=key,
        unit=unit,
        value=_value(unit, table[unit.value], key),
        clause=_clause(key, table.get("clause")),
        note=_text(key, "note", table.get("note", "")),
        since=_since(key, table.get("since")),
        requirements=_texts(key, table.get("requirements", [])),
    )


def _clause(key: str, clause: object) -> str:
    if not isinstance(clause, str) or not clause.strip():
        raise InvalidTerm(f'The term {key} names no clause; write clause = "-" where the contract is silent.')
    return clause


def _since(key: str, since: object) -> date | None:
    if since is None or type(since) is date:
        return since
    raise InvalidTerm(f"The term {key} has a since that is no date, such as 2025-01-01.")


def _value(unit: Unit, raw: object, key: str) -> Value:
    match unit:
        case Unit.FLAG if isinstance(raw, bool):
            return raw
        case Unit.AMOUNT if isinstance(raw, str):
            return Money(_decimal(raw, key))
        case Unit.PERCENT if isinstance(raw, str):
            return _decimal(raw, key)
        case Unit.TEXT if isinstance(raw, str):
            return raw
        case Unit.DATE if type(raw) is date:
            return raw
        case Unit.WINDOW:
            return _window(raw, key)
        case Unit.LIST:
            return _texts(key, raw)
        case Unit.BY_COUNTRY:
            return _lists(raw, key)
        case _ if unit in WHOLE and type(raw) is int and raw >= 0:
            return raw
    raise InvalidTerm(f"{raw!r} is no figure in {unit}, which the term {key} needs.")


def _decimal(text: str, key: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise InvalidTerm(f"{text!r} is no number, which the term {key} needs.") from error
    if not number.is_finite() or number < 0:
        raise InvalidTerm(f"{text!r} is no number above or equal to zero, which the term {key} needs.")
    return number


def _window(raw: object, key: str) -> TimeWindow:
    times = _texts(key, raw)
    try:
        opens, closes = (time.fromisoformat(text) for text in times)
    except ValueError as error:
        raise InvalidTerm(f'The term {key} needs two times, such as ["08:00", "18:00"].') from error
    if opens == closes:
        raise InvalidTerm(f"The term {key} opens and closes at the same time.")
    return TimeWindow(opens, closes)


def _lists(raw: object, key: str) -> Lists:
    if not isinstance(raw, Mapping):
        raise InvalidTerm(f"The term {key} needs lists by country.")
    for country in raw:
        if country != "*" and not re.fullmatch("[A-Z]{2}", country):
            raise InvalidTerm(f"The term {key} names {country!r}, which is no country code such as BE.")
    return {country: _texts(key, entries) for country, entries in raw.items()}


def _texts(key: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
        raise InvalidTerm(f'The term {key} needs a list of texts, such as ["a", "b"].')
    if len(set(raw)) != len(raw):
        raise InvalidTerm(f"The term {key} lists something twice.")
    return tuple(raw)


def _text(key: str, name: str, raw: object) -> str:
    if not isinstance(raw, str):
        raise InvalidTerm(f"The {name} of the term {key} is a text.")
    return raw
