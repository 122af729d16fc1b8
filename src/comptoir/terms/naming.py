"""Which tests name a requirement, a clause or a term.

A test names what it proves in a marker, `@pytest.mark.clause("U-03", "retention.backups")`, or in its
docstring: a requirement id anywhere, and term keys after "terms:". What a class or a module names, its tests
name.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Scope: TypeAlias = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

_REQUIREMENT = re.compile(r"\b[A-Z]-\d{2}\b")
_TERMS = re.compile(r"\bterms?:\s*((?:[a-z0-9_]+(?:\.[a-z0-9_]+)+[,\s]*)+)")


def names_in_tests(folder: Path) -> dict[str, tuple[str, ...]]:
    """Each requirement id, clause or term key that the tests below `folder` name -> the tests' node ids."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        prefix = path.relative_to(folder.parent).as_posix()
        for node_id, names in _tests(tree, prefix, _names(tree)):
            for name in names:
                found[name].add(node_id)
    return {name: tuple(sorted(tests)) for name, tests in sorted(found.items())}


def _tests(
    scope: ast.Module | ast.ClassDef, prefix: str, outer: frozenset[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for node in scope.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node, f"{prefix}::{node.name}", outer | _names(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield f"{prefix}::{node.name}", outer | _names(node)


def _names(scope: Scope) -> frozenset[str]:
    text = ast.get_docstring(scope) or ""
    named = set(_REQUIREMENT.findall(text))
    for keys in _TERMS.findall(text):
        named.update(re.split(r"[,\s]+", keys.strip(" ,\n")))
    for marker in _markers(scope):
        named.update(_marked(marker))
    return frozenset(named)


def _markers(scope: Scope) -> list[ast.expr]:
    """The decorators of a test or class, or what a module assigns to `pytestmark`."""
    own = [] if isinstance(scope, ast.Module) else list(scope.decorator_list)
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return own
    for node in scope.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            own.append(node.value)
    return own


def _marked(marker: ast.expr) -> Iterator[str]:
    for node in ast.walk(marker):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "clause":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
