"""One stylesheet and one script, small, kept for ever, and allowed by the content policy."""

import re

import pytest
from django.test import Client

from comptoir.web.assets import FOLDER, asset
from comptoir.web.csp import POLICY

BUDGET = 60_000
pytestmark = pytest.mark.django_db


def test_style_script_and_a_large_page_stay_in_the_budget(client: Client) -> None:
    pieces = {name: len(asset(name).compressed) for name in ("app.css", "app.js", "brand.css")}
    # What is left of the budget is for the page itself.
    assert sum(pieces.values()) < BUDGET - 20_000, pieces


def test_an_asset_is_kept_for_a_year_under_its_own_hash(client: Client) -> None:
    found = client.get(asset("app.css").address, headers={"Accept-Encoding": "gzip"})
    assert found.headers["Content-Encoding"] == "gzip"
    assert "immutable" in found.headers["Cache-Control"]
    stale = client.get("/assets/app.000000000000.css")
    assert stale.status_code == 200
    assert "immutable" not in stale.headers["Cache-Control"]
    assert client.get("/assets/other.000000000000.css").status_code == 404
    assert client.post(asset("app.css").address).status_code == 405


def test_every_style_stands_in_a_layer() -> None:
    for file in sorted((FOLDER / "css").rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL).strip()
        assert text.startswith("@layer "), file.name
        assert text.count("{") == text.count("}"), file.name


def test_styles_name_no_colour_outside_the_tokens() -> None:
    """Light and dark both work only if every colour is a token; white on a filled red is the exception."""
    allowed = {"tokens.css", "print.css", "chart.css"}
    for file in sorted((FOLDER / "css").rglob("*.css")):
        if file.name not in allowed:
            found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", file.read_text())) - {"#fff"}
            assert not found, f"{file.name}: {found}"


def test_the_policy_forbids_everything_inline() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY
    assert "frame-ancestors 'none'" in POLICY


def test_every_answer_carries_the_policy(client: Client) -> None:
    for path in ("/account/login/", "/nowhere", asset("app.js").address):
        assert client.get(path).headers["Content-Security-Policy"] == POLICY
