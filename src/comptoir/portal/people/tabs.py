"""The pages side by side below "People and rights"; each is offered to who may open it."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import CUSTOMER_VIEW, PEOPLE_MANAGE, RIGHTS_GIVE
from comptoir.scope.actor import Actor

Tab = tuple[str, str, bool]


def tabs(actor: Actor, current: str) -> list[Tab]:
    """(words, address, is current); a page that this installation does not have is not offered."""
    manages = actor.may(PEOPLE_MANAGE)
    offered = [
        ("index", "people:index", _("People"), True),
        ("profiles", "people:profiles", _("Profiles"), actor.may(RIGHTS_GIVE)),
        ("third_parties", "third_parties:index", _("Third parties"), manages),
        ("reviews", "reviews:index", _("Access review"), manages),
        ("group", "group:index", _("Group"), actor.may(CUSTOMER_VIEW)),
        ("why", "why:ask", _("Who can see what"), manages),
        ("mine", "people:mine", _("What you may do"), True),
    ]
    found = [(words, _address(name), key == current) for key, name, words, is_open in offered if is_open]
    return [tab for tab in found if tab[1]]


def _address(name: str) -> str:
    try:
        return reverse(f"portal:{name}")
    except NoReverseMatch:
        return ""
