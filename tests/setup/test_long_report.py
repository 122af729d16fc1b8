"""The report of the long tests: each run replaces the rows of what it ran, and no others."""

from pathlib import Path

from tests.long_report import Run, keep


def rows(report: Path) -> dict[tuple[str, str], list[str]]:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in report.read_text().splitlines()]
    return {(row[0], row[1]): row[2:] for row in cells if len(row) == 7 and row[0] not in ("database", "---")}


def test_a_part_replaces_its_own_rows_alone(tmp_path: Path) -> None:
    report = tmp_path / "long-tests.md"
    keep(report, [Run("SQLite", "a.test_one[x]", "failed", 61.25), Run("SQLite", "a.test_two", "passed", 2)])
    keep(report, [Run("SQLite", "a.test_one[x]", "passed", 9.04), Run("PostgreSQL", "a.test_one[x]", "passed", 1)])
    found = rows(report)
    assert {key: (row[0], row[1]) for key, row in found.items()} == {
        ("SQLite", "a.test_one[x]"): ("passed", "9.0"),
        ("SQLite", "a.test_two"): ("passed", "2.0"),
        ("PostgreSQL", "a.test_one[x]"): ("passed", "1.0"),
    }


def test_what_was_skipped_was_not_run(tmp_path: Path) -> None:
    report = tmp_path / "long-tests.md"
    keep(report, [Run("SQLite", "a.test_one", "passed", 1)])
    keep(report, [Run("SQLite", "a.test_one", "skipped", 0), Run("SQLite", "a.test_two", "skipped", 0)])
    assert list(rows(report)) == [("SQLite", "a.test_one")]
    assert rows(report)["SQLite", "a.test_one"][0] == "passed"
