"""Codes of an app and recovery codes: each works once (A-13; ASVS 6.5.1)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.identity.company import World, sign_in, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]


def code_now(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def by_code(world: World, code: str) -> str:
    """Who is in after a right password and this code."""
    client = Client()
    answer = sign_in(client, world.acme.people["bob"])
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/").status_code == 302, "a password alone opens nothing"
    client.post(reverse("mfa_authenticate"), {"code": code})
    return who(client)


def test_a_code_of_the_app_works_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # no new code comes while this runs
    secret = generate_totp_secret()
    TOTP.activate(world.acme.people["bob"], secret)
    assert by_code(world, "000000" if code_now(secret) != "000000" else "000001") == ""
    assert by_code(world, code_now(secret)) == "bob"
    assert by_code(world, code_now(secret)) == "", "whoever looked over the shoulder comes too late"


def test_a_recovery_code_works_once(world: World) -> None:
    bob = world.acme.people["bob"]
    TOTP.activate(bob, generate_totp_secret())
    first, second, *_ = RecoveryCodes.activate(bob).get_unused_codes()
    assert by_code(world, first) == "bob"
    assert by_code(world, first) == ""
    assert by_code(world, second) == "bob"


def test_codes_are_not_tried_out(world: World) -> None:
    """Five wrong ones close the second step for a while, also for a right one, in whatever browser."""
    cache.clear()
    bob = world.acme.people["bob"]
    TOTP.activate(bob, generate_totp_secret())
    right = RecoveryCodes.activate(bob).get_unused_codes()[0]
    for number in range(5):
        assert by_code(world, f"{number:08d}") == ""
    assert by_code(world, right) == ""
    cache.clear()
    assert by_code(world, right) == "bob"


def test_a_second_step_can_be_asked_of_everyone(world: World, settings: LazySettings) -> None:
    """Whatever a customer asks: the operator's own rule (COMPTOIR_SECOND_FACTOR)."""
    client = Client()
    sign_in(client, world.acme.people["bob"])
    assert client.get("/").status_code == 200
    settings.SECOND_FACTOR_FOR_ALL = True
    assert client.get("/", follow=True).redirect_chain[0][0] == reverse("sign_in_next")
    secret = generate_totp_secret()
    TOTP.activate(world.acme.people["bob"], secret)
    with_code = Client()
    sign_in(with_code, world.acme.people["bob"])
    with_code.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert with_code.get("/").status_code == 200
    assert Authenticator.objects.filter(user=world.acme.people["bob"]).exists()
