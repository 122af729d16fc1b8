"""Whatever is sent to the console or the portal leaves an event in the log, or says here why it need not (A-16)."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, modules, tree_of

pytestmark = pytest.mark.clause("A-16")
WRITERS = {("comptoir.audit.log", "record"), ("comptoir.audit.many", "record_in_each")}
#: That somebody looked is no record of what they did.
LOOKS = ("record_look", "record_looks")
ALLOWED = {
    "console.audit.views.check": "computes, changes nothing",
    "console.billing.runs.run": "asks for a job, which records that the run is begun",
    "console.billing.runs.try_out": "asks for a job, which records the trial",
    "console.catalogue.tariffs.check": "reads a file and says what it would do",
    "console.components.show": "a page of samples",
    "console.setup.base.take": "asks for a job, which records each thing that it brings in",
    "console.setup.base.upload": "a dry run",
    "console.setup.first_customer.take_on": "asks for a job, which records each thing that it brings in",
    "console.usage.quarantine.replay_all": "asks for a job, which records what became of the records",
    "console.usage.uploading.upload": "asks for a job, which records what was taken in",
    "portal.log.views.check": "computes, changes nothing",
    "portal.people.bulk.upload": "a dry run",
    "portal.preview.views.end": "nothing was changed in a preview",
    "portal.registration.coming.begin": "nobody's yet: recorded once the address is proved",
    "portal.registration.coming.leave": "leaves the browser, changes nothing",
    "portal.registration.filling.check": "reads a field and says what is wrong",
    "portal.signing_in.company.enter": "leads to the company's sign-in; the history of sign-ins keeps what comes of it",
    "portal.signing_in.company.receive": "an answer; the history of sign-ins keeps it, and a first link is recorded",
    "portal.signing_in.company.take_up": "leads to the company's sign-in",
    "portal.signing_in.views.sign_in": "the history of sign-ins keeps each attempt",
}


def test_every_form_that_is_sent_is_recorded() -> None:
    silent = [name for name, view in _sent() if not _reaches(view, frozenset()) and name not in ALLOWED]
    assert not silent, f"Record what these do (audit/log.py), or say in ALLOWED why not: {silent}"


def test_every_exception_is_still_needed() -> None:
    silent = {name for name, view in _sent() if not _reaches(view, frozenset())}
    assert set(ALLOWED) - silent == set()


def test_the_walk_finds_what_is_recorded_far_below() -> None:
    """A staff role's end, through the action; and not by the look that a page notes."""
    recorded = {name for name, view in _sent() if _reaches(view, frozenset())}
    assert {"console.staff.views.end", "console.jobs.views.stop", "portal.people.rights.end"} & recorded
    assert len(recorded) > 60


Place = tuple[str, str]


def _sent() -> Iterator[tuple[str, Place]]:
    """The views of both interfaces that take a POST."""
    for module, name in _functions():
        if module.startswith(("comptoir.console", "comptoir.portal")):
            marks = [ast.unparse(one) for one in _functions()[module, name].decorator_list]
            if any("view(" in mark and "POST" in mark for mark in marks):
                yield f"{module}.{name}".removeprefix("comptoir."), (module, name)


@cache
def _reaches(place: Place, above: frozenset[Place]) -> bool:
    """Whether a function, or one that it names, writes to the log."""
    if place in WRITERS:
        return True
    if place in above or place not in _functions() or place[1] in LOOKS:
        return False
    return any(_reaches(named, above | {place}) for named in _named(place))


@cache
def _named(place: Place) -> frozenset[Place]:
    module, found = place[0], set()
    for node in ast.walk(_functions()[place]):
        if isinstance(node, ast.Name):
            found.add(_imports(module).get(node.id, (module, node.id)))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in _imports(module):
            found.add((".".join(_imports(module)[node.value.id]), node.attr))
    return frozenset(one for one in found if one in _functions() or one in WRITERS)


@cache
def _functions() -> dict[Place, ast.FunctionDef]:
    return {
        (_module(path), node.name): node
        for path in modules()
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def _imports(module: str) -> dict[str, Place]:
    """What each name of a module was imported as."""
    path = next(path for path in modules() if _module(path) == module)
    imports = (node for node in tree_of(path).body if isinstance(node, ast.ImportFrom))
    return {alias.asname or alias.name: (str(node.module), alias.name) for node in imports for alias in node.names}


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
