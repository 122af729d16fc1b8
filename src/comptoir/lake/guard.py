"""What a query may name: the views it was given and nothing else. A question never opens a file by itself."""

import json
from collections.abc import Collection, Iterator
from typing import Any

import duckdb

# Table functions that make rows out of their arguments alone.
HARMLESS = {"range", "generate_series", "unnest"}


class ForbiddenQuery(ValueError):
    """The SQL is not one SELECT over the views it was given."""


def assert_reads_only(connection: duckdb.DuckDBPyConnection, sql: str, views: Collection[str]) -> None:
    """Raise `ForbiddenQuery` unless the SQL is a single SELECT from the views.

    DuckDB's own parser is asked, so no spelling of a file name or a function slips through.
    """
    parsed = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    tree: dict[str, Any] = json.loads(parsed[0][0])
    if tree.get("error"):
        raise ForbiddenQuery(f"A query of the lake is one SELECT; this is not: {tree.get('error_message')}.")
    if len(tree["statements"]) != 1:
        raise ForbiddenQuery("A query of the lake is one SELECT, not several statements.")
    nodes = list(_nodes(tree))
    known = set(views) | {name for node in nodes for name in _named_here(node)}
    for node in nodes:
        _assert_known(node, known)


def _assert_known(node: dict[str, Any], known: Collection[str]) -> None:
    if node.get("type") == "TABLE_FUNCTION":
        name = str((node.get("function") or {}).get("function_name"))
        if name not in HARMLESS:
            raise ForbiddenQuery(f"A query of the lake may not call {name}.")
    if node.get("type") == "BASE_TABLE":
        name = str(node.get("table_name"))
        if name not in known or node.get("schema_name") or node.get("catalog_name"):
            raise ForbiddenQuery(f"A query of the lake may not read {name}; it was given {sorted(known)}.")


def _named_here(node: dict[str, Any]) -> Iterator[str]:
    """Names that a WITH gives to parts of the query."""
    names = node.get("cte_map")
    if isinstance(names, dict):
        yield from (str(item["key"]) for item in names.get("map", []))


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _nodes(part)
