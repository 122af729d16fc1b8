"""`comptoir rate`: a file is priced with no database, and every fault is one sentence with its line."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from comptoir.commands.line import run_line
from comptoir.rating import reference

HEADER = "id,line,plan,kind,started_at,quantity,unit,called,visited,pool\n"
CALL = "c1,A,flex,voice,2026-03-02T17:30:00+01:00,90.5,s,0470 12 34 56,BE,\n"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def rate(tmp_path: Path, cache: str, capsys: pytest.CaptureFixture[str]):
    tariff = tmp_path / "tariff.toml"
    tariff.write_text(reference.document(), encoding="utf-8")
    (tmp_path / "destinations.csv").write_text(reference.destinations(), encoding="utf-8")

    def run(text: str, *more: str) -> tuple[int, str]:
        (tmp_path / "r.csv").write_text(text, encoding="utf-8")
        words = ["rate", "--cache", cache, "--tariff", str(tariff), "--records", str(tmp_path / "r.csv")]
        code = run_line([*words, *more])
        out, err = capsys.readouterr()
        return code, out + err

    return run


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.clause("U-03")
def test_case_10_a_fraction_of_a_second_rounds_up(rate, tmp_path: Path):
    toml = tmp_path / "tariff.toml"
    code, _ = rate(HEADER + CALL, "--out", str(tmp_path / "x.csv"))
    assert code == 0
    assert rows(tmp_path / "x.csv")[0]["quantity"] == "91"
    text = toml.read_text(encoding="utf-8")
    flex = text.index("price = 0.24")
    toml.write_text(
        text[:flex] + 'per = "s"\n' + text[flex:].replace("price = 0.24", "price = 0.10", 1), encoding="utf-8"
    )
    rate(HEADER + CALL.replace("90.5", "110.5"), "--out", str(tmp_path / "x.csv"))
    assert Decimal(rows(tmp_path / "x.csv")[0]["amount"]) == Decimal("11.15")  # 11.1 and the fee of 0.05


def test_the_summary_adds_up(rate):
    code, out = rate(HEADER + CALL + CALL.replace("c1", "c2"))
    assert code == 0
    assert out.splitlines()[-1].split() == ["total", "2", "0.828000", "EUR"]


def test_rows_come_out_in_the_order_they_went_in(rate, tmp_path: Path):
    later = CALL.replace("c1", "zz").replace("T17", "T18")
    rate(HEADER + later + CALL, "--out", str(tmp_path / "x.parquet"))
    found = pq.read_table(tmp_path / "x.parquet")
    assert found["id"].to_pylist() == ["zz", "c1"]
    assert found["amount"].to_pylist() == [Decimal("0.414000")] * 2
    assert found["called"].to_pylist() == ["+32470123456"] * 2


def test_lines_of_a_pool_share_its_bundle(rate, tmp_path: Path):
    call = "{id},{id},fleet,voice,2026-03-{id}T12:00:00Z,11000,min,0470123456,BE,{pool}\n"
    shared = HEADER + "".join(call.format(id=day, pool="north") for day in (10, 11))
    rate(shared, "--out", str(tmp_path / "x.csv"))
    assert [row["bundle_quantity"] for row in rows(tmp_path / "x.csv")] == ["660000", "540000"]
    apart = HEADER + "".join(call.format(id=day, pool="") for day in (10, 11))
    rate(apart, "--out", str(tmp_path / "x.csv"))
    assert [row["bundle_quantity"] for row in rows(tmp_path / "x.csv")] == ["660000", "660000"]


@pytest.mark.clause("U-07")
def test_a_record_is_explained_in_sentences(rate):
    code, out = rate(HEADER + CALL, "--explain", "c1")
    assert code == 0
    assert "c1: The price is €0.414." in out
    assert "begins with 3247: Belgium" in out
    assert "A connection fee of €0.05 is added." in out


def test_the_standard_price_leaves_bundles_out(rate, tmp_path: Path):
    call = CALL.replace("flex", "m")
    rate(HEADER + call, "--out", str(tmp_path / "x.csv"))
    assert Decimal(rows(tmp_path / "x.csv")[0]["amount"]) == 0
    rate(HEADER + call, "--standard", "--out", str(tmp_path / "x.csv"))
    assert Decimal(rows(tmp_path / "x.csv")[0]["amount"]) > 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,line\n", "r.csv line 1: the column plan is missing."),
        (HEADER.replace("pool", "colour"), "the column 'colour' is not known"),
        (HEADER + CALL + CALL, "r.csv line 3: the id c1 stands on line 2 already."),
        (HEADER + CALL.replace("flex", "gold"), "r.csv line 2: there is no plan 'gold'"),
        (HEADER + CALL.replace("voice", "fax"), "'fax' is no kind; it is one of voice, sms, mms, data."),
        (HEADER + CALL.replace("+01:00", ""), "has no time zone"),
        (HEADER + CALL.replace("2026-03-02T17:30:00+01:00", "yesterday"), "'yesterday' is no instant"),
        (HEADER + CALL.replace("90.5", "-1"), "'-1' is no quantity"),
        (HEADER + CALL.replace(",s,", ",MB,"), "'MB' does not measure voice"),
        (HEADER + CALL.replace("90.5", "9999999"), "more than one record can hold"),
        (HEADER + CALL.replace("0470 12 34 56", "Zoë"), "'Zoë' is no phone number"),
        (HEADER + CALL.replace("0470 12 34 56", "+1234567890123456"), "more than fifteen digits"),
        (HEADER + CALL.replace("BE", "Belgium"), "'Belgium' is no country code"),
        (HEADER + "c1,A\n", "r.csv line 2: there are not 10 values."),
        (HEADER + CALL.replace("c1,A", ",A"), "r.csv line 2: the id is empty."),
    ],
)
def test_each_fault_is_one_sentence(rate, text: str, sentence: str):
    code, out = rate(text)
    assert code == 1
    assert sentence in out
    assert len(out.splitlines()) == 1


def test_what_cannot_be_done_is_said(rate, tmp_path: Path):
    assert rate(HEADER + CALL, "--explain", "zz") == (1, "comptoir rate: There is no record zz.\n")
    assert "must end in .csv or .parquet" in rate(HEADER + CALL, "--out", "x.doc")[1]
    assert "from 1 to 28" in rate(HEADER + CALL, "--cycle-day", "31")[1]
    (tmp_path / "destinations.csv").unlink()
    assert "There is no file" in rate(HEADER + CALL)[1]


def test_it_runs_without_settings_and_without_a_database(tmp_path: Path, cache: str):
    (tmp_path / "r.csv").write_text(HEADER + CALL, encoding="utf-8")
    tariff = Path(reference.__file__).with_name("tariff.toml")
    words = ["rate", "--cache", cache, "--tariff", str(tariff), "--records", "r.csv", "--explain", "c1"]
    done = subprocess.run(
        [sys.executable, "-m", "comptoir", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "The price is €0.414." in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
