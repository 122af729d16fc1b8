"""Profiles, capabilities and places in the words of people: in the pages that give rights, and in the log."""

from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may
from comptoir.access.places import KnownPlace
from comptoir.kernel.sorting import fold
from comptoir.web import formats

#: What a profile is called, and what someone who holds it does, in one sentence.
PROFILES = {
    may.ACCESS_OWNER: (_("Access Owner"), _("Sees everything, orders, and decides who else may do what.")),
    may.ACCESS_MANAGER: (
        _("Access Manager"),
        _("Invites people and gives rights, but never sees invoices, numbers or usage."),
    ),
    may.FINANCE_ADMINISTRATOR: (
        _("Finance administrator"),
        _("Sees invoices, usage and reports, asks about invoices and exports them."),
    ),
    may.FLEET_ADMINISTRATOR: (
        _("Fleet administrator"),
        _("Sees cards, lines and their usage, their PIN and PUK, and keeps cost centres in order."),
    ),
    may.BUYER: (_("Buyer"), _("Sees cards and lines and orders new ones.")),
    may.INCIDENT_ADMINISTRATOR: (_("Incident administrator"), _("Sees cards and lines, to report what goes wrong.")),
    may.SERVICE_USER: (_("User of a line"), _("Sees their own line and what it used, and nothing else.")),
}

#: What a capability lets one do.
CAPABILITIES = {
    may.CUSTOMER_VIEW: _("See the company's accounts and details"),
    may.INVOICES_VIEW: _("See invoices"),
    may.INVOICES_QUESTION: _("Ask about invoices"),
    may.USAGE_VIEW: _("See calls, messages and data used"),
    may.LINES_VIEW: _("See cards and lines"),
    may.LINES_SECRETS: _("Show a card's PIN and PUK; each time is noted"),
    may.REPORTS_VIEW: _("See reports"),
    may.DATA_EXPORT: _("Export lists to a file"),
    may.REFERENCE_EDIT: _("Change cost centres and references"),
    may.AUDIT_VIEW: _("See who did what"),
    may.ORDERS_PLACE: _("Place orders"),
    may.PEOPLE_MANAGE: _("Invite people and let them go"),
    may.RIGHTS_GIVE: _("Give and end rights"),
    may.SEAT_REPLACE: _("Name another Access Owner"),
    may.IDENTITY_MANAGE: _("Decide how people sign in"),
    may.TOKENS_MANAGE: _("Make and end service accounts and tokens"),
    may.SCIM_PROVISION: _("Let a connected directory invite people and let them go"),
}

#: What a capability lets a token do: managing people by one is reading them (docs/api.md).
BY_TOKEN = {**CAPABILITIES, may.PEOPLE_MANAGE: _("See people and their rights")}

#: In this order one reads what a person may do.
ORDER = tuple(CAPABILITIES)

KINDS = {
    "group": _("The whole group"),
    "customer": _("The whole company"),
    "customer_account": _("Customer account %(number)s"),
    "billing_account": _("Billing account %(number)s"),
    "cost_centre": _("Cost centre %(number)s"),
    "site": _("Site %(number)s"),
    "line": _("Line %(number)s"),
}

KIND_NAMES = {
    "group": _("Group"),
    "customer": _("Company"),
    "customer_account": _("Customer account"),
    "billing_account": _("Billing account"),
    "cost_centre": _("Cost centre"),
    "site": _("Site"),
    "line": _("Line"),
}


def profile_name(profile: str) -> str:
    """What a profile is called."""
    return str(PROFILES[profile][0]) if profile in PROFILES else profile


def place_name(place: KnownPlace) -> str:
    """A place: its name for who may know it, else its kind and number."""
    if place.kind == "line" and place.name:
        return formats.phone(place.name)
    if place.name and place.kind not in ("group", "customer"):
        return place.name
    return str(KINDS[place.kind]) % {"number": place.number}


def place_kind(place: KnownPlace) -> str:
    return str(KIND_NAMES[place.kind])


def profiles_named(word: str) -> list[str]:
    """The profiles in whose name, in the reader's language, a word stands; accents and capitals aside."""
    return [key for key, (name, _sentence) in PROFILES.items() if fold(word) in fold(str(name))]
