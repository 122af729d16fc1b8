"""The lists of stops and of blocked addresses."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import Ground
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    StatusColumn,
    TextFilter,
)

STATES = {"running": ("bad", _("Running")), "past": ("neutral", _("Lifted"))}
GROUNDS = {
    Ground.SECURITY: _("Security"),
    Ground.FRAUD: _("Fraud"),
    Ground.BREACH: _("Breach"),
    Ground.REPORTED: _("Credential reported"),
    Ground.DORMANT: _("Not used"),
    Ground.ENDED: _("Contract ended"),
}
#: What the security desk chooses itself; the others come of the contract's life or of a report.
CHOSEN = (Ground.SECURITY, Ground.FRAUD)


class StopList(Listing):
    """Running ones first."""

    key = "stops"
    title = _("Suspensions")
    columns = (
        Column(
            "who",
            _("Who"),
            source=lambda row: who_of(row),
            link=lambda row: reverse("console:suspensions:show", args=[row.pk]),
        ),
        Column("where", _("Where"), source=lambda row: where_of(row), sort="customer__sort_name"),
        Column("ground", _("Ground"), source=lambda row: GROUNDS[Ground(row.ground)], sort="ground"),
        MomentColumn("from_at", _("Since"), sort=True),
        Column("by_label", _("By"), sort=True),
        MomentColumn("lifted_at", _("Lifted"), sort=True),
        Column("lifted_label", _("Lifted by"), sort=True, shown=False),
        StatusColumn("state", _("State"), states=STATES, sort="state"),
    )
    filters = (
        TextFilter("user__name", "user__email", "customer__legal_name", "customer__code", "by_label"),
        ChoiceFilter("state", _("State"), [(name, words) for name, (_tone, words) in STATES.items()]),
        ChoiceFilter("ground", _("Ground"), [(ground.value, words) for ground, words in GROUNDS.items()]),
        DateFilter("from_at", _("Since"), instants=True),
    )
    about, look = "customer_id", "suspensions"
    default_sort = "-from_at"
    nothing = Empty(
        _("Nobody is suspended"),
        _("On a ground of security or fraud access is stopped here at once, and lifted again."),
        icon="shield",
    )


class AddressList(Listing):
    key = "addresses"
    title = _("Blocked addresses")
    columns = (
        Column("network", _("Network"), sort=True),
        Column("reason", _("Reason")),
        MomentColumn("from_at", _("Since"), sort=True),
        Column("by_label", _("By"), sort=True),
        MomentColumn("lifted_at", _("Lifted"), sort=True),
        Column("lifted_label", _("Lifted by"), shown=False),
        StatusColumn("state", _("State"), states={**STATES, "running": ("bad", _("Blocked"))}, sort="state"),
    )
    filters = (
        TextFilter("network", "reason", "by_label"),
        ChoiceFilter("state", _("State"), [("running", _("Blocked")), ("past", _("Lifted"))]),
    )
    default_sort = "-from_at"
    nothing = Empty(_("No address is blocked"), _("Nobody is let in from a blocked address or range."), icon="globe")


def who_of(stop: Any) -> str:
    """The person, or everyone of a customer."""
    return f"{stop.user.name} ({stop.user.email})" if stop.user else _now("Everyone of the customer")


def where_of(stop: Any) -> str:
    """The customer, or everywhere."""
    return stop.customer.legal_name if stop.customer else _now("Everywhere")
