"""Another customer's ids are as absent as ids made up: in forms, bulk actions, filters, exports and sentences."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.access.models import AccessReview, Grant, Membership, ReviewAnswer, Tie
from comptoir.lifecycle.models import DataExport
from tests.portal.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-12")]
MADE_UP = "999999"


def said(answer: Any) -> str:
    """What a page says, without what differs with each request."""
    content = getattr(answer, "content", b"") or b"".join(getattr(answer, "streaming_content", ()))
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", content.decode())
    return re.sub(r"\b\d+\b", "#", text)


def same_as_made_up(client: Client, address: str, data: dict[str, Any], field: str, theirs: object) -> None:
    """The sentence for another's id is the one for an id that never was."""
    theirs_said = client.post(address, data | {field: str(theirs)})
    never_said = client.post(address, data | {field: MADE_UP})
    assert theirs_said.status_code == never_said.status_code
    assert theirs_said.headers.get("Location") == never_said.headers.get("Location")
    assert said(theirs_said) == said(never_said)
    assert "BOREALIS" not in said(theirs_said)


def test_a_bulk_confirmation_takes_ones_own_people_only(world: World) -> None:
    manager = world.client("manager")
    manager.post(reverse("portal:reviews:open"))
    Membership.objects.update(tie=Tie.EMPLOYMENT)
    theirs = [str(person.pk) for person in world.borealis.people.values()]
    address = reverse("portal:reviews:confirm")
    refused = manager.post(address, {"selected": [*theirs, MADE_UP, "x", "-1"]}, follow=True)
    assert not ReviewAnswer.objects.exists() and "BOREALIS" not in refused.content.decode()
    manager.post(address, {"selected": [*theirs, str(world.lumen.people["finance"].pk)]})
    assert [one.review.customer_id for one in ReviewAnswer.objects.all()] == [world.lumen.customer.pk]
    assert AccessReview.objects.get().customer == world.lumen.customer


def test_the_form_of_a_right_takes_no_place_and_no_person_of_another(world: World) -> None:
    owner, before = world.client("owner"), Grant.objects.count()
    address = reverse("portal:people:give", args=[world.lumen.people["finance"].pk])
    asked = {"what": "buyer", "tie": "employment", "save": "1"}
    same_as_made_up(owner, address, asked, "place", world.borealis.customer.scope_id)
    same_as_made_up(owner, address, asked, "place", world.borealis.lines[0].scope_id)
    elsewhere = reverse("portal:people:give", args=[world.borealis.people["finance"].pk])
    assert owner.post(elsewhere, asked | {"place": world.lumen.customer.scope_id}).status_code == 404
    assert Grant.objects.count() == before
    assert owner.post(address, asked | {"place": world.lumen.customer.scope_id}).status_code == 302, "the twin"
    assert Grant.objects.count() == before + 1


def test_copying_and_handing_on_reach_no_colleague_of_another(world: World) -> None:
    owner, own, before = world.client("owner"), world.lumen.people, Grant.objects.count()
    theirs = world.borealis.people["finance"]
    copying = reverse("portal:people:copy", args=[own["user"].pk])
    found = owner.get(f"{copying}?colleague={theirs.pk}")
    assert "BOREALIS" not in found.content.decode()
    assert said(found) == said(owner.get(f"{copying}?colleague={MADE_UP}"))
    their_right = Grant.objects.get(holder=theirs)
    ticked = {"colleague": own["finance"].pk, "right": [their_right.pk], "rights": [their_right.pk], "save": "1"}
    owner.post(copying, ticked)
    assert Grant.objects.count() == before
    assert own["finance"].name in owner.get(f"{copying}?colleague={own['finance'].pk}").content.decode(), "the twin"


def test_another_is_not_made_access_owner(world: World) -> None:
    owner, theirs = world.client("owner"), world.borealis.people["finance"]
    asked = {"confirmation": theirs.email}
    same_as_made_up(owner, reverse("portal:people:owner"), asked, "person", theirs.pk)


@pytest.mark.parametrize("address", ["/invoices/", "/cards/", "/usage/2026-10/calls", "/people/", "/log/"])
def test_a_filter_by_anothers_id_finds_nothing_of_theirs(world: World, address: str) -> None:
    """Whatever a parameter is called: an id, a name, a number, a field of the database."""
    owner, theirs = world.client("owner"), world.borealis
    values = {
        "account": theirs.account.pk, "billing_account": theirs.account.pk, "customer": theirs.customer.pk,
        "centre": "100", "cost_centre": theirs.customer.pk, "line": theirs.lines[0].pk,
        "person": theirs.people["user"].pk,
        "customer_id": theirs.customer.pk, "billing_account__customer_id": theirs.customer.pk, "q": theirs.word,
        "actor": theirs.people["owner"].pk, "selected": theirs.lines[0].pk, "after": f"x.{theirs.lines[0].pk}",
    }  # fmt: skip
    for name, value in values.items():
        for export in ("", "&export=csv"):
            answer = owner.get(f"{address}?{name}={value}{export}")
            text = said(answer).replace(f"“{theirs.word}”", "").replace(f'value="{theirs.word}"', "")
            text = re.sub(r"[?&;]q=BOREALIS|: BOREALIS<|>BOREALIS<|BOREALIS\"", "", text)
            assert answer.status_code in (200, 302, 404), (name, export)
            assert "BOREALIS" not in text, (name, export, text[max(text.find("BOREALIS") - 200, 0) :][:300])


def test_an_export_of_lists_and_of_everything_holds_ones_own(world: World) -> None:
    """The twin stands beside it: the same file holds what is the asker's."""
    owner = world.client("owner")
    for address in ("/invoices/", "/cards/", "/people/"):
        answer = owner.get(f"{address}?export=csv&selected={world.borealis.lines[0].pk}")
        assert answer.status_code in (200, 302, 404)
        assert "BOREALIS" not in said(answer)
    assert "LUMEN person" in said(owner.get("/cards/?export=csv"))


def test_the_whole_export_of_another_is_not_there(world: World) -> None:
    owner, theirs = world.client("owner"), world.client("owner", world.borealis)
    theirs.post(reverse("portal:contract:export"))
    made = DataExport.objects.get()
    for name in ("export_progress", "export_file", "export_stop"):
        address = reverse(f"portal:contract:{name}", args=[made.pk])
        never = reverse(f"portal:contract:{name}", args=[int(MADE_UP)])
        method = "POST" if name == "export_stop" else "GET"
        answer, absent = owner.generic(method, address), owner.generic(method, never)
        assert (answer.status_code, said(answer)) == (absent.status_code, said(absent))
        assert answer.status_code in (302, 404)
    progress = reverse("portal:contract:export_progress", args=[made.pk])
    assert theirs.get(progress).status_code == 200, "the twin"


def test_a_search_counts_nothing_of_another(world: World) -> None:
    """Neither a row nor a number of rows: the answer is that of a word that stands nowhere."""
    owner = world.client("owner")
    numbers = [line.number.lstrip("+") for line in world.borealis.lines]
    for words in (*numbers, "borealis.example", world.borealis.invoice().number):
        page = owner.get("/search", {"q": words}).content.decode()
        never = owner.get("/search", {"q": "zzqqxxnothing"}).content.decode()
        assert page.count("<a ") == never.count("<a "), words
        assert "BOREALIS" not in page
    assert world.lumen.lines[0].label in owner.get("/search", {"q": world.lumen.lines[0].number}).content.decode()
