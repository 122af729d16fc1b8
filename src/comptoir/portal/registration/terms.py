"""What the registration form says of the contract: that access is free, and which general conditions are accepted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language

from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.models import DocumentKind
from comptoir.lifecycle.precedence import order_of
from comptoir.lifecycle.reading import in_force_for_portal, paragraphs_of
from comptoir.scope.contract import terms_on


@dataclass(frozen=True, slots=True)
class ConditionsInForce:
    """The version that is accepted, and where it can be read."""

    version: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """One document of the contract, to be read by everybody (GC 3)."""

    name: str
    effective_on: date
    paragraphs: list[str]


def access_is_free(at: datetime) -> bool:
    """Whether access to the portal costs nothing (P-19; GC 7; portal.access_price)."""
    return terms_on(brussels_date(at))["portal.access_price"].amount.amount == 0


def conditions_in_force(at: datetime) -> ConditionsInForce:
    """The general conditions that a registration accepts at an instant (GC 3)."""
    today = brussels_date(at)
    held = next((one for one in in_force_for_portal(today) if one.kind == DocumentKind.GENERAL_CONDITIONS), None)
    if held is None:
        return ConditionsInForce(version=today.isoformat())
    return ConditionsInForce(version=held.effective_on.isoformat(), url=reverse("portal:registration:conditions"))


def conditions_to_read(at: datetime) -> list[Conditions]:
    """The documents of the portal's contract in force, in their order of precedence, in the page's language."""
    today = brussels_date(at)
    order = order_of("portal", terms_on(today))
    language = (get_language() or "en")[:2]
    held = sorted(in_force_for_portal(today), key=lambda one: order.index(one.kind))
    return [Conditions(one.get_kind_display(), one.effective_on, paragraphs_of(one.text_in(language))) for one in held]
