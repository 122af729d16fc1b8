"""The table of clauses prints what the contract says, and the page made from it is current."""

import argparse
import json
from pathlib import Path

import pytest

from comptoir.commands import clauses as command
from comptoir.terms import load
from comptoir.terms.clauses import clause_parts, clause_rows, under_clause

ROOT = Path(__file__).parents[2]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    code = command.run(parser.parse_args(["clauses", *words]))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def without_tests(page: str) -> list[list[str]]:
    return [line.split(" | ")[:4] + line.split(" | ")[5:] for line in page.splitlines()]


def test_the_page_of_clauses_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    _, printed, _ = run(capsys, "--format", "markdown")
    committed = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")
    assert without_tests(committed) == without_tests(printed), (
        "Run: comptoir clauses --format markdown > docs/clauses.md"
    )


def test_json_holds_every_figure_with_its_tests(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "--format", "json")
    rows = {row["key"]: row for row in json.loads(printed)}
    assert code == 0
    assert set(rows) == set(load().keys)
    office_hours = rows["portal.office_hours"]
    assert office_hours["figure"] == "08:00-18:00"
    assert office_hours["clause"] == "GC 1.2"
    assert office_hours["requirements"] == ["X-07"]
    assert any(test.startswith("tests/kernel/test_calendar.py::") for test in office_hours["tests"])


def test_the_table_has_one_line_for_each_figure(capsys: pytest.CaptureFixture[str]) -> None:
    _, printed, _ = run(capsys)
    lines = printed.splitlines()
    assert lines[0].split() == ["CLAUSE", "TERM", "FIGURE", "REQUIREMENT", "TESTS"]
    assert len(lines) == 1 + len(load().keys)
    assert all(line == line.rstrip() for line in lines)


def test_one_clause_is_picked_out(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "--clause", "gc", "2.2.3", "--format", "json")
    keys = [row["key"] for row in json.loads(printed)]
    assert code == 0
    assert keys == ["portal.no_active_contract", "portal.unused_account", "portal.unused_application"]


def test_a_clause_without_a_figure_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, error = run(capsys, "--clause", "GC", "99")
    assert (code, printed, error) == (1, "", "No term comes from GC 99.\n")


def test_an_operators_terms_are_printed_and_a_broken_one_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[billing.payment_due]\ndays = 1\nclause = "Ours 3"', encoding="utf-8")
    _, printed, _ = run(capsys, "--terms", str(tmp_path), "--clause", "Ours 3", "--format", "json")
    assert json.loads(printed)[0]["figure"] == "1 day"
    own.write_text("[billing.payment_due]\ndays = 1", encoding="utf-8")
    code, printed, error = run(capsys, "--terms", str(tmp_path))
    assert (code, printed) == (1, "")
    assert error.count("\n") == 1 and "names no clause" in error


def test_what_is_not_built_yet_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "--pending")
    assert code == 0
    assert "S-13  Availability per year (NET SLA)" in printed


def test_figures_read_as_people_write_them() -> None:
    figures = {row.key: row.figure for row in clause_rows(load(), {})}
    assert figures["portal.notice.customer"] == "15 days"
    assert figures["delivery.zoomit.data_used_after"] == "1 day"
    assert figures["portal.objection"] == "5 working days"
    assert figures["insights.training.length"] == "1 half day"
    assert figures["billing.vat.standard"] == "21 %"
    assert figures["portal.access_price"] == "EUR 0.00"
    assert figures["insights.export.essential"] == "no"
    assert figures["fleet_manager.minimum_sim_cards"] == "30"
    assert figures["delivery.peppol.mandatory_from"] == "2026-01-01"
    assert figures["mobile.zones.eea_states"] == "IS, LI, NO"


def test_a_list_of_clauses_names_its_document_once() -> None:
    assert clause_parts("GC Ma facture 6, Fleet 6, II 7.3.2") == ["GC Ma facture 6", "GC Fleet 6", "II 7.3.2"]
    assert clause_parts("-") == ["-"]


def test_rows_stand_in_the_order_of_the_contract() -> None:
    rows = clause_rows(load(), {})
    clauses = [row.clause for row in rows]
    assert clauses.index("GC 2.2.2") < clauses.index("GC 8.4, GCNL 8.5") < clauses.index("GC 10.5")
    assert clauses.index("GC 11.3.8") < clauses.index("MC 5.6.1") < clauses.index("II 7.7.3")
    assert set(clauses[clauses.index("-") :]) == {"-"}
    assert {row.key for row in under_clause(rows, "II 7.1")} >= {"insights.notice.customer"}
    assert not under_clause(rows, "II 7.1.")
