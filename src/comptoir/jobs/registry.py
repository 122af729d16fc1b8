"""Which kinds of job exist: each context's `jobs.py` registers its own with `@job`.

The first word of a kind is its context: "usage.import" stands in comptoir/usage/jobs.py, which is loaded when the
kind is first asked for (a page that only sends a mail should not load the rating engine).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeAlias

import comptoir

if TYPE_CHECKING:
    from comptoir.jobs.context import JobContext

#: A job takes its context and its payload, and returns its result (JSON types) or nothing.
Carrier: TypeAlias = Callable[["JobContext", dict[str, Any]], Mapping[str, Any] | None]


class UnknownJob(LookupError):
    """No job of this kind is registered."""


@dataclass(frozen=True, slots=True)
class Registered:
    kind: str
    carry_out: Carrier
    max_attempts: int


_KINDS: dict[str, Registered] = {}


def job(kind: str, *, max_attempts: int = 3) -> Callable[[Carrier], Carrier]:
    """Registers a function as the carrier of a kind such as "usage.import"."""

    def register(function: Carrier) -> Carrier:
        known = _KINDS.get(kind)
        if known and known.carry_out.__qualname__ != function.__qualname__:
            raise ValueError(f"Two jobs are named {kind}.")
        _KINDS[kind] = Registered(kind, function, max_attempts)
        return function

    return register


def registered(kind: str) -> Registered:
    """The job of this kind; raises UnknownJob."""
    if kind not in _KINDS:
        _load(kind.partition(".")[0])
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownJob(f"There is no job named {kind}.") from None


def kinds() -> tuple[str, ...]:
    """Every kind that the platform registers, of all contexts: for what must know them all."""
    for found in iter_modules(comptoir.__path__):
        if found.ispkg:
            _load(found.name)
    return tuple(sorted(kind for kind, one in _KINDS.items() if one.carry_out.__module__.startswith("comptoir.")))


def _load(context: str) -> None:
    if context.isidentifier() and find_spec(f"comptoir.{context}") and find_spec(f"comptoir.{context}.jobs"):
        import_module(f"comptoir.{context}.jobs")
