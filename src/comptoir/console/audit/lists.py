"""The audit log as a list."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import AUDIT_VIEW
from comptoir.audit.models import OPERATOR
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    TextFilter,
)

CHANNELS = {
    "session": _("Portal"),
    "desk": _("Console"),
    "job": _("Background job"),
    "command": _("Command line"),
    "token": _("Interface"),
    "third_party": _("Third party"),
}


class EventList(Listing):
    key = "audit"
    title = _("Audit log")
    columns = (
        MomentColumn("at", _("When"), sort=True),
        Column("actor_label", _("Who"), sort=True),
        Column("channel", _("From"), source=lambda row: CHANNELS.get(row.channel, row.channel), sort="channel"),
        Column("verb", _("What"), sort=True),
        Column("object", _("On"), source=lambda row: f"{row.object_type} {row.object_ref}".strip(), sort="object_type"),
        Column("chain", _("Log of"), source=lambda row: log_of(row), sort="chain__customer_ref"),
        Column("data", _("Details"), source=lambda row: details(row)),
        NumberColumn("sequence", _("Number in its log"), sort=True, shown=False),
        Column("digest", _("Seal"), shown=False),
    )
    default_sort = "-at"
    nothing = Empty(_("Nothing happened yet"), _("Every change stands here, with who made it and when."), icon="shield")

    def __init__(self, rows: "QuerySet[Any]", *, verbs: Sequence[str], authors: Sequence[str]) -> None:
        super().__init__(rows, capability=AUDIT_VIEW)
        self.filters = (
            TextFilter("verb", "actor_label", "object_ref"),
            ChoiceFilter("verb", _("What"), [(verb, verb) for verb in verbs]),
            ChoiceFilter("who", _("Who"), [(author, author) for author in authors], field="actor_label"),
            ChoiceFilter("channel", _("From"), list(CHANNELS.items())),
            DateFilter("at", _("When"), instants=True),
        )


def log_of(event: Any) -> str:
    """Whose chain an event stands in."""
    customer = event.chain.customer_ref
    if customer == OPERATOR:
        return str(_("The operator"))
    return str(_("Customer %(number)s")) % {"number": customer}


def details(event: Any) -> str:
    """The event's values on one line."""
    return ", ".join(f"{name}: {_short(value)}" for name, value in event.data.items())


def _short(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
