"""The history of a line in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.access.names import names_in
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


def shown_history(stretches: Sequence[Stretch], customer_id: int) -> list[ShownStretch]:
    """The stretches in the same order, each with its words; people as the customer calls them."""
    users = {stretch.thing.pk: stretch.thing for stretch in stretches if isinstance(stretch.thing, User)}
    names = {pk: str(user) for pk, user in users.items()} | dict(names_in(customer_id, users))
    return [
        ShownStretch(
            KINDS[stretch.kind],
            _name(stretch, names),
            stretch.from_on,
            date.fromordinal(stretch.to_on.toordinal() - 1) if stretch.to_on else None,
        )
        for stretch in stretches
    ]


def user_now(shown: Sequence[ShownStretch]) -> str:
    """Who uses the line now, as far as the reader may know; empty: nobody."""
    return next((one.name for one in shown if one.kind == KINDS["end_user"] and one.last_on is None), "")


def _name(stretch: Stretch, names: Mapping[int, str]) -> str:
    if isinstance(stretch.thing, User):
        return names[stretch.thing.pk]
    if isinstance(stretch.thing, Offering):
        return stretch.thing.name_in(formats.language())
    return formats.phone(stretch.thing) if stretch.kind == "number" else str(stretch.thing)
