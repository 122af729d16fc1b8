"""Third parties, access reviews, the group, and why one sees a thing, as people use them on their pages."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.third_parties import give_notice, take_note
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.access.models import AccessReview, Grant, Membership, ThirdPartyNotice, Tie, User
from comptoir.billing.models import LineQuestion
from comptoir.kernel.clock import FixedClock
from comptoir.parties.actions.affiliates import name_affiliate
from comptoir.parties.control import ground_of
from comptoir.parties.models import Affiliation, Control
from comptoir.scope.actor import Channel
from comptoir.scope.models import ScopeEdge
from comptoir.web.words import sentence
from tests.portal.world import NOW, ROOT, World

NOTICE = {
    "name": "Tess Tiers", "email": "tess@auditors.example", "company_name": "Auditors BV", "company_number": "",
    "purpose": "Checks our invoices.", "until": "2027-01-31", "language": "en", "vouches": "on",
}  # fmt: skip


def page(client: Client, route: str, /, *keys: Any, **query: Any) -> str:
    answer = client.get(reverse(f"portal:{route}", args=keys), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client: Client, route: str, /, *keys: Any, **form: Any) -> Any:
    return client.post(reverse(f"portal:{route}", args=keys), form)


def third_party(world: World) -> Client:
    """Tess, noted, with finance rights on everything."""
    customer = world.lumen.customer
    owner = actor_for(world.lumen.people["owner"], customer.pk, Channel.SESSION, NOW)
    kept = {name: NOTICE[name] for name in ("name", "email", "company_name", "purpose", "language")}
    until = NOW + timedelta(days=20)
    notice = give_notice(customer, **kept, to_at=until, vouches=True, by=owner, at=NOW)
    take_note(notice, by=ROOT, at=NOW)
    give_right(
        customer, holder=notice.holder, profile="finance_administrator", scope=customer.scope, notice=notice,
        to_at=until, by=owner, at=NOW,
    )  # fmt: skip
    client = Client()
    client.force_login(notice.holder)
    return client


@pytest.mark.clause("A-09", "GC 9.2")
def test_the_access_owner_gives_notice_and_ends_it(world: World) -> None:
    client = world.client("owner")
    missing = post(client, "third_parties:new", **(NOTICE | {"purpose": "", "vouches": "", "until": "2026-11-01"}))
    for words in ("Say what they are to do for you.", "That day has passed.", "Without this assurance"):
        assert words in missing.content.decode()
    assert not ThirdPartyNotice.objects.exists()
    assert post(client, "third_parties:new", **NOTICE).status_code == 302
    notice = ThirdPartyNotice.objects.get()
    assert "Waits for the operator" in page(client, "third_parties:index")
    assert "Until then the person sees nothing." in page(client, "third_parties:show", notice.pk)
    assert post(client, "third_parties:end", notice.pk).status_code == 302
    assert "Ended by Owner LUMEN" in page(client, "third_parties:show", notice.pk)


@pytest.mark.clause("A-09")
def test_a_manager_sees_the_notices_and_gives_none(world: World) -> None:
    post(world.client("owner"), "third_parties:new", **NOTICE)
    manager, notice = world.client("manager"), ThirdPartyNotice.objects.get()
    assert "Announce a third party" not in page(manager, "third_parties:index")
    assert "End it" not in page(manager, "third_parties:show", notice.pk)
    for name, keys in (("third_parties:new", ()), ("third_parties:end", (notice.pk,))):
        assert post(manager, name, *keys, **NOTICE).status_code == 404
    other = world.client("owner", world.borealis)
    assert other.get(reverse("portal:third_parties:show", args=[notice.pk])).status_code == 404
    assert other.post(reverse("portal:third_parties:end", args=[notice.pk])).status_code == 404


@pytest.mark.clause("A-09", "GC 9.2")
def test_a_third_party_is_shown_as_such_on_every_page_and_in_what_it_writes(world: World) -> None:
    client = third_party(world)
    for address in ("/", "/invoices/", "/cards/", "/usage/2026-10/", "/people/", "/settings/", "/search?q=x"):
        text = client.get(address).content.decode()
        assert "You act for <strong>LUMEN Bakeries NV</strong>, as Tess Tiers of Auditors BV." in text, address
    invoice = world.lumen.invoice()
    assert client.post(f"/invoices/{invoice.number}/ask?line=1", {"text": "Why twice?"}).status_code == 302
    question = LineQuestion.objects.get()
    assert "Tess Tiers (Auditors BV)" in page(world.client("finance"), "invoices:question", question.pk)
    assert "You act for" not in world.client("finance").get("/").content.decode()
    settings.CLOCK = FixedClock(NOW + timedelta(days=20))
    assert client.get("/invoices/").status_code == 404, "the last day has passed"


@pytest.mark.clause("A-10", "GC 9.2")
def test_a_review_is_answered_person_by_person_and_closed_with_its_record(world: World) -> None:
    manager, people = world.client("manager"), world.lumen.people
    assert post(manager, "reviews:open").status_code == 302
    review = AccessReview.objects.get()
    assert "Access review: 4 rights to confirm or end by 21 December 2026." in manager.get("/").content.decode()
    assert "Access review" not in world.client("finance").get("/").content.decode()
    shown = page(manager, "reviews:show", review.pk)
    assert "Finance LUMEN" in shown and "LUMEN-BA" not in shown and "Manager LUMEN" in shown
    finance = people["finance"].pk
    assert "Say by which tie" in post(manager, "reviews:confirm_person", finance).content.decode()
    assert post(manager, "reviews:confirm_person", finance, tie="employment").status_code == 302
    assert Membership.objects.get(user=finance).tie == Tie.EMPLOYMENT
    fleet = Grant.objects.get(holder=people["fleet"])
    assert "Nobody else loses anything." in page(manager, "reviews:end_right", fleet.pk)
    assert post(manager, "reviews:end_right", fleet.pk).status_code == 302
    assert world.client("fleet").get("/cards/").status_code == 404
    assert "Nobody confirms their own rights" in page(manager, "reviews:person", people["manager"].pk)
    assert "2 rights have no answer." in page(manager, "reviews:close", review.pk)
    assert post(manager, "reviews:close", review.pk).status_code == 302
    record = page(world.client("owner"), "reviews:record", review.pk)
    for words in ("Confirmed", "Ended", "Not answered", "Manager LUMEN", "Export"):
        assert words in record
    sheet = world.client("owner").get(reverse("portal:reviews:record", args=[review.pk]), {"export": "csv"})
    assert b"".join(sheet.streaming_content if sheet.streaming else [sheet.content]).count(b"LUMEN") >= 4


def test_several_are_confirmed_at_once_but_for_whom_a_tie_is_missing(world: World) -> None:
    manager, people = world.client("manager"), world.lumen.people
    post(manager, "reviews:open")
    Membership.objects.filter(user__in=[people["finance"], people["manager"]]).update(tie=Tie.EMPLOYMENT)
    chosen = [str(people[name].pk) for name in ("finance", "fleet", "manager")]
    asked = manager.post(reverse("portal:reviews:confirm"), {"selected": chosen}).content.decode()
    assert "Of 1 person no tie with the company is stated yet: Fleet LUMEN" in asked
    assert not AccessReview.objects.get().answers.exists(), "nothing before it is answered"
    left_out = {"selected": chosen, "leave_out": "1"}
    answer = manager.post(reverse("portal:reviews:confirm"), left_out, follow=True).content.decode()
    assert "1 right is confirmed." in answer
    assert "Fleet LUMEN" in answer and "Nobody confirms their own rights" in answer
    assert AccessReview.objects.get().answers.count() == 1


@pytest.mark.clause("A-10")
def test_a_tie_is_said_once_for_many_of_whom_none_is_known(world: World) -> None:
    """Three hundred people who came from a directory are not answered for one by one."""
    manager, confirm = world.client("manager"), reverse("portal:reviews:confirm")
    post(manager, "reviews:open")
    for number in range(6):
        person = invite_user(
            world.lumen.customer, email=f"n{number}@lumen.example", name=f"N{number}", by=ROOT, at=NOW, language="en"
        )
        give_right(
            world.lumen.customer, holder=person, profile="buyer", scope=world.lumen.customer.scope, by=ROOT, at=NOW
        )
    said = {"all": "1", "query": "q=buyer"}
    asked = manager.post(confirm, said).content.decode()
    assert "Of 6 people" in asked and "N0, N1, N2, N3, N4, …" in asked and 'name="query" value="q=buyer"' in asked
    for wrong in ({"tied": "1"}, {"tied": "1", "tie": "third_party"}):
        assert manager.post(confirm, said | wrong).status_code == 422
    assert not AccessReview.objects.get().answers.exists()
    answer = manager.post(confirm, said | {"tied": "1", "tie": "civil_service"}, follow=True).content.decode()
    assert "6 rights are confirmed." in answer
    ties = Membership.objects.filter(user__email__startswith="n").values_list("tie", "tie_confirmed_label").distinct()
    assert list(ties) == [("civil_service", "Manager LUMEN")]
    assert not Membership.objects.exclude(user__email__startswith="n").exclude(tie="").exists(), "nobody else's"


@pytest.mark.clause("A-08", "GC 1.2", "GC 9.1", "portal.control.votes_above", "portal.control.meetings")
def test_the_groups_page_says_ground_guarantee_and_joint_liability(world: World) -> None:
    owner = world.client("owner")
    assert "This company belongs to no group" in page(owner, "group:index")
    parent, affiliate = world.lumen.customer, world.borealis.customer
    name_affiliate(parent, affiliate=affiliate, ground=Control.IN_FACT, since_on=date(2026, 3, 1), by=ROOT, at=NOW)
    shown = page(owner, "group:index")
    assert "In fact: more than 50% of the votes cast at its last 2 meetings" in shown
    assert "LUMEN Bakeries NV answers for all of it jointly and severally, payment included (GC 9.1)" in shown
    assert post(owner, "group:guarantee", affiliate.pk).status_code == 302
    tie = Affiliation.objects.get()
    assert (tie.guaranteed_by, tie.guaranteed_on) == ("Owner LUMEN", date(2026, 11, 21))
    assert "Owner LUMEN, 21/11/2026" in page(owner, "group:index")
    others = world.client("finance", world.borealis)
    assert "Parent company" in page(others, "group:index")
    assert post(others, "group:guarantee", affiliate.pk).status_code == 404
    assert sentence(ground_of("votes", date(2026, 11, 21))) == "More than 50% of the votes"


@pytest.mark.clause("A-11")
@pytest.mark.parametrize("person", ["owner", "finance"])
def test_whoever_sees_a_thing_may_ask_why(world: World, person: str) -> None:
    client, number = world.client(person), str(world.lumen.invoice().number)
    link = reverse("portal:why:thing", args=["invoice", number])
    assert f'href="{link}"' in client.get(f"/invoices/{number}/").content.decode()
    answer = page(client, "why:thing", "invoice", number)
    assert f"{person.title()} LUMEN may do this here." in answer
    assert ("Access Owner" in answer) and ("GC 8.2" in answer)
    assert client.get(link, headers={"HX-Request": "true", "HX-Target": "sheet-body"}).content.startswith(b"<header")


@pytest.mark.clause("A-11")
def test_every_object_page_leads_to_its_answer(world: World) -> None:
    client, line = world.client("owner"), world.lumen.lines[0].pk
    number, finance = world.lumen.invoice().number, world.lumen.people["finance"].pk
    for address in (
        "/invoices/", f"/invoices/{number}/", f"/invoices/{number}/lines/1/", "/cards/", f"/cards/{line}/", "/reports/",
        "/usage/2026-10/", f"/usage/2026-10/{line}/", "/people/", f"/people/{finance}/",
    ):  # fmt: skip
        found = re.search(r'href="(/people/why/[^"]+)" data-sheet', client.get(address).content.decode())
        assert found, address
        answer = client.get(found[1])
        assert answer.status_code == 200 and "may do this here." in answer.content.decode(), found[1]


@pytest.mark.clause("A-11", "A-03")
def test_a_manager_asks_about_anyone_by_opaque_places_and_past_days(world: World) -> None:
    manager, account = world.client("manager"), str(world.lumen.account.scope_id)
    asked = {"person": "finance@lumen.example", "what": INVOICES_VIEW, "where": account}
    answer = page(manager, "why:ask", **asked)
    assert "Finance LUMEN may do this here." in answer and "Billing account 1" in answer
    for word in ("LUMEN-BA", "LUMEN Bakeries", "LUMEN mobile"):
        assert word not in answer
    before = page(manager, "why:ask", **asked, on="2025-12-01")
    assert "Finance LUMEN may not do this here." in before
    left = NOW - timedelta(days=2)
    since = NOW - timedelta(days=300)
    Membership.objects.filter(user=world.lumen.people["finance"]).update(from_at=since, to_at=left)
    Grant.objects.filter(holder=world.lumen.people["finance"]).update(to_at=left)
    ScopeEdge.objects.update(from_at=None)  # the world's tree as it always was
    assert "may not do this here." in page(manager, "why:ask", **asked)
    then = page(manager, "why:ask", **asked, on="2026-11-18")
    assert "Finance LUMEN may do this here." in then, "also of who has left since"
    own = page(manager, "why:ask", **(asked | {"person": ""}))
    assert "an Access Manager never sees customer data" in own
    for wrong, words in (
        ({"person": "nobody@x.example"}, "Nobody of your company"),
        ({"on": "2027-01-01"}, "still to come"),
    ):
        assert words in page(manager, "why:ask", **(asked | wrong))
    line = page(manager, "why:ask", **(asked | {"where": "line", "line": "1", "what": "lines.view"}))
    assert "Line 1" in line and world.lumen.lines[0].number[-6:] not in line.replace(" ", "")


@pytest.mark.clause("A-11")
def test_why_of_another_or_of_what_one_does_not_see_is_not_answered(world: World) -> None:
    number, other = str(world.lumen.invoice().number), str(world.borealis.invoice().number)
    finance, line = world.client("finance"), world.lumen.lines[1].pk
    assert finance.get(reverse("portal:why:thing", args=["invoice", other])).status_code == 404
    assert finance.get(reverse("portal:why:ask")).status_code == 404
    asked = page(finance, "why:thing", "invoice", number, person="owner@lumen.example")
    assert "Owner LUMEN" not in asked, "only who manages people asks about another"
    assert world.client("user").get(reverse("portal:why:thing", args=["card", line])).status_code == 404
    assert world.client("manager").get(reverse("portal:why:thing", args=["invoice", number])).status_code == 404


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_telling_of_a_third_party_is_not_called_ending_the_contract(world: World, language: str) -> None:
    """English says "give notice" for both; the other languages have two words."""
    User.objects.filter(pk=world.lumen.people["owner"].pk).update(language=language)
    client = world.client("owner")
    ending = re.search(r"<h1[^>]*>\s*([^<]+?)\s*</h1>", page(client, "contract:notice"))
    assert ending is not None
    tells = re.search(r'third-parties/new"[^>]*>.*?</svg>([^<]+)</a>', page(client, "third_parties:index"), re.DOTALL)
    assert tells is not None
    assert tells[1].strip() not in ("", ending[1])
