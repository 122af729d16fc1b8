"""The requirements by id, and what of them is not built yet."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: its stable id, a few words, its clause ("-" where the contract is silent)."""

    id: str
    title: str
    clause: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What is not built yet, each with one line on why or what is missing.

    `requirements`: no test names them. `partly`: tests name a part, the line says what is missing. `terms`:
    no test names the figure. `high_water`: how many of each there may be at most; it only goes down.
    """

    requirements: Mapping[str, str]
    partly: Mapping[str, str]
    terms: Mapping[str, str]
    high_water: Mapping[str, int]


def load_requirements() -> dict[str, Requirement]:
    """Every requirement by its id, in the order of the pages."""
    return {id_: Requirement(id_, **fields) for id_, fields in _read("requirements.toml").items()}


def load_pending() -> Pending:
    """The committed list of what is not built yet."""
    data = _read("pending.toml")
    return Pending(data["requirements"], data["partly"], data["terms"], data["high_water"])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("comptoir.terms") / name).read_text(encoding="utf-8"))
