"""Schemas: the two that belong to the lake, and the rule that a table fits its schema exactly.

Usage records (`raw`, `rated`, `standard`) have their schemas in `comptoir.rating.schema`.
"""

import hashlib

import pyarrow as pa

ROLLUP = pa.schema(
    [
        pa.field("period", pa.string(), nullable=False),
        pa.field("customer_id", pa.int64(), nullable=False),
        pa.field("billing_account_id", pa.int64(), nullable=False),
        pa.field("line_id", pa.int64(), nullable=False),
        pa.field("category", pa.int8(), nullable=False),
        pa.field("zone", pa.int16(), nullable=False),
        pa.field("visited", pa.string(), nullable=False),
        pa.field("records", pa.int64(), nullable=False),
        pa.field("quantity", pa.int64(), nullable=False),
        pa.field("charged_quantity", pa.int64(), nullable=False),
        pa.field("bundle_quantity", pa.int64(), nullable=False),
        pa.field("amount_micro", pa.int64(), nullable=False),
    ]
)
ROLLUP_KEYS = ("customer_id", "billing_account_id", "line_id", "category", "zone", "visited")
ROLLUP_SUMS = ("quantity", "charged_quantity", "bundle_quantity", "amount_micro")
ROLLUP_SORT = ("billing_account_id", "line_id", "category", "zone", "visited", "customer_id")

# line_id 0: a charge of the account itself. kind: recurring, one_off, discount or credit.
# description: the values of the wording as JSON text, '{}' when there are none.
CHARGES = pa.schema(
    [
        pa.field("customer_id", pa.int64(), nullable=False),
        pa.field("billing_account_id", pa.int64(), nullable=False),
        pa.field("line_id", pa.int64(), nullable=False),
        pa.field("period", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("code", pa.string(), nullable=False),
        pa.field("description", pa.string(), nullable=False),
        pa.field("quantity", pa.int64(), nullable=False),
        pa.field("days", pa.int16(), nullable=False),
        pa.field("unit_micro", pa.int64(), nullable=False),
        pa.field("amount_micro", pa.int64(), nullable=False),
        pa.field("vat_code", pa.string(), nullable=False),
        pa.field("from_on", pa.date32()),
        pa.field("to_on", pa.date32()),
        pa.field("invoice_line_key", pa.string(), nullable=False),
    ]
)
CHARGES_SORT = ("billing_account_id", "line_id", "kind", "code", "invoice_line_key", "from_on")

USAGE_SORT = ("billing_account_id", "line_id", "started_at", "record_id")

# Columns whose exact sum every entry carries, where the dataset has them.
SUMMED = ("record_id", "records", "quantity", "charged_quantity", "bundle_quantity", "amount_micro")


class SchemaMismatch(ValueError):
    """A table does not fit the schema of its dataset."""


def fingerprint(schema: pa.Schema) -> str:
    """A short text that is equal for equal column names, types and order."""
    text = "\n".join(f"{field.name}:{field.type}" for field in schema)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def assert_exact(schema: pa.Schema) -> None:
    """Refuse any column that cannot hold a sum exactly: binary floats never enter the lake."""
    for field in schema:
        if pa.types.is_floating(field.type):
            raise SchemaMismatch(
                f"Column {field.name} is a binary float ({field.type}); the lake keeps whole numbers only."
            )


def conform(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table under exactly this schema; `SchemaMismatch` for another column, type, order or a stray null.

    Nothing is converted: a column of another type is a mistake to be seen, not to be repaired.
    """
    assert_exact(schema)
    assert_exact(table.schema)
    if table.column_names != schema.names:
        raise SchemaMismatch(f"The columns are {table.column_names}; they must be {schema.names}.")
    for field, column in zip(schema, table.columns, strict=True):
        if column.type != field.type:
            raise SchemaMismatch(f"Column {field.name} is {column.type}; it must be {field.type}.")
        if not field.nullable and column.null_count:
            raise SchemaMismatch(f"Column {field.name} has {column.null_count} empty values; it may have none.")
    return pa.Table.from_arrays(table.columns, schema=schema)
