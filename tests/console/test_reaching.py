"""Who reaches what in the console: each role its own pages, a customer's person none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from comptoir.billing.models import BillRun
from comptoir.catalogue.models import TariffVersion
from comptoir.web.views import declaration_of
from tests.console.cast import Cast
from tests.portal.world import World

ALL = {"anna", "bram", "carla"}
PAGES = {
    "/console/": ALL,
    "/console/search/": ALL,
    "/console/usage/": {"anna", "bram"},
    "/console/usage/upload": {"anna", "bram"},
    "/console/usage/quarantine/": {"anna", "bram"},
    "/console/billing/": {"anna", "bram"},
    "/console/billing/next": {"anna", "bram"},
    "/console/billing/{run}/": {"anna", "bram"},
    "/console/billing/invoices/{invoice}/": ALL,
    "/console/billing/invoices/{invoice}/lines/1/why": ALL,
    "/console/billing/invoices/{invoice}/difference": ALL,
    "/console/questions/": {"anna", "bram"},
    "/console/customers/": {"anna", "carla"},
    "/console/customers/{customer}/": {"anna", "carla"},
    "/console/catalogue/": {"anna"},
    "/console/catalogue/offer": {"anna"},
    "/console/catalogue/tariffs/": {"anna"},
    "/console/catalogue/tariffs/{tariff}/": {"anna"},
    "/console/catalogue/tariffs/adopt": {"anna"},
    "/console/jobs/": {"anna", "bram"},
    "/console/audit/": {"anna"},
    "/console/setup/": {"anna"},
    "/console/setup/brand": {"anna"},
    "/console/setup/brand/preview": {"anna"},
    "/console/setup/terms": {"anna"},
    "/console/setup/base": {"anna"},
    "/console/setup/customer": {"anna", "carla"},
}
WRITES = {
    "/console/billing/run": {"anna", "bram"},
    "/console/billing/try": {"anna", "bram"},
    "/console/usage/upload": {"anna", "bram"},
    "/console/usage/quarantine/replay": {"anna", "bram"},
    "/console/usage/quarantine/replay-selected": {"anna", "bram"},
    "/console/usage/quarantine/discard-selected": {"anna", "bram"},
    "/console/catalogue/tariffs/adopt": {"anna"},
    "/console/catalogue/tariffs/adopt/confirm": {"anna"},
    "/console/catalogue/offer": {"anna"},
    "/console/audit/verify": {"anna"},
    "/console/setup/brand": {"anna"},
    "/console/setup/base": {"anna"},
    "/console/setup/customer": {"anna", "carla"},
}
SAMPLE = {"int": "1", "slug": "2026-000001", "str": "x"}


def console_routes() -> Iterator[tuple[str, Any]]:
    """Every address of the console, with sample values, and its view."""

    def walk(patterns: Any, prefix: str) -> Iterator[tuple[str, Any]]:
        for pattern in patterns:
            path = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield path, pattern.callback
            else:
                yield from walk(pattern.url_patterns, path)

    for path, view in walk(get_resolver().url_patterns, "/"):
        if path.startswith("/console/"):
            for kind, sample in SAMPLE.items():
                start = path.find(f"<{kind}:")
                while start >= 0:
                    path = path[:start] + sample + path[path.index(">", start) + 1 :]
                    start = path.find(f"<{kind}:")
            yield path, view


def reached(client: Client, path: str, *, post: bool = False) -> bool:
    status = (client.post if post else client.get)(path).status_code
    assert status in (200, 302, 404, 422), (path, status)
    return status != 404


@pytest.mark.clause("X-04")
def test_each_role_reaches_its_own_pages(cast: Cast, world: World) -> None:
    """Staff roles with least privilege: what is not one's task does not exist."""
    present = {
        "run": BillRun.objects.latest("pk").pk,
        "invoice": world.lumen.invoice().number,
        "customer": world.lumen.customer.pk,
        "tariff": TariffVersion.objects.latest("pk").pk,
    }
    for path, allowed in PAGES.items():
        for name in sorted(ALL):
            assert reached(cast.client(name), path.format(**present)) is (name in allowed), (name, path)


@pytest.mark.clause("X-04")
def test_each_role_does_its_own_work(cast: Cast, world: World) -> None:
    for path, allowed in WRITES.items():
        for name in sorted(ALL):
            assert reached(cast.client(name), path, post=True) is (name in allowed), (name, path)


@pytest.mark.parametrize("person", ["owner", "manager", "finance", "user"])
def test_a_customers_person_finds_no_console(world: World, person: str) -> None:
    """Not even the Access Owner: every address of the console is a 404, by every method."""
    client = world.client(person)
    for path, view in console_routes():
        for method in declaration_of(view).methods:  # type: ignore[union-attr]
            assert client.generic(method, path).status_code == 404, (method, path)


def test_someone_not_signed_in_is_asked_to(cast: Cast) -> None:
    for path, _view in console_routes():
        response = Client().get(path)
        assert response.status_code in (302, 405) and "secret" not in response.content.decode(), path
        if response.status_code == 302:
            assert response.headers["Location"].startswith("/account/login/")


def test_a_write_is_no_link(cast: Cast, world: World) -> None:
    """An address that changes something does not answer to GET unless it shows a form."""
    forms = {
        "addresses",
        "appoint",
        "check",
        "edit",
        "end",
        "give",
        "name",
        "offer_plans",
        "order",
        "publish",
        "send",
        "show",
        "suspend_company",
        "suspend_person",
        "take_on",
        "upload",
        "write_down",
    }
    for path, view in console_routes():
        methods = declaration_of(view).methods  # type: ignore[union-attr]
        if "POST" in methods and "GET" not in methods:
            assert cast.anna.get(path).status_code == 405, path
        elif "POST" in methods:
            assert view.__name__ in forms, path


def test_navigation_shows_only_what_would_answer(cast: Cast) -> None:
    shown = {
        name: {path for path in PAGES if f'href="{path}"' in cast.client(name).get("/console/").content.decode()}
        for name in ALL
    }
    assert "/console/customers/" in shown["carla"] and "/console/billing/" not in shown["carla"]
    assert "/console/billing/" in shown["bram"] and "/console/setup/" not in shown["bram"]
    for name, paths in shown.items():
        assert all(name in PAGES[path] for path in paths)
