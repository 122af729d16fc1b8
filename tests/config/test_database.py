"""DATABASE_URL: what it says of how a connection is protected reaches the database's library (ASVS 12.3.1)."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from comptoir.config.database import database_from


def options(url: str) -> dict[str, str]:
    found = database_from(url, Path("/nowhere"))
    assert found["ENGINE"] == "django.db.backends.postgresql"
    return dict(found["OPTIONS"])


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca", "require", "disable"])
def test_the_mode_that_it_names_counts(mode: str) -> None:
    said = options(f"postgresql://app:secret@db.example/portal?sslmode={mode}&sslrootcert=/etc/ca.pem")
    assert said == {"sslmode": mode, "sslrootcert": "/etc/ca.pem"}


def test_over_a_network_tls_is_asked_for_in_any_case() -> None:
    assert options("postgresql://app:secret@db.example/portal") == {"sslmode": "require"}
    assert options("postgresql://app@/portal?host=db.example") == {"sslmode": "require"}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app@/portal?host=/run/postgresql",
        "postgresql://app@%2Frun%2Fpostgresql/portal",
        "postgresql://app@localhost/portal",
        "postgresql://app@127.0.0.1:5433/portal",
        "postgresql:///portal",
    ],
)
def test_on_the_machine_itself_it_is_not(url: str) -> None:
    assert options(url) == {}


def test_an_option_that_is_not_known_is_said() -> None:
    with pytest.raises(ImproperlyConfigured, match="sslmod"):
        database_from("postgresql://app@db.example/portal?sslmod=verify-full", Path("/nowhere"))
