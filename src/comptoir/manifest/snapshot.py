"""A snapshot: the files that count as of one publication."""

from dataclasses import dataclass

from comptoir.lake.entry import Entry, Totals, totals


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Entries of one or more datasets; `publication` is the number of the last publication they reflect."""

    publication: int
    entries: tuple[Entry, ...]

    def of(self, dataset: str) -> tuple[Entry, ...]:
        """The entries of one dataset."""
        return tuple(entry for entry in self.entries if entry.dataset == dataset)

    @property
    def totals(self) -> Totals:
        """Rows and exact sums of all entries, from the manifest alone."""
        return totals(self.entries)
