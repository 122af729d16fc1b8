"""How a result came about: message ids and values, put into words by the interfaces.

The code that computes a thing also makes its Explanation; a second computation never does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from comptoir.kernel.clock import as_utc
from comptoir.kernel.money import Money

Value: TypeAlias = str | int | Decimal | date | datetime | Money | bool
Json: TypeAlias = dict[str, object]

_MESSAGE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class InvalidExplanation(ValueError):
    """A message id, a value or a stored explanation that is not one."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a message id such as "rating.call.price", its named values, the clause or term behind it."""

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)
    clause: str | None = None

    def __post_init__(self) -> None:
        _check(self.message, self.values)
        object.__setattr__(self, "values", dict(self.values))

    def to_json(self) -> Json:
        """A structure of JSON types that `from_json` turns back without loss."""
        return _step_json(self.message, self.values, self.clause)

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Step":
        return cls(*_read_step(data))


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was decided or computed, and the steps that led to it, in order."""

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    clause: str | None = None

    def __post_init__(self) -> None:
        _check(self.message, self.values)
        object.__setattr__(self, "values", dict(self.values))
        object.__setattr__(self, "steps", tuple(self.steps))

    def to_json(self) -> Json:
        """A structure of JSON types that `from_json` turns back without loss."""
        own = _step_json(self.message, self.values, self.clause)
        return {**own, "steps": [step.to_json() for step in self.steps]}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> "Explanation":
        message, values, clause = _read_step(data)
        steps = data.get("steps", [])
        if not isinstance(steps, list):
            raise InvalidExplanation("The steps of an explanation are a list.")
        return cls(message, values, tuple(Step.from_json(_mapping(step)) for step in steps), clause)


def _check(message: str, values: Mapping[str, Value]) -> None:
    if not _MESSAGE.fullmatch(message):
        raise InvalidExplanation(f"{message!r} is no message id; one looks like rating.call.price.")
    for name, value in values.items():
        if not _NAME.fullmatch(name):
            raise InvalidExplanation(f"{name!r} is no name for a value of {message}.")
        _encode(value)


def _step_json(message: str, values: Mapping[str, Value], clause: str | None) -> Json:
    return {
        "message": message,
        "values": {name: _encode(value) for name, value in values.items()},
        "clause": clause,
    }


def _read_step(data: Mapping[str, object]) -> tuple[str, dict[str, Value], str | None]:
    message, clause = data.get("message"), data.get("clause")
    if not isinstance(message, str) or not (clause is None or isinstance(clause, str)):
        raise InvalidExplanation("An explanation has a message id and, at most, one clause.")
    values = _mapping(data.get("values", {}))
    return message, {name: _decode(value) for name, value in values.items()}, clause


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise InvalidExplanation(f"{data!r} is no part of an explanation.")
    return data


def _encode(value: object) -> object:
    if isinstance(value, bool | str | int):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return {"decimal": str(value)}
    if isinstance(value, Money):
        return {"money": str(value.amount), "currency": value.currency}
    if isinstance(value, datetime):
        return {"instant": as_utc(value).isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise InvalidExplanation(f"{value!r} cannot stand in an explanation.")


def _decode(data: object) -> Value:
    if isinstance(data, bool | str | int):
        return data
    try:
        match data:
            case {"decimal": str(text)}:
                return Decimal(text)
            case {"money": str(text), "currency": str(currency)}:
                return Money(Decimal(text), currency)
            case {"instant": str(text)}:
                return as_utc(datetime.fromisoformat(text))
            case {"date": str(text)}:
                return date.fromisoformat(text)
    except (ValueError, InvalidOperation) as error:
        raise InvalidExplanation(f"{data!r} is no value of an explanation.") from error
    raise InvalidExplanation(f"{data!r} is no value of an explanation.")
