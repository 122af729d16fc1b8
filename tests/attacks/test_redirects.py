"""Nobody is sent to another site by an address of ours; the way back to our own pages works."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptoir.access.models import User
from comptoir.jobs.models import Job
from comptoir.jobs.queue import enqueue
from tests.console.cast import gather
from tests.portal.world import NOW, ROOT

pytestmark = pytest.mark.django_db
PASSWORD = "violet-harbour-47-lamp"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "http:///evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example/",
    "\n//evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "http://[::1",
]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def someone() -> User:
    user = User.objects.create_user("eve@lumen.example", PASSWORD, name="Eve", language="en")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)  # type: ignore[attr-defined]
    return user


def signed_in_to(wanted: str) -> str:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": someone().email, "password": PASSWORD, "next": wanted})
    assert answer.status_code == 302 and "_auth_user_id" in client.session
    return str(answer.headers["Location"])


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_in_leads_nowhere_else(wanted: str) -> None:
    assert signed_in_to(wanted) == "/"


def test_signing_in_leads_back_to_our_own_page() -> None:
    assert signed_in_to("/settings/?tab=1") == "/settings/?tab=1"


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("page", ["language", "theme"])
def test_a_preference_leads_nowhere_else(page: str, wanted: str) -> None:
    answer = Client().post(f"/preferences/{page}", {"language": "nl", "theme": "dark", "next": wanted})
    assert answer.headers["Location"] == "/"
    twin = Client().post(f"/preferences/{page}", {"language": "nl", "theme": "dark", "next": "/register/"})
    assert twin.headers["Location"] == "/register/"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_signing_out_and_confirming_lead_nowhere_else(wanted: str) -> None:
    client = Client()
    client.force_login(someone())
    asked = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": wanted})
    assert "evil" not in asked.headers.get("Location", "/") and "javascript" not in asked.headers.get("Location", "/")
    left = client.post(reverse("account_logout"), {"next": wanted})
    assert left.status_code == 302 and "evil" not in left.headers["Location"]
    assert not left.headers["Location"].startswith(("javascript", "data"))


@pytest.mark.parametrize(
    "came_from", ["https://evil.example/console/", "//evil.example/console/", "javascript:/console/"]
)
def test_a_stopped_job_leads_back_to_our_own_page_only(came_from: str) -> None:
    anna = gather().anna
    stopped = anna.post(f"/console/jobs/{_job().pk}/stop", headers={"Referer": came_from})
    assert stopped.status_code == 302 and stopped.headers["Location"].startswith("/console/jobs/")
    twin = anna.post(f"/console/jobs/{_job().pk}/stop", headers={"Referer": "http://testserver/console/jobs/"})
    assert twin.headers["Location"] == "http://testserver/console/jobs/"


def _job() -> Job:
    return enqueue("usage.import", {"number": Job.objects.count()}, by=ROOT, at=NOW, key=f"k{Job.objects.count()}")
