"""Modules stop at 400 lines and functions at 40, so that each holds one idea."""

import ast

from tests.architecture.house import ROOT, modules, name_of, tree_of

MODULE_LINES = 400
FUNCTION_LINES = 40
_SCRIPTS = sorted(ROOT.glob("*.py")) + sorted((ROOT / "benchmarks").rglob("*.py"))


def test_no_module_is_too_long() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = {
        name_of(path): lines
        for path in [*modules(), *_SCRIPTS, *tests]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert not long, f"More than {MODULE_LINES} lines; which second idea wants a room of its own? {long}"


def test_no_function_is_too_long() -> None:
    long = {
        f"{name_of(path)}: {node.name}": lines
        for path in [*modules(), *_SCRIPTS]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := _lines(node)) > FUNCTION_LINES
    }
    assert not long, f"More than {FUNCTION_LINES} lines; split by what each part does: {long}"


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or 0) - function.lineno + 1
    docstring = ast.get_docstring(function, clean=False)
    return lines - len(docstring.splitlines()) if docstring else lines
