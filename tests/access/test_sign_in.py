"""Signing in: from an invitation to the first page; who may not, does not, and learns nothing by trying (A-13)."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import deactivate_user, invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.models import User
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import SystemClock
from tests.access.group import ROOT, Group, build

pytestmark = pytest.mark.django_db
PASSWORD = "violet-harbour-47-lamp"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()  # attempts of another test do not count here


def invited(email: str = "eve@parent.example") -> tuple[Group, User]:
    group = build(at=datetime(2026, 1, 5, tzinfo=UTC))
    at = datetime(2026, 1, 6, tzinfo=UTC)
    user = invite_user(group.parent.customer, email=email, name="Eve", language="fr", by=ROOT, at=at)
    give_right(
        group.parent.customer, holder=user, profile="finance_administrator", scope=group.parent.customer.scope,
        by=ROOT, at=at,
    )  # fmt: skip
    dispatch_waiting()
    Worker(SystemClock()).drain()
    return group, user


def with_password() -> tuple[Group, User]:
    group, user = invited()
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
    return group, user


def sign_in(client: Client, email: str, password: str = PASSWORD) -> object:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_invitation_leads_to_a_password_and_a_first_page() -> None:
    invited()
    invitation = next(message for message in mail.outbox if message.to == ["eve@parent.example"])
    assert reverse("account_reset_password") in invitation.body
    client = Client()
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": "eve@parent.example"})
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)
    assert link, mail.outbox[0].body
    page = client.get(link[1], follow=True)
    path = page.redirect_chain[-1][0]
    client.post(path, {"password1": PASSWORD, "password2": PASSWORD})
    answer = sign_in(client, "eve@parent.example")
    assert is_signed_in(client), answer.content.decode()  # type: ignore[attr-defined]
    assert client.get("/").status_code == 200


def test_the_password_and_nothing_else_signs_in() -> None:
    with_password()
    client = Client()
    sign_in(client, "eve@parent.example", "something-else-entirely")
    assert not is_signed_in(client)
    sign_in(client, "EVE@parent.example")
    assert is_signed_in(client)


def test_who_was_let_go_does_not_sign_in() -> None:
    group, user = with_password()
    deactivate_user(group.parent.customer, user=user, by=ROOT, at=datetime(2026, 2, 1, tzinfo=UTC))
    client = Client()
    sign_in(client, user.email)
    assert not is_signed_in(client)


def shown(response: object) -> str:
    """What the page says, without what changes at each request or repeats what was typed."""
    text = response.content.decode()  # type: ignore[attr-defined]
    text = re.sub(r'(csrfmiddlewaretoken|value)(="|" value=")[^"]*"', "", text)
    return re.sub(r"[\w.]+@[\w.]+", "", text)


def test_trying_tells_nothing_about_who_is_known() -> None:
    group, user = with_password()
    other = invite_user(group.parent.customer, email="gone@parent.example", name="Gone", by=ROOT, at=datetime.now(UTC))
    other.set_password(PASSWORD)
    other.is_active = False
    other.save()
    answers = []
    for email in (user.email, "gone@parent.example", "nobody@parent.example"):
        cache.clear()
        response = sign_in(Client(), email, "wrong-password-42-x")
        answers.append((response.status_code, shown(response)))  # type: ignore[attr-defined]
    assert answers[0] == answers[1] == answers[2]


def test_asking_for_a_new_password_tells_nothing_either() -> None:
    _, user = with_password()
    answers = []
    for email in (user.email, "nobody@parent.example"):
        cache.clear()
        mail.outbox.clear()
        response = Client().post(reverse("account_reset_password"), {"email": email}, follow=True)
        answers.append((response.redirect_chain, shown(response), len(mail.outbox)))
    assert answers[0][:2] == answers[1][:2]


@pytest.mark.parametrize("password", ["short-7-x", "password1234", "eve-parent-example", "123456789012"])
def test_a_weak_password_is_refused(password: str) -> None:
    _, user = with_password()
    client = Client()
    client.force_login(user)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_nobody_registers_by_themselves() -> None:
    response = Client().post(
        reverse("account_signup"), {"email": "x@x.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.filter(email="x@x.example").exists()
    assert response.status_code in (200, 302, 403, 404)


def test_guessing_is_slowed_down() -> None:
    _, user = with_password()
    client = Client()
    for _ in range(12):
        sign_in(client, user.email, "wrong-password-42-x")
    sign_in(client, user.email)
    assert not is_signed_in(client)


@pytest.mark.clause("P-20")
def test_pages_speak_the_persons_language() -> None:
    _, user = with_password()
    client = Client()
    client.force_login(user)
    assert client.get("/").headers["Content-Language"] == "fr"
