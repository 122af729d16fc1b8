"""The words of the reports: titles, what each answers, columns."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.insights.models import Level

LEVELS: Mapping[str, str | Promise] = {
    Level.ESSENTIAL: _("Essential"),
    Level.PLUS: _("Plus"),
    Level.ADVANCED: _("Advanced"),
}
TITLES: Mapping[str, str | Promise] = {
    "by_category": _("Cost by kind of charge"),
    "by_card": _("Cost by card"),
    "by_cost_centre": _("Cost by cost centre"),
    "roaming": _("Use abroad by country"),
    "value_added": _("Value-added numbers"),
    "over_bundle": _("Use beyond bundles"),
    "unused": _("Cards without use"),
    "one_offs": _("Discounts, credits and one-off charges"),
}
ANSWERS: Mapping[str, str | Promise] = {
    "by_category": _("What did we pay for?"),
    "by_card": _("Which cards cost most, and for what use?"),
    "by_cost_centre": _("Which part of the company bears which cost?"),
    "roaming": _("Where was our use abroad, and what did it cost?"),
    "value_added": _("Which cards reached numbers with a price of their own?"),
    "over_bundle": _("Which cards use more than their plan includes?"),
    "unused": _("Which cards do we pay for that nobody used?"),
    "one_offs": _("What was charged or given besides plans and use?"),
}
COLUMNS: Mapping[str, str | Promise] = {
    "category": _("Kind"),
    "kind": _("Kind"),
    "code": _("Description"),
    "line_id": _("Card"),
    "cost_centre": _("Cost centre"),
    "visited": _("Country"),
    "cards": _("Cards"),
    "records": _("Items"),
    "recurring_micro": _("Subscriptions"),
    "usage_micro": _("Usage"),
    "amount_micro": _("Total"),
    "seconds": _("Calls"),
    "messages": _("Messages"),
    "bytes": _("Data"),
    "bundle_quantity": _("Inside bundles"),
    "beyond": _("Beyond bundles"),
}
KINDS: Mapping[str, str | Promise] = {
    "recurring": _("Subscriptions"),
    "one_off": _("One-off charges"),
    "discount": _("Discounts"),
    "credit": _("Credits"),
}
