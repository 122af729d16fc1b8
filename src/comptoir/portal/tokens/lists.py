"""Whom a directory has told us about, as a list."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.sorting import sort_key
from comptoir.web.listing import ChoiceFilter, Column, Empty, Listing, MomentColumn, StatusColumn, TextFilter

STATES = {"active": ("good", _("Active")), "inactive": ("neutral", _("Not active"))}


def _person(row: Any) -> str:
    """Their page among the company's people, for who belongs to them now."""
    return reverse("portal:people:person", args=[row.user_id]) if row.is_member else ""


class _NameFilter(TextFilter):
    """Every word must occur in the name or the user name, whatever case and accents."""

    def condition(self, asked: Any) -> Q:
        found = Q()
        for word in asked.split():
            key = sort_key(word)
            found &= Q(user_name__icontains=word) | (Q(sort_name__contains=key) if key else Q())
        return found


def _groups(row: Any) -> str:
    return ", ".join(group.display_name for group in row.groups.all())


class ToldList(Listing):
    key = "told"
    title = _("People of the directory")
    columns = (
        Column("name", _("Name"), sort="sort_name", link=_person),
        Column("user_name", _("User name"), sort="user_name_key"),
        StatusColumn("state", _("Status"), states=STATES),
        Column("groups", _("Groups"), source=_groups),
        MomentColumn("changed_at", _("Last change"), sort=True),
    )
    filters = (
        _NameFilter(),
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
