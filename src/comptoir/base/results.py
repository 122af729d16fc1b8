"""What became of each row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Key = tuple[str, ...]
Values = Mapping[str, str | int]
NOTHING: Values = MappingProxyType({})


class Outcome(StrEnum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"  # it stands otherwise, and is left as it stands
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row. `line` is its line in the file, 0 for the file as a whole."""

    file: str
    line: int
    code: str
    outcome: Outcome
    message: str = ""
    values: Values = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class BaseResult:
    """What became of a base: every row in the order of the files. Nothing is kept when one is refused."""

    rows: tuple[RowResult, ...]
    dry_run: bool

    @property
    def taken(self) -> bool:
        """Whether the base can stand: no row is refused."""
        return all(row.outcome is not Outcome.REFUSED for row in self.rows)

    def counts(self) -> dict[str, dict[str, int]]:
        """File -> outcome -> number of rows."""
        found: dict[str, Counter[str]] = {}
        for row in self.rows:
            found.setdefault(row.file, Counter())[row.outcome.value] += 1
        return {file: dict(counts) for file, counts in found.items()}
