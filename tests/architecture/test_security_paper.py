"""docs/security.md says what is so: its figures are the settings', and the least account of the database is enough."""

import re
from typing import Any

import pytest
from allauth.account import app_settings
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from comptoir.audit.models import AuditEvent
from comptoir.identity import fetching
from tests.architecture.house import ROOT
from tests.identity.company import World, build, sign_in, who

PAPER = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
#: What the paper calls it -> the names of django-allauth's limits.
LIMITS = {
    "wrong passwords, wrong codes": ("login_failed",),
    "sign-ins": ("login",),
    "asking for a new password": ("reset_password",),
    "a link for a new password": ("reset_password_from_key",),
    "showing again who one is": ("reauthenticate",),
}


def section(title: str) -> str:
    return PAPER.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_limits_are_those_that_hold() -> None:
    said: dict[str, set[str]] = {}
    for what, rate in re.findall(r"^\| ([^|]+) \| `([\w/]+)` \|", section("Guessing"), re.MULTILINE):
        said.setdefault(what, set()).add(rate)
    assert set(said) == set(LIMITS)
    for what, names in LIMITS.items():
        hold = {rate.rpartition("/")[0] for name in names for rate in app_settings.RATE_LIMITS[name].split(",")}
        assert said[what] == hold, what


def test_every_setting_that_it_names_is_one() -> None:
    known = (ROOT / "src" / "comptoir" / "config" / "settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r"COMPTOIR_[A-Z_]+", PAPER))
    assert len(named) > 8
    assert [name for name in sorted(named) if name not in known] == []


def test_the_figures_of_passwords_and_fetching() -> None:
    said = section("Passwords")
    (shortest,) = (one["OPTIONS"]["min_length"] for one in settings.AUTH_PASSWORD_VALIDATORS if "OPTIONS" in one)
    assert f"At least {shortest} signs" in said
    assert 19_000 < len(CommonPasswordValidator().passwords) < 21_000 and "20,000 most common" in said
    assert f"{fetching.SECONDS} s a part and {fetching.SECONDS_IN_ALL} s in all" in section("Connections")
    assert fetching.MOST_BYTES == 1_000_000 and "1 MB" in section("Connections")


def test_every_reason_of_a_refusal_is_explained() -> None:
    written = set()
    for path in (ROOT / "src" / "comptoir").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "note_refusal" in text:
            written |= set(
                re.findall(r'"([a-z]+_[a-z_]+)"', " ".join(re.findall(r"note_refusal\(.*|_REFUSALS = .*", text)))
            )
    said = set(re.findall(r"^\| `(\w+)` \|", section("Logs"), re.MULTILINE))
    assert written and written == said


@pytest.mark.django_db(transaction=True)
def test_the_least_account_of_the_database_is_enough_and_no_more() -> None:
    """On PostgreSQL: with these rights people sign in and act, and neither tables nor the log can be changed."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no accounts.")
    world = build()
    (sql,) = re.findall(r"```sql\n(.*?)```", PAPER, re.DOTALL)
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE comptoir_app")
        cursor.execute(sql)
        try:
            cursor.execute("SET ROLE comptoir_app")
            _works(world)
            for forbidden in (
                "ALTER TABLE audit_auditevent ADD COLUMN x int", "DROP TABLE audit_auditevent",
                "UPDATE audit_auditevent SET verb = 'x'", "DELETE FROM audit_auditevent", "CREATE TABLE x (y int)",
            ):  # fmt: skip
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(forbidden)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("DROP OWNED BY comptoir_app")
            cursor.execute("DROP ROLE comptoir_app")


def _works(world: World) -> None:
    cache.clear()
    client: Any = Client()
    sign_in(client, world.acme.people["ann"])
    assert who(client) == "ann"
    before = AuditEvent.objects.count()
    answer = client.post(reverse("portal:security:add_domain"), {"name": "new.example"})
    assert answer.status_code == 302
    assert AuditEvent.objects.count() == before + 1
    assert client.post(reverse("account_logout")).status_code == 302
