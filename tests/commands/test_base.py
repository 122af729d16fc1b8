"""`comptoir import base DIR`: a line per row, a verdict, an exit code."""

import json
from pathlib import Path

import pytest

from comptoir.commands.line import run_line
from comptoir.parties.models import Customer
from tests.base.world import EXAMPLE, copied, replace

pytestmark = pytest.mark.django_db


def test_a_line_for_each_row_and_a_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["import", "base", str(EXAMPLE)]) == 0
    said = capsys.readouterr()
    assert "lines.csv:2" in said.out
    assert said.out.count(" created") == 46
    assert said.err.strip().endswith("The base is in.")
    assert run_line(["import", "base", str(EXAMPLE)]) == 0
    assert capsys.readouterr().out.count(" unchanged") == 46


def test_a_dry_run_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["import", "base", str(EXAMPLE), "--dry-run"]) == 0
    assert "A dry run" in capsys.readouterr().err
    assert not Customer.objects.exists()


def test_a_refused_row_has_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(tmp_path)
    replace(folder, "lines.csv", "0460 11 58 38", "02 555 12 12")
    assert run_line(["import", "base", str(folder)]) == 1
    said = capsys.readouterr()
    assert "number: 02 555 12 12 is no Belgian mobile number." in said.out
    assert "Nothing was brought in" in said.err


def test_json_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(tmp_path)
    replace(folder, "accounts.csv", "GAR;garage", "GAR;nobody")
    assert run_line(["import", "base", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["taken"] is False
    assert told["counts"]["accounts.csv"] == {"created": 1, "refused": 1}
    row = next(row for row in told["rows"] if row["file"] == "accounts.csv" and row["outcome"] == "refused")
    assert row == {
        "file": "accounts.csv",
        "line": 3,
        "code": "GAR",
        "outcome": "refused",
        "sentence": "There is no customer nobody.",
    }


def test_a_folder_that_is_no_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["import", "base", str(tmp_path / "none")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "There is no folder" in said.err
