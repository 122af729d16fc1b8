"""Coming in by OpenID Connect: a real dance with a provider of our own, and whoever tries to cut in (A-13)."""

import base64
import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import deactivate_user, invite_user
from comptoir.access.actions.rights import give_right
from comptoir.identity.actions.linking import UnableToLink, expect_subject
from comptoir.identity.models import IdentityProvider, SignIn
from tests.identity.company import AGO, ROOT, World, come_back, followed, gone, invited, openid, sent_to, who
from tests.identity.provider import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]


def linked(world: World, provider: Provider, name: str = "bob") -> Any:
    """Acme's provider, by which `name` has come in once."""
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    link = invited(row, world.acme.people[name], world.acme.acting("ann"))
    client = Client()
    come_back(client, provider.authorize(followed(client, link), f"subject-of-{name}"))
    assert who(client) == name
    return row


def test_an_invited_person_comes_in_once_by_the_link_and_then_by_the_address_alone(
    world: World, provider: Provider
) -> None:
    linked(world, provider)
    client = Client()
    page = come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == "bob"
    assert page.status_code == 200
    asked = provider.asked[-1]
    assert asked["nonce"] and asked["state"] and asked["code_challenge"]
    assert SignIn.objects.filter(user=world.acme.people["bob"], method="company", outcome="succeeded").count() == 2
    assert SocialAccount.objects.get().extra_data == {}  # nothing that the provider says of a person is kept


def test_nobody_is_linked_by_an_address_that_the_provider_claims(world: World, provider: Provider) -> None:
    linked(world, provider)
    provider.claims = {"email": "ann@acme.example", "email_verified": True}
    client = Client()
    page = come_back(client, provider.authorize(sent_to(client, "ann@acme.example"), "unknown-subject"))
    assert who(client) == ""
    assert "not expected here" in page.content.decode()
    assert not SocialAccount.objects.filter(user=world.acme.people["ann"]).exists()


def test_the_person_is_the_subject_whatever_address_was_typed(world: World, provider: Provider) -> None:
    linked(world, provider)
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "ann@acme.example"), "subject-of-bob"))
    assert who(client) == "bob"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-client"},
        {"iss": "https://other.example"},
        {"nonce": "another-nonce"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"aud": ["comptoir-at-acme", "another-client"]},
        {"azp": "another-client"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    world: World, provider: Provider, claims: dict[str, Any]
) -> None:
    linked(world, provider)
    provider.claims = claims
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == ""


@pytest.mark.parametrize(("key", "algorithm"), [("somebody", "RS256"), ("openid", "none"), ("openid", "HS256")])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    world: World, provider: Provider, key: str, algorithm: str
) -> None:
    linked(world, provider)
    provider.signed_by, provider.algorithm = key, algorithm
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == ""


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "PS256", "HS256"])
def test_a_token_that_names_another_kind_of_key_is_refused_in_a_sentence(
    world: World, provider: Provider, algorithm: str
) -> None:
    """The provider's key is of RSA, and no token makes another of it; nor is it an error of ours."""
    linked(world, provider)
    claims = provider.id_token({"subject": "subject-of-bob", "nonce": "n"}).split(".")
    header = {"alg": algorithm, "kid": "one", "typ": "JWT"}
    forged = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    provider.id_token = lambda asked: ".".join([forged, *claims[1:]])  # type: ignore[method-assign]
    client = Client()
    page = come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == ""
    assert page.redirect_chain[-1][0] == reverse("company_refused")


@pytest.mark.parametrize(
    "said",
    [b"", b"null", b"[]", b'"x"', b"{}", b'{"id_token": null}', b'{"id_token": 7}', b'{"id_token": "a.b.c"}', b"\xff"],
)
def test_whatever_a_provider_answers_is_refused_in_a_sentence(world: World, provider: Provider, said: bytes) -> None:
    linked(world, provider)
    kind = {"Content-Type": "application/json"}
    provider.token = lambda *_: (200, kind, said)  # type: ignore[method-assign]
    client = Client()
    page = come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == ""
    assert page.redirect_chain[-1][0] == reverse("company_refused")


@pytest.mark.parametrize("keys", [[], None, {"keys": None}, {"keys": [{"kty": "RSA"}]}, {"keys": [{"kty": []}]}])
def test_whatever_keys_a_provider_shows_are_refused_in_a_sentence(
    world: World, provider: Provider, keys: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(world, provider)
    client = Client()
    away = sent_to(client, "bob@acme.example")
    monkeypatch.setattr("comptoir.identity.openid.fetch", lambda _: json.dumps(keys).encode())
    page = come_back(client, provider.authorize(away, "subject-of-bob"))
    assert who(client) == ""
    assert page.redirect_chain[-1][0] == reverse("company_refused")


def test_who_shows_again_as_somebody_else_does_not_do_what_was_asked(world: World, provider: Provider) -> None:
    """What ann sent waits for ann: bob, who came back instead, is signed in as himself and nothing more happens."""
    row = linked(world, provider, "ann")
    link, client = invited(row, world.acme.people["bob"], world.acme.acting("ann")), Client()
    come_back(client, provider.authorize(followed(client, link), "subject-of-bob"))
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "ann@acme.example"), "subject-of-ann"))
    session = client.session
    session["confirmed_at"] = AGO.isoformat()
    session.save()
    waiting = client.post(reverse("portal:security:add_domain"), {"name": "new.example"})
    away = client.get(waiting["Location"])["Location"]
    come_back(client, provider.authorize(away, "subject-of-bob"))
    assert who(client) in ("", "bob")
    assert not world.acme.customer.mail_domains.filter(name="new.example").exists()


