"""The audit log as a list; the operator's people see beside it whose chain an event stands in."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import AUDIT_VIEW
from comptoir.access.names import ids_by_name, names_in_logs
from comptoir.access.places import known_places
from comptoir.audit.queries import told_of
from comptoir.kernel.sorting import fold
from comptoir.scope.actor import Actor
from comptoir.web.listing import (
    Asked,
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    Rows,
    TextFilter,
)
from comptoir.web.log.words import (
    CHANNELS,
    OBJECTS,
    PERSON,
    VERBS,
    author_words,
    detail_words,
    log_words,
    object_words,
    people_of,
    short_details,
    verb_words,
    who_words,
)
from comptoir.web.rights import place_name

CHUNK = 1_000


class EventList(Listing):
    key = "audit"
    title = _("Audit log")
    columns = (
        MomentColumn("at", _("When"), sort=True),
        Column("who", _("Who"), source=who_words, sort="author__value"),
        Column("verb", _("What"), source=lambda row: verb_words(row.verb), sort="verb"),
        Column("object", _("On what"), source=object_words, sort="object_type"),
        Column("data", _("Details"), source=detail_words, cell=short_details),
        Column("channel", _("Through"), source=lambda row: CHANNELS.get(row.channel, row.channel), sort="channel"),
        Column("chain", _("Log of"), source=log_words, sort="chain__customer_ref", shown=False),
        NumberColumn("sequence", _("Number in its log"), sort=True, shown=False),
        Column("digest", _("Seal"), shown=False),
    )
    about, look = "chain__customer_ref", "log"
    default_sort = "-at"
    nothing = Empty(_("Nothing happened yet"), _("Every change stands here, with who made it and when."), icon="shield")

    def __init__(self, rows: "QuerySet[Any]", *, actor: Actor, verbs: Sequence[str], authors: Sequence[str]) -> None:
        super().__init__(rows, capability=AUDIT_VIEW)
        self.actor = actor
        self.filters = (
            EventSearch(actor),
            ChoiceFilter("verb", _("What"), _in_words_order(verbs)),
            ChoiceFilter(
                "who", _("Who"), [(author, author_words(author)) for author in authors], field="author__value"
            ),
            ChoiceFilter("channel", _("Through"), list(CHANNELS.items())),
            DateFilter("at", _("When"), instants=True),
        )

    def page(self, asked: Asked) -> Rows:
        found = super().page(asked)
        _name(self.actor, found.rows)
        return found

    def every(self, asked: Asked) -> Iterator[Any]:
        rows = super().every(asked)
        while chunk := list(islice(rows, CHUNK)):
            _name(self.actor, chunk)
            yield from chunk


class EventSearch(TextFilter):
    """Search as people read the log: who did it, what it is called in their language, and whom it is about."""

    def __init__(self, actor: Actor) -> None:
        super().__init__("author__value", "object_ref")
        self.actor = actor

    def condition(self, asked: Any) -> Q:
        found = Q()
        for word in asked.split():
            about = ids_by_name(self.actor, word)
            people = Q(object_type=PERSON, object_ref__in=[str(one) for one in about]) | Q(data__user__in=about)
            found &= (
                super().condition(word)
                | Q(verb__in=_called(word, VERBS))
                | Q(object_type__in=_called(word, OBJECTS))
                | (people if about else Q(pk__in=()))
            )
        return found


def _called(word: str, words: dict[str, str | Promise]) -> list[str]:
    return [key for key, text in words.items() if fold(word) in fold(str(text))]


def _in_words_order(verbs: Sequence[str]) -> list[tuple[str, str]]:
    return sorted(((verb, verb_words(verb)) for verb in verbs), key=lambda choice: fold(choice[1]))


def _name(actor: Actor, events: Sequence[Any]) -> None:
    """Gives each event the names, places and personal values that its words need: a few queries for all of them."""
    about = {event.pk: people_of(event) for event in events}
    names = names_in_logs(actor, ((event.chain.customer_ref, user) for event in events for user in about[event.pk]))
    told = told_of(events)
    nodes = {event.scope_id for event in events if _is_placed(event) and not actor.staff}
    places = known_places(actor, nodes)
    for event in events:
        customer = event.chain.customer_ref
        event.names = {user: names[customer, user] for user in about[event.pk] if (customer, user) in names}
        event.told = told.get(event.pk, {})
        if _is_placed(event) and event.scope_id in places:
            event.place = place_name(places[event.scope_id])


def _is_placed(event: Any) -> bool:
    """Whether the event says where a right holds."""
    return event.scope_id is not None and event.data.get("scope") == event.scope_id
