"""The audit log as a list; the operator's people see beside it whose chain an event stands in."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comptoir.access.capabilities import AUDIT_VIEW
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
from comptoir.web.log.words import CHANNELS, detail_words, log_words, object_words, verb_words


class EventList(Listing):
    key = "audit"
    title = _("Audit log")
    columns = (
        MomentColumn("at", _("When"), sort=True),
        Column("who", _("Who"), source="actor_label", sort="author__value"),
        Column("verb", _("What"), source=lambda row: verb_words(row.verb), sort="verb"),
        Column("object", pgettext_lazy("log", "On"), source=object_words, sort="object_type"),
        Column("data", _("Details"), source=detail_words),
        Column("channel", _("Through"), source=lambda row: CHANNELS.get(row.channel, row.channel), sort="channel"),
        Column("chain", _("Log of"), source=log_words, sort="chain__customer_ref", shown=False),
        NumberColumn("sequence", _("Number in its log"), sort=True, shown=False),
        Column("digest", _("Seal"), shown=False),
    )
    default_sort = "-at"
    nothing = Empty(_("Nothing happened yet"), _("Every change stands here, with who made it and when."), icon="shield")

    def __init__(self, rows: "QuerySet[Any]", *, verbs: Sequence[str], authors: Sequence[str]) -> None:
        super().__init__(rows, capability=AUDIT_VIEW)
        self.filters = (
            TextFilter("verb", "author__value", "object_ref"),
            ChoiceFilter("verb", _("What"), [(verb, verb_words(verb)) for verb in verbs]),
            ChoiceFilter("who", _("Who"), [(author, author) for author in authors], field="author__value"),
            ChoiceFilter("channel", _("Through"), list(CHANNELS.items())),
            DateFilter("at", _("When"), instants=True),
        )
