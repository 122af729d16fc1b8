"""Names say what a thing is; a word that fits everything says nothing."""

import ast
import re

import pytest

from tests.architecture.house import PACKAGE, contexts, modules, name_of, tree_of

_EMPTY = {f"{word}{end}" for word in ("util", "helper", "handler", "manager") for end in ("", "s")} | {
    "misc",
    "common",
}
# Words of the product, not of programming: the contract's profile "Access Manager".
_OF_THE_PRODUCT = re.compile(r"access_?managers?", re.IGNORECASE)
_PARTS = ("owns", "does not own", "words", "invariants")


def test_no_module_has_an_empty_name() -> None:
    empty = [name_of(path) for path in modules() if _words(f"{path.parent.name}_{path.stem}") & _EMPTY]
    assert not empty, f"These names fit everything; say what the module is about: {empty}"


def test_no_class_has_an_empty_name() -> None:
    empty = [
        f"{name_of(path)}: {node.name}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and _words(node.name) & _EMPTY and not _is_django_manager(node)
    ]
    assert not empty, f"These names fit everything; say what the class is: {empty}"


@pytest.mark.parametrize("context", contexts())
def test_a_context_says_what_it_owns(context: str) -> None:
    folder = PACKAGE / context
    if not (folder / "README.md").exists():
        assert not [name for name in ("actions", "queries.py") if (folder / name).exists()], (
            f"{context} has no README.md: in ten lines what it owns, does not own, its words, its invariants"
        )
        return
    text = (folder / "README.md").read_text(encoding="utf-8").lower()
    missing = [part for part in _PARTS if part not in text]
    assert not missing, f"{context}/README.md does not say: {missing}"


def _words(name: str) -> set[str]:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", _OF_THE_PRODUCT.sub("", name))
    return {part.lower() for part in parts}


def _is_django_manager(node: ast.ClassDef) -> bool:
    return node.name.endswith("Manager") and any("Manager" in ast.unparse(base) for base in node.bases)
