"""Time comes in: contexts, engines and the ground never ask a clock."""

import ast
from pathlib import Path

from tests.architecture.house import ENGINES, GROUND, PACKAGE, contexts, modules, name_of, tree_of

# The one place that asks: the clock itself.
_THE_CLOCK = PACKAGE / "kernel" / "clock.py"
_ASKING = {
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "localtime"),
}
_ASKING_FIELDS = {"auto_now", "auto_now_add"}


def test_nothing_below_the_interfaces_asks_a_clock() -> None:
    below = [path for path in modules(*contexts(), *ENGINES, *GROUND) if path != _THE_CLOCK]
    asking = [f"{name_of(path)}:{line}: {text}" for path in below for line, text in _asking(path)]
    assert not asking, f"Take the time as an argument (`at=`) instead of asking a clock: {asking}"


def _asking(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and (_last_word(node.value), node.attr) in _ASKING:
            found.append((node.lineno, ast.unparse(node)))
        if isinstance(node, ast.keyword) and node.arg in _ASKING_FIELDS:
            found.append((node.value.lineno, node.arg))
    return found


def _last_word(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
