"""What is sensitive asks who it is again, unless that was shown a moment ago (A-13)."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptoir.identity.linking import code_of
from comptoir.identity.models import LinkInvitation
from comptoir.identity.sealing import UnableToUnseal, seal, unseal
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock, SystemClock
from tests.identity.company import AGO, NOW, PASSWORD, ROOT, World, invited, openid, saml, sign_in
from tests.identity.provider import SECRET, Provider

#: Long enough to be asked again, not so long that the session has ended.
LATER = timedelta(minutes=40)
pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]


def ann(world: World) -> Client:
    client = Client()
    sign_in(client, world.acme.people["ann"])
    return client


def test_signing_in_counts_for_a_while_and_then_it_asks(world: World, settings: LazySettings) -> None:
    """terms: portal.sign_in.confirm_again"""
    settings.CLOCK = FixedClock(NOW)
    client = ann(world)
    address = reverse("portal:people:give", args=[world.acme.people["bob"].pk])
    settings.CLOCK = FixedClock(NOW + timedelta(minutes=15, seconds=-1))
    assert client.get(address).status_code == 200
    settings.CLOCK = FixedClock(NOW + timedelta(minutes=15))
    answer = client.get(address)
    assert answer["Location"] == f"{reverse('account_reauthenticate')}?next={address.replace('/', '%2F')}"
    back = client.post(answer["Location"], {"password": PASSWORD})
    assert back["Location"] == address
    assert client.get(address).status_code == 200


def test_what_was_sent_meanwhile_is_done_once_it_is_shown(world: World, settings: LazySettings) -> None:
    settings.CLOCK = FixedClock(NOW)
    client = ann(world)
    settings.CLOCK = FixedClock(NOW + LATER)
    answer = client.post(reverse("portal:security:add_domain"), {"name": "acme.example"})
    assert answer.status_code == 302
    assert not world.acme.customer.mail_domains.exists()
    wrong = client.post(answer["Location"], {"password": "wrong-password-42-x"})
    assert wrong.status_code == 200
    assert not world.acme.customer.mail_domains.exists()
    client.post(answer["Location"], {"password": PASSWORD})
    assert world.acme.customer.mail_domains.get().name == "acme.example"


@pytest.mark.parametrize(
    "name",
    [
        "portal:people:owner", "portal:security:add_domain", "portal:security:add_provider", "mfa_activate_totp",
    ],
)  # fmt: skip
def test_sensitive_pages_ask(world: World, settings: LazySettings, name: str) -> None:
    settings.CLOCK = FixedClock(NOW)
    client = ann(world)
    assert client.get(reverse(name)).status_code == 200
    settings.CLOCK = FixedClock(NOW + LATER)
    assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate"))


def test_a_new_address_to_sign_in_with_asks(world: World, settings: LazySettings) -> None:
    settings.CLOCK = FixedClock(NOW)
    client = ann(world)
    settings.CLOCK = FixedClock(NOW + LATER)
    answer = client.post(reverse("account_email"), {"action_add": "1", "email": "ann@thief.example"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert world.acme.people["ann"].emailaddress_set.count() == 1  # type: ignore[attr-defined]


def test_an_invitation_can_be_taken_up_for_a_week(world: World, provider: Provider, settings: LazySettings) -> None:
    """terms: portal.sign_in.link"""
    world.acme.prove("acme.example", "ann")
    link = invited(openid(world.acme, provider, "ann"), world.acme.people["bob"], world.acme.acting("ann"))
    at = LinkInvitation.objects.get().from_at
    settings.CLOCK = FixedClock(at + timedelta(days=7, seconds=-1))
    assert Client().get(link).status_code == 200
    settings.CLOCK = FixedClock(at + timedelta(days=7))
    assert Client().get(link).status_code == 410


def test_the_mail_of_an_invitation_leads_to_the_company_s_sign_in(world: World, provider: Provider) -> None:
    from comptoir.access.actions.people import invite_user

    world.acme.prove("acme.example", "ann")
    openid(world.acme, provider, "ann")
    for email in ("new@acme.example", "temp@elsewhere.example"):
        invite_user(world.acme.customer, email=email, name="New", by=ROOT, at=AGO)
    dispatch_waiting()
    Worker(SystemClock()).drain()
    bodies = {message.to[0]: message.body for message in mail.outbox}
    made = LinkInvitation.objects.get()
    assert reverse("company_link", args=[code_of(made)]) in bodies["new@acme.example"]
    assert reverse("account_reset_password") in bodies["temp@elsewhere.example"]  # no such domain: a password


def test_secrets_are_sealed_and_never_shown(world: World, provider: Provider, settings: LazySettings) -> None:
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    assert SECRET not in str(vars(row)) and unseal(row.sealed_secret) == SECRET
    client = ann(world)
    for address in ("portal:security:rules", "portal:security:provider"):
        page = client.get(reverse(address, args=[row.pk] if address.endswith("provider") else []))
        assert page.status_code == 200
        assert SECRET.encode() not in page.content and row.sealed_secret.encode() not in page.content
    sealed = seal("x")
    assert sealed != seal("x")
    settings.SECRET_KEY = "another key"
    with pytest.raises(UnableToUnseal):
        unseal(sealed)


def test_pages_of_one_customer_s_sign_in_are_not_another_s(world: World, provider: Provider) -> None:
    """Attack and twin: Olga asks for Acme's by number."""
    world.acme.prove("acme.example", "ann")
    rows = [openid(world.acme, provider, "ann"), saml(world.acme, "ann")]
    domain = world.acme.customer.mail_domains.get()
    olga = Client()
    sign_in(olga, world.other.people["olga"])
    for client, expected in ((olga, 404), (ann(world), 200)):
        for row in rows:
            assert client.get(reverse("portal:security:provider", args=[row.pk])).status_code == expected
        assert client.get(reverse("portal:security:domain", args=[domain.pk])).status_code == expected
    for name in ("renew_provider", "end_provider", "invite_to_provider"):
        assert olga.post(reverse(f"portal:security:{name}", args=[rows[0].pk]), {"all": "1"}).status_code == 404
    for name in ("check_domain", "end_domain"):
        assert olga.post(reverse(f"portal:security:{name}", args=[domain.pk])).status_code == 404
    assert not LinkInvitation.objects.exists()
    domain.refresh_from_db()
    assert domain.state == "proved" and domain.ended_at is None
