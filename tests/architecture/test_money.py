"""Money is counted in whole millionths; a binary float never touches it."""

import ast
from collections.abc import Iterator

from tests.architecture.house import PACKAGE, modules, name_of, tree_of

_MONEY_ROOMS = ("rating", "billing", "catalogue")
# Every exception has its reason: fractions that are no money.
ALLOWED: dict[str, str] = {}


def test_no_float_in_money() -> None:
    paths = [*modules(*_MONEY_ROOMS), *PACKAGE.glob("kernel/money*.py")]
    floats = [
        f"{name_of(path)}:{line}: {text}"
        for path in paths
        if path.relative_to(PACKAGE).as_posix() not in ALLOWED
        for line, text in _floats(tree_of(path))
    ]
    assert not floats, f"Count money in int64 millionths or Decimal: {floats}"


def _floats(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        is_cast = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        if is_literal or is_cast:
            yield node.lineno, ast.unparse(node)
