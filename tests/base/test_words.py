"""Every reason has words, every column has documentation."""

import re

import pytest

from comptoir.base import sheets
from comptoir.web.words import messages
from tests.base.world import ROOT

SOURCES = ROOT / "src" / "comptoir" / "base"


def test_every_message_of_the_base_has_words() -> None:
    used = {
        found
        for path in SOURCES.glob("*.py")
        for found in re.findall(r'"(base\.[a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(used) > 50
    assert not used - messages().keys()


def test_every_kind_of_reference_has_words() -> None:
    kinds = {
        found
        for path in SOURCES.glob("*.py")
        for found in re.findall(r'kind="([a-z_]+)"', path.read_text(encoding="utf-8"))
    } | {"account", "billing_account", "cost_centre", "line"}
    assert not {f"base.refers.{kind}" for kind in kinds} - messages().keys()


@pytest.mark.parametrize("sheet", sheets.SHEETS, ids=lambda sheet: sheet.file)
def test_every_column_is_documented(sheet: sheets.Sheet) -> None:
    text = (ROOT / "docs" / "base-files.md").read_text(encoding="utf-8")
    section = text.split(f"### {sheet.file}")[1].split("\n##")[0]
    documented = re.findall(r"^\| `([a-z_]+)` \| (yes|no) \|", section, re.MULTILINE)
    assert documented == [(column.name, "yes" if column.required else "no") for column in sheet.columns]
