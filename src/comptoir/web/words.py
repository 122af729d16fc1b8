"""Puts explanations into words: message id and values to a sentence in the reader's language.

Each context has a module under web/wording/ with `MESSAGES`: message id -> gettext_lazy text with %(named)s values.
A value's name may carry how it is written: `seconds_...` is a duration, `bytes_...` a volume, `micro_...` money,
`percent_...` a rate, `number_...` (E.164) a phone number, `country_...` a country.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.explanation import Explanation, Step, Value
from comptoir.kernel.money import Money
from comptoir.kernel.periods import InvalidMonth, Month
from comptoir.web import formats, wording

_BY_NAME: dict[str, Callable[[Any], str]] = {
    "seconds": formats.duration,
    "bytes": formats.volume,
    "micro": formats.micro,
    "percent": formats.percent,
    "phone": formats.phone,
    "country": formats.country,
    "month": formats.month,
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class WordedStep:
    """One step: its sentence, and the clause or term behind it."""

    text: str
    clause: str | None


@dataclass(frozen=True, slots=True)
class Worded:
    """An explanation in words: the sentence first, then the steps, then the clause."""

    sentence: str
    steps: tuple[WordedStep, ...]
    clause: str | None


def worded(explanation: Explanation) -> Worded:
    """The explanation in the active language."""
    steps = tuple(WordedStep(sentence(step), step.clause) for step in explanation.steps)
    return Worded(sentence(explanation), steps, explanation.clause)


def words(explanation: Explanation) -> list[str]:
    """The sentences: what came out, then each step."""
    return [sentence(explanation), *(sentence(step) for step in explanation.steps)]


def sentence(said: Explanation | Step) -> str:
    """One message in words; an unknown one says its values, so that nothing is hidden."""
    written = {name: written_value(name, value) for name, value in said.values.items()}
    text = messages().get(said.message)
    if text is None:
        return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in written.items()) or said.message
    try:
        return str(text) % written
    except KeyError:
        return str(text) + " " + ", ".join(written.values())


def written_value(name: str, value: Value) -> str:
    """A value as people read it, by its type and by the first word of its name."""
    first = name.split("_", 1)[0]
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, Money):
        return formats.money(value)
    if first in _BY_NAME and not isinstance(value, str):
        return str(_BY_NAME[first](value))
    if isinstance(value, str):
        return str(_BY_NAME[first](value)) if first in ("phone", "country") else _period_or_text(value)
    if isinstance(value, datetime):
        return formats.exact_moment(value)
    if isinstance(value, date):
        return formats.long_day(value)
    return formats.decimal(value) if isinstance(value, Decimal | int) else str(value)


def _period_or_text(text: str) -> str:
    """A billing period such as '2026-10' is a month to people, '2026-10-05' a day; any other text is itself."""
    if _DAY.fullmatch(text):
        try:
            return formats.long_day(date.fromisoformat(text))
        except ValueError:
            return text
    try:
        return formats.month(Month.parse(text).first_day)
    except InvalidMonth:
        return text


@cache
def messages() -> Mapping[str, str | Promise]:
    """Every message of every context; an id that stands twice is an error."""
    found: dict[str, str | Promise] = {}
    for module in iter_modules(wording.__path__):
        table = import_module(f"{wording.__name__}.{module.name}").MESSAGES
        twice = found.keys() & table.keys()
        if twice:
            raise ValueError(f"Worded twice: {', '.join(sorted(twice))}")
        found.update(table)
    return found
