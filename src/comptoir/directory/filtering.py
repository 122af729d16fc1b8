"""From a filter in SCIM's notation to a condition of the database (RFC 7644, 3.4.2.2).

scim2-models parses it and binds its attributes; here each comparison becomes a condition on a column, its value a
parameter (comparing.py; which columns there are: columns.py).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Q, Value
from django.db.models.lookups import Exact
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)

from comptoir.directory.columns import Column, Constant, Entries, Flag, Shape, Text
from comptoir.directory.comparing import ALWAYS, NEVER, collated, compared, present

LONGEST_FILTER = 2_000
MOST_TERMS = 60


def condition(shape: Shape, asked: str | ScimFilter[Any]) -> Q:
    """The rows that a filter lets through. Raises scim2_models.InvalidFilterException.

    An attribute that the standard has and this service does not keep matches nothing, as one without a value.
    """
    if len(asked) > LONGEST_FILTER:
        raise InvalidFilterException(detail=f"A filter has {LONGEST_FILTER} characters at most.")
    bound = ScimFilter[shape.resource](str(asked))  # type: ignore[name-defined]
    if _terms(bound.ast) > MOST_TERMS:
        raise InvalidFilterException(detail=f"A filter makes {MOST_TERMS} comparisons at most.")
    return _Rows(shape, bound).visit(bound.ast)


def order(shape: Shape, binding: AttributeBinding, *, descending: bool) -> list[Any]:
    """ORDER BY for an attribute; rows without it come last, or first when descending (RFC 7644, 3.4.2.3)."""
    column = shape.columns.get((binding.field_name, binding.sub_field_name))
    if column is None or isinstance(column, Constant):
        raise InvalidFilterException(detail="The list cannot be sorted by this attribute.")
    if isinstance(column, Text):
        keys: list[Any] = [Exact(F(column.column), Value("")), collated(column.column)]
    elif isinstance(column, Flag):
        keys = [Q(**{f"{column.column}__isnull": True}), F(column.column)]
    else:
        keys = [F(column.column)]
    wrapped = [ExpressionWrapper(one, BooleanField()) if _is_condition(one) else one for one in keys]
    return [one.desc() if descending else one.asc() for one in wrapped]


class _Rows(FilterVisitor[Q]):
    """The condition on people, or on groups."""

    def __init__(self, shape: Shape, bound: ScimFilter[Any]) -> None:
        self.shape, self.bound = shape, bound

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        return _joined(node, self.visit)

    def visit_present(self, node: Present) -> Q:
        binding = self.bound.resolve(node.attr_path, strict=False)
        if binding is None:
            return NEVER
        name, part = binding.field_name, binding.sub_field_name
        if name in ("schemas", "meta"):
            return ALWAYS
        if entries := self.shape.entries.get(name):
            inner = present(_entry_column(entries, part, binding)) if part else ALWAYS
            return Q(Exists(entries.rows().filter(inner)))
        parts = [key for key in self.shape.columns if key[0] == name and (part is None or key[1] == part)]
        found = NEVER
        for key in parts:
            found |= present(self.shape.columns[key])
        return found

    def visit_comparison(self, node: Comparison) -> Q:
        binding = self.bound.resolve_comparison(node.attr_path, strict=False)
        if binding is None:
            return NEVER
        if binding.field_name == "schemas":
            return compared(Constant(str(self.shape.resource.__schema__)), node.op, node.value)
        value = coerce_value(binding, node.value, node.op)
        if entries := self.shape.entries.get(binding.field_name):
            column = _entry_column(entries, binding.sub_field_name, binding)
            if node.op == CompareOperator.ne:
                return ~Q(Exists(entries.rows().filter(compared(column, CompareOperator.eq, value))))
            return Q(Exists(entries.rows().filter(compared(column, node.op, value))))
        column_of = self.shape.columns.get((binding.field_name, binding.sub_field_name))
        if column_of is None:
            raise _not_filtered(binding)
        return compared(column_of, node.op, value)

    def visit_value_path(self, node: ValuePath) -> Q:
        binding = self.bound.resolve(node.attr_path, strict=False)
        if binding is None:
            return NEVER
        entries = self.shape.entries.get(binding.field_name)
        if entries is None:
            raise _not_filtered(binding)
        inner = _Entry(self.bound, node.attr_path, entries).visit(node.val_filter)
        return Q(Exists(entries.rows().filter(inner)))


class _Entry(FilterVisitor[Q]):
    """The condition on one entry of a multi-valued attribute."""

    def __init__(self, bound: ScimFilter[Any], outer: AttrPath, entries: Entries) -> None:
        self.bound, self.outer, self.entries = bound, outer, entries

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        return _joined(node, self.visit)

    def visit_present(self, node: Present) -> Q:
        return present(self._column(node.attr_path)[0])

    def visit_comparison(self, node: Comparison) -> Q:
        column, binding = self._column(node.attr_path)
        return compared(column, node.op, coerce_value(binding, node.value, node.op))

    def visit_value_path(self, node: ValuePath) -> Q:
        raise InvalidFilterException(detail="A selection cannot stand within another.")

    def _column(self, inner: AttrPath) -> tuple[Column, AttributeBinding]:
        if inner.sub_attr is not None or inner.uri is not None:
            raise InvalidFilterException(detail=f"'{inner}' is not an attribute of '{self.outer}'.")
        binding = self.bound.resolve(AttrPath(self.outer.attr, inner.attr, self.outer.uri))
        if binding is None:
            raise InvalidFilterException(detail=f"'{inner}' is not an attribute of '{self.outer}'.")
        return _entry_column(self.entries, binding.sub_field_name, binding), binding


def _terms(node: FilterNode) -> int:
    """How many comparisons a filter makes."""
    if isinstance(node, LogicalExpr):
        return sum(_terms(term) for term in node.terms)
    if isinstance(node, Not):
        return _terms(node.expr)
    return 1 + _terms(node.val_filter) if isinstance(node, ValuePath) else 1


def _joined(node: LogicalExpr, visit: Callable[[FilterNode], Q]) -> Q:
    found = visit(node.terms[0])
    for term in node.terms[1:]:
        found = found & visit(term) if node.op == LogicalOperator.and_ else found | visit(term)
    return found


def _entry_column(entries: Entries, part: str | None, binding: AttributeBinding) -> Column:
    column = entries.columns.get(part or "value")
    if column is None:
        raise _not_filtered(binding)
    return column


def _not_filtered(binding: AttributeBinding) -> InvalidFilterException:
    return InvalidFilterException(detail=f"The attribute '{binding.urn}' cannot be filtered on.")


def _is_condition(key: Any) -> bool:
    return isinstance(key, Q | Exact)
