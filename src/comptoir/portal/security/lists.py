"""Histories of sign-ins as lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from comptoir.identity.models import Method, Outcome
from comptoir.portal.security.devices import device_words
from comptoir.portal.security.shown import how
from comptoir.web.listing import ChoiceFilter, Column, DateFilter, Empty, Listing, MomentColumn, StatusColumn

_STATES = {value: ("good" if value == Outcome.SUCCEEDED else "attention", label) for value, label in Outcome.choices}


def _device(one: Any) -> str:
    return device_words(one.agent)


class OwnSignIns(Listing):
    key = "sign-ins"
    title = _("Sign-in history")
    columns = (
        MomentColumn("at", _("When"), sort=True),
        StatusColumn("outcome", _("Result"), states=_STATES),
        Column("how", _("How"), source=how),
        Column("device", _("Device"), source=_device),
        Column("address", _("Network address")),
    )
    filters = (
        ChoiceFilter("outcome", _("Result"), list(Outcome.choices)),
        ChoiceFilter("method", _("How"), list(Method.choices)),
        DateFilter("at", _("When"), instants=True),
    )
    default_sort = "-at"
    nothing = Empty(_("Nothing yet"), _("From now on every sign-in, and every attempt, is kept here."))


class SignInsOfPeople(Listing):
    """What an administrator needs: who, when, how, and whether; neither device nor place."""

    key = "people-sign-ins"
    title = _("Sign-ins of your people")
    columns = (
        MomentColumn("at", _("When"), sort=True),
        Column("person", _("Person"), source="user.name"),
        StatusColumn("outcome", _("Result"), states=_STATES),
        Column("how", _("How"), source=how),
    )
    filters = OwnSignIns.filters
    default_sort = "-at"
    nothing = Empty(_("Nothing yet"), _("From now on every sign-in of your people is kept here."))
