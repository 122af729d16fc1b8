"""Axes at round numbers and labels that do not touch: rules that hold for any data."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.documents.charts import nice_ticks
from comptoir.documents.charts.drawing import in_two_lines, shortened, text_width
from comptoir.documents.charts.placing import spread

VALUES = st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False)


@given(first=VALUES, second=VALUES, most=st.integers(2, 12))
def test_ticks_enclose_the_data_evenly_at_round_steps(first: Decimal, second: Decimal, most: int) -> None:
    low, high = min(first, second), max(first, second)
    ticks = nice_ticks(low, high, most)
    assert ticks[0] <= low <= high <= ticks[-1]
    assert 2 <= len(ticks) <= most + 1
    steps = {later - earlier for earlier, later in pairwise(ticks)}
    assert len(steps) == 1
    step = steps.pop()
    assert step > 0
    assert step.scaleb(-step.adjusted()) in {Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)}
    assert all(tick % step == 0 for tick in ticks)


@given(first=VALUES, second=VALUES)
def test_ticks_waste_little_room(first: Decimal, second: Decimal) -> None:
    low, high = min(first, second), max(first, second)
    ticks = nice_ticks(low, high)
    step = ticks[1] - ticks[0]
    if low != high:
        assert ticks[0] > low - step
        assert ticks[-1] < high + step


def test_an_axis_upside_down_or_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="upside down"):
        nice_ticks(Decimal(1), Decimal(0))
    with pytest.raises(ValueError, match="two steps"):
        nice_ticks(Decimal(0), Decimal(1), 1)


@given(wanted=st.lists(st.floats(-50, 350), max_size=8), gap=st.floats(1, 30))
def test_labels_keep_apart_inside_and_in_order(wanted: list[float], gap: float) -> None:
    low, high = 10.0, 290.0
    placed = spread(wanted, gap, low, high)
    assert len(placed) == len(wanted)
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in placed)
    ordered = sorted(placed)
    assert all(later - earlier >= gap - 1e-6 for earlier, later in pairwise(ordered))
    by_wish = [place for _, place in sorted(zip(wanted, placed, strict=True))]
    assert by_wish == ordered


@given(wanted=st.lists(st.floats(20, 280), max_size=6, unique=True))
def test_labels_with_room_stay_where_they_belong(wanted: list[float]) -> None:
    apart = [value for index, value in enumerate(sorted(wanted)) if index % 2 == 0]
    if all(later - earlier >= 12 for earlier, later in pairwise(apart)):
        assert spread(apart, 12, 10, 290) == pytest.approx(apart)


@given(text=st.text(max_size=60), width=st.floats(20, 300))
def test_shortened_text_fits(text: str, width: float) -> None:
    short = shortened(text, width)
    assert text_width(short) <= width or len(short) <= 2
    assert short == text or short.endswith("…")


WORDS = st.lists(st.text(alphabet="abcdefgwmil", min_size=1, max_size=14), min_size=1, max_size=6).map(" ".join)


@given(text=WORDS, width=st.floats(60, 300))
def test_a_name_in_two_lines_fits_and_loses_nothing_where_there_is_room(text: str, width: float) -> None:
    lines = in_two_lines(text, width)
    assert 1 <= len(lines) <= 2
    assert all(text_width(line) <= width or len(line) <= 3 for line in lines)
    if "…" not in "".join(lines):
        assert " ".join(lines) == text
    else:
        assert "".join(lines).endswith(text[-1]), "names that begin alike differ at their end"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Roaming calls in Switzerland: outgoing", "Roaming calls in Switzerland: incoming"),
        ("Itinérance hors Union européenne, données", "Itinérance hors Union européenne, appels"),
        ("Datenübertragungsgeschwindigkeitszuschlag A", "Datenübertragungsgeschwindigkeitszuschlag B"),
    ],
)
def test_two_names_that_begin_alike_never_look_alike(one: str, other: str) -> None:
    assert in_two_lines(one, 136) != in_two_lines(other, 136)
