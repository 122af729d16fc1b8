"""Code asks only for terms that exist, and holds none of its own."""

import ast
from pathlib import Path

import pytest

import comptoir
from comptoir.terms import load

SOURCE = Path(comptoir.__file__).parent
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
KEYS = set(load().keys)
SECTIONS = {key.rpartition(".")[0] for key in KEYS}


def asked(tree: ast.AST) -> list[str]:
    """The keys in `...terms["key"]` and `...terms.under("section")`; of an f-string the fixed beginning."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and "terms" in ast.unparse(node.value).lower():
            found.append(node.slice)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "under":
            found.extend(node.args)
    return [text for expression in found if (text := beginning(expression)) and "." in text]


def beginning(expression: ast.expr) -> str:
    if isinstance(expression, ast.JoinedStr):
        first = expression.values[0]
        return beginning(first) + "*" if isinstance(first, ast.Constant) else ""
    return expression.value if isinstance(expression, ast.Constant) and isinstance(expression.value, str) else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_code_asks_for_terms_that_exist(path: Path) -> None:
    for key in asked(ast.parse(path.read_text(encoding="utf-8"))):
        if key.endswith("*"):
            assert any(known.startswith(key[:-1]) for known in KEYS), key
        else:
            assert key in KEYS or key in SECTIONS, key


def test_a_wrong_key_would_be_found() -> None:
    tree = ast.parse('a = terms_on(d)["portal.nowhere"]; b = terms.under("x.y"); c = terms[f"portal.{k}"]')
    assert asked(tree) == ["portal.nowhere", "x.y", "portal.*"]
