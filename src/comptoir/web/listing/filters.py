"""Filters of a Listing: each reads its own words of the address, narrows the rows and says itself as chips.

What a filter cannot read it takes for not asked: a hand-written address never breaks a page.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from comptoir.kernel.clock import brussels_midnight
from comptoir.kernel.money import to_micro
from comptoir.kernel.sorting import fold
from comptoir.web import formats

Label = str | Promise
Choices = Iterable[tuple[Any, Label]]
MOST_TEXT = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter: its words, and the parameters (name, value) to take away to remove it."""

    text: str
    without: tuple[tuple[str, str], ...]


class Filter(ABC):
    """What all filters share. `field` is the ORM path (default: the key); `value` reads it of a plain row."""

    template = ""

    def __init__(
        self, key: str, label: Label, *, field: str | None = None, value: Callable[[Any], Any] | None = None
    ) -> None:
        self.key, self.label, self.field = key, label, field or key
        self.read = value or self._own

    def names(self) -> tuple[str, ...]:
        """The parameters of the address that are this filter's."""
        return (self.key,)

    @abstractmethod
    def asked(self, query: QueryDict, prefix: str = "") -> Any:
        """What the address asks of this filter; None: nothing."""

    @abstractmethod
    def condition(self, asked: Any) -> Q:
        """The condition on a queryset."""

    @abstractmethod
    def matches(self, row: Any, asked: Any) -> bool:
        """Whether a plain row passes."""

    @abstractmethod
    def chips(self, asked: Any) -> list[Chip]: ...

    def control(self, asked: Any) -> Mapping[str, Any]:
        """Values for the filter's template."""
        return {"asked": asked}

    def _own(self, row: Any) -> Any:
        found = row
        for part in self.field.split("__"):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
        return found


class ChoiceFilter(Filter):
    """One or several of known values; `choices` is a list of (value, words) or a function that gives one.

    A value that is known no more matches nothing: a bulk action never reaches further than the page it was asked from.
    """

    template = "web/listing/choice.html"

    def __init__(
        self, key: str, label: Label, choices: Choices | Callable[[], Choices], *, many: bool = True, **options: Any
    ) -> None:
        super().__init__(key, label, **options)
        self._choices, self.many = choices, many

    def choices(self) -> list[tuple[str, Any, Label]]:
        """(as in the address, as in the data, words)"""
        given = self._choices() if callable(self._choices) else self._choices
        return [(str(value), value, words) for value, words in given]

    def asked(self, query: QueryDict, prefix: str = "") -> Any:
        wanted = query.getlist(prefix + self.key)
        if not any(wanted):
            return None
        found = {text: value for text, value, _words in self.choices() if text in wanted}
        return found if not found or self.many else dict([next(iter(found.items()))])

    def condition(self, asked: Any) -> Q:
        return Q(**{f"{self.field}__in": list(asked.values())}) if asked else Q(pk__in=[])

    def matches(self, row: Any, asked: Any) -> bool:
        return self.read(row) in asked.values()

    def chips(self, asked: Any) -> list[Chip]:
        words = {text: label for text, _value, label in self.choices()}
        said = _("%(label)s: %(chosen)s")
        return [Chip(said % {"label": self.label, "chosen": words[text]}, ((self.key, text),)) for text in asked or ()]

    def control(self, asked: Any) -> Mapping[str, Any]:
        options = [(text, words, text in (asked or ())) for text, _value, words in self.choices()]
        return {"options": options, "many": self.many}


class FlagFilter(ChoiceFilter):
    """Yes or no."""

    def __init__(self, key: str, label: Label, **options: Any) -> None:
        super().__init__(key, label, lambda: ((True, _("Yes")), (False, _("No"))), many=False, **options)


@dataclass(frozen=True, slots=True)
class Between:
    """From and up to and including; either may be open."""

    first: Any
    last: Any


class _RangeFilter(Filter, ABC):
    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def asked(self, query: QueryDict, prefix: str = "") -> Any:
        first, last = (self.parse(query.get(prefix + name, "")) for name in self.names())
        return None if first is None and last is None else Between(first, last)

    @abstractmethod
    def parse(self, text: str) -> Any: ...

    @abstractmethod
    def words(self, value: Any) -> str: ...

    def chips(self, asked: Any) -> list[Chip]:
        from_name, to_name = self.names()
        both = ((from_name, ""), (to_name, ""))
        values = {"label": self.label, "first": "", "last": ""}
        if asked.first is not None:
            values["first"] = self.words(asked.first)
        if asked.last is not None:
            values["last"] = self.words(asked.last)
        if asked.last is None:
            return [Chip(_("%(label)s: from %(first)s") % values, both)]
        if asked.first is None:
            return [Chip(_("%(label)s: up to %(last)s") % values, both)]
        return [Chip(_("%(label)s: %(first)s to %(last)s") % values, both)]

    def control(self, asked: Any) -> Mapping[str, Any]:
        from_name, to_name = self.names()
        first, last = (asked.first, asked.last) if asked else (None, None)
        return {"from_name": from_name, "to_name": to_name, "first": first, "last": last}


