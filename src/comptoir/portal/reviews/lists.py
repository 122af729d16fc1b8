"""The lists of an access review: people to answer for, and the record of every right."""

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comptoir.portal.reviews.shown import ANSWERS, WAITS, ShownPerson
from comptoir.web.listing import (
    BulkAction,
    ChoiceFilter,
    Column,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    StatusColumn,
    TextFilter,
)

PERSON_STATES = ANSWERS | {WAITS: ("attention", _("To answer"))}


def _holding(person: ShownPerson) -> SafeString:
    return format_html_join("", "<div>{} · {}</div>", [(right.what, right.where) for right in person.rights])


class ReviewList(Listing):
    key = "review"
    title = _("Access review")
    columns = (
        Column("name", _("Name"), sort=True, link=lambda p: reverse("portal:reviews:person", args=[p.pk])),
        Column("tie_words", _("Tie with the company"), sort=True),
        Column("holding", _("What and where"), cell=_holding),
        NumberColumn("waiting", _("To answer"), sort=True, shown=False),
        StatusColumn("state", _("State"), states=PERSON_STATES, sort=True),
    )
    filters = (
        TextFilter("name", "email", "holding"),
        ChoiceFilter("state", _("State"), [(key, words) for key, (_tone, words) in PERSON_STATES.items()]),
    )
    default_sort = "-waiting"
    bulk = (BulkAction(_("Confirm all they hold"), "portal:reviews:confirm", icon="good"),)
    nothing = Empty(_("Nobody holds a right"), _("There is nothing to answer."), icon="people")


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
