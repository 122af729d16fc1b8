import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.lake.condition import EVERY_ROW, Condition, among, at_least, below, started_in
from comptoir.lake.entry import Entry, StaleSnapshot
from comptoir.lake.files import write
from comptoir.lake.guard import ForbiddenQuery
from comptoir.lake.keyset import InvalidCursor
from comptoir.lake.reader import InexactResult, Lake, LakeBusy, QueryTooLarge, QueryTooLong, UnknownDataset
from comptoir.lake.visibility import VISIBLE
from comptoir.rating.schema import RECORDS
from tests.lake.usage import FIRST, SORT, one_record, usage


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="module")
def entries(root: Path) -> list[Entry]:
    return [write(root, "raw", "2025-03", 0, usage(3_000, seed), RECORDS, SORT) for seed in (1, 2)]


@pytest.fixture(scope="module")
def lake(root: Path) -> Iterator[Lake]:
    lake = Lake(root, {"raw": RECORDS})
    yield lake
    lake.close()


TABLE = pa.concat_tables([usage(3_000, 1), usage(3_000, 2)])


def test_a_question_is_answered_exactly(lake: Lake, entries: list[Entry]) -> None:
    answer = lake.query("SELECT sum(quantity) AS q, count(*) AS n FROM raw WHERE line_id = ?", {"raw": entries}, [101])
    rows = [row for row in TABLE.to_pylist() if row["line_id"] == 101]
    assert answer.to_pylist() == [{"q": sum(row["quantity"] for row in rows), "n": len(rows)}]
    assert answer.schema.field("q").type == pa.int64()


def test_two_threads_answer_the_same(lake: Lake, entries: list[Entry]) -> None:
    sql = "SELECT line_id, sum(quantity) AS q FROM raw GROUP BY line_id ORDER BY line_id"
    assert lake.query(sql, {"raw": entries}, threads=2) == lake.query(sql, {"raw": entries})


def test_a_binary_float_is_no_answer(lake: Lake, entries: list[Entry]) -> None:
    with pytest.raises(InexactResult, match="average"):
        lake.query("SELECT avg(quantity) AS average FROM raw", {"raw": entries})


def test_a_sum_that_does_not_fit_64_bits_is_refused_not_wrapped(tmp_path: Path) -> None:
    table = pa.concat_tables([one_record(record_id=number, quantity=2**63 - 1) for number in (1, 2)])
    entry = write(tmp_path, "raw", "2025-03", 0, table, RECORDS, SORT)
    with pytest.raises(pa.ArrowInvalid):
        Lake(tmp_path).query("SELECT sum(quantity) AS q FROM raw", {"raw": [entry]})


def test_no_files_are_no_rows(lake: Lake) -> None:
    assert lake.query("SELECT * FROM raw", {"raw": []}).schema.names == RECORDS.names
    assert lake.query("SELECT count(*) AS n FROM raw", {"raw": []}).to_pylist() == [{"n": 0}]
    with pytest.raises(UnknownDataset):
        lake.query("SELECT * FROM other", {"other": []})


def test_small_tables_can_be_joined(lake: Lake, entries: list[Entry]) -> None:
    names = pa.table({"line_id": [101, 102], "name": ["reception", "lift"]})
    answer = lake.query(
        "SELECT name, count(*) AS n FROM raw JOIN names USING (line_id) GROUP BY name ORDER BY name",
        {"raw": entries},
        tables={"names": names},
    )
    assert answer["name"].to_pylist() == ["lift", "reception"]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_parquet('{root}/**')",
        "SELECT * FROM '{file}'",
        'SELECT * FROM "{file}"',
        "SELECT * FROM parquet_scan('{file}')",
        "SELECT (SELECT count(*) FROM read_text('/etc/hostname')) AS n FROM raw",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM glob('/**')",
        "FROM query('SELECT 1 AS one')",
        "FROM query_table(['raw'])",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM main.raw",
        "SELECT * FROM other",
        "COPY (SELECT * FROM raw) TO '{root}/out.parquet'",
        "CREATE TABLE t AS SELECT * FROM raw",
        "ATTACH '{root}/new.db'",
        "SET memory_limit = '9GB'",
        "INSTALL httpfs",
        "PRAGMA database_list",
        "SELECT 1 AS one; DROP VIEW raw",
        "DELETE FROM raw",
        "selec nonsense",
        "",
    ],
)
def test_a_question_reads_the_files_it_was_given_and_nothing_else(
    lake: Lake, root: Path, entries: list[Entry], sql: str
) -> None:
    with pytest.raises(ForbiddenQuery):
        lake.query(sql.format(root=root, file=root / entries[1].path), {"raw": entries[:1]})
    assert not list(root.glob("*.parquet")) and not list(root.glob("*.db"))