class DateFilter(_RangeFilter):
    """Days from ... up to and including ...; `instants=True` where the field holds instants (Brussels days)."""

    template = "web/listing/dates.html"

    def __init__(self, key: str, label: Label, *, instants: bool = False, **options: Any) -> None:
        super().__init__(key, label, **options)
        self.instants = instants

    def parse(self, text: str) -> date | None:
        try:
            found = date.fromisoformat(text.strip())
        except ValueError:
            return None
        return found if 1970 <= found.year <= 2999 else None

    def words(self, value: date) -> str:
        return formats.day(value)

    def condition(self, asked: Any) -> Q:
        found = Q()
        if asked.first is not None:
            found &= Q(**{f"{self.field}__gte": self._edge(asked.first)})
        if asked.last is not None:
            found &= Q(**{f"{self.field}__lt": self._edge(asked.last + timedelta(days=1))})
        return found

    def matches(self, row: Any, asked: Any) -> bool:
        value = self.read(row)
        if value is None:
            return False
        after = asked.first is None or value >= self._edge(asked.first)
        return after and (asked.last is None or value < self._edge(asked.last + timedelta(days=1)))

    def _edge(self, day: date) -> date | datetime:
        return brussels_midnight(day) if self.instants else day


class AmountFilter(_RangeFilter):
    """Amounts from ... to ..., both included; the field holds whole millionths."""

    template = "web/listing/amounts.html"
    most = Decimal(10**9)

    def parse(self, text: str) -> Decimal | None:
        compact = text.strip().replace(" ", "").replace(formats.NO_BREAK, "").replace("\u202f", "")
        if "," in compact and "." not in compact:
            compact = compact.replace(",", ".")
        try:
            found = Decimal(compact).quantize(Decimal("0.000001"))
        except (InvalidOperation, ValueError):
            return None
        return found if abs(found) <= self.most else None

    def words(self, value: Decimal) -> str:
        return formats.money(value)

    def condition(self, asked: Any) -> Q:
        found = Q()
        if asked.first is not None:
            found &= Q(**{f"{self.field}__gte": to_micro(asked.first)})
        if asked.last is not None:
            found &= Q(**{f"{self.field}__lte": to_micro(asked.last)})
        return found

    def matches(self, row: Any, asked: Any) -> bool:
        value = self.read(row)
        if value is None:
            return False
        return (asked.first is None or value >= to_micro(asked.first)) and (
            asked.last is None or value <= to_micro(asked.last)
        )


class TextFilter(Filter):
    """Search within the list: every word must occur in one of `fields` (ORM paths)."""

    def __init__(self, *fields: str, key: str = "q", folded: Sequence[str] = ()) -> None:
        super().__init__(key, "")
        self.fields, self.folded = fields, tuple(folded)

    def asked(self, query: QueryDict, prefix: str = "") -> Any:
        text = " ".join(query.get(prefix + self.key, "").replace("\x00", " ").split())[:MOST_TEXT]
        return text or None

    def condition(self, asked: Any) -> Q:
        found = Q()
        for word in asked.split():
            anywhere = Q()
            for field in self.fields:
                anywhere |= Q(**{f"{field}__icontains": word})
            found &= anywhere
        return found

    def matches(self, row: Any, asked: Any) -> bool:
        hay = [fold(str(self._at(row, field))) for field in self.fields]
        return all(any(fold(word) in text for text in hay) for word in asked.split())

    def chips(self, asked: Any) -> list[Chip]:
        return [Chip(_("“%(text)s”") % {"text": asked}, ((self.key, ""),))]

    def _at(self, row: Any, field: str) -> Any:
        found = row
        for part in field.split("__"):
            found = found.get(part, "") if isinstance(found, Mapping) else getattr(found, part, "")
        return found


def narrowed(queryset: QuerySet[Model], asked: Mapping[str, Any], filters: Iterable[Filter]) -> QuerySet[Model]:
    """The queryset with every asked filter's condition."""
    for each in filters:
        if asked.get(each.key) is not None:
            queryset = queryset.filter(each.condition(asked[each.key]))
    return queryset
