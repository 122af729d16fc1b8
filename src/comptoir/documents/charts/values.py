"""What a chart is made of and what comes out: series in, one SVG and the same numbers as a table out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

MOST_SERIES = 5
"""More than five series cannot be told apart: sum the smallest with `with_rest` first."""

Formatter = Callable[[Decimal], str]
"""Writes a number in the reader's language; a chart itself knows no language."""

Value = Decimal | int | None
"""`None` is absent: it is a gap in the chart and never a zero (I-19)."""


class NotAChart(ValueError):
    """Values that cannot be drawn: too many series, or of unequal length."""


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of values, one for each category."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and its numbers: `svg` is a whole `<svg>` element, `header` and `rows` the table beside."""

    title: str
    description: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words a chart needs besides its data, in the reader's language."""

    title: str
    categories: str
    """What the categories are ('Month'): the head of the table's first column."""
    empty: str
    """What stands in the place of a chart without data."""
    absent: str = "–"
    """What stands in the table where a value is absent."""
    description: str = ""
    """A sentence for those who cannot see the drawing; without one the names and ends are listed."""


def checked(categories: Sequence[str], series: Sequence[Series]) -> None:
    """`NotAChart` for series that do not fit the categories or are too many."""
    if len(series) > MOST_SERIES:
        raise NotAChart(f"A chart shows at most {MOST_SERIES} series, not {len(series)}.")
    for one in series:
        if len(one.values) != len(categories):
            raise NotAChart(f"{one.name!r} has {len(one.values)} values for {len(categories)} categories.")


def described(wording: Wording, categories: Sequence[str], series: Sequence[Series]) -> str:
    """The description given, or the names of the series and the ends of the axis."""
    if wording.description:
        return wording.description
    if not categories:
        return wording.empty
    names = ", ".join(one.name for one in series)
    span = categories[0] if len(categories) == 1 else f"{categories[0]} – {categories[-1]}"
    return f"{names}: {span}"


def table_rows(
    wording: Wording, categories: Sequence[str], series: Sequence[Series], write: Formatter
) -> tuple[tuple[str, ...], ...]:
    """The chart's numbers, a row for each category."""
    return tuple(
        (category, *(written(one.values[index], write, wording.absent) for one in series))
        for index, category in enumerate(categories)
    )


def written(value: Value, write: Formatter, absent: str) -> str:
    """A value in the reader's language, or the word for an absent one."""
    return absent if value is None else write(Decimal(value))


def with_rest(items: Sequence[tuple[str, Decimal]], most: int, rest: str) -> tuple[tuple[str, Decimal], ...]:
    """The largest items in falling order; those beyond `most` are summed into one named `rest`."""
    ordered = sorted(items, key=lambda item: (-item[1], item[0]))
    if len(ordered) <= most:
        return tuple(ordered)
    kept = ordered[: most - 1]
    return (*kept, (rest, sum((amount for _, amount in ordered[most - 1 :]), Decimal(0))))