def test_an_answer_works_once_and_only_in_the_browser_that_asked(world: World, provider: Provider) -> None:
    linked(world, provider)
    client, thief = Client(), Client()
    back = provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob")
    come_back(thief, back)
    assert who(thief) == ""
    come_back(client, back)
    assert who(client) == "bob"
    client.post(reverse("account_logout"))
    come_back(client, back)
    assert who(client) == ""


def test_an_answer_of_another_provider_mixed_in_is_refused(world: World, provider: Provider) -> None:
    linked(world, provider)
    client = Client()
    back = provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob")
    come_back(client, back.replace("iss=https%3A%2F%2Flocalhost", "iss=https%3A%2F%2Fother.example"))
    assert who(client) == ""


def test_no_page_elsewhere_starts_a_sign_in(world: World, provider: Provider) -> None:
    row = linked(world, provider)
    answer = Client().get(reverse("company_go", args=[row.slug]))
    assert answer["Location"] == reverse("company_enter", args=[row.slug])  # where a person must press a button


def test_another_company_s_provider_reaches_nothing_here(world: World, provider: Provider) -> None:
    """Olga runs Other's sign-in, says there that she is bob, and even invites him: it opens Other, never Acme."""
    world.other.prove("acme-people.example", "olga")
    row = openid(world.other, provider, "olga")
    bob = world.acme.people["bob"]
    invite_user(world.other.customer, email=bob.email, name="Bob", by=world.other.acting("olga"), at=AGO, tell=False)
    give_right(
        world.other.customer, holder=bob, profile="finance_administrator", scope=world.other.customer.scope,
        by=ROOT, at=AGO,
    )  # fmt: skip
    bob.email = "bob@acme-people.example"  # only such an address can be invited by Other at all
    bob.save()
    client = Client()
    link = invited(row, bob, world.other.acting("olga"))
    come_back(client, provider.authorize(followed(client, link), "whoever-olga-says"))
    assert who(client) == "bob"
    client.post(reverse("web:customer"), {"customer": world.acme.customer.pk})
    answer = client.get("/")
    assert b"Acme" not in answer.content
    client.session["active_customer"] = world.acme.customer.pk
    session = client.session
    session["active_customer"] = world.acme.customer.pk
    session.save()
    for address in ("/", "/invoices/", "/people/", "/settings/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer["Location"] == reverse("sign_in_next"), address
    for address in ("account_change_password", "account_set_password", "account_email", "mfa_index"):
        assert client.get(reverse(address)).status_code == 302, address  # nor the keys to come in otherwise


def test_an_invitation_goes_only_to_a_proved_domain(world: World, provider: Provider) -> None:
    row = openid(world.acme, provider, "ann")
    with pytest.raises(UnableToLink):
        invited(row, world.acme.people["bob"], world.acme.acting("ann"))


def test_an_invitation_is_good_once(world: World, provider: Provider) -> None:
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    link = invited(row, world.acme.people["bob"], world.acme.acting("ann"))
    client = Client()
    come_back(client, provider.authorize(followed(client, link), "subject-of-bob"))
    assert Client().get(link).status_code == 410
    assert Client().get(link[:-4] + "AAA/").status_code == 410


def test_the_directory_s_subject_links_without_a_mail(world: World, provider: Provider) -> None:
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    expect_subject(row, user=world.acme.people["eve"], subject="00u-eve", by=world.acme.acting("ann"), at=AGO)
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "eve@acme.example"), "00u-eve"))
    assert who(client) == "eve"


def test_whoever_left_the_company_does_not_come_in_by_it(world: World, provider: Provider) -> None:
    linked(world, provider)
    deactivate_user(world.acme.customer, user=world.acme.people["bob"], by=world.acme.acting("ann"), at=AGO)
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == ""


def test_whoever_left_comes_in_by_it_no_more_though_another_company_knows_them(
    world: World, provider: Provider
) -> None:
    linked(world, provider)
    bob = world.acme.people["bob"]
    invite_user(world.other.customer, email=bob.email, name="Bob", by=ROOT, at=AGO, tell=False)
    deactivate_user(world.acme.customer, user=bob, by=world.acme.acting("ann"), at=AGO)
    bob.refresh_from_db()
    assert bob.is_active
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "bob@acme.example"), "subject-of-bob"))
    assert who(client) == ""
    with pytest.raises(UnableToLink):
        invited(IdentityProvider.objects.get(), bob, world.acme.acting("ann"))


def test_what_is_sensitive_is_shown_again_at_the_provider(world: World, provider: Provider) -> None:
    linked(world, provider, "ann")
    client = Client()
    come_back(client, provider.authorize(sent_to(client, "ann@acme.example"), "subject-of-ann"))
    session = client.session
    session["confirmed_at"] = AGO.isoformat()
    session.save()
    answer = client.get(reverse("portal:security:add_domain"))
    assert answer["Location"].startswith(reverse("company_again"))
    away = client.get(answer["Location"])["Location"]
    assert "prompt=login" in away
    page = come_back(client, provider.authorize(away, "subject-of-ann"))
    assert page.redirect_chain[-1][0] == reverse("portal:security:add_domain")
    assert page.status_code == 200


def test_signing_in_says_nothing_about_who_exists(world: World, provider: Provider) -> None:
    linked(world, provider)
    seen = set()
    for email in ("bob@acme.example", "nobody@acme.example"):
        client = Client()
        client.post(reverse("account_login"), {"login": email})
        seen.add(gone(client).split("?")[0])
    assert len(seen) == 1
