"""What an interface shows starts at `visible_to`: a raw manager would show one customer another's data."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import INTERFACES, PACKAGE, modules, name_of, tree_of

# Every exception has its reason; a module that is not named here may not touch a raw manager.
ALLOWED: dict[str, str] = {}
_MANAGERS = {"objects", "_default_manager", "_base_manager"}
_SHORTCUTS = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}


def test_no_interface_reads_past_the_scope() -> None:
    raw = [
        f"{name_of(path)}:{line}: {text}"
        for path in modules(*INTERFACES)
        if path.relative_to(PACKAGE).as_posix() not in ALLOWED
        for line, text in raw_reads(tree_of(path))
    ]
    assert not raw, f"Read through a context's queries, or `.objects.visible_to(actor, capability)`: {raw}"


def test_every_exception_is_still_needed() -> None:
    idle = [name for name in ALLOWED if not _exists_with_raw_read(PACKAGE / name)]
    assert not idle, f"These need no exception any more: {idle}"


def test_the_rule_sees_what_it_must() -> None:
    seen = """
Invoice.objects.filter(pk=1)
Invoice._default_manager.get(pk=1)
get_object_or_404(Invoice, pk=1)
Invoice.objects.all().visible_to(actor, "invoices.read")
"""
    unseen = """
Invoice.objects.visible_to(actor, "invoices.read").get(pk=1)
get_object_or_404(invoices_of(actor), pk=1)
"""
    assert sorted(line for line, _ in raw_reads(ast.parse(seen))) == [2, 3, 4, 5]
    assert list(raw_reads(ast.parse(unseen))) == []


def raw_reads(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Managers that are not narrowed at once, and shortcuts that are handed a model."""
    nodes = list(ast.walk(tree))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    narrowed = {id(node.value) for node in attributes if node.attr == "visible_to"}
    for attribute in attributes:
        if attribute.attr in _MANAGERS and id(attribute) not in narrowed:
            yield attribute.lineno, ast.unparse(attribute)
    for call in nodes:
        if isinstance(call, ast.Call) and _is_shortcut_to_a_model(call):
            yield call.lineno, ast.unparse(call)


def _is_shortcut_to_a_model(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name) or call.func.id not in _SHORTCUTS or not call.args:
        return False
    first = call.args[0]
    return isinstance(first, ast.Name) and first.id[:1].isupper()


def _exists_with_raw_read(path: Path) -> bool:
    return path.exists() and any(raw_reads(tree_of(path)))
