"""A mapping: how the columns of an operator's usage files become usage records. A plain value."""

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from comptoir.rating.schema import Direction, Kind

IGNORE = "ignore"
ISO, EPOCH_SECONDS, EPOCH_MILLIS = "iso", "epoch", "epoch_ms"

# Time units in milliseconds, sizes in bytes: kB is a thousand bytes and KiB 1,024.
DURATIONS: Table[str, int] = MappingProxyType({"ms": 1, "s": 1_000, "min": 60_000})
CLOCKED = "h:mm:ss"
SIZES: Table[str, int] = MappingProxyType(
    {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
)
MESSAGES = "messages"
UNITS: Table[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.VOICE: (*DURATIONS, CLOCKED),
        Kind.SMS: (MESSAGES,),
        Kind.MMS: (MESSAGES,),
        Kind.DATA: tuple(SIZES),
    }
)

_PLAIN: Table[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value of the kind column stands for; no direction: the direction column says it."""

    kind: Kind | None
    direction: Direction | None = None

    @property
    def ignored(self) -> bool:
        """Lines of this kind are no usage and are passed over."""
        return self.kind is None


@dataclass(frozen=True, slots=True)
class Quantity:
    """The columns whose sum is the quantity, and their unit; no column: one for each record."""

    columns: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is cut into columns. `columns` names them where the file has no header."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    skip: int = 0
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; empty for none. Either `started`, or `date` and `time`."""

    kind: str
    number: str = ""
    imsi: str = ""
    record_id: str = ""
    called: str = ""
    direction: str = ""
    started: str = ""
    date: str = ""
    time: str = ""
    utc_offset: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """How instants are written. In the hour that clocks show twice, `second` says which one is meant."""

    format: str = ISO
    zone: str = "UTC"
    second: bool = False


@dataclass(frozen=True, slots=True)
class Phones:
    """How numbers called are written.

    A national number (it starts with the country's trunk prefix) is one of `country`, or of the country
    where the card was when that is empty. Bare digits are a whole international number, or a national
    one without its prefix when `bare_is_national`.
    """

    country: str = "BE"
    bare_is_national: bool = False
    international_prefixes: tuple[str, ...] = ("00",)


@dataclass(frozen=True)
class Mapping:
    """One way of writing usage files. `source` names whoever gives the record ids: two files of one source
    never give an id to two different records."""

    name: str
    source: str
    format: str
    layout: Layout
    columns: Columns
    times: Times
    phones: Phones
    kinds: Table[str, Meaning]
    directions: Table[str, Direction]
    quantities: Table[Kind, Quantity]
    countries: Table[str, str] = field(default_factory=lambda: _PLAIN)
    decimal: str = "."
    thousands: str = ""
    text: str = ""
    digest: str = ""

    @cached_property
    def used(self) -> tuple[str, ...]:
        """The columns of the file that are read, each once: the others are not even looked at (U-08)."""
        named = [getattr(self.columns, name) for name in self.columns.__slots__]
        counted = [column for quantity in self.quantities.values() for column in quantity.columns]
        return tuple(dict.fromkeys(column for column in (*named, *counted) if column))

    @property
    def time_columns(self) -> tuple[str, ...]:
        """The column of the start, or those of its date and its time."""
        both = (self.columns.started, self.columns.date, self.columns.time)
        return tuple(column for column in both if column)

    def quantity_of(self, kind: Kind) -> Quantity:
        """Where the quantity of a kind stands; one message for each record unless the mapping says otherwise."""
        return self.quantities.get(kind, Quantity((), MESSAGES))


def has_offset(time_format: str) -> bool:
    """Whether a strptime format carries its own offset from UTC."""
    return re.search(r"%[zZ]", time_format) is not None
