"""What managing people is not: ending an owner, learning of other companies, waking what has ended (A-03, A-07)."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from comptoir.access.actions.people import UnableToDeactivate, deactivate_user, invite_user
from comptoir.access.actions.reviews import open_review
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.third_parties import give_notice, refuse, take_note
from comptoir.access.actions.tokens import create_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import INVOICES_VIEW, ORDERS_PLACE
from comptoir.access.models import Grant, Membership, User
from comptoir.access.queries import person
from comptoir.access.tokens import actor_for_token
from comptoir.inventory.actions.changes import move_line
from comptoir.lifecycle.actions.defaults import send_notice_of_default
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.models import ScopeEdge
from tests.attacks.test_ids import said
from tests.portal.world import NOW, ROOT, Firm, World

pytestmark = pytest.mark.django_db
LATER, EVEN_LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)


def acting(firm: Firm, user: User, at: Any = NOW) -> Actor:
    return actor_for(User.objects.get(pk=user.pk), firm.customer.pk, Channel.SESSION, at)


@pytest.mark.clause("A-01", "A-03")
def test_a_manager_lets_no_further_access_owner_go(world: World) -> None:
    """Nor would they by ending the right; the twins: an owner does, and a manager lets anyone else go."""
    firm, people = world.lumen, world.lumen.people
    Grant.objects.filter(holder=people["fleet"]).update(to_at=NOW)
    owner = {"profile": "access_owner", "scope": firm.customer.scope}
    give_right(firm.customer, holder=people["fleet"], by=acting(firm, people["owner"]), at=NOW, **owner)
    manager = acting(firm, people["manager"])
    with pytest.raises(UnableToDeactivate):
        deactivate_user(firm.customer, user=people["fleet"], by=manager, at=NOW)
    address = reverse("portal:people:leave", args=[people["fleet"].pk])
    assert "Only an Access Owner lets them go" in world.client("manager").post(address).content.decode()
    assert acting(firm, people["fleet"]).may(INVOICES_VIEW)
    deactivate_user(firm.customer, user=people["finance"], by=manager, at=NOW)
    deactivate_user(firm.customer, user=people["fleet"], by=acting(firm, people["owner"]), at=NOW)
    assert not acting(firm, people["fleet"]).grants


@pytest.mark.clause("A-11", "A-12")
def test_why_of_a_day_when_the_card_was_anothers_tells_nothing_of_that_company(world: World) -> None:
    """A card that came from Borealis: who saw it there, and by whose hand, stays Borealis' affair."""
    line, theirs = world.borealis.lines[0], world.borealis.people
    both = theirs["finance"]
    invite_user(world.lumen.customer, email=both.email, name="Both", by=ROOT, at=NOW)
    ScopeEdge.objects.update(from_at=NOW - timedelta(days=400))
    Membership.objects.update(from_at=NOW - timedelta(days=400))
    desk = Actor("the order desk", Channel.DESK, staff=frozenset({ORDERS_PLACE}))
    move_line(line, account=world.lumen.account, from_on=NOW.date(), by=desk, at=NOW)
    line.refresh_from_db()
    asked = {"person": both.email, "what": "lines.view", "where": "line", "line": line.number, "on": "2026-11-20"}
    page = said(world.client("owner").get(reverse("portal:why:ask"), asked))
    assert "BOREALIS" not in page and "the test world" not in page
    assert "It belonged to another company then" in page
    now = world.client("owner").get(reverse("portal:why:ask"), asked | {"on": "", "person": ""})
    assert "is the Access Owner since" in now.content.decode(), "the twin"


@pytest.mark.clause("A-09", "A-14")
def test_a_third_partys_token_does_not_wake_with_the_next_notice(world: World) -> None:
    firm, owner = world.lumen, acting(world.lumen, world.lumen.people["owner"])
    notice: dict[str, Any] = {
        "name": "Odile", "email": "odile@outside.example", "company_name": "Outside", "purpose": "Books",
        "to_at": NOW + timedelta(days=60), "vouches": True, "by": owner,
    }  # fmt: skip
    right: dict[str, Any] = {"profile": "finance_administrator", "scope": firm.account.scope, "by": ROOT}
    first = take_note(give_notice(firm.customer, **notice, at=NOW), by=ROOT, at=NOW)
    give_right(firm.customer, holder=first.holder, to_at=first.to_at, at=NOW, **right)
    made = create_token(
        firm.customer, user=first.holder, name="books", capabilities=[INVOICES_VIEW], days=30,
        by=acting(firm, first.holder), at=NOW,
    )  # fmt: skip
    assert actor_for_token(made.secret, LATER) is not None, "the twin"
    refuse(first, reason="No.", by=ROOT, at=LATER)
    again = take_note(give_notice(firm.customer, **notice, at=LATER), by=ROOT, at=LATER)
    give_right(firm.customer, holder=again.holder, to_at=again.to_at, at=LATER, **right)
    assert acting(firm, again.holder, EVEN_LATER).may(INVOICES_VIEW)
    assert actor_for_token(made.secret, EVEN_LATER) is None


