"""What was refused is an entry of standard error: why, which route, whose number; no address and no name (A-13)."""

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptoir.access.tokens import MARK
from tests.portal.world import World

pytestmark = pytest.mark.django_db


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [one.getMessage() for one in caplog.records if one.name == "comptoir.security"]
    caplog.clear()
    return found


def test_what_one_may_not_reach_is_noted_and_what_one_may_is_not(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    owner = world.client("owner")
    assert owner.get("/invoices/").status_code == 200
    assert refusals(caplog) == []
    assert owner.get(reverse("console:home")).status_code == 404
    (said,) = refusals(caplog)
    number = world.lumen.people["owner"].pk
    assert said.startswith(f"refused=not_allowed method=GET route=/console/ user={number} customer=")
    assert said.endswith("channel=session from=127.0.0.1")


def test_a_thing_of_another_is_noted_by_its_route(world: World, caplog: pytest.LogCaptureFixture) -> None:
    address = "/invoices/987654321/"
    assert world.client("owner").get(address).status_code == 404
    (said,) = refusals(caplog)
    assert said.startswith("refused=not_there method=GET route=/invoices/<")
    assert "987654321" not in said


def test_whoever_is_not_signed_in_is_led_to_it_and_no_news(world: World, caplog: pytest.LogCaptureFixture) -> None:
    assert Client().get("/invoices/").status_code == 302
    assert Client().get("/wp-login.php").status_code == 404
    assert refusals(caplog) == []


def test_a_form_without_its_token_is_noted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    strict: Any = Client(enforce_csrf_checks=True)
    strict.force_login(world.lumen.people["owner"])
    assert strict.post("/preferences/theme", {"theme": "dark"}).status_code == 403
    (said,) = refusals(caplog)
    assert said.startswith("refused=forged_form method=POST route=/preferences/theme")


def test_a_token_that_is_none_is_noted_and_never_written(world: World, caplog: pytest.LogCaptureFixture) -> None:
    secret = f"{MARK}abcdefghijklmnopqrstuvwxyz0123456789"
    assert Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    (said,) = refusals(caplog)
    assert said.startswith("refused=no_good_token method=GET route=/api/v1/me user=- customer=- channel=-")
    assert secret not in caplog.text and secret[len(MARK) :] not in said


def test_being_too_fast_is_noted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    cache.clear()
    client = Client()
    for _ in range(22):
        answer = client.post(reverse("account_reset_password"), {"email": "nobody@up.example"})
    assert answer.status_code == 429
    assert refusals(caplog)[0].startswith("refused=too_many method=POST route=/account/password/reset/")
    cache.clear()


def test_nothing_of_it_is_a_warning_of_ours_elsewhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A page that is not there is written once: as a refusal, not by the framework with its address too."""
    caplog.set_level(logging.WARNING)
    world.client("owner").get("/invoices/987654321/")
    assert [one.name for one in caplog.records] == ["comptoir.security"]
