"""Coming in by SAML 2.0: answers really signed, and every way known of bending one (A-13)."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from comptoir.identity.models import IdentityProvider
from tests.identity.asserting import ENTITY, NS, Asked, packed, read_request, response, signed
from tests.identity.company import World, followed, invited, saml, sent_to, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]


@pytest.fixture
def row(world: World) -> IdentityProvider:
    """Acme's provider, by which bob has come in once."""
    world.acme.prove("acme.example", "ann")
    made = saml(world.acme, "ann")
    link = invited(made, world.acme.people["bob"], world.acme.acting("ann"))
    client = Client()
    answer(client, made, response(read_request(followed(client, link)), "persistent-bob"))
    assert who(client) == "bob"
    return made


def asked_by(client: Client, email: str = "bob@acme.example") -> Asked:
    return read_request(sent_to(client, email))


def answer(client: Client, row: IdentityProvider, xml: str) -> Any:
    """The provider's page posts the answer, without our session's cookie; then the browser comes with it."""
    address = reverse("saml_acs", args=[row.slug])
    strict = client.cookies.pop("sessionid", None)  # SameSite=Lax: a form elsewhere posts without it
    posted = client.post(address, {"SAMLResponse": packed(xml)})
    kept = posted.cookies["saml-answer"]
    assert kept["httponly"] and kept["path"] == posted["Location"] and not kept["max-age"]
    if strict is not None:
        client.cookies["sessionid"] = strict.value
    return client.get(posted["Location"], follow=True)


def test_a_person_comes_in_by_a_signed_answer(row: IdentityProvider) -> None:
    client = Client()
    asked = asked_by(client)
    assert asked.acs.endswith(reverse("saml_acs", args=[row.slug]))
    page = answer(client, row, response(asked, "persistent-bob"))
    assert who(client) == "bob"
    assert page.status_code == 200


@pytest.mark.parametrize(
    "bent",
    [
        {"signed_by": None},
        {"signed_by": "somebody"},
        {"audience": "https://another.example/metadata"},
        {"audience": None},
        {"entity": "https://idp.other.example/metadata"},
        {"confirms": "_of-another-request"},
        {"confirms": None},
        {"answers": None},
        {"age": timedelta(hours=2)},
    ],
    ids=str,
)
def test_an_answer_that_is_not_to_be_trusted_is_refused(row: IdentityProvider, bent: dict[str, Any]) -> None:
    client = Client()
    answer(client, row, response(asked_by(client), "persistent-bob", **bent))
    assert who(client) == ""


def test_an_answer_to_nothing_asked_is_refused(row: IdentityProvider) -> None:
    asked = asked_by(Client())
    stranger = Client()
    answer(stranger, row, response(asked, "persistent-bob"))  # asked by another browser
    answer(stranger, row, response(asked, "persistent-bob", answers=None, confirms=None))  # unsolicited
    assert who(stranger) == ""


def test_an_answer_works_once(row: IdentityProvider) -> None:
    client = Client()
    xml = response(asked_by(client), "persistent-bob")
    answer(client, row, xml)
    assert who(client) == "bob"
    client.post(reverse("account_logout"))
    answer(client, row, xml)
    assert who(client) == ""


def test_an_unsolicited_assertion_in_a_forged_envelope_is_refused(row: IdentityProvider) -> None:
    """The envelope is not signed: naming our request there makes nothing of an assertion that answers none."""
    client = Client()
    answer(client, row, response(asked_by(client), "persistent-bob", confirms=None))
    assert who(client) == ""


def wrapped(xml: str, subject: str, place: str) -> str:
    """The signed assertion kept somewhere, and a forged one where it stood (XML signature wrapping)."""
    document = etree.fromstring(xml.encode())
    original = document.find("saml:Assertion", NS)
    forged = copy.deepcopy(original)
    forged.remove(forged.find("ds:Signature", NS))
    forged.find("saml:Subject/saml:NameID", NS).text = subject
    if place == "beside":
        forged.set("ID", "_forged")
        document.insert(document.index(original), forged)
    elif place == "same id":
        document.insert(document.index(original), forged)
    elif place == "inside the forged one":
        forged.set("ID", "_forged")
        document.replace(original, forged)
        forged.append(original)
    elif place == "in extensions":
        forged.set("ID", "_forged")
        document.replace(original, forged)
        kept = etree.SubElement(document, f"{{{NS['samlp']}}}Extensions")
        kept.append(original)
    elif place == "in the signature":
        forged.set("ID", "_forged")
        signature = original.find("ds:Signature", NS)
        original.remove(signature)
        document.replace(original, forged)
        forged.insert(1, signature)
        etree.SubElement(signature, f"{{{NS['ds']}}}Object").append(original)
    return etree.tostring(document).decode()


