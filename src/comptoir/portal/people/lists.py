"""The list of a customer's people."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.portal.people.shown import NONE, ShownPerson
from comptoir.portal.people.words import KIND_NAMES, PROFILES
from comptoir.web.listing import ChoiceFilter, Column, DateColumn, DateFilter, Empty, FlagFilter, Listing, TextFilter


class AnyOfFilter(ChoiceFilter):
    """Rows of which one of several values is asked."""

    def condition(self, asked: Any) -> Q:
        raise TypeError("People are filtered in memory.")

    def matches(self, row: Any, asked: Any) -> bool:
        held: Iterable[Any] = self.read(row)
        return not asked or not set(asked.values()).isdisjoint(held)


def _holding(person: ShownPerson) -> SafeString:
    own = [(_now("Access Owner"), _now("everything"))] if person.is_access_owner else []
    held = own + [(right.what, right.where) for right in person.rights]
    if not held:
        return format_html('<span class="soft">{}</span>', _now("No right yet"))
    return format_html_join("", "<div>{} · {}</div>", held)


class PeopleList(Listing):
    key = "people"
    title = _("People")
    columns = (
        Column("name", _("Name"), sort=True, link=lambda p: reverse("portal:people:person", args=[p.id])),
        Column("email", _("E-mail address"), sort=True),
        Column("holding", _("What and where"), cell=_holding),
        DateColumn("ends_on", _("Next end"), sort=True),
    )
    filters = (
        TextFilter("name", "email", "holding"),
        AnyOfFilter(
            "profiles",
            _("What"),
            [*((key, name) for key, (name, _sentence) in PROFILES.items()), (NONE, _("No right yet"))],
        ),
        AnyOfFilter("kinds", _("Place"), list(KIND_NAMES.items())),
        FlagFilter("has_signed_in", _("Signed in")),
        DateFilter("ends_on", _("Ends")),
    )
    default_sort = "name"
    nothing = Empty(
        _("Nobody yet"),
        _("Invite someone, then choose what they may do."),
        url_name="portal:people:invite",
        action=_("Invite a person"),
        icon="people",
    )
