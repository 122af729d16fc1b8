"""Options and fixtures of all tests. Run them with `python3 test.py`, or with `python -m pytest` in `.venv`.

The database is chosen by DATABASE_URL (SQLite without it): one process, one database.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connection
from django.db.models.signals import pre_save
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.browser import chromium, chromium_path, open_page, page

__all__ = ["chromium", "open_page", "page"]

_NO_CHROMIUM = "no Chromium on this machine; install it with: apt-get install chromium"
_slow_data = [HealthCheck.too_slow, HealthCheck.data_too_large]
hypothesis.register_profile(
    "quick", max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=_slow_data
)
hypothesis.register_profile("long", max_examples=3000, deadline=None, print_blob=True, suppress_health_check=_slow_data)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("comptoir")
    group.addoption("--long", action="store_true", help="run the long tests too, and many more random examples")
    group.addoption(
        "--journeys",
        choices=["with", "without", "only"],
        default="with",
        help="browser journeys: with all else (default), without them, or only them",
    )


def pytest_configure(config: pytest.Config) -> None:
    profile = "long" if config.getoption("--long") else "quick"
    hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", profile))
    # A real password hash takes as long as a whole test.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def signed_in_just_now() -> Iterator[None]:
    """A test client's force_login counts as a sign-in of that moment: what is sensitive asks nothing again yet."""
    from comptoir.identity import networks  # once the applications are there
    from comptoir.identity.proof import confirm

    def confirmed(request: Any, **_: Any) -> None:
        if hasattr(request, "session"):
            confirm(request, settings.CLOCK.now())

    user_logged_in.connect(confirmed, weak=False)
    networks.MOMENT = float("inf")  # no page takes a query more because time has passed
    networks.take(())
    yield
    user_logged_in.disconnect(confirmed)


@pytest.fixture(autouse=True, scope="session")
def an_emptied_database_is_guarded_again() -> Iterator[None]:
    """Tests with transactions of their own empty every table after, also the one from which nothing is deleted."""
    from comptoir.audit import guards

    vendor, operations = connection.vendor, type(connection.ops)  # a browser's tests have a connection of their own
    emptied = operations.sql_flush

    def unguarded(*args: Any, **options: Any) -> list[str]:
        found = emptied(*args, **options)
        return [*guards.undoing(vendor), *found, *guards.statements(vendor)] if found else found

    operations.sql_flush = unguarded  # type: ignore[method-assign]
    yield
    operations.sql_flush = emptied  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def each_event_has_words() -> Iterator[None]:
    """Whatever test does it: an event that people would read as a code of ours fails it (A-16)."""
    from comptoir.audit.models import AuditEvent
    from comptoir.web.log.kinds import OBJECTS, VERBS
    from comptoir.web.log.values import DETAILS

    def worded(instance: AuditEvent, **_: Any) -> None:
        if instance.verb not in VERBS:
            return  # tests/audit/test_words.py holds that no source records such a one
        assert instance.object_type in {"", *OBJECTS}, f"web/log/kinds.py has no words for {instance.object_type}."
        nameless = {*instance.data, *instance.personal} - set(DETAILS)
        assert not nameless, f"web/log/values.py has no words for {sorted(nameless)} of {instance.verb}."

    pre_save.connect(worded, sender=AuditEvent, weak=False)
    yield
    pre_save.disconnect(worded, sender=AuditEvent)


def pytest_report_header() -> str:
    database = settings.DATABASES["default"]
    return f"database: {database['ENGINE'].rpartition('.')[2]} {database['NAME']} {database.get('HOST', '')}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted, others = [], []
    for item in items:
        (wanted if _is_wanted(item, config) else others).append(item)
        if item.get_closest_marker("long") or (config.getoption("--long") and item.get_closest_marker("deeper")):
            item.user_properties.append(("long", "1"))
        if item.get_closest_marker("browser") and not chromium_path():
            item.add_marker(pytest.mark.skip(reason=_NO_CHROMIUM))
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = wanted


def _is_wanted(item: pytest.Item, config: pytest.Config) -> bool:
    if item.get_closest_marker("long") and not config.getoption("--long"):
        return False
    is_journey = item.get_closest_marker("browser") is not None
    return {"with": True, "without": not is_journey, "only": is_journey}[config.getoption("--journeys")]