@pytest.mark.clause("A-02")
def test_an_invitation_tells_nobody_whether_the_address_was_known(world: World) -> None:
    """Neither that somebody of that address has signed in anywhere, nor what others call them."""
    known, firm = world.borealis.people["owner"], world.lumen
    User.objects.filter(pk=known.pk).update(last_login=NOW - timedelta(days=1))
    manager = acting(firm, firm.people["manager"])
    invite_user(firm.customer, email=known.email, name="Some Body", by=manager, at=NOW)
    assert not person(manager, NOW, known.pk).has_signed_in
    give_right(firm.customer, holder=known, profile="buyer", scope=firm.customer.scope, by=manager, at=NOW)
    browser = world.client("manager")
    grant = Grant.objects.get(holder=known, customer=firm.customer)
    for address in (
        reverse("portal:people:index"),
        reverse("portal:people:person", args=[known.pk]),
        reverse("portal:people:end", args=[grant.pk]),
        reverse("portal:people:leave", args=[known.pk]),
        reverse("portal:preview:show", args=[known.pk]),
        f"{reverse('portal:why:ask')}?person={known.pk}&what=lines.view&where={firm.customer.scope_id}",
    ):
        page = browser.get(address).content.decode().replace(known.email, "")
        assert "Some Body" in page, address
        assert "BOREALIS" not in page, address
    as_manager = {"what": "access_manager", "place": firm.customer.scope_id, "tie": "employment", "save": "1"}
    refused = browser.post(reverse("portal:people:give", args=[known.pk]), as_manager).content.decode()
    assert "would manage people and see data both" in refused
    assert "BOREALIS" not in refused.replace(known.email, "")
    User.objects.filter(pk=known.pk).update(last_login=LATER)
    assert person(manager, LATER, known.pk).has_signed_in, "the twin"


@pytest.mark.clause("A-02", "A-10")
def test_a_review_calls_who_passed_a_right_on_as_the_company_does(world: World) -> None:
    known, firm = world.borealis.people["owner"], world.lumen
    manager = acting(firm, firm.people["manager"])
    invite_user(firm.customer, email=known.email, name="Some Body", by=manager, at=NOW)
    asked = {"profile": "finance_administrator", "scope": firm.customer.scope, "at": NOW}
    source = give_right(firm.customer, holder=known, by=manager, may_delegate=True, **asked)
    passing = actor_for(known, firm.customer.pk, Channel.SESSION, NOW)
    give_right(firm.customer, holder=firm.people["fleet"], parent=source, by=passing, **asked)
    review = open_review(firm.customer, by=manager, at=NOW)
    for address in ("portal:reviews:show", "portal:reviews:record"):
        page = world.client("manager").get(reverse(address, args=[review.pk])).content.decode()
        assert "BOREALIS" not in page, address
    page = world.client("manager").get(reverse("portal:reviews:person", args=[firm.people["fleet"].pk]))
    assert "from the right of Some Body" in page.content.decode()


@pytest.mark.clause("P-10", "A-03")
def test_which_duty_is_not_met_is_for_who_speaks_or_sees_the_company(world: World) -> None:
    words = "Invoice 2026-10-0001 of 12,345 euros is not paid."
    send_notice_of_default(world.lumen.customer, obligation=words, is_serious=False, by=ROOT, at=NOW)
    address = reverse("portal:contract:index")
    for who, reads in (("owner", True), ("finance", True), ("manager", False), ("user", False), ("fleet", False)):
        page = world.client(who).get(address).content.decode()
        assert (words in page) is reads, who
        assert "Northwind Telecom to you" in page, "that there is one, and its dates, everybody may know"
