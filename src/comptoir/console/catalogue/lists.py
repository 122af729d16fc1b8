"""The lists of the catalogue: what is on offer, and the tariffs that price usage."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.catalogue.models import OfferingKind
from comptoir.web import formats
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateColumn,
    Empty,
    FlagColumn,
    Listing,
    MomentColumn,
    MoneyColumn,
    StatusColumn,
    TextFilter,
)

KINDS = {
    OfferingKind.PLAN: _("Plan"),
    OfferingKind.OPTION: _("Option"),
    OfferingKind.APPLICATION: _("Application"),
    OfferingKind.ONE_OFF: _("One-off"),
}
PLAN_KINDS = {
    "metered": _("metered"),
    "bundled": _("with bundles"),
    "shared": _("with shared bundles"),
    "unlimited": _("unlimited"),
    "data": _("data only"),
}


class OfferingList(Listing):
    key = "offerings"
    title = _("Offerings")
    columns = (
        Column("name", _("Offering"), source=lambda row: row.name_in(formats.language()), sort="code"),
        Column("code", _("Code"), sort=True),
        Column("kind", _("Kind"), source=lambda row: kind_words(row), sort=True),
        MoneyColumn("price_micro", _("Price without VAT"), sort="price_micro"),
        DateColumn("price_from_on", _("Price since"), sort=True),
        DateColumn("next_price_on", _("Next price from"), sort=True, shown=False),
        FlagColumn("in_advance", _("In advance"), shown=False),
        DateColumn("from_on", _("On offer from"), sort=True),
        DateColumn("to_on", _("Until"), sort=True, shown=False),
    )
    filters = (
        TextFilter("code", "names"),
        ChoiceFilter("kind", _("Kind"), [(kind.value, words) for kind, words in KINDS.items()]),
    )
    default_sort = "code"
    nothing = Empty(
        _("Nothing on offer yet"),
        _("Put the plans of your tariff on offer, each with its monthly price."),
        url_name="console:catalogue:offer",
        action=_("Put plans on offer"),
        icon="tag",
    )


class TariffList(Listing):
    key = "tariffs"
    title = _("Tariffs")
    columns = (
        DateColumn(
            "from_on",
            _("In force from"),
            sort=True,
            link=lambda row: reverse("console:catalogue:tariff", args=[row.pk]),
        ),
        Column("code", _("Tariff"), sort=True),
        MomentColumn("imported_at", _("Adopted"), sort=True),
        StatusColumn(
            "state",
            _("State"),
            states={
                "now": ("good", _("In force")),
                "later": ("info", _("To come")),
                "before": ("neutral", _("Followed by another")),
            },
        ),
        Column("digest", _("Seal of its text"), source=lambda row: row.digest[:12], shown=False),
    )
    default_sort = "-from_on"
    nothing = Empty(
        _("No tariff yet"),
        _("A tariff says what a minute, a message and a megabyte cost. Without one, nothing can be priced."),
        url_name="console:catalogue:adopt",
        action=_("Adopt a tariff"),
        icon="coins",
    )


def kind_words(offering: Any) -> str:
    """'Plan, with bundles'."""
    kind = str(KINDS.get(offering.kind, offering.kind))
    plan_kind = PLAN_KINDS.get(offering.plan_kind)
    return f"{kind}, {plan_kind}" if plan_kind else kind
