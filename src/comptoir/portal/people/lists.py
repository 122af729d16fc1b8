"""The list of a customer's people: narrowed, ordered and paged by the database, put into words a page at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access import queries
from comptoir.access.capabilities import ACCESS_OWNER, PEOPLE_MANAGE, SUB_PROFILE
from comptoir.access.listed import People
from comptoir.access.models import Membership
from comptoir.access.profiles import sub_profiles
from comptoir.kernel.clock import brussels_midnight
from comptoir.portal.people.shown import NONE, ShownPerson, shown_people
from comptoir.portal.people.what import OWN
from comptoir.portal.people.words import KIND_NAMES, PROFILES
from comptoir.web.listing import (
    Asked,
    ChoiceFilter,
    Column,
    DateColumn,
    DateFilter,
    Empty,
    FlagFilter,
    Listing,
    QuerysetSource,
    Rows,
    TextFilter,
)
from comptoir.web.rights import profiles_named

#: So many are put into words at once where all of them are wanted.
AT_ONCE = 200


class WordsFilter(TextFilter):
    """Every word must fit: a name, an address, what they hold, or where."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self.people = people

    def condition(self, asked: Any) -> Q:
        found = Q()
        for word in asked.split():
            named = profiles_named(word)
            found &= self.people.fitting(word, named, is_seat=ACCESS_OWNER in named)
        return found


class WhatFilter(ChoiceFilter):
    """Who holds one of several profiles, one of the customer's own, or nothing."""

    def __init__(self, people: People) -> None:
        super().__init__("profiles", _("What"), self._offered)
        self.people = people

    def _offered(self) -> list[tuple[str, Any]]:
        own = [(f"{OWN}{one.pk}", one.name) for one in sub_profiles(self.people.viewer, self.people.at)]
        known = [(key, name) for key, (name, _sentence) in PROFILES.items()]
        return [*known, *own, (NONE, _("No right yet"))]

    def condition(self, asked: Any) -> Q:
        people, own = self.people, [key.removeprefix(OWN) for key in asked if key.startswith(OWN)]
        found = people.holding(
            Q(profile__in=list(asked)) | Q(profile=SUB_PROFILE, sub_profile__in=[int(key) for key in own])
        )
        if ACCESS_OWNER in asked:
            found |= people.on_the_seat
        if NONE in asked:
            found |= ~(people.holding() | people.on_the_seat)
        return found


class PlaceFilter(ChoiceFilter):
    """Who holds something on a place of one of several kinds; the seat's is the whole company."""

    def __init__(self, people: People) -> None:
        super().__init__("kinds", _("Place"), list(KIND_NAMES.items()))
        self.people = people

    def condition(self, asked: Any) -> Q:
        found = self.people.holding(Q(scope__kind__in=list(asked)))
        return found | self.people.on_the_seat if "customer" in asked else found


class SignedInFilter(FlagFilter):
    """Who has signed in since they belong here, as their page says: before, it was for somebody else."""

    def condition(self, asked: Any) -> Q:
        came_in = Q(user__last_login__gte=F("from_at"))
        wanted = list(asked.values())
        if not wanted:
            return Q(pk__in=[])
        return came_in if wanted[0] else Q(user__last_login__isnull=True) | Q(user__last_login__lt=F("from_at"))


class LastDayFilter(DateFilter):
    """Whose next right to end has its last day in a span: it ends the midnight after."""

    def __init__(self, people: People) -> None:
        super().__init__("ends_on", _("Ends"))
        self.people = people

    def condition(self, asked: Any) -> Q:
        after = brussels_midnight(asked.first) if asked.first else None
        until = brussels_midnight(asked.last + timedelta(days=1)) if asked.last else None
        return self.people.ending(after, until)


def _holding(person: ShownPerson) -> SafeString:
    own = [(_now("Access Owner"), _now("everything"))] if person.is_access_owner else []
    held = own + [(right.what, right.where) for right in person.rights]
    if not held:
        return format_html('<span class="soft">{}</span>', _now("No right yet"))
    return format_html_join("", "<div>{} · {}</div>", held)


class _PeopleSource(QuerysetSource):
    """Who has no right that ends by itself comes last, in either direction and on either database."""

    def __init__(self, people: People) -> None:
        super().__init__(people.every)
        self.people = people

    def ordered(self, queryset: QuerySet[Any, Any], asked: Asked, columns: Sequence[Column]) -> QuerySet[Any, Any]:
        if asked.sort != "ends_on":
            return super().ordered(queryset, asked, columns)
        end = F("next_end_at")
        by_end = end.desc(nulls_last=True) if asked.descending else end.asc(nulls_last=True)
        return self.people.with_next_end(queryset).order_by(by_end, "sort_name", "pk")


class PeopleList(Listing):
    """The people whom someone manages; the number of queries grows neither with them nor with their rights."""

    key = "people"
    title = _("People")
    columns = (
        Column("name", _("Name"), sort="sort_name", link=lambda p: reverse("portal:people:person", args=[p.id])),
        Column("email", _("E-mail address"), sort="user__email"),
        Column("holding", _("What and where"), cell=_holding),
        DateColumn("ends_on", _("Next end"), sort="next_end_at"),
    )
    default_sort = "name"
    nothing = Empty(
        _("Nobody yet"),
        _("Invite someone, then choose what they may do."),
        url_name="portal:people:invite",
        action=_("Invite a person"),
        icon="people",
    )

    def __init__(self, people: People) -> None:
        super().__init__(people.every, capability=PEOPLE_MANAGE)
        self.people, self.source = people, _PeopleSource(people)
        self.filters = (
            WordsFilter(people),
            WhatFilter(people),
            PlaceFilter(people),
            SignedInFilter("has_signed_in", _("Signed in")),
            LastDayFilter(people),
        )

    def page(self, asked: Asked) -> Rows:
        found = super().page(asked)
        return replace(found, rows=self._in_words(found.rows))

    def every(self, asked: Asked) -> Iterator[Any]:
        found = super().every(asked)
        while some := list(islice(found, AT_ONCE)):
            yield from self._in_words(some)

    def _in_words(self, members: Iterable[Membership]) -> Sequence[ShownPerson]:
        viewer, at = self.people.viewer, self.people.at
        return shown_people(viewer, queries.people(viewer, at, list(members)))
