"""The five minutes of examples/README.md: base in, a month of usage in, billed, reconciled; alike by each mapping."""

import json
from pathlib import Path
from typing import Any

import pytest

from comptoir.billing.models import Invoice, InvoiceLine
from comptoir.commands.line import run_line
from comptoir.inventory.models import Line
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake
from comptoir.usage.models import QuarantinedRecord, UsageBatch

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = [
    ("2025-03-plain.csv", "plain-csv"),
    ("2025-03-events.ndjson", "ndjson"),
    ("2025-03-mediation.txt", "mediation-pipe"),
]
# What the three files say, whoever reads them.
RECORDS, FREE = 298, 2
NETS = {"BAK-1": 174_150_000, "GAR-1": 72_880_000, "GAR-2": 109_420_000}


@pytest.fixture
def installation(db: Any, settings: Any, tmp_path: Path) -> Path:
    """An installation of this test's own."""
    settings.HOME = tmp_path / "home"
    settings.LAKE_ROOT = settings.HOME / "lake"
    settings.DOCUMENTS_ROOT = settings.HOME / "documents"
    settings.HOME.mkdir()
    return Path(settings.HOME)


@pytest.mark.clause("U-01", "U-02", "B-02", "B-09")
@pytest.mark.parametrize(("file", "mapping"), FILES, ids=[mapping for _, mapping in FILES])
def test_from_files_to_invoices(
    installation: Path, capsys: pytest.CaptureFixture[str], file: str, mapping: str
) -> None:
    assert run_line(["import", "base", str(EXAMPLES / "base")]) == 0
    assert run_line(["usage", "import", str(EXAMPLES / "usage" / file), "--mapping", mapping]) == 0
    batch = UsageBatch.objects.get()
    assert (batch.read, batch.accepted, batch.free) == (RECORDS, RECORDS - FREE, FREE)
    assert not QuarantinedRecord.objects.exists()
    assert run_line(["bill", "run", "2025-03"]) == 0
    capsys.readouterr()
    assert run_line(["bill", "reconcile", "2025-03", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["reconciled"] is True
    assert report["difference_count"] == 0
    nets = {i.billing_account.code: i.net_micro for i in Invoice.objects.select_related("billing_account")}
    assert nets == NETS


@pytest.mark.clause("B-02")
def test_lines_are_what_pencil_and_paper_say(installation: Path) -> None:
    """In millionths. March has 31 days; the team plan costs 14.00 until the 15th and 14.50 from then on."""
    run_line(["import", "base", str(EXAMPLES / "base")])
    run_line(["usage", "import", str(EXAMPLES / "usage" / FILES[0][0]), "--mapping", FILES[0][1]])
    run_line(["bill", "run", "2025-03"])
    rows = InvoiceLine.objects.values_list("invoice__billing_account__code", "key", "exact_micro")
    exact = {(account, key): micro for account, key, micro in rows}
    # Ten days of a line that changed its plan, nineteen of one that ended: 1.612903 + 3.064516.
    assert exact["BAK-1", "recurring:basic:2025-03"] == 4_677_419
    # Three whole months at 14 x 14/31 + 14.50 x 17/31, and four days and seventeen of the changed line.
    assert exact["BAK-1", "recurring:team:2025-03"] == 3 * (6_322_581 + 7_951_613) + 1_806_452 + 7_951_613
    # A tenth of 10 + 10 + 22 days of 9 + 9 + 1.50 + 1.50.
    assert exact["GAR-1", "discount:welcome:standard"] == -3_838_710
    # 190 seconds of an 090x number: 0.10 and four minutes at 1.50.
    assert exact["GAR-1", "usage:41"] == 6_100_000
    # All national calls of the sales team lie inside its 300 shared minutes.
    assert exact["GAR-2", "usage:01"] == 0
    assert exact["GAR-2", "credit:goodwill:standard"] == -12_000_000


@pytest.mark.clause("U-02", "M-20")
def test_a_free_call_is_kept_nowhere_and_one_charged_abroad_is(installation: Path) -> None:
    run_line(["import", "base", str(EXAMPLES / "base")])
    run_line(["usage", "import", str(EXAMPLES / "usage" / FILES[2][0]), "--mapping", FILES[2][1]])
    rows = lake().query(
        "SELECT line_id, visited, called FROM raw WHERE called IN (3280012345, -112, 112)", {"raw": live("raw").entries}
    )
    towed = Line.objects.get(code="G02").pk
    assert rows.to_pylist() == [{"line_id": towed, "visited": "NL", "called": 3280012345}]
