"""The Arrow schemas of usage: a record as it came, as it is priced and as it stands priced.

Instants are naive UTC timestamps in microseconds, money is whole millionths, quantities are whole
seconds, messages or bytes. Whoever writes a file calls `check` first: DuckDB turns a sum of BIGINT into
a DOUBLE without a word, and a float must never reach a file.
"""

from enum import IntEnum

import pyarrow as pa


class Kind(IntEnum):
    """What was used; it fixes the unit of the quantity."""

    VOICE = 1  # seconds
    SMS = 2  # messages
    MMS = 3  # messages
    DATA = 4  # bytes


class Direction(IntEnum):
    OUTGOING = 0
    INCOMING = 1


class Category(IntEnum):
    """What a customer reads on an invoice: where the card was and what it reached.

    Ten more for each place: national 1 to 4, roaming in the EU zone 11 to 14, elsewhere 21 to 24,
    international from home 31 to 33; then numbers with a price of their own, and ships and planes.
    """

    NATIONAL_VOICE = 1
    NATIONAL_SMS = 2
    NATIONAL_MMS = 3
    NATIONAL_DATA = 4
    ROAMING_EU_VOICE = 11
    ROAMING_EU_SMS = 12
    ROAMING_EU_MMS = 13
    ROAMING_EU_DATA = 14
    ROAMING_WORLD_VOICE = 21
    ROAMING_WORLD_SMS = 22
    ROAMING_WORLD_MMS = 23
    ROAMING_WORLD_DATA = 24
    INTERNATIONAL_VOICE = 31
    INTERNATIONAL_SMS = 32
    INTERNATIONAL_MMS = 33
    VALUE_ADDED = 41
    SATELLITE = 51


HOME = "BE"
SHIP = "XS"
PLANE = "XA"

RECORDS = pa.schema(
    [
        ("record_id", pa.int64()),
        ("customer_id", pa.int64()),
        ("billing_account_id", pa.int64()),
        ("line_id", pa.int64()),
        ("started_at", pa.timestamp("us")),
        ("kind", pa.int8()),
        ("direction", pa.int8()),
        ("quantity", pa.int64()),
        ("called", pa.int64()),
        ("visited", pa.string()),
        ("batch_id", pa.int64()),
    ]
)
"""A usage record as it stands in the lake's dataset `raw`.

`called` is the other party: E.164 digits as a number, 0 for none, below 0 for a short code of the country
where the SIM was. `visited` is that country; XS is a ship and XA a plane.
"""

RATING_INPUT = pa.schema([*RECORDS, pa.field("plan", pa.int16()), pa.field("pool_id", pa.int64())])
"""RECORDS with the plan in force at the start (index in the tariff's plans) and the pool with its bundles."""

RATED = pa.schema(
    [
        *RATING_INPUT,
        pa.field("category", pa.int8()),
        pa.field("zone", pa.int16()),
        pa.field("prefix", pa.int32()),
        pa.field("charged_quantity", pa.int64()),
        pa.field("bundle", pa.int16()),
        pa.field("bundle_quantity", pa.int64()),
        pa.field("bundle_before", pa.int64()),
        pa.field("amount_micro", pa.int64()),
    ]
)
"""A priced record. `zone`, `prefix` and `bundle` are indexes in the tariff in force at its start, -1 is none.

`zone` is the zone of the number called, or of the card's country for data and incoming traffic.
`bundle_quantity` is the part of `charged_quantity` inside the bundle, `bundle_before` its use before.
"""

STATE = pa.schema(
    [
        ("billing_account_id", pa.int64()),
        ("owner_id", pa.int64()),
        ("bundle", pa.string()),
        ("month", pa.int32()),
        ("used", pa.int64()),
    ]
)
"""Use of bundles: the pool (or, for a bundle per line, the line) within a billing account, the bundle's id, the
month as YYYYMM, what is used. A line that moves to another account begins its bundles anew."""

DISK_ORDER = ("billing_account_id", "line_id", "started_at", "record_id")
"""How files are sorted."""


class WrongSchema(ValueError):
    """A table has other columns or other types than its file must have."""


def check(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """`table` itself when its columns are exactly those of `schema`, in order and type, without nulls.

    Raises WrongSchema with the first column that differs.
    """
    for position, field in enumerate(schema):
        if position >= table.num_columns:
            raise WrongSchema(f"The column {field.name} is missing.")
        found = table.schema.field(position)
        if found.name != field.name:
            raise WrongSchema(f"Column {position + 1} is {found.name} and must be {field.name}.")
        if found.type != field.type:
            raise WrongSchema(f"The column {field.name} is {found.type} and must be {field.type}.")
        if table.column(position).null_count:
            raise WrongSchema(f"The column {field.name} has empty values.")
    if table.num_columns > len(schema):
        raise WrongSchema(f"The column {table.schema.field(len(schema)).name} is one too many.")
    return table
