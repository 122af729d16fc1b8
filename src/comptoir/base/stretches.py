"""What a line had when: the history of a line from its own row and from the sheets that tell more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from comptoir.base.problems import UnableToTake
from comptoir.base.reading import Row
from comptoir.inventory.specs import Stretch


@dataclass(slots=True)
class Told:
    """What the other sheets tell about one line."""

    plans: list[Row] = field(default_factory=list)
    options: list[Row] = field(default_factory=list)
    centres: list[Row] = field(default_factory=list)

    def rows(self) -> Iterable[Row]:
        return (*self.plans, *self.options, *self.centres)


def gather(
    subscriptions: Sequence[Row], centres: Sequence[Row], plan_codes: Mapping[str, bool]
) -> defaultdict[str, Told]:
    """Line code -> what is told about it. `plan_codes`: offering code -> whether it is a plan."""
    told: defaultdict[str, Told] = defaultdict(Told)
    for row in subscriptions:
        of_line = told[row["line"]]
        (of_line.plans if plan_codes.get(row["offering"], True) else of_line.options).append(row)
    for row in centres:
        told[row["line"]].centres.append(row)
    return told


def plans_of(line: Row, told: Told) -> tuple[Stretch, ...]:
    """The plans from the line's first day to its last, without a gap. Raises UnableToTake."""
    if not told.plans:
        if not line["plan"]:
            raise UnableToTake("base.line.without_plan")
        return ((line["plan"], line["from"], line["to"]),)
    plans = _following(line, told.plans, "offering")
    if plans[0][1] != line["from"]:
        raise UnableToTake("base.line.plan_gap", day=line["from"].isoformat())
    for before, after in pairwise(plans):
        if before[2] != after[1]:
            raise UnableToTake("base.line.plan_gap", day=str(before[2]))
    if plans[-1][2] != line["to"]:
        raise UnableToTake("base.line.plan_gap", day=str(plans[-1][2]))
    if line["plan"] and line["plan"] != plans[-1][0]:
        raise UnableToTake("base.line.plan_differs", plan=line["plan"], last=plans[-1][0])
    return plans


def options_of(line: Row, told: Told) -> tuple[Stretch, ...]:
    """The options, each code at most once at a time. Raises UnableToTake."""
    by_code: defaultdict[str, list[Row]] = defaultdict(list)
    for row in told.options:
        by_code[row["offering"]].append(row)
    return tuple(stretch for rows in by_code.values() for stretch in _following(line, rows, "offering"))


def centres_of(line: Row, told: Told) -> tuple[Stretch, ...]:
    """The cost centres, one at a time. Raises UnableToTake."""
    if not told.centres:
        return ((line["cost_centre"], line["from"], line["to"]),) if line["cost_centre"] else ()
    return _following(line, told.centres, "cost_centre")


def _following(line: Row, rows: Sequence[Row], column: str) -> tuple[Stretch, ...]:
    """Stretches in order of time, within the line's life, that do not overlap."""
    stretches = sorted((_within(line, row, row[column]) for row in rows), key=lambda stretch: stretch[1])
    for before, after in pairwise(stretches):
        if before[2] is None or before[2] > after[1]:
            raise UnableToTake("base.line.overlap", before=before[0], after=after[0], day=after[1].isoformat())
    return tuple(stretches)


def _within(line: Row, row: Row, code: str) -> Stretch:
    start: date = row["from"]
    end: date | None = row["to"] or line["to"]
    if end is not None and end <= start:
        raise UnableToTake("base.row.ends_before_start", start=start.isoformat(), end=end.isoformat())
    ends_later = line["to"] is not None and (end is None or end > line["to"])
    if start < line["from"] or ends_later:
        raise UnableToTake("base.line.outside", code=code, start=start.isoformat())
    return code, start, end
