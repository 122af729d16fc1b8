"""The history of a line in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.catalogue.models import Offering
from comptoir.inventory.history import Stretch
from comptoir.web import formats

KINDS = {
    "plan": _("Plan"),
    "option": _("Option"),
    "cost_centre": _("Cost centre"),
    "number": _("Number"),
    "end_user": _("User"),
}


@dataclass(frozen=True, slots=True)
class ShownStretch:
    """One stretch; `last_on` is the last day of it, none while it lasts."""

    kind: str | Promise
    name: str
    from_on: date
    last_on: date | None


def shown_history(stretches: Sequence[Stretch]) -> list[ShownStretch]:
    """The stretches in the same order, each with its words."""
    return [
        ShownStretch(
            KINDS[stretch.kind],
            _name(stretch),
            stretch.from_on,
            date.fromordinal(stretch.to_on.toordinal() - 1) if stretch.to_on else None,
        )
        for stretch in stretches
    ]


def _name(stretch: Stretch) -> str:
    if isinstance(stretch.thing, Offering):
        return stretch.thing.name_in(formats.language())
    return formats.phone(stretch.thing) if stretch.kind == "number" else str(stretch.thing)
