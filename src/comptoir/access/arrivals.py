"""People who come by a file: what each line asks, and the lines kept until they are applied or another file comes.

Kept is one file for each person who hands files over, in COMPTOIR_HOME: names and addresses of people who are
nobody's users yet belong into no table. A name says whose it is; its digest says which.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from comptoir.scope.actor import Actor

FOLDER = "people-files"
KEPT_FOR = timedelta(days=1)
#: So many lines at most are tried or applied in one transaction, while nobody else can change anything.
PORTION = 25


class Outcome(StrEnum):
    INVITED = "invited"  # somebody new
    GIVEN = "given"  # known already; the right is new
    CONFIRMED = "confirmed"  # only the tie is said anew
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One line: who, and the right that they are to have (none: `profile` is empty).

    `message` with its `values` says why the line could not be read; the rest is then as far as it was read.
    """

    line: int
    email: str = ""
    name: str = ""
    language: str = ""
    profile: str = ""
    sub_profile: int | None = None
    scope: int | None = None
    to_at: datetime | None = None
    tie: str = ""
    message: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of one line."""

    line: int
    outcome: Outcome
    message: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "outcome": self.outcome.value, "values": dict(self.values)}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Arrived":
        return cls(said["line"], Outcome(said["outcome"]), said["message"], said["values"])


def portions(arrivals: Iterable[Arrival], size: int = PORTION) -> Iterator[list[Arrival]]:
    """A file's lines in portions that stand for themselves: all lines of one person are in the same."""
    people: dict[str, list[Arrival]] = {}
    for arrival in arrivals:
        people.setdefault(arrival.email or f"line {arrival.line}", []).append(arrival)
    portion: list[Arrival] = []
    for lines in people.values():
        if portion and len(portion) + len(lines) > size:
            yield portion
            portion = []
        portion += lines
    if portion:
        yield portion


def keep(arrivals: Sequence[Arrival], *, by: Actor, at: datetime) -> str:
    """Keeps the lines for `by` in place of any before; their digest. Older files of anyone go."""
    path = _path(by)
    path.parent.mkdir(parents=True, exist_ok=True)
    for other in path.parent.glob("*.json"):
        if at.timestamp() - other.stat().st_mtime > KEPT_FOR.total_seconds():
            other.unlink(missing_ok=True)
    # The same file handed over again is looked at again: what there is may have changed since.
    said = {"handed_over": secrets.token_hex(8), "lines": [_as_json(arrival) for arrival in arrivals]}
    text = json.dumps(said, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return _digest(text)


def kept(by: Actor) -> tuple[str, list[Arrival]]:
    """The digest and the lines of the file that `by` handed over last; '' and none once it is gone."""
    try:
        text = _path(by).read_text(encoding="utf-8")
    except OSError:
        return "", []
    return _digest(text), [_from_json(said) for said in json.loads(text)["lines"]]


def forget(by: Actor, digest: str) -> None:
    """The lines are needed no more; those of a file that was handed over since stay."""
    if kept(by)[0] == digest:
        _path(by).unlink(missing_ok=True)


def _path(by: Actor) -> Path:
    return Path(settings.HOME) / FOLDER / f"{by.customer_id}-{by.user_id}.json"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _as_json(arrival: Arrival) -> dict[str, Any]:
    return {**asdict(arrival), "to_at": arrival.to_at.isoformat() if arrival.to_at else None}


def _from_json(said: dict[str, Any]) -> Arrival:
    return Arrival(**{**said, "to_at": datetime.fromisoformat(said["to_at"]) if said["to_at"] else None})
