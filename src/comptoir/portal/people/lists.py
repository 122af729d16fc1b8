"""The list of a customer's people."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.portal.people.shown import ShownPerson
from comptoir.web.listing import Column, Empty, Listing, TextFilter


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
    )
    filters = (TextFilter("name", "email", "holding"),)
    default_sort = "name"
    nothing = Empty(
        _("Nobody yet"),
        _("Invite someone, then choose what they may do."),
        url_name="portal:people:invite",
        action=_("Invite a person"),
        icon="people",
    )
