"""The places of a customer as a tree to choose from: branches that unfold, a search, and never thousands at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from comptoir.access.places import KnownPlace
from comptoir.kernel.sorting import fold
from comptoir.portal.people.words import place_name

#: So many twigs of one branch are shown at once, and so many places found; the rest by searching.
MOST_TWIGS = 40
MOST_FOUND = 60
#: From so many places on, there is a search.
LONG = 12


@dataclass
class Twig:
    """One place with what lies below it, as the page lays it out."""

    id: int
    name: str
    is_chosen: bool = False
    is_open: bool = False
    twigs: list["Twig"] = field(default_factory=list)
    left_off: int = 0

    @property
    def number(self) -> int:
        """How many places lie right below it, those that are not laid out too."""
        return len(self.twigs) + self.left_off


@dataclass(frozen=True, slots=True)
class Tree:
    """What a page offers: the roots, whether there is a search, what was searched, whether nothing was found."""

    roots: Sequence[Twig]
    is_long: bool
    searched: str = ""

    @property
    def found_nothing(self) -> bool:
        return bool(self.searched) and not self.roots


def tree_of(places: Sequence[KnownPlace], chosen: str = "", searched: str = "") -> Tree:
    """The tree with the branches open that lead to what is chosen; searched: only what fits, with what is above it."""
    words = fold(searched).split()
    roots = _grown(places, chosen)
    if words:
        found = {place.id for place in places if all(word in fold(place_name(place)) for word in words)}
        roots = _fitting(roots, set(sorted(found)[:MOST_FOUND]))
    else:
        for root in roots:
            root.is_open = True
        _shorten(roots)
    return Tree(roots, len(places) > LONG, " ".join(searched.split()))


def _grown(places: Sequence[KnownPlace], chosen: str) -> list[Twig]:
    """Places come from the top down, each with its depth."""
    roots: list[Twig] = []
    path: list[Twig] = []
    for place in places:
        twig = Twig(place.id, place_name(place), str(place.id) == chosen)
        del path[place.depth :]
        (path[-1].twigs if path else roots).append(twig)
        if twig.is_chosen:
            for above in path:
                above.is_open = True
        path.append(twig)
    return roots


def _fitting(twigs: Sequence[Twig], found: set[int]) -> list[Twig]:
    kept = []
    for twig in twigs:
        twig.twigs = _fitting(twig.twigs, found)
        twig.is_open = bool(twig.twigs)
        if twig.twigs or twig.id in found or twig.is_chosen:
            kept.append(twig)
    return kept


def _shorten(twigs: list[Twig]) -> None:
    for twig in twigs:
        _shorten(twig.twigs)
        needed = [one for one in twig.twigs[MOST_TWIGS:] if one.is_chosen or one.is_open]
        twig.left_off = max(0, len(twig.twigs) - MOST_TWIGS - len(needed))
        twig.twigs = twig.twigs[:MOST_TWIGS] + needed
