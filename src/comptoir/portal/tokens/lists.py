"""Whom a directory has told us about, as a list."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.web.listing import ChoiceFilter, Column, Empty, Listing, MomentColumn, StatusColumn, TextFilter

STATES = {"active": ("good", _("Active")), "inactive": ("neutral", _("Not active"))}


def _person(row: Any) -> str:
    """Their page among the company's people, for who belongs to them now."""
    return reverse("portal:people:person", args=[row.user_id]) if row.is_member else ""


class ToldList(Listing):
    key = "told"
    title = _("People of the directory")
    columns = (
        Column("name", _("Name"), sort=True, link=_person),
        Column("user_name", _("User name"), sort=True),
        StatusColumn("state", _("Status"), states=STATES),
        Column("groups", _("Groups")),
        MomentColumn("changed_at", _("Last change"), sort=True),
    )
    filters = (
        TextFilter("name", "user_name"),
        ChoiceFilter("state", _("Status"), [(key, words) for key, (_tone, words) in STATES.items()]),
    )
    default_sort = "name"
    nothing = Empty(
        _("The directory has told us about nobody yet"),
        _("Connect it, then let it provision someone."),
        url_name="portal:tokens:connect",
        action=_("Connect a directory"),
        icon="people",
    )
