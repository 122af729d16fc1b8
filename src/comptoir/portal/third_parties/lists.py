"""The list of third parties."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.third_parties import last_day
from comptoir.portal.third_parties.words import STATES
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateColumn,
    Empty,
    Listing,
    MomentColumn,
    StatusColumn,
    TextFilter,
)


class ThirdPartyList(Listing):
    key = "third-parties"
    title = _("Third parties")
    columns = (
        Column(
            "holder",
            _("Person"),
            source="called",
            sort=True,
            link=lambda row: reverse("portal:third_parties:show", args=[row.pk]),
        ),
        Column("company_name", _("Company"), sort=True),
        StatusColumn("state", _("State"), states=STATES, sort="rank"),
        DateColumn("until", _("Last day"), source=lambda row: last_day(row.to_at), sort="to_at"),
        MomentColumn("given_at", _("Notice given"), sort=True),
        Column("given_label", _("Given by"), sort=True, shown=False),
    )
    filters = (
        TextFilter("called", "holder__email", "company_name", "purpose"),
        ChoiceFilter("state", _("State"), [(str(state), words) for state, (_tone, words) in STATES.items()]),
    )
    default_sort = "state"
    nothing = Empty(
        _("No third party"),
        _("Someone outside your company, such as an accountant, may act for you once the operator has taken note."),
        icon="company",
    )
