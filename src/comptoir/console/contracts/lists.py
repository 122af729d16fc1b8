"""The lists of contracts and of what is unused."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comptoir.lifecycle.dormancy import Dormant
from comptoir.lifecycle.names import application_name
from comptoir.lifecycle.queries import Proposal
from comptoir.web.listing import ChoiceFilter, Column, DateColumn, DateFilter, Empty, Listing, StatusColumn, TextFilter

STATES = {
    "running": ("good", _("Runs")),
    "notice": ("attention", pgettext_lazy("contract", "Notice given")),
    "over": ("neutral", _("Over")),
}
KINDS = {
    Dormant.ACCOUNT: ("attention", _("Account")),
    Dormant.CONTRACT: ("attention", _("No active contract")),
    Dormant.APPLICATION: ("info", _("Application")),
}


class ContractList(Listing):
    key = "contracts"
    title = _("Contracts")
    columns = (
        Column(
            "legal_name",
            _("Customer"),
            sort="sort_name",
            link=lambda row: reverse("console:contracts:show", args=[row.pk]),
        ),
        Column("code", _("Code"), sort=True),
        DateColumn("began_on", _("Begins"), sort=True),
        DateColumn("last_on", _("Last day"), sort=True),
        DateColumn("ended_on", _("Over since"), sort=True, shown=False),
        StatusColumn("state", _("State"), states=STATES, sort=True),
    )
    filters = (
        TextFilter("legal_name", "code"),
        ChoiceFilter("state", _("State"), [(name, words) for name, (_tone, words) in STATES.items()]),
        DateFilter("began_on", _("Begins")),
    )
    default_sort = "legal_name"
    nothing = Empty(_("No contracts yet"), _("Each customer has one from the day it is accepted."), icon="file")

    def __init__(self, rows: "QuerySet[Any]") -> None:
        super().__init__(rows)


class UnusedList(Listing):
    key = "unused"
    title = _("Unused")
    columns = (
        Column(
            "customer",
            _("Customer"),
            source="customer.legal_name",
            sort=True,
            link=lambda row: reverse("console:contracts:show", args=[row.customer.pk]) + "#unused",
        ),
        StatusColumn("kind", _("What"), source="due.kind", states=KINDS),
        Column("what", _("Application"), source=lambda row: what_of(row)),
        DateColumn("since", _("Not used since"), source="due.since", sort=True),
        DateColumn("due_on", _("May be deactivated from"), source="due.due_on", sort=True),
    )
    default_sort = "since"
    nothing = Empty(
        _("Nothing is unused"),
        _("What nobody uses for the time that the contract sets stands here, and you decide."),
        icon="good",
    )


def what_of(proposal: Proposal) -> str:
    """The application; of a whole account, that."""
    return application_name(proposal.due.application) if proposal.due.application else _now("The whole portal")