@pytest.mark.parametrize("place", ["beside", "same id", "inside the forged one", "in extensions", "in the signature"])
def test_a_wrapped_signature_is_refused(world: World, row: IdentityProvider, place: str) -> None:
    """Eve has an account at the provider too, and tries to come in as bob with her own signed answer."""
    client = Client()
    xml = response(asked_by(client), "persistent-eve")
    answer(client, row, wrapped(xml, "persistent-bob", place))
    assert who(client) == ""


def test_a_comment_in_the_name_makes_nobody_else_of_it(row: IdentityProvider) -> None:
    """ "persistent-bob<!-- -->.evil" is signed as a whole, and must not be read as "persistent-bob"."""
    client = Client()
    answer(client, row, response(asked_by(client), "persistent-bob<!-- -->.evil"))
    assert who(client) == ""


def test_a_changed_answer_is_refused(row: IdentityProvider) -> None:
    client = Client()
    xml = response(asked_by(client), "persistent-eve").replace("persistent-eve", "persistent-bob")
    answer(client, row, xml)
    assert who(client) == ""


def test_a_signed_envelope_does_not_stand_in_for_a_signed_assertion(row: IdentityProvider) -> None:
    client = Client()
    xml = signed(response(asked_by(client), "persistent-bob", signed_by=None), "saml")
    answer(client, row, xml)
    assert who(client) == ""


def test_entities_are_not_expanded(row: IdentityProvider) -> None:
    client = Client()
    xml = response(asked_by(client), "persistent-bob")
    bomb = '<!DOCTYPE r [<!ENTITY a "persistent-bob">]>' + xml.replace("persistent-bob", "&a;")
    answer(client, row, bomb)
    assert who(client) == ""


def test_the_answer_of_another_company_s_provider_is_not_taken_here(world: World, row: IdentityProvider) -> None:
    """Olga's provider signs an answer to Acme's request, with Acme's entity, for bob."""
    world.other.prove("other.example", "olga")
    saml(world.other, "olga", entity="https://idp.other.example/metadata", signed_by="other")
    client = Client()
    answer(client, row, response(asked_by(client), "persistent-bob", signed_by="other"))
    assert who(client) == ""


def test_an_answer_for_one_provider_is_not_taken_by_another(world: World, row: IdentityProvider) -> None:
    """The same entity may serve two customers: what it says to one is no answer to the other."""
    world.other.prove("other.example", "olga")
    second = saml(world.other, "olga")
    assert second.entity == ENTITY == row.entity
    client = Client()
    answer(client, second, response(asked_by(client), "persistent-bob"))
    assert who(client) == ""


def test_nobody_is_linked_by_an_address_in_the_assertion(world: World, row: IdentityProvider) -> None:
    client = Client()
    page = answer(client, row, response(asked_by(client), "persistent-new", email="ann@acme.example"))
    assert who(client) == ""
    assert "not expected here" in page.content.decode()


def test_our_metadata_say_that_assertions_must_be_signed(row: IdentityProvider) -> None:
    said = Client().get(reverse("saml_metadata", args=[row.slug]))
    assert said.status_code == 200
    assert b'WantAssertionsSigned="true"' in said.content
    assert b"SingleLogoutService" not in said.content
    assert Client().get(reverse("saml_sls", args=[row.slug])).status_code == 404


def test_an_answer_that_is_too_large_is_not_kept(row: IdentityProvider) -> None:
    said = Client().post(reverse("saml_acs", args=[row.slug]), {"SAMLResponse": "x" * 300_000})
    assert said.status_code == 413
