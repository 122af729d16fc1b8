"""A credential lost, stolen or misused is reported in one action (P-13; GC 4.3)."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import invite_user
from comptoir.access.models import Token
from comptoir.identity.models import CredentialReport
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock, SystemClock
from tests.identity.company import AGO, NOW, PASSWORD, ROOT, World, sign_in, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-13")]
SAID = {"what": "phone", "happened": "stolen", "note": "On the train to Liège."}


def token_of(world: World, name: str) -> Token:
    user = world.acme.people[name]
    return Token.objects.create(
        customer=world.acme.customer, user=user, creator=user, name="export", prefix=name, digest=name,
        from_at=AGO, to_at=NOW + timedelta(days=30),
    )  # fmt: skip


def delivered() -> dict[str, str]:
    dispatch_waiting()
    Worker(SystemClock()).drain()
    return {message.to[0]: message.body for message in mail.outbox}


def test_one_action_ends_all_that_was_open(world: World) -> None:
    bob = world.acme.people["bob"]
    token = token_of(world, "bob")
    here, elsewhere = Client(), Client()
    sign_in(here, bob)
    sign_in(elsewhere, bob)
    page = here.post(reverse("portal:security:report"), SAID)
    assert page.status_code == 200
    assert who(here) == ""
    assert elsewhere.get("/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    again = Client()
    sign_in(again, bob)
    assert who(again) == ""  # the password no longer works
    made = CredentialReport.objects.get()
    assert (made.sessions, made.tokens, made.second_steps, made.user) == (2, 1, 0, bob)


def test_the_operator_is_told_and_the_mailbox_is_the_way_back(world: World) -> None:
    bob = world.acme.people["bob"]
    client = Client()
    sign_in(client, bob)
    client.post(reverse("portal:security:report"), SAID)
    bodies = delivered()
    assert "Telephone" in bodies["desk@localhost"] and "On the train" in bodies["desk@localhost"]
    assert reverse("account_reset_password") in bodies[bob.email]
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": bob.email})
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)
    assert link
    path = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(path, {"password1": "orbit-walnut-63-quay", "password2": "orbit-walnut-63-quay"})
    sign_in(client, bob, "orbit-walnut-63-quay")
    assert who(client) == "bob"
    sign_in(other := Client(), bob, PASSWORD)
    assert who(other) == ""


def test_second_steps_go_only_when_asked(world: World) -> None:
    bob = world.acme.people["bob"]
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(bob)
    client.post(reverse("portal:security:report"), SAID)
    assert Authenticator.objects.filter(user=bob).exists()
    bob.refresh_from_db()
    client.force_login(bob)
    client.post(reverse("portal:security:report"), SAID | {"remove_second_steps": "on"})
    assert not Authenticator.objects.filter(user=bob).exists()


def test_an_open_session_alone_takes_no_second_step_away(world: World, settings: LazySettings) -> None:
    """Whoever found it open shows first who they are; then what was sent is done. All else ends at once."""
    settings.CLOCK = FixedClock(NOW)
    bob = world.acme.people["bob"]
    client = Client()
    sign_in(client, bob)
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    settings.CLOCK = FixedClock(NOW + timedelta(minutes=20))
    asked = client.post(reverse("portal:security:report"), SAID | {"remove_second_steps": "on"})
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": "wrong-password-42-x"})
    assert Authenticator.objects.filter(user=bob).exists() and not CredentialReport.objects.exists()
    client.post(asked["Location"], {"password": PASSWORD})
    assert not Authenticator.objects.filter(user=bob).exists()
    assert CredentialReport.objects.get().second_steps == 1
    assert who(client) == ""


def test_whoever_manages_people_reports_for_theirs(world: World) -> None:
    bob, pat = world.acme.people["bob"], world.other.people["pat"]
    ann, victim = Client(), Client()
    sign_in(ann, world.acme.people["ann"])
    sign_in(victim, bob)
    answer = ann.post(reverse("portal:security:report_for", args=[bob.pk]), SAID)
    assert answer["Location"] == reverse("portal:security:letter", args=[CredentialReport.objects.get().pk])
    assert victim.get("/").status_code == 302
    assert ann.post(reverse("portal:security:report_for", args=[pat.pk]), SAID).status_code == 404
    assert CredentialReport.objects.count() == 1
    sign_in(other := Client(), world.acme.people["eve"])
    assert other.post(reverse("portal:security:report_for", args=[bob.pk]), SAID).status_code == 404


def test_an_administrator_does_not_weaken_whom_another_company_knows_too(world: World) -> None:
    bob = world.acme.people["bob"]
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    invite_user(world.other.customer, email=bob.email, name="Bob", by=ROOT, at=AGO, tell=False)
    ann = Client()
    sign_in(ann, world.acme.people["ann"])
    ann.post(reverse("portal:security:report_for", args=[bob.pk]), SAID | {"remove_second_steps": "on"})
    assert Authenticator.objects.filter(user=bob).exists()


def test_the_record_is_for_those_whom_it_concerns(world: World) -> None:
    client = Client()
    sign_in(client, world.acme.people["ann"])
    client.post(reverse("portal:security:report_for", args=[world.acme.people["bob"].pk]), SAID)
    address = reverse("portal:security:letter", args=[CredentialReport.objects.get().pk])
    page = client.get(address).content.decode()
    assert "Bob" in page and "Stolen" in page and "On the train" in page and "Acme" in page
    for name, company in (("eve", world.acme), ("olga", world.other)):
        other = Client()
        sign_in(other, company.people[name])
        assert other.get(address).status_code == 404, name
