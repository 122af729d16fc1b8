"""Open sessions, the history of sign-ins, and the mail about a new device (A-13)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptoir.identity.actions.daily import look_again
from comptoir.identity.actions.history import From, note_sign_in
from comptoir.identity.models import Method, Outcome, SignIn
from comptoir.jobs.dispatch import dispatch_waiting
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import SystemClock
from tests.identity.company import AGO, NOW, World, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


def told() -> list[str]:
    dispatch_waiting()
    Worker(SystemClock()).drain()
    return [message.body for message in mail.outbox if "device" in message.body]


def test_a_session_elsewhere_is_seen_and_ended(world: World) -> None:
    bob = world.acme.people["bob"]
    desk, phone = Client(headers={"user-agent": FIREFOX}), Client(headers={"user-agent": PHONE})
    sign_in(phone, bob)
    sign_in(desk, bob)
    page = desk.get(reverse("portal:security:index"))
    shown = {one.device: one for one in page.context["sessions"]}
    assert set(shown) == {"Firefox on Linux", "Safari on iPhone"}
    assert [one.is_current for one in page.context["sessions"]] == [True, False]
    assert shown["Safari on iPhone"].address == "127.0.0.1"
    desk.post(reverse("portal:security:end_one", args=[shown["Safari on iPhone"].id]))
    assert phone.get("/").status_code == 302
    assert desk.get("/").status_code == 200


def test_all_others_end_and_this_one_goes_on(world: World) -> None:
    clients = [Client() for _ in range(3)]
    for client in clients:
        sign_in(client, world.acme.people["bob"])
    clients[0].post(reverse("portal:security:end_others"))
    assert [client.get("/").status_code for client in clients] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(world: World) -> None:
    bob, olga = Client(), Client()
    sign_in(bob, world.acme.people["bob"])
    sign_in(olga, world.other.people["olga"])
    number = olga.get(reverse("portal:security:index")).context["sessions"][0].id
    bob.post(reverse("portal:security:end_one", args=[number]))
    assert olga.get("/").status_code == 200


def test_every_attempt_is_kept_and_shown_to_whom_it_concerns(world: World) -> None:
    bob = world.acme.people["bob"]
    client = Client(headers={"user-agent": FIREFOX})
    sign_in(client, bob, "wrong-password-42-x")
    sign_in(client, bob)
    kept = list(SignIn.objects.filter(user=bob).values_list("method", "outcome", "address"))
    assert kept == [("password", "wrong_password", "127.0.0.1"), ("password", "succeeded", "127.0.0.1")]
    page = client.get(reverse("portal:security:history")).content.decode()
    assert "Wrong password" in page and "Firefox on Linux" in page
    assert SignIn.objects.exclude(user=bob).count() == 0


def test_an_attempt_at_an_unknown_address_keeps_no_address(world: World) -> None:
    Client().post(reverse("account_login"), {"login": "nobody@acme.example", "password": "wrong-password-42-x"})
    made = SignIn.objects.get()
    assert made.user is None
    assert "nobody" not in str(vars(made))


def test_administrators_see_their_people_and_no_more(world: World) -> None:
    from comptoir.access.actions.people import invite_user
    from tests.identity.company import ROOT

    bob, eve = world.acme.people["bob"], world.acme.people["eve"]
    invite_user(world.other.customer, email=eve.email, name="Eve", by=ROOT, at=AGO, tell=False)  # of two companies
    for user in (bob, eve):
        sign_in(Client(headers={"user-agent": FIREFOX}), user)
    ann = Client()
    sign_in(ann, world.acme.people["ann"])
    page = ann.get(reverse("portal:security:people_history")).content.decode()
    assert "Bob" in page
    assert "Eve" not in page  # when she signs in for another company is not Acme's to know
    assert "Firefox" not in page and "127.0.0.1" not in page
    olga = Client()
    sign_in(olga, world.other.people["olga"])
    assert "Bob" not in olga.get(reverse("portal:security:people_history")).content.decode()


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(world: World) -> None:
    bob = world.acme.people["bob"]
    first = Client(headers={"user-agent": FIREFOX})
    sign_in(first, bob)
    assert told() == []  # the first of all is no news
    first.post(reverse("account_logout"))
    sign_in(first, bob)
    assert told() == []
    sign_in(Client(headers={"user-agent": PHONE}), bob)
    (body,) = told()
    assert "iPhone" in body and "127.0.0.1" in body and reverse("portal:security:report") in body


def test_the_history_is_kept_as_long_as_its_term_says(world: World) -> None:
    """terms: portal.sign_in.history"""
    bob = world.acme.people["bob"]
    for days in (300, 364, 367, 800):
        note_sign_in(
            bob, method=Method.PASSWORD, outcome=Outcome.SUCCEEDED, origin=From(), at=NOW - timedelta(days=days)
        )
    look_again(at=NOW)
    assert SignIn.objects.count() == 2


def test_where_somebody_was_signed_in_is_forgotten_with_the_session(world: World) -> None:
    """Address and browser of a session that is over are kept in the history alone, as long as its term says."""
    left, open_one = Client(headers={"user-agent": PHONE}), Client(headers={"user-agent": FIREFOX})
    for client in (left, open_one):
        sign_in(client, world.acme.people["bob"])
        client.get(reverse("portal:security:index"))
    Session.objects.filter(session_key=left.session.session_key).update(expire_date=NOW - timedelta(days=1))
    look_again(at=NOW)
    assert [one.user_agent for one in UserSession.objects.all()] == [FIREFOX]
