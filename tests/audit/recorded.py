"""Which kinds of events the sources can record: read from every call of `record`, through what wraps it."""

import ast
from collections.abc import Iterator

from tests.architecture.house import PACKAGE, name_of, tree_of

_WRITERS, _HOMES = ("record", "record_in_each"), ("comptoir.audit.log", "comptoir.audit.many")


def recorded() -> tuple[dict[str, str], list[str]]:
    """Each verb with a place that records it; and the places whose verb cannot be read from the source."""
    found: dict[str, str] = {}
    unread: list[str] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = tree_of(path)
        for call in (
            call for name in _imported(tree) for call in _calls(tree, name)
        ):  # record, or as it is called here
            verbs = _verbs(tree, _argument(call, "verb", None), call)
            place = f"{name_of(path)}:{call.lineno}"
            found |= dict.fromkeys(verbs or (), place)
            if not verbs:
                unread.append(place)
    return found, unread


def _imported(tree: ast.AST) -> set[str]:
    """Under which names the module knows the log's own function."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    names = (alias for node in imports if node.module in _HOMES for alias in node.names)
    return {alias.asname or alias.name for alias in names if alias.name in _WRITERS}


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _argument(call: ast.Call, name: str, place: int | None) -> ast.expr | None:
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if named is None and place is not None and place < len(call.args):
        return call.args[place]
    return named


def _verbs(tree: ast.Module, value: ast.expr | None, inside: ast.AST) -> set[str] | None:
    """The texts that an expression can be; None where the source does not say."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {value.value}
    if isinstance(value, ast.IfExp):
        both = [_verbs(tree, one, inside) for one in (value.body, value.orelse)]
        return None if None in both else set().union(*(one for one in both if one))
    if not isinstance(value, ast.Name):
        return None
    function = _around(tree, inside)
    if function is not None and (said := _assigned(function, value.id)) is not None:
        return _verbs(tree, said, inside)
    if function is not None and (place := _place(function, value.id)) is not None:
        asked = [_verbs(tree, _argument(call, value.id, place), call) for call in _calls(tree, function.name)]
        return None if not asked or None in asked else set().union(*(one for one in asked if one))
    said = _assigned(tree, value.id)
    return _verbs(tree, said, inside) if said is not None else None


def _around(tree: ast.Module, inside: ast.AST) -> ast.FunctionDef | None:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return next((one for one in functions if any(node is inside for node in ast.walk(one))), None)


def _assigned(holder: ast.Module | ast.FunctionDef, name: str) -> ast.expr | None:
    """What a name is set to in a module or a function, once."""
    found = [
        node.value
        for node in holder.body
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
    ]
    return found[0] if len(found) == 1 else None


def _place(function: ast.FunctionDef, name: str) -> int | None:
    names = [argument.arg for argument in function.args.args]
    return names.index(name) if name in names else None
