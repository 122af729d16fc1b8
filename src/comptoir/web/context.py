"""What every page's template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from comptoir.access.capabilities import DATA, INVOICES_VIEW
from comptoir.access.snapshot import Company
from comptoir.scope.actor import Actor
from comptoir.web.assets import asset
from comptoir.web.brand import shown_operator
from comptoir.web.navigation import Place, shown_to
from comptoir.web.preferences import theme_of
from comptoir.web.seeing import why_url

LANGUAGE_NAMES = (("fr", "Français"), ("nl", "Nederlands"), ("en", "English"), ("de", "Deutsch"))


def page(request: HttpRequest) -> dict[str, Any]:
    """operator, actor, now, customer(s), place, navigation, search, languages, theme, assets, layout to extend."""
    actor = getattr(request, "actor", None)
    place: Place = "console" if actor is not None and actor.staff else "portal"
    return {
        "operator": getattr(request, "operator", None) or shown_operator(),
        "actor": actor,
        "now": getattr(request, "now", None),
        "terms_banner": getattr(request, "terms_banner", ()),
        "customer": _present(actor, request),
        "customers": SimpleLazyObject(
            lambda: [(other.id, customer_name(actor, other)) for other in getattr(request, "customers", ())]
        ),
        "place": place,
        "navigation": SimpleLazyObject(lambda: shown_to(actor, place, request.path)),
        "search_url": _address(f"{place}:search") if actor is not None else "",
        "search_words": _search_words(actor),
        "initials": SimpleLazyObject(lambda: initials(str(getattr(request, "user", "") or ""))),
        "languages": LANGUAGE_NAMES,
        "theme": theme_of(request),
        "style_url": asset("app.css").address,
        "script_url": asset("app.js").address,
        "brand_url": asset("brand.css").address,
        "icon_url": asset("icon.svg").address,
        "preview_of": getattr(request, "preview", None),
        "why_url": SimpleLazyObject(lambda: why_url(request) if place == "portal" and actor is not None else ""),
        "demo": settings.DEMO,
        "demo_url": _address("demo:people") if settings.DEMO else "",
        "layout": "web/sheet.html" if request.headers.get("HX-Target") == "sheet-body" else "web/base.html",
    }


def _present(actor: Actor | None, request: HttpRequest) -> str:
    """For whom one acts. Who may not know the name, and acts for one company alone, needs no number to tell it by."""
    customer = getattr(request, "customer", None)
    if actor is None or customer is None or _is_named(actor) or len(getattr(request, "customers", ())) > 1:
        return customer_name(actor, customer)
    return _("Your company")


def _is_named(actor: Actor) -> bool:
    return any(actor.reaches(capability) for capability in DATA)


def customer_name(actor: Actor | None, customer: Company | None) -> str:
    """A customer as the shell names it; a person with manager rights only is shown no customer data (A-03)."""
    if actor is None or customer is None:
        return ""
    if _is_named(actor):
        return customer.name
    return _("Customer %(number)s") % {"number": customer.id}


def initials(name: str) -> str:
    """At most two letters for a person's mark."""
    parts = [part for part in name.replace("@", " ").split() if part[0].isalpha()]
    return "".join(part[0].upper() for part in [*parts[:1], *parts[1:][-1:]]) or "?"


def _search_words(actor: Actor | None) -> str:
    if actor is not None and not actor.staff and actor.may(INVOICES_VIEW):
        return _("Search invoices, numbers, people")
    return _("Search")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
