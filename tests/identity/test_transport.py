"""Only TLS: asked of a process that runs as in production (P-14; GC 4.6, II Annex 1)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_ASKING = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
plain = Client().get("/account/login/", HTTP_HOST="portal.example")
safe = Client().get("/account/login/", HTTP_HOST="portal.example", HTTP_X_FORWARDED_PROTO="https")
tls = {"HTTP_HOST": "portal.example", "HTTP_X_FORWARDED_PROTO": "https"}
posted = Client().post("/preferences/language", {"language": "nl"}, **tls)
programs = {}
for path in ("/api/v1/me", "/scim/v2/acme/Users"):
    answer = Client().get(path, HTTP_HOST="portal.example", HTTP_AUTHORIZATION="Bearer cmp_x")
    said = answer.json().get("detail", "") if "json" in answer.headers["Content-Type"] else ""
    programs[path] = [answer.status_code, answer.headers["Content-Type"], said, Client().get(path, **tls).status_code]
names = ("SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY SECURE_SSL_REDIRECT "
         "SECURE_HSTS_SECONDS SECURE_HSTS_INCLUDE_SUBDOMAINS SESSION_COOKIE_NAME STAFF_SECOND_FACTOR DEBUG "
         "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN").split()
print(json.dumps({
    "settings": {name: getattr(settings, name) for name in names},
    "session": [settings.SESSION_IDLE.total_seconds(), settings.SESSION_LONGEST.total_seconds()],
    "plain": [plain.status_code, plain.headers.get("Location")],
    "status": safe.status_code,
    "headers": dict(safe.headers),
    "programs": programs,
    "cookies": {name: [bool(one["secure"]), bool(one["httponly"]), one["samesite"], one["path"], one["domain"]]
                for name, one in {**safe.cookies, **posted.cookies}.items()},
}))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process says of itself that has the settings of production behind a proxy, and nothing else."""
    return said_by(tmp_path_factory.mktemp("production"), COMPTOIR_TRUSTED_PROXIES="1")


def said_by(home: Path, **more: str) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMPTOIR_", "DATABASE_URL"))}
    surroundings = kept | {
        "COMPTOIR_HOME": str(home),
        "COMPTOIR_HOSTS": "portal.example",
        "DJANGO_SETTINGS_MODULE": "comptoir.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", _ASKING], env=surroundings, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.mark.clause("P-14")
def test_plain_http_is_sent_to_tls(production: dict[str, Any]) -> None:
    assert production["plain"] == [301, "https://portal.example/account/login/"]
    assert production["status"] == 200


@pytest.mark.clause("P-14")
def test_browsers_are_told_to_stay_with_tls(production: dict[str, Any]) -> None:
    assert production["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.clause("P-14")
def test_no_cookie_travels_in_the_clear(production: dict[str, Any]) -> None:
    assert {"__Host-csrftoken", "__Host-language"} <= set(production["cookies"])
    for name, (secure, httponly, samesite, path, domain) in production["cookies"].items():
        assert secure and httponly and samesite == "Lax", name
        assert name.startswith("__Host-") and path == "/" and not domain, name


@pytest.mark.clause("P-14")
def test_a_program_that_comes_in_the_clear_is_told_so(production: dict[str, Any]) -> None:
    """It is not led to TLS: it would go on sending its token in the clear. The twin over TLS is asked for a token."""
    for path, (status, kind, detail, over_tls) in production["programs"].items():
        assert (status, kind) == (403, "application/problem+json"), path
        assert "readable on its way" in detail
        assert over_tls == 401, path


@pytest.mark.clause("P-14")
def test_without_a_trusted_proxy_nobody_says_that_it_was_tls(tmp_path: Path) -> None:
    alone = said_by(tmp_path)
    assert alone["plain"][0] == 301
    assert alone["status"] == 301, "the header is whoever asks's own"


@pytest.mark.clause("P-14", "A-13")
def test_nothing_is_loosened_in_production(production: dict[str, Any]) -> None:
    assert production["settings"] == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "STAFF_SECOND_FACTOR": True,
        "DEBUG": False,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }
    assert production["session"] == [3600, 12 * 3600]
    headers = production["headers"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "no-store" in headers["Cache-Control"]
