"""The list of cards and lines."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import LINES_VIEW
from comptoir.inventory.models import LineState
from comptoir.inventory.queries import named, plans_in_use
from comptoir.parties.queries import billing_accounts, cost_centres
from comptoir.scope.actor import Actor
from comptoir.web import formats
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateColumn,
    Empty,
    Listing,
    PhoneColumn,
    StatusColumn,
    TextFilter,
)

STATES = {
    LineState.ACTIVE: ("good", _("Active")),
    LineState.SUSPENDED: ("attention", _("Suspended")),
    LineState.ENDED: ("neutral", _("Ended")),
}


class LineSearch(TextFilter):
    """Finds a line by its number as people dial it, its user, its code or its card."""

    def condition(self, asked: Any) -> Q:
        return named(asked)


class LineList(Listing):
    key = "lines"
    title = _("Cards and lines")
    columns = (
        PhoneColumn("number", _("Number"), sort=True, link=lambda row: reverse("portal:cards:show", args=[row.pk])),
        Column("label", _("Label"), sort="sort_label"),
        Column("plan", _("Plan"), source=lambda row: row.plan.name_in(formats.language()), sort="plan__code"),
        Column("cost_centre", _("Cost centre"), sort="cost_centre__sort_name"),
        Column("account", _("Billing account"), source="billing_account.code", sort=True, shown=False),
        Column("code", _("Line"), sort=True, shown=False),
        StatusColumn("state", _("State"), states=STATES, sort=True),
        DateColumn("from_on", _("Since"), sort=True),
        DateColumn("to_on", _("Ended"), sort=True, shown=False),
    )
    default_sort = "number"
    nothing = Empty(
        _("No card yet"), _("Your cards and their numbers stand here once they are in service."), icon="card"
    )

    def __init__(self, rows: QuerySet[Any, Any], actor: Actor) -> None:
        super().__init__(rows, capability=LINES_VIEW)
        language = formats.language()
        self.filters = (
            LineSearch("number", "label", "code"),
            ChoiceFilter(
                "plan",
                _("Plan"),
                lambda: [(plan.code, plan.name_in(language)) for plan in plans_in_use(actor)],
                field="plan__code",
            ),
            ChoiceFilter(
                "centre",
                _("Cost centre"),
                lambda: [(centre.pk, str(centre)) for centre in cost_centres(actor, LINES_VIEW)],
                field="cost_centre_id",
            ),
            ChoiceFilter(
                "account",
                _("Billing account"),
                lambda: [(a.code, f"{a.code} {a.name}") for a in billing_accounts(actor, LINES_VIEW)],
                field="billing_account__code",
            ),
            ChoiceFilter("state", _("State"), [(value, words) for value, (_tone, words) in STATES.items()]),
        )
