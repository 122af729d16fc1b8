"""The lists of an access review: people to answer for, and the record of every right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import Membership, Tie
from comptoir.access.reviewed import WAITS, ReviewedPeople
from comptoir.kernel.sorting import sort_key
from comptoir.portal.reviews.shown import ANSWERS, ShownPerson, shown_review
from comptoir.web.listing import (
    Asked,
    BulkAction,
    ChoiceFilter,
    Column,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    QuerysetSource,
    Rows,
    StatusColumn,
    TextFilter,
)
from comptoir.web.rights import profiles_named

PERSON_STATES = ANSWERS | {WAITS: ("attention", _("To answer"))}

#: So many are put into words at once where all of them are wanted.
AT_ONCE = 200


def _holding(person: ShownPerson) -> SafeString:
    return format_html_join("", "<div>{} · {}</div>", [(right.what, right.where) for right in person.rights])


class _WordsFilter(TextFilter):
    """Every word must fit: a name, an address, what is asked about, or where."""

    def __init__(self, people: ReviewedPeople) -> None:
        super().__init__()
        self.people = people

    def condition(self, asked: Any) -> Q:
        found = Q()
        for word in asked.split():
            found &= self.people.fitting(word, profiles_named(word))
        return found


class _ReviewedSource(QuerysetSource):
    """People are ticked by who they are; ties stand in the order of their words, and those alike by name."""

    def selected(self, keys: Sequence[str]) -> QuerySet[Any, Any]:
        return self.queryset.filter(user_id__in=[key for key in keys if key.isdecimal() and len(key) < 19])

    def ordered(self, queryset: QuerySet[Any, Any], asked: Asked, columns: Sequence[Column]) -> QuerySet[Any, Any]:
        keys = {column.key: str(column.sort) for column in columns if column.sort}
        if asked.sort == "tie_words":
            by_words = sorted(Tie, key=lambda tie: sort_key(str(tie.label)))
            places = [When(tie=tie, then=Value(place)) for place, tie in enumerate(by_words)]
            queryset = queryset.annotate(tie_place=Case(*places, default=Value(len(places))))
        sign = "-" if asked.descending else ""
        return queryset.order_by(f"{sign}{keys.get(asked.sort, 'sort_name')}", "sort_name", "pk")


class ReviewList(Listing):
    """The people whom a review asks about; the number of queries grows neither with them nor with their rights."""

    key = "review"
    title = _("Access review")
    columns = (
        Column("name", _("Name"), sort="sort_name", link=lambda p: reverse("portal:reviews:person", args=[p.pk])),
        Column("tie_words", _("Tie with the company"), sort="tie_place"),
        Column("holding", _("What and where"), cell=_holding),
        NumberColumn("waiting", _("To answer"), sort=True, shown=False),
        StatusColumn("state", _("State"), states=PERSON_STATES, sort=True),
    )
    default_sort = "-waiting"
    bulk = (BulkAction(_("Confirm all they hold"), "portal:reviews:confirm", icon="good"),)
    nothing = Empty(_("Nobody holds a right"), _("There is nothing to answer."), icon="people")

    def __init__(self, people: ReviewedPeople) -> None:
        super().__init__(people.every, capability=PEOPLE_MANAGE)
        self.people, self.source = people, _ReviewedSource(people.every)
        states = [(key, words) for key, (_tone, words) in PERSON_STATES.items()]
        self.filters = (_WordsFilter(people), ChoiceFilter("state", _("State"), states))

    def page(self, asked: Asked) -> Rows:
        found = super().page(asked)
        return replace(found, rows=self._in_words(found.rows))

    def every(self, asked: Asked) -> Iterator[Any]:
        found = super().every(asked)
        while some := list(islice(found, AT_ONCE)):
            yield from self._in_words(some)

    def _in_words(self, members: Iterable[Membership]) -> Sequence[ShownPerson]:
        order = [member.user_id for member in members]
        people = self.people
        shown = {one.pk: one for one in shown_review(people.viewer, people.review, people.at, order)}
        return [shown[user] for user in order if user in shown]


class RecordList(Listing):
    key = "review-record"
    title = _("Record of the access review")
    columns = (
        Column("person", _("Name"), sort=True),
        Column("what", _("What")),
        Column("where", _("Where")),
        Column("when", _("When"), shown=False),
        Column("given_by", _("Given by"), shown=False),
        StatusColumn("answer", pgettext_lazy("noun", "Answer"), states=ANSWERS, sort=True),
        Column("answered_by", _("Answered by"), sort=True),
        MomentColumn("answered_at", _("When answered"), sort=True),
    )
    filters = (
        TextFilter("person", "what", "where", "answered_by"),
        ChoiceFilter(
            "answer", pgettext_lazy("noun", "Answer"), [(key, words) for key, (_tone, words) in ANSWERS.items()]
        ),
    )
    default_sort = "person"
    default_size = 250
    nothing = Empty(_("Nothing was asked"), icon="people")
