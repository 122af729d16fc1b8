"""A browser in which someone is signed in, and has or has not just shown who they are."""

from django.test import Client

from comptoir.access.models import User
from comptoir.identity.proof import CONFIRMED_AT
from tests.access.group import AT


def browser_of(person: User, *, confirmed: bool = True) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    session = client.session
    if confirmed:
        session[CONFIRMED_AT] = AT.isoformat()
    else:
        session.pop(CONFIRMED_AT, None)
    session.save()
    return client
