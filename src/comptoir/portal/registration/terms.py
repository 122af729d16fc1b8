"""What the registration form says of the contract: that access is free, and which general conditions are accepted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.models import DocumentKind, DocumentVersion
from comptoir.lifecycle.precedence import order_of
from comptoir.lifecycle.reading import in_force_for_portal, paragraphs_of
from comptoir.scope.contract import terms_on


@dataclass(frozen=True, slots=True)
class ConditionsInForce:
    """The documents that are accepted; `version` is the day from which the general conditions hold."""

    version: str
    documents: tuple[DocumentVersion, ...] = ()


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
    """The documents that a registration accepts at an instant, in their order of precedence (GC 1.3, 1.4, 3)."""
    today = brussels_date(at)
    order = order_of("portal", terms_on(today))
    held = tuple(sorted(in_force_for_portal(today), key=lambda one: order.index(one.kind)))
    general = next((one.effective_on for one in held if one.kind == DocumentKind.GENERAL_CONDITIONS), today)
    return ConditionsInForce(general.isoformat(), held)


def conditions_to_read(at: datetime) -> list[Conditions]:
    """Each of them in the page's language."""
    language = (get_language() or "en")[:2]
    return [
        Conditions(one.get_kind_display(), one.effective_on, paragraphs_of(one.text_in(language)))
        for one in conditions_in_force(at).documents
    ]
