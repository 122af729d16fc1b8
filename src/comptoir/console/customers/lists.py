"""The list of customers."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import CUSTOMER_VIEW
from comptoir.parties.models import Language
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateColumn,
    DateFilter,
    Empty,
    Listing,
    NumberColumn,
    TextFilter,
)


class CustomerList(Listing):
    key = "customers"
    title = _("Customers")
    columns = (
        Column(
            "legal_name",
            _("Customer"),
            sort="sort_name",
            link=lambda row: reverse("console:customers:show", args=[row.pk]),
        ),
        Column("code", _("Code"), sort=True),
        Column("enterprise_number", _("Enterprise number"), sort=True, shown=False),
        Column("city", _("City"), sort=True),
        Column(
            "language", _("Language"), source=lambda row: Language(row.language).label, sort="language", shown=False
        ),
        NumberColumn("accounts", _("Billing accounts"), source="account_count", sort="account_count"),
        NumberColumn("cards", _("Cards"), source="card_count", sort="card_count"),
        DateColumn("accepted_on", _("Customer since"), sort=True),
    )
    filters = (
        TextFilter("legal_name", "code", "city", "enterprise_number"),
        ChoiceFilter("language", _("Language"), Language.choices),
        DateFilter("accepted_on", _("Customer since")),
    )
    default_sort = "legal_name"
    nothing = Empty(
        _("No customers yet"),
        _("Bring them in with their accounts and cards, or begin with a first one."),
        url_name="console:setup:customer",
        action=_("First customer"),
        icon="company",
    )

    def __init__(self, rows: "QuerySet[Any]") -> None:
        super().__init__(rows, capability=CUSTOMER_VIEW)