def test_the_engine_itself_is_confined_to_the_lake(root: Path, entries: list[Entry]) -> None:
    """Behind the first door stands a second: files outside the lake cannot be opened at all."""
    from comptoir.lake.engine import confined

    with confined(root, 1, "100MB") as connection:
        connection.execute(f"SELECT count(*) FROM read_parquet('{root / entries[0].path}')").fetchall()
        for sql in ("SELECT * FROM read_text('/etc/hostname')", "SELECT * FROM glob('/etc/*')", "SET threads = 4"):
            with pytest.raises(Exception, match=r"disabled by configuration|locked"):
                connection.execute(sql)


def test_with_and_subqueries_and_unions_are_allowed(lake: Lake, entries: list[Entry]) -> None:
    sql = (
        "WITH mine AS (SELECT * FROM raw WHERE line_id = 101), two AS (SELECT unnest([1, 2]) AS n)"
        " SELECT (SELECT count(*) FROM mine) AS n FROM two UNION ALL SELECT range FROM range(1)"
    )
    assert lake.query(sql, {"raw": entries}).num_rows == 3


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    entries = [write(tmp_path, "raw", "2025-03", 0, usage(100, seed), RECORDS, SORT) for seed in (1, 2)]
    lake = Lake(tmp_path)
    assert lake.query("SELECT count(*) AS n FROM raw", {"raw": entries}).to_pylist() == [{"n": 200}]
    (tmp_path / entries[1].path).unlink()
    for sql in ("SELECT count(*) AS n FROM raw", "SELECT sum(quantity) AS n FROM raw"):
        with pytest.raises(StaleSnapshot, match=entries[1].path):
            lake.query(sql, {"raw": entries})
        with pytest.raises(StaleSnapshot):
            lake.query(sql, {"raw": entries[1:]})


def test_a_question_has_a_limit_of_time_memory_and_company(root: Path, entries: list[Entry]) -> None:
    endless = "SELECT count(*) AS n FROM range(100000000) a, range(100000000) b WHERE a.range * b.range = 7"
    lake = Lake(root, memory="60MB", concurrent=1, patience=0.05)
    began = time.monotonic()
    with pytest.raises(QueryTooLong):
        lake.query(endless, {"raw": entries}, seconds=0.2)
    assert time.monotonic() - began < 20
    with pytest.raises(QueryTooLarge):
        lake.query("SELECT list(range ORDER BY -range) AS l FROM range(50000000)", {"raw": entries})

    def occupy() -> None:
        with pytest.raises(QueryTooLong):
            lake.query(endless, {}, seconds=1.0)

    other = threading.Thread(target=occupy)
    other.start()
    time.sleep(0.3)
    with pytest.raises(LakeBusy):
        lake.query("SELECT 1 AS one", {})
    other.join()
    assert lake.query("SELECT 1 AS one", {}).to_pylist() == [{"one": 1}]


def test_many_questions_at_once_do_not_disturb_each_other(lake: Lake, entries: list[Entry]) -> None:
    found: list[tuple[int, int]] = []

    def ask(line: int) -> None:
        table = lake.query(
            "SELECT DISTINCT line_id FROM raw", {"raw": entries}, visible=visible((line // 100, line, None, None))
        )
        found.append((line, table["line_id"][0].as_py()))

    threads = [threading.Thread(target=ask, args=(account * 100 + n,)) for account in (1, 2, 3) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert all(asked == answered for asked, answered in found)


Window = tuple[int, int, datetime | None, datetime | None]


def visible(*windows: Window) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(VISIBLE.names, window, strict=True)) for window in windows], VISIBLE)


def seen(lake: Lake, entries: list[Entry], windows: pa.Table) -> set[int]:
    table = lake.query("SELECT record_id FROM raw", {"raw": entries}, visible=windows)
    ids: list[int] = table["record_id"].to_pylist()
    assert len(ids) == len(set(ids))
    return set(ids)


instants = st.none() | st.integers(0, 31).map(lambda day: FIRST + timedelta(days=day))
windows = st.tuples(st.integers(1, 6), st.integers(100, 504), instants, instants)


