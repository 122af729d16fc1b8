"""The queue of notices about third parties."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.third_parties import NoticeState, last_day
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

STATES = {
    NoticeState.WAITING: ("attention", _("Waits for an answer")),
    NoticeState.RUNNING: ("good", _("Noted")),
    NoticeState.REFUSED: ("bad", _("Refused")),
    NoticeState.REFUSED_LATER: ("bad", _("Refused later")),
    NoticeState.ENDED: ("neutral", _("Ended by the customer")),
    NoticeState.EXPIRED: ("neutral", _("Ran out")),
}


class NoticeList(Listing):
    """Those that wait first, the one that ends soonest on top."""

    key = "desk-third-parties"
    title = _("Third parties")
    columns = (
        Column(
            "holder",
            _("Person"),
            source="holder.name",
            sort="holder__name",
            link=lambda row: reverse("console:third_parties:show", args=[row.pk]),
        ),
        Column("company_name", _("Company"), sort=True),
        Column("customer", _("Acts for"), source="customer.legal_name", sort="customer__sort_name"),
        StatusColumn("state", _("State"), states=STATES, sort="rank"),
        MomentColumn("given_at", _("Notice given"), sort=True),
        DateColumn("until", _("Last day"), source=lambda row: last_day(row.to_at), sort="to_at"),
    )
    filters = (
        TextFilter("holder__name", "holder__email", "company_name", "customer__legal_name"),
        ChoiceFilter("state", _("State"), [(str(state), words) for state, (_tone, words) in STATES.items()]),
    )
    about, look = "customer_id", "third_parties"
    default_sort = "state"
    nothing = Empty(
        _("No notice"),
        _("When a customer gives notice of a third party, it stands here until it is answered."),
        icon="people",
    )
