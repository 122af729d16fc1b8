"""`comptoir usage`, as an operator uses it."""

import json
from pathlib import Path
from typing import Any

import pytest

from comptoir.commands.line import run_line
from comptoir.usage.models import QuarantinedRecord, UsageBatch
from tests.usage.lake import held
from tests.usage.world import World, call, usage_file

pytestmark = pytest.mark.clause("U-01")


@pytest.fixture
def line(world: World, capsys: pytest.CaptureFixture[str], settings: Any) -> Any:
    """Runs a command; (exit code, what it printed, what it complained of)."""
    from comptoir.kernel.clock import FixedClock
    from tests.usage.world import AT

    settings.CLOCK = FixedClock(AT)

    def run(*words: object) -> tuple[int, str, str]:
        code = run_line(["usage", *map(str, words)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_import_and_again(line: Any, tmp_path: Path) -> None:
    path = usage_file(tmp_path, call(1), call(2, kind="fax"))
    code, out, _ = line("import", path, "--mapping", "plain-csv", "--json")
    assert code == 0
    said = json.loads(out)
    assert (said["read"], said["accepted"], said["quarantined"], said["periods"]) == (2, 1, 1, {"2025-03": 1})
    assert len(held()) == len(held("standard")) == 1
    code, out, err = line("import", path, "--mapping", "plain-csv")
    assert code == 1 and "counts already" in err and "2025" in err
    code, out, _ = line("import", path, "--mapping", "plain-csv", "--json")
    assert code == 1 and json.loads(out)["problem"]["message"] == "usage.import.same_file"


def test_a_dry_run(line: Any, tmp_path: Path) -> None:
    path = usage_file(tmp_path, call(1), call(2, kind="fax"))
    code, out, _ = line("import", path, "--mapping", "plain-csv", "--dry-run")
    assert code == 0 and "line 3: The kind fax in kind is not in the mapping." in out
    assert not held() and not UsageBatch.objects.exists()


@pytest.mark.parametrize("mapping", ["nothing", "plain-csv"])
def test_refusals_are_one_sentence(line: Any, tmp_path: Path, mapping: str) -> None:
    code, out, err = line("import", tmp_path / "none.csv", "--mapping", mapping)
    assert code == 1 and not out and err.startswith("comptoir: ") and err.count("\n") == 1


def test_the_quarantine(line: Any, tmp_path: Path) -> None:
    path = usage_file(tmp_path, call(1, kind="fax"), call(2, country="Atlantis"), call(3, 5))
    line("import", path, "--mapping", "plain-csv")
    fax, country, card = QuarantinedRecord.objects.order_by("line_number").values_list("pk", flat=True)
    assert f"{fax}  usage.csv:2  The kind fax" in line("quarantine", "list")[1]
    assert "country = Atlantis" in line("quarantine", "show", country)[1]
    assert "can be replayed" in line("quarantine", "correct", fax, "kind=voice")[1]
    code, out, _ = line("quarantine", "replay", "--json")
    assert code == 0 and json.loads(out)["accepted"] == 1
    assert "discarded      2" in line("quarantine", "discard", country, card)[1]
    assert line("quarantine", "list")[1] == ""
    assert line("quarantine", "replay")[1] == "No record waits.\n"
    assert line("quarantine", "show", 999)[2] == "comptoir: There is no waiting record 999.\n"
    assert line("quarantine", "list", "--batch", 999)[2] == "comptoir: There is no batch 999.\n"


def test_batches(line: Any, tmp_path: Path) -> None:
    good, bad = usage_file(tmp_path, call(1)), usage_file(tmp_path, "x", header="a,b", name="bad.csv")
    line("import", good, "--mapping", "plain-csv")
    line("import", bad, "--mapping", "plain-csv")
    code, out, _ = line("batches")
    assert code == 0 and "usage.csv  state published  read 1  accepted 1" in out
    assert "state failed" in out and "does not fit the mapping" in out


def test_sketch(line: Any, tmp_path: Path) -> None:
    code, out, _ = line("sketch", usage_file(tmp_path, call(1), call(2)))
    assert code == 0
    own = tmp_path / "own.toml"
    own.write_text(out)
    assert line("import", tmp_path / "usage.csv", "--mapping", own)[0] == 0
