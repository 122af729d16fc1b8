"""A session ends when it was not used for an hour, and after twelve hours in any case (A-13)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptoir.kernel.clock import FixedClock
from tests.identity.company import NOW, PASSWORD, World, sign_in, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def as_shipped(settings: LazySettings) -> None:
    """What tests/identity/test_transport.py finds in a process of production."""
    settings.SESSION_IDLE, settings.SESSION_LONGEST = HOUR, 12 * HOUR


def bob(world: World, settings: LazySettings, at: datetime = NOW) -> Client:
    settings.CLOCK = FixedClock(at)
    client = Client()
    sign_in(client, world.acme.people["bob"])
    return client


def test_a_session_that_is_not_used_ends(world: World, settings: LazySettings) -> None:
    client, twin = bob(world, settings), bob(world, settings)
    settings.CLOCK = FixedClock(NOW + HOUR - MINUTE)
    assert twin.get("/").status_code == 200
    settings.CLOCK = FixedClock(NOW + HOUR)
    answer = client.get("/")
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
    assert twin.get("/").status_code == 200, "the one that was used goes on"


def test_no_use_keeps_a_session_beyond_its_longest(world: World, settings: LazySettings) -> None:
    client = bob(world, settings)
    for number in range(1, 24):
        settings.CLOCK = FixedClock(NOW + number * HOUR / 2)
        assert client.get("/").status_code == 200, number
    settings.CLOCK = FixedClock(NOW + 12 * HOUR)
    assert client.get("/").status_code == 302
    sign_in(client, world.acme.people["bob"])
    assert client.get("/").status_code == 200, "signing in anew begins anew"


def test_the_figures_are_settings(world: World, settings: LazySettings) -> None:
    settings.SESSION_IDLE = 5 * MINUTE
    client = bob(world, settings)
    settings.CLOCK = FixedClock(NOW + 5 * MINUTE)
    assert client.get("/").status_code == 302


def test_what_has_ended_by_itself_is_no_open_session(world: World, settings: LazySettings) -> None:
    bob(world, settings)
    here = bob(world, settings, NOW + 2 * HOUR)
    (shown,) = here.get(reverse("portal:security:index")).context["sessions"]
    assert shown.is_current
    assert UserSession.objects.count() == 1


def test_use_is_noted_once_a_minute_and_never_writes_the_content(world: World, settings: LazySettings) -> None:
    """A page that is asked for beside another keeps what the other put into the session."""
    client = bob(world, settings)
    settings.CLOCK = FixedClock(NOW + 10 * MINUTE)
    kept = Session.objects.get(session_key=client.session.session_key).session_data
    assert _writes(client) == ["expire_date"]
    assert _writes(client) == []
    assert Session.objects.get(session_key=client.session.session_key).session_data == kept


def _writes(client: Client) -> list[str]:
    """Which columns of the session's row a page writes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/account/email/").status_code == 200
    said = [one["sql"] for one in captured if one["sql"].startswith('UPDATE "django_session"')]
    return [name for one in said for name in ("session_data", "expire_date") if f'"{name}" =' in one]


def test_signing_out_clears_what_the_browser_has_kept(world: World, settings: LazySettings) -> None:
    client = bob(world, settings)
    assert "Clear-Site-Data" not in client.get("/").headers
    answer = client.post(reverse("account_logout"))
    assert who(client) == ""
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get(reverse("account_login")).headers


def test_a_report_that_ends_the_session_clears_it_too(world: World, settings: LazySettings) -> None:
    client = bob(world, settings)
    answer = client.post(reverse("portal:security:report"), {"what": "password", "happened": "stolen"})
    assert answer.status_code == 200 and who(client) == ""
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_a_changed_password_ends_all_other_sessions(world: World, settings: LazySettings) -> None:
    """The present one is asked for; with a wrong one nothing changes."""
    here, elsewhere = bob(world, settings), bob(world, settings)
    new = "quiet-marble-83-fern"
    for typed, others in (("wrong-password-42-x", 200), (PASSWORD, 302)):
        said: dict[str, Any] = {"oldpassword": typed, "password1": new, "password2": new}
        here.post(reverse("account_change_password"), said)
        assert here.get("/").status_code == 200
        assert elsewhere.get("/").status_code == others, typed
    world.acme.people["bob"].refresh_from_db()
    assert world.acme.people["bob"].check_password(new)
