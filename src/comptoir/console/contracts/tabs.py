"""The pages about contracts, side by side."""

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import OPERATE_CUSTOMERS
from comptoir.scope.actor import Actor

Tab = tuple[str, str, bool]


def tabs(actor: Actor, current: str) -> list[Tab]:
    """For `{% tabs tabs %}`: what this person may open."""
    offered = [
        ("index", _("Contracts"), actor.may(OPERATE_CUSTOMERS)),
        ("unused", _("Unused"), actor.may(OPERATE_CUSTOMERS)),
        ("documents", _("Documents"), True),
        ("order", _("What prevails"), actor.may(OPERATE_CUSTOMERS)),
    ]
    return [
        (words, reverse(f"console:contracts:{name}"), name == current) for name, words, is_open in offered if is_open
    ]