@given(st.lists(windows, max_size=6))
def test_a_viewer_sees_the_records_of_the_visible_set_and_each_once(
    lake: Lake, entries: list[Entry], chosen: list[Window]
) -> None:
    """Of a card that moved from one account to another neither side sees the other's calls."""

    def may(row: dict[str, object]) -> bool:
        started = row["started_at"]
        assert isinstance(started, datetime)
        return any(
            row["billing_account_id"] == account
            and row["line_id"] == line
            and (start is None or started >= start)
            and (end is None or started < end)
            for account, line, start, end in chosen
        )

    expected = {row["record_id"] for row in TABLE.to_pylist() if may(row)}
    assert seen(lake, entries, visible(*chosen)) == expected


def test_every_view_is_limited_to_the_visible_set(lake: Lake, entries: list[Entry]) -> None:
    sql = "SELECT count(*) AS n FROM (SELECT line_id FROM raw UNION ALL SELECT line_id FROM again) WHERE line_id <> 101"
    views = {"raw": entries, "again": entries}
    assert lake.query(sql, views, visible=visible((1, 101, None, None))).to_pylist() == [{"n": 0}]
    assert lake.query(sql, views, visible=visible()).to_pylist() == [{"n": 0}]
    with pytest.raises(ForbiddenQuery):
        lake.query('SELECT * FROM "visible set"', views, visible=visible((1, 101, None, None)))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", [SORT, ("started_at", "line_id", "record_id")])
def test_pages_show_each_row_once_and_in_order(
    lake: Lake, entries: list[Entry], order: tuple[str, ...], descending: bool
) -> None:
    where = among("line_id", [101, 102, 203]) & started_in(FIRST + timedelta(days=2), FIRST + timedelta(days=20))
    rows: list[dict[str, object]] = []
    after: str | None = None
    for _ in range(100):
        page = lake.page("raw", entries, where, after=after, limit=37, order=order, descending=descending)
        assert page.rows.column_names == RECORDS.names
        rows += page.rows.to_pylist()
        after = page.after
        if after is None:
            break
    keys = [tuple(row[name] for name in order) for row in rows]
    assert keys == sorted(keys, reverse=descending)
    expected = [
        row
        for row in TABLE.to_pylist()
        if row["line_id"] in (101, 102, 203)
        and FIRST + timedelta(days=2) <= row["started_at"] < FIRST + timedelta(days=20)
    ]
    assert len(rows) == len(expected) > 100
    assert {row["record_id"] for row in rows} == {row["record_id"] for row in expected}


def test_a_page_shows_the_columns_asked_for(lake: Lake, entries: list[Entry]) -> None:
    page = lake.page("raw", entries, limit=3, columns=["quantity", "visited"])
    assert page.rows.column_names == ["quantity", "visited"]
    assert page.after is not None
    following = lake.page("raw", entries, limit=3, columns=["quantity"], after=page.after)
    whole = lake.page("raw", entries, limit=6)
    assert [*page.rows["quantity"].to_pylist(), *following.rows["quantity"].to_pylist()] == whole.rows[
        "quantity"
    ].to_pylist()


@pytest.mark.parametrize("after", ["", "1", "a.b.c.d", "1.2.3.4.5", "1.2.3.99999999999999999999", f"1.2.{2**62}.4"])
def test_a_cursor_that_is_none_is_refused(lake: Lake, entries: list[Entry], after: str) -> None:
    with pytest.raises(InvalidCursor):
        lake.page("raw", entries, after=after)


def test_conditions_keep_values_apart_from_the_text() -> None:
    odd = "x' OR true --"
    condition = (among('odd"name', [odd]) | at_least("quantity", 3)) & below("quantity", 9)
    assert odd not in condition.sql
    assert condition.values == (odd, 3, 9)
    assert condition.sql == '(("odd""name" = ?) OR ("quantity" >= ?)) AND ("quantity" < ?)'
    assert among("line_id", []) == Condition("false")
    assert started_in(None, None) == EVERY_ROW


def test_files_of_an_older_schema_are_read_with_empty_values(tmp_path: Path) -> None:
    older = pa.schema([field for field in RECORDS if field.name != "visited"])
    entries = [
        write(tmp_path, "raw", "2025-02", 0, usage(5).drop_columns(["visited"]), older, SORT),
        write(tmp_path, "raw", "2025-03", 0, usage(5, 2), RECORDS, SORT),
    ]
    answer = Lake(tmp_path).query("SELECT count(*) AS n, count(visited) AS v FROM raw", {"raw": entries})
    assert answer.to_pylist() == [{"n": 10, "v": 5}]
