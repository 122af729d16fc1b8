"""Charts: readable without colour, safe in a page, honest about absent values, with their numbers beside."""

import gzip
import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.documents.charts import (
    DARK_SERIES,
    PAGE,
    PRINT,
    Chart,
    NotAChart,
    Series,
    Wording,
    bar_chart,
    line_chart,
    ranking_chart,
    sparkline,
    with_rest,
)
from comptoir.documents.colour import contrast
from comptoir.documents.languages import forms_of

D = Decimal
MONTHS = ("Oct", "Nov", "Dec")
COST = Wording(title="Roaming doubled in December", categories="Month", empty="No data for this period")
SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.one_of(st.none(), st.integers(-(10**9), 10**9), st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
NAMES = st.text(min_size=1, max_size=30)


def euros(value: Decimal) -> str:
    return forms_of("en").whole_money(value, "EUR")


def parsed(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def series(count: int) -> list[Series]:
    return [Series(f"Part {index}", (D(10 * index + 5), D(20), D(30))) for index in range(count)]


@pytest.mark.clause("I-15")
@pytest.mark.parametrize("draw", [bar_chart, line_chart])
def test_a_chart_is_named_described_and_has_its_numbers_beside(draw: object) -> None:
    chart = draw(MONTHS, series(3), COST, euros)  # type: ignore[operator]
    root = parsed(chart)
    assert root.attrib["role"] == "img"
    named = root.attrib["aria-labelledby"].split()
    texts = {element.attrib.get("id"): element.text for element in root}
    assert texts[named[0]] == "Roaming doubled in December"
    assert texts[named[1]] == "Part 0, Part 1, Part 2: Oct – Dec"
    assert chart.header == ("Month", "Part 0", "Part 1", "Part 2")
    assert chart.rows[0] == ("Oct", "€5", "€15", "€25")


@pytest.mark.clause("I-15")
def test_series_differ_by_more_than_colour() -> None:
    bars = bar_chart(MONTHS, series(5), COST, euros).svg
    patterns = re.findall(r"<pattern [^>]*>(.*?)</pattern>", bars)
    assert len(set(patterns)) == 4  # the first series is plain
    lines = line_chart(MONTHS, series(5), COST, euros).svg
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', lines))) == 4
    for name in ("Part 0", "Part 4"):
        assert f">{name}</text>" in bars
        assert f">{name}</text>" in lines


@pytest.mark.parametrize("palette", [PAGE, PRINT])
def test_a_strict_content_policy_has_nothing_to_forbid(palette: object) -> None:
    charts = [
        bar_chart(MONTHS, series(5), COST, euros, palette=palette),  # type: ignore[arg-type]
        line_chart(MONTHS, series(5), COST, euros, palette=palette),  # type: ignore[arg-type]
        ranking_chart([("A", D(1))], COST, euros, values="Cost", palette=palette),  # type: ignore[arg-type]
        sparkline(MONTHS, (1, 2, 3), COST, euros, palette=palette),  # type: ignore[arg-type]
    ]
    for chart in charts:
        assert not re.search(r"style=|<style|<script|\son\w+=|href=\"(?!#)|<foreignObject", chart.svg)


def test_a_page_may_hold_many_charts() -> None:
    first = bar_chart(MONTHS, series(2), COST, euros, name="cost")
    second = bar_chart(MONTHS, series(2), COST, euros, name="volume")
    ids = re.findall(r'id="([^"]+)"', first.svg + second.svg)
    assert len(ids) == len(set(ids))
    with pytest.raises(ValueError, match="cannot be an id"):
        bar_chart(MONTHS, series(2), COST, euros, name='x" onload="')


@pytest.mark.clause("I-19")
def test_an_absent_value_is_a_gap_and_never_a_zero() -> None:
    known = Series("Voice", (D(10), None, D(30)))
    bars = bar_chart(MONTHS, [known], COST, euros)
    assert bars.rows[1] == ("Nov", "–")
    assert "€0" not in [cell for row in bars.rows for cell in row]
    path = re.search(r'<path d="([^"]+)" fill="none" stroke="[^"]+" stroke-width="2"', line_chart(
        (*MONTHS, "Jan"), [Series("Voice", (D(10), None, D(30), D(40)))], COST, euros).svg)  # fmt: skip
    assert path is not None
    assert path[1].count("M") == 2


@pytest.mark.parametrize("draw", [bar_chart, line_chart])
def test_nothing_to_show_is_said(draw: object) -> None:
    for categories, rows in (((), []), (MONTHS, []), (MONTHS, [Series("Voice", (None, None, None))])):
        chart = draw(categories, rows, COST, euros)  # type: ignore[operator]
        assert "No data for this period" in chart.svg
        parsed(chart)


def test_a_zero_is_something_to_show() -> None:
    chart = bar_chart(MONTHS, [Series("Voice", (D(0), D(0), D(0)))], COST, euros)
    assert "No data" not in chart.svg
    assert chart.rows[0] == ("Oct", "€0")


def test_too_many_or_uneven_series_are_refused() -> None:
    with pytest.raises(NotAChart, match="at most 5"):
        bar_chart(MONTHS, series(6), COST, euros)
    with pytest.raises(NotAChart, match="3 categories"):
        line_chart(MONTHS, [Series("Voice", (D(1),))], COST, euros)


@settings(max_examples=80, deadline=None)
@given(
    names=st.lists(NAMES, min_size=1, max_size=5),
    categories=st.lists(NAMES, min_size=1, max_size=14),
    data=st.data(),
)
def test_any_data_makes_a_well_formed_chart_inside_its_frame(
    names: list[str], categories: list[str], data: st.DataObject
) -> None:
    size = len(categories)
    rows = [Series(name, tuple(data.draw(st.lists(VALUES, min_size=size, max_size=size)))) for name in names]
    for draw in (bar_chart, line_chart):
        chart = draw(categories, rows, COST, euros, width=400, height=240)
        root = parsed(chart)
        height = int(root.attrib["height"])
        for text in root.iter(f"{SVG}text"):
            assert -1 <= float(text.attrib["y"]) <= height
            assert -1 <= float(text.attrib["x"]) <= 401


@given(items=st.lists(st.tuples(NAMES, st.decimals(-(10**9), 10**9, places=2, allow_nan=False)), max_size=12))
def test_a_ranking_is_well_formed_and_the_rest_keeps_the_sum(items: list[tuple[str, Decimal]]) -> None:
    kept = with_rest(items, 5, "Others")
    assert len(kept) <= 5
    assert sum((value for _, value in kept), D(0)) == sum((value for _, value in items), D(0))
    chart = ranking_chart(kept, COST, euros, values="Cost")
    parsed(chart)
    assert len(chart.rows) == len(kept)


def test_on_a_phone_two_bars_whose_names_begin_alike_are_told_apart() -> None:
    """Whole, over two lines, and inside the drawing."""
    items = [("Roaming data outside the Union", D(9)), ("Roaming data in the Union", D(5)), ("Calls", D(1))]
    chart = ranking_chart(items, COST, euros, values="Cost", width=340)
    root = parsed(chart)
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    for name, _value in items:
        assert any(name in " ".join(pair) for pair in (*pairwise(texts), *((text,) for text in texts))), texts
    assert all(0 < float(text.attrib["y"]) < int(root.attrib["height"]) for text in root.iter(f"{SVG}text"))


@given(values=st.lists(VALUES, max_size=30))
def test_a_sparkline_takes_any_course(values: list[int | Decimal | None]) -> None:
    chart = sparkline([str(index) for index in range(len(values))], values, COST, euros)
    parsed(chart)
    assert len(chart.rows) == len(values)


def test_text_from_people_cannot_leave_its_place() -> None:
    evil = '</text><script>alert(1)</script>"&\x00'
    chart = bar_chart([evil], [Series(evil, (D(1),)), Series("x", (D(2),))],
                      Wording(title=evil, categories=evil, empty=evil), lambda value: evil)  # fmt: skip
    assert "<script" not in chart.svg
    parsed(chart)


def test_series_stand_out_from_their_ground() -> None:
    assert all(contrast(colour, PRINT.ground) >= 3 for colour in PRINT.series)
    assert all(contrast(colour, "#171b24") >= 3 for colour in DARK_SERIES)
    assert contrast(PRINT.soft, PRINT.ground) >= 4.5


def test_a_chart_weighs_little() -> None:
    months = tuple(f"{index}/25" for index in range(1, 13))
    rows = [Series(f"Part {part}", tuple(D(part * 7 + month * 13) for month in range(12))) for part in range(4)]
    assert len(gzip.compress(bar_chart(months, rows, COST, euros).svg.encode())) < 2_200
