"""What people do here: the items of the portal's and the console's navigation.

Portal and console register theirs (in their AppConfig.ready); an item is shown only to whom its page would answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from comptoir.scope.actor import Actor

Place = Literal["portal", "console"]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: `url_name` to reverse, an icon of web/icons.py, one of `capabilities` needed (none: all see it)."""

    key: str
    label: str | Promise
    url_name: str
    icon: str
    capabilities: tuple[str, ...] = ()
    order: int = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as one person sees it."""

    key: str
    label: str | Promise
    url: str
    icon: str
    current: bool


_ITEMS: dict[Place, dict[str, Item]] = {"portal": {}, "console": {}}


def register(place: Place, *items: Item) -> None:
    """Adds items; one with a known key replaces it."""
    for item in items:
        _ITEMS[place][item.key] = item


def items(place: Place) -> Iterable[Item]:
    """All items of a place, in their order."""
    return sorted(_ITEMS[place].values(), key=lambda item: (item.order, item.key))


def shown_to(actor: Actor | None, place: Place, path: str = "") -> list[Shown]:
    """The items this actor may use, the one whose pages `path` belongs to marked as current.

    An area whose address does not exist is left out.
    """
    if actor is None:
        return []
    found = []
    for item in items(place):
        if item.capabilities and not any(actor.may(name) for name in item.capabilities):
            continue
        try:
            found.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    home = {"/", "/console/"}
    here = [url for _, url in found if path == url or (url not in home and path.startswith(url))]
    current = max(here, key=len, default="")
    return [Shown(item.key, item.label, url, item.icon, url == current) for item, url in found]
