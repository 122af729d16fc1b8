"""The demo world is fixed by its scale and placed by today; everything in it is valid and nobody's."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from comptoir.demo.base_files import write_base
from comptoir.demo.draws import TABLE_SIZE, Draws, quantiles, weighted
from comptoir.demo.habits import KINDS, habits
from comptoir.demo.scale import SCALES
from comptoir.demo.timeline import Timeline, UnableToPlace
from comptoir.demo.traffic import Traffic, traffic_of
from comptoir.demo.usage_files import deliveries
from comptoir.demo.world import EXPLODING, World, make_world
from comptoir.kernel.identifiers import parse_belgian_mobile, parse_iccid, parse_imsi
from comptoir.kernel.periods import Month

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(SCALES["s"], TODAY)


def records(world: World) -> dict[Month, Traffic]:
    return {month: traffic_of(world, month) for month in world.timeline.months}


def test_the_small_world_is_as_large_as_promised(world: World) -> None:
    assert len(world.cast.firms) == 5
    assert len(world.lines) == 600
    assert len(world.timeline.closed) == 6
    assert sum(len(traffic) for month, traffic in records(world).items() if month in world.timeline.closed) >= 300_000


@pytest.mark.parametrize("today", [date(2024, 3, 1), date(2025, 7, 31), date(2027, 1, 2), date(2032, 2, 29)])
def test_it_is_large_enough_wherever_it_is_placed(today: date) -> None:
    placed = make_world(SCALES["s"], today)
    assert len(placed.lines) == 600
    assert sum(len(traffic_of(placed, month)) for month in placed.timeline.closed) >= 300_000


@pytest.mark.long
def test_the_middle_world_is_as_large_as_promised() -> None:
    placed = make_world(SCALES["m"], TODAY)
    assert len(placed.cast.firms) == 40
    assert len(placed.timeline.closed) == 24
    assert max(len(lines) for lines in placed.by_firm.values()) == 10_000
    assert sum(len(traffic_of(placed, month)) for month in placed.timeline.closed) >= 10_000_000


def test_the_same_world_twice_and_another_day_of_the_month(world: World) -> None:
    again = make_world(SCALES["s"], TODAY)
    assert [(line.label, line.plans, line.end) for line in again.lines] == [
        (line.label, line.plans, line.end) for line in world.lines
    ]
    month = world.timeline.closed[-1]
    first, second = traffic_of(world, month), traffic_of(again, month)
    later = traffic_of(make_world(SCALES["s"], date(2026, 11, 25)), month)
    for name in Traffic.__slots__:
        assert np.array_equal(getattr(first, name), getattr(second, name))
        assert np.array_equal(getattr(first, name), getattr(later, name))


CHANCE = [691, 98, 341, 857, 12]


def test_chance_is_the_same_on_every_machine() -> None:
    assert Draws("a", 1).many_below(1000, 5).tolist() == CHANCE
    assert Draws("a", 2).many_below(1000, 5).tolist() != CHANCE


def test_tables_give_what_was_asked() -> None:
    assert np.bincount(weighted([1, 3])).tolist() == [TABLE_SIZE // 4, 3 * TABLE_SIZE // 4]
    table = quantiles([(0, 0), (500, 10), (1000, 100)])
    assert (table[0], table[TABLE_SIZE // 2]) == (0, 10)
    assert np.all(np.diff(table) >= 0)


def test_every_number_is_valid_and_one_of_a_kind(world: World) -> None:
    for line in world.lines:
        assert parse_belgian_mobile(line.number) == line.number
        assert parse_iccid(line.iccid) == line.iccid
        assert parse_imsi(line.imsi) == line.imsi
    for name in ("number", "iccid", "imsi", "code"):
        assert len({getattr(line, name) for line in world.lines}) == 600


def test_lives_of_lines_make_sense(world: World) -> None:
    for line in world.lines:
        days = [day for _, day in line.plans]
        assert days == sorted(days)
        assert days[0] == line.start
        assert line.end is None or line.end > days[-1]
        assert all(line.end is None or day < line.end for _, day in line.centres)
    assert sum(line.end is not None for line in world.lines) > 10
    assert sum(len(line.plans) > 1 for line in world.lines) > 5
    assert sum(line.moves is not None for line in world.lines) == 1


def test_records_lie_within_the_month_and_the_life_of_their_card(world: World) -> None:
    lines = {int(line.number[1:]): line for line in world.lines}
    for month, traffic in records(world).items():
        bounds = month.instants
        assert bounds.end is not None
        assert traffic.started.min() >= bounds.start.timestamp()
        assert traffic.started.max() < min(bounds.end, world.timeline.now).timestamp()
        for number in np.unique(traffic.number).tolist():
            line = lines[number]
            assert line.start < month.next().first_day
            assert line.end is None or line.end > month.first_day
        assert len(np.unique(traffic.record_id)) == len(traffic)
        assert traffic.quantity.min() > 0


def test_people_use_their_cards_by_day_and_on_working_days(world: World) -> None:
    traffic = traffic_of(world, world.timeline.closed[-1])
    hours = np.bincount((traffic.started // 3600 + 2) % 24, minlength=24)
    assert hours[9:17].min() > 4 * hours[1:5].max()
    assert set(np.unique(traffic.kind).tolist()) == set(range(len(KINDS)))


def test_one_month_explodes_for_one_crew(world: World) -> None:
    crew = {int(line.number[1:]) for line in world.lines if line.billing.code == EXPLODING[0]}
    abroad = {
        month: int(
            traffic.quantity[(traffic.country == habits().countries.index("AE")) & (traffic.kind == 5)
                             & np.isin(traffic.number, list(crew))].sum()
        )
        for month, traffic in records(world).items()
    }  # fmt: skip
    dear = world.timeline.closed[-3]
    assert abroad[dear] > 10 * max(volume for month, volume in abroad.items() if month != dear)


def test_raw_files_hold_free_calls_late_records_and_broken_ones(world: World, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    last, late = world.timeline.closed[-1], world.timeline.closed[-3]
    files = {d.path.name: (d, pq.read_table(d.path)) for m in (late, last) for d in deliveries(world, m, tmp_path)}
    assert [len([n for n in files if str(month) in n]) for month in (late, last)] == [3, 2]
    delivery, table = files[f"usage-{late}-3.parquet"]
    assert delivery.at > late.next().instants.start
    assert table.num_rows == 180
    called = files[f"usage-{last}-2.parquet"][1]["called"].to_numpy()
    assert (called // 10**5 == 32800).any()
    assert (called == 112).any()
    assert 9 in files[f"usage-{last}-2.parquet"][1]["kind"].to_pylist()


def test_the_base_is_written_in_the_documented_form(world: World, tmp_path: Path) -> None:
    folder = write_base(world, tmp_path / "base")
    text = (folder / "customers.csv").read_text(encoding="utf-8")
    assert "Épiceries Verlaine" in text
    assert (folder / "lines.csv").read_text(encoding="utf-8").count("\n") > 450


def test_a_date_too_early_or_too_late_is_refused() -> None:
    for today in (date(2019, 1, 1), date(2041, 1, 1)):
        with pytest.raises(UnableToPlace):
            Timeline.until(today, 24)
