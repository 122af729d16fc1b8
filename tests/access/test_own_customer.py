"""For which of several customers someone acts who has chosen none: their own before others'."""

import pytest
from django.conf import settings
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.kernel.clock import FixedClock
from tests.access.group import AT, ROOT, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(at_a_fixed_instant: None) -> None:
    settings.CLOCK = FixedClock(AT)


def shown_for(person: str) -> str:
    group = build()
    client = Client()
    client.force_login(group.people[person])
    return str(client.get("/settings/").context["customer"])


@pytest.mark.clause("A-08")
def test_who_heads_a_group_acts_for_its_parent_and_not_for_the_first_by_name() -> None:
    """Affiliate stands before Parent in the alphabet."""
    assert shown_for("ann") == "Parent"


def test_the_seat_goes_before_a_right_elsewhere() -> None:
    group = build()
    sam = group.people["sam"]
    affiliate = group.affiliate.customer
    invite_user(affiliate, email=sam.email, name="Sam", by=ROOT, at=AT, tell=False)
    give_right(affiliate, holder=sam, profile="buyer", scope=affiliate.scope, by=ROOT, at=AT)
    client = Client()
    client.force_login(sam)
    assert client.get("/settings/").context["customer"] == "Stranger"
    designate_access_owner(group.stranger.customer, holder=group.people["dan"], by=ROOT, at=AT)
    assert client.get("/settings/").context["customer"] == "Affiliate"
