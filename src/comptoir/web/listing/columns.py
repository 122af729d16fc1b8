"""Columns of a Listing: where the value comes from, how it is written, sorted, summed and exported.

A column reads `source` (a dotted path over attributes or keys, or a function of the row; default: its key), sorts by
`sort` (an ORM path, True for its own field) and links its cell with `link` (a function of the row to an address).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.clock import BRUSSELS, as_utc
from comptoir.kernel.money import Money, from_micro
from comptoir.web import formats
from comptoir.web.components import status_badge

Label = str | Promise
Link = Callable[[Any], str | None]
Source = str | Callable[[Any], Any]


class Column:
    """A column of text; the others differ in how they write, align and export."""

    kind = "text"
    end_aligned = False

    def __init__(
        self,
        key: str,
        label: Label,
        *,
        source: Source | None = None,
        field: str | None = None,
        sort: str | bool = False,
        link: Link | None = None,
        total: bool = False,
        shown: bool = True,
        unit: Label = "",
        cell: Callable[[Any], object] | None = None,
    ) -> None:
        self.key, self.label, self.unit = key, label, unit
        self.source: Source = source if source is not None else key
        self.field = field or (self.source.replace(".", "__") if isinstance(self.source, str) else key)
        self.sort = self.field if sort is True else (sort or None)
        self.link, self.total, self.shown, self.custom = link, total, shown, cell

    @property
    def sheet_unit(self) -> Label:
        """The unit in a sheet's head."""
        return self.unit

    def value(self, row: Any) -> Any:
        """The row's value as it stands in the data."""
        if callable(self.source):
            return self.source(row)
        found = row
        for part in self.source.split("."):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
            if found is None:
                return None
        return found() if callable(found) else found

    def cell(self, row: Any) -> SafeString:
        """The cell's content as HTML."""
        if self.custom is not None:
            return escaped(self.custom(row))
        written = escaped(self.write(self.value(row)))
        address = self.link(row) if self.link else None
        return format_html('<a href="{}">{}</a>', address, written) if address else written

    def write(self, value: Any) -> object:
        """A value as people read it; nothing is a dash."""
        return formats.NOTHING if value in (None, "") else self.words(value)

    def words(self, value: Any) -> object:
        return value

    def plain(self, row: Any) -> Any:
        """The value for a sheet: a number stays a number, a date a date."""
        return self.exported(self.value(row))

    def exported(self, value: Any) -> Any:
        return "" if value is None else str(value)


class NumberColumn(Column):
    """Whole numbers or decimals."""

    kind = "number"
    end_aligned = True

    def words(self, value: Any) -> object:
        return formats.decimal(value)

    def exported(self, value: Any) -> Any:
        return value


class MoneyColumn(NumberColumn):
    """Amounts: Money, Decimal, or whole millionths (int). The currency stands once, in the head."""

    kind = "money"

    @property
    def sheet_unit(self) -> Label:
        return "EUR" if self.unit == "€" else self.unit

    def __init__(self, key: str, label: Label, *, unit: Label = "€", **options: Any) -> None:
        super().__init__(key, label, unit=unit, **options)

    def words(self, value: Any) -> object:
        return formats.amount(_decimal(value))

    def exported(self, value: Any) -> Any:
        return None if value is None else _short(_decimal(value))


class DateColumn(Column):
    """Dates; an instant is shown as its day in Brussels."""

    kind = "date"

    def words(self, value: Any) -> object:
        return formats.day(value)

    def exported(self, value: Any) -> Any:
        return as_utc(value).astimezone(BRUSSELS).date() if isinstance(value, datetime) else value


class MonthColumn(DateColumn):
    """A month, from any of its days."""

    def words(self, value: Any) -> object:
        return formats.month(value)


class MomentColumn(Column):
    """Instants, in Brussels time, to the minute."""

    kind = "moment"

    def words(self, value: Any) -> object:
        return formats.moment(value)

    def exported(self, value: Any) -> Any:
        return as_utc(value).astimezone(BRUSSELS).replace(tzinfo=None) if value is not None else None


class DurationColumn(NumberColumn):
    """Seconds, written h:mm:ss."""

    kind = "duration"

    @property
    def sheet_unit(self) -> Label:
        return _("seconds")

    def words(self, value: Any) -> object:
        return formats.duration(value)


class VolumeColumn(NumberColumn):
    """Bytes, written in MB or GB; exported as bytes."""

    kind = "volume"

    @property
    def sheet_unit(self) -> Label:
        return _("bytes")

    def words(self, value: Any) -> object:
        return formats.volume(value)


class QuantityColumn(NumberColumn):
    """Quantities of mixed units; `unit_of(row)` gives 'seconds', 'bytes' or anything else for pieces."""

    kind = "number"

    def __init__(self, key: str, label: Label, *, unit_of: Callable[[Any], str], **options: Any) -> None:
        super().__init__(key, label, **options)
        self.unit_of = unit_of
        self.custom = self.custom or self._written

    def _written(self, row: Any) -> object:
        value = self.value(row)
        return formats.NOTHING if value is None else formats.quantity(value, self.unit_of(row))


class PhoneColumn(Column):
    """Numbers of E.164, in groups."""

    def words(self, value: Any) -> object:
        return formats.phone(value)

    def exported(self, value: Any) -> Any:
        return "" if value in (None, "") else f"+{str(value).lstrip('+')}"


class FlagColumn(Column):
    """Yes or no."""

    def write(self, value: Any) -> object:
        return _("Yes") if value else _("No")

    def exported(self, value: Any) -> Any:
        return str(_("Yes") if value else _("No"))


class StatusColumn(Column):
    """A state as a badge: `states` maps a value to (tone, words); tones: good, attention, bad, info, neutral."""

    def __init__(self, key: str, label: Label, *, states: Mapping[Any, tuple[str, Label]], **options: Any) -> None:
        super().__init__(key, label, **options)
        self.states = states

    def words(self, value: Any) -> object:
        return status_badge(*self._state(value))

    def exported(self, value: Any) -> Any:
        return "" if value is None else str(self._state(value)[1])

    def _state(self, value: Any) -> tuple[str, Label]:
        return self.states.get(value, ("neutral", str(value)))


def chosen(columns: Iterable[Column], keys: Iterable[str]) -> list[Column]:
    """The columns to show: those named by `keys`, in the declared order; none known: the default ones."""
    wanted = set(keys)
    columns = list(columns)
    return [c for c in columns if c.key in wanted] or [c for c in columns if c.shown] or columns


def comparable(value: Any) -> tuple[int, Any]:
    """A sort key for values of one column, nothing last."""
    from comptoir.kernel.sorting import fold

    if value is None:
        return (1, 0)
    if isinstance(value, bool | int | Decimal | float | date):
        return (0, value)
    return (0, value.amount if isinstance(value, Money) else fold(str(value)))


def escaped(content: object) -> SafeString:
    """HTML as it is, anything else as text."""
    return conditional_escape(content if isinstance(content, str) else str(content))


def _short(amount: Decimal) -> Decimal:
    """The same amount in cents where cents hold it."""
    cents = amount.quantize(Decimal("0.01"))
    return cents if cents == amount else amount.normalize()


def _decimal(value: Any) -> Decimal:
    if isinstance(value, Money):
        return value.amount
    return value if isinstance(value, Decimal) else from_micro(int(value))
