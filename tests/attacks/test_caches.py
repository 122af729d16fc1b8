"""A page that one person was shown is kept by nobody for another: not by a browser, a proxy, or this site itself."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.crawling import routes
from tests.portal.world import World

pytestmark = pytest.mark.django_db
#: The same bytes for everyone: styles, scripts, icons.
FILES = ("assets/", "static/")


@pytest.mark.parametrize("person", ["owner", "user"])
def test_no_page_of_someone_signed_in_is_kept(world: World, person: str) -> None:
    """Every page without parameters, also those of django-allauth, also errors and redirects."""
    client, kept = world.client(person), []
    for route in routes():
        if route.names or route.pattern.startswith(FILES) or "logout" in route.pattern:
            continue
        answer = client.get(route.address({}))
        control = answer.headers.get("Cache-Control", "")
        varies = answer.headers.get("Vary", "").lower()
        if "no-store" not in control or not ("cookie" in varies or "authorization" in varies or "private" in control):
            kept.append(f"{route.pattern}: {answer.status_code} {control!r} {varies!r}")
    assert not kept


def test_an_answer_of_one_person_is_not_given_to_another(world: World) -> None:
    """One address, three people, also with what a browser says that it has already."""
    pages = {}
    for person in ("owner", "finance", "user"):
        client = world.client(person)
        first = client.get("/")
        conditions = {
            "If-None-Match": first.headers.get("ETag", '"x"'),
            "If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT",
        }
        again = client.get("/", headers=conditions)
        assert (first.status_code, again.status_code) == (200, 200)
        pages[person] = again.content.decode()
    assert world.lumen.people["owner"].name in pages["owner"]
    assert world.lumen.people["owner"].name not in pages["user"].split("</header>")[0]
    assert len(set(pages.values())) == 3


def test_after_signing_out_nothing_answers(world: World) -> None:
    client = world.client("owner")
    old = client.cookies["sessionid"].value
    assert client.get("/invoices/").status_code == 200, "the twin"
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = old
    assert thief.get("/invoices/").status_code == 302


def test_a_file_for_everyone_is_kept(world: World) -> None:
    """The twin: what holds nothing of anybody may be kept, and says so."""
    page = world.client("owner").get("/").content.decode()
    address = next(part for part in page.split('"') if part.startswith("/assets/") and part.endswith(".css"))
    assert "public" in Client().get(address).headers["Cache-Control"]
