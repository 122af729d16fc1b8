"""Programs of the portal's test world: a client with a token for each person."""

from typing import Any

from django.test import Client

from comptoir.access.actions.tokens import create_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import SCIM_PROVISION
from comptoir.access.models import User
from comptoir.access.tokens import TOKEN_CAPABILITIES
from comptoir.parties.models import Customer
from comptoir.scope.actor import Channel
from tests.portal.world import NOW


def secret_of(person: User, customer: Customer, *capabilities: str) -> str:
    """A token of the person with these capabilities, else with all that they may put into one."""
    actor = actor_for(person, customer.pk, Channel.SESSION, NOW)
    held = [one for one in TOKEN_CAPABILITIES if actor.may(one) and one != SCIM_PROVISION]
    made = create_token(
        customer, user=person, name=f"test {len(capabilities)}", capabilities=capabilities or held, days=30, by=actor,
        at=NOW,
    )  # fmt: skip
    return made.secret


def program(secret: str) -> Client:
    """A client that sends the token with each request."""
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})


def rows(client: Client, address: str) -> list[dict[str, Any]]:
    """All rows of a list, page by page, two at a time."""
    found, after = [], ""
    while True:
        joint = "&" if "?" in address else "?"
        page = client.get(f"{address}{joint}limit=2&after={after}")
        assert page.status_code == 200, page.content
        found += page.json()["rows"]
        if (after := page.json()["after"]) is None:
            return found
