"""The queues of the registrations desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.registration.models import ChangeKind, State
from comptoir.registration.words import CHANGE_KINDS, CUSTOMER_KINDS
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateColumn,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    NumberColumn,
    StatusColumn,
    TextFilter,
)

STATES = {
    State.SUBMITTED.value: ("attention", _("Waits for us")),
    State.DOCUMENTS.value: ("info", _("Waits for a document")),
    State.ACCEPTED.value: ("good", _("Accepted")),
    State.REFUSED.value: ("bad", _("Refused")),
    State.WITHDRAWN.value: ("neutral", _("Withdrawn")),
}
CHANGE_STATES = {
    "asked": ("attention", _("Waits for us")),
    "applied": ("good", _("Done")),
    "refused": ("bad", _("Refused")),
    "withdrawn": ("neutral", _("Withdrawn")),
}


class RegistrationList(Listing):
    """Those that wait for the desk first, whoever waits longest on top."""

    key = "registrations"
    title = _("Registrations")
    columns: Sequence[Column] = (
        Column(
            "legal_name",
            _("Company"),
            sort=True,
            link=lambda row: reverse("console:registrations:show", args=[row.pk]),
        ),
        Column("kind", _("Kind"), source=lambda row: CUSTOMER_KINDS.get(row.kind, ""), sort="kind", shown=False),
        Column("name", _("Registrant"), sort=True),
        Column("city", _("City"), sort=True, shown=False),
        MomentColumn("submitted_at", _("Sent"), sort="waiting"),
        NumberColumn("days", _("Days waited"), source="submitted_at"),
        StatusColumn("stands", _("State"), states=STATES, sort=True),
    )
    filters = (
        TextFilter("legal_name", "name", "email", "enterprise_number", "vat_number"),
        ChoiceFilter("stands", _("State"), [(state, words) for state, (_tone, words) in STATES.items()]),
        DateFilter("submitted_at", _("Sent"), instants=True),
    )
    default_sort = "submitted_at"
    nothing = Empty(
        _("No registrations"),
        _("When a company registers, it stands here until it is answered."),
        icon="company",
    )

    def __init__(self, rows: "QuerySet[Any]", now: datetime) -> None:
        super().__init__(rows)
        waited = NumberColumn("days", _("Days waited"), source=lambda row: days_waited(row, now))
        self.columns = tuple(waited if column.key == "days" else column for column in type(self).columns)


class ChangeList(Listing):
    """Changes that wait first, the oldest on top."""

    key = "changes"
    title = _("Changes asked for")
    columns = (
        Column(
            "customer",
            _("Customer"),
            source="customer.legal_name",
            sort="customer__sort_name",
            link=lambda row: reverse("console:registrations:change", args=[row.pk]),
        ),
        Column("kind", _("What"), source=lambda row: CHANGE_KINDS[row.kind], sort="kind"),
        Column("asked_label", _("Asked by"), sort=True),
        MomentColumn("asked_at", _("Asked"), sort="waiting"),
        DateColumn("from_on", _("From"), sort=True),
        StatusColumn("stands", _("State"), states=CHANGE_STATES, sort=True),
    )
    filters = (
        TextFilter("customer__legal_name", "customer__code", "asked_label"),
        ChoiceFilter("stands", _("State"), [(state, words) for state, (_tone, words) in CHANGE_STATES.items()]),
        ChoiceFilter("kind", _("What"), [(kind.value, CHANGE_KINDS[kind]) for kind in ChangeKind]),
    )
    about, look = "customer_id", "changes"
    default_sort = "asked_at"
    nothing = Empty(
        _("No changes asked for"),
        _("When a customer asks to change what was registered, it stands here until it is answered."),
        icon="edit",
    )


def days_waited(row: Any, now: datetime) -> int | None:
    """How many days a registration has waited; none once it is answered."""
    return (now - row.submitted_at).days if row.stands in (State.SUBMITTED, State.DOCUMENTS) else None
