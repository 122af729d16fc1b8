"""What a start finds in its folder: a whole world, a killed build, nothing, or something that is not the demo's."""

import os
from datetime import date
from pathlib import Path

import pytest

from comptoir.demo import people, standing
from comptoir.demo.command import answer_to
from comptoir.demo.standing import Standing, UnableToStand

TODAY = date(2026, 11, 20)


def world(*, whole: bool = True, scale: str = "s") -> Standing:
    return Standing(scale, TODAY, standing.fingerprint(), whole)


def test_a_whole_world_is_served_again(tmp_path: Path) -> None:
    standing.mark(tmp_path, world())
    found = standing.standing_in(tmp_path)
    assert found == world()
    assert found is not None
    assert found.fits(None, None)
    assert found.fits("s", TODAY)


def test_another_scale_another_day_other_sources_or_half_a_build_do_not_fit() -> None:
    assert not world().fits("m", None)
    assert not world().fits(None, date(2026, 11, 21))
    assert not world(whole=False).fits(None, None)
    assert not Standing("s", TODAY, "other", whole=True).fits(None, None)


def test_a_mark_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert standing.standing_in(tmp_path) is None
    (tmp_path / standing.MARK).write_text("{")
    assert standing.standing_in(tmp_path) is None


def test_clearing_empties_what_is_the_demos_own(tmp_path: Path) -> None:
    standing.mark(tmp_path, world(whole=False))
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "file").write_text("x")
    standing.clear(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_clearing_leaves_what_is_not(tmp_path: Path) -> None:
    (tmp_path / "comptoir.sqlite3").write_text("an installation of someone's")
    with pytest.raises(UnableToStand, match="no demo world"):
        standing.clear(tmp_path)
    assert (tmp_path / "comptoir.sqlite3").exists()


def test_one_start_at_a_time_builds(tmp_path: Path) -> None:
    with standing.held(tmp_path), pytest.raises(UnableToStand, match="Another start"), standing.held(tmp_path):
        pass
    with standing.held(tmp_path):
        pass


def test_the_list_of_people_is_kept_and_printed(tmp_path: Path) -> None:
    assert people.players_in(tmp_path) == []
    listed = [people.Player("a@x.example", "Ann", "access_owner", "x", "X NV", "nl")]
    people.write(tmp_path, listed)
    assert people.players_in(tmp_path) == listed
    text = people.as_text(listed)
    assert people.PASSWORD in text
    assert "a@x.example" in text


@pytest.mark.parametrize(
    ("host", "address"), [("localhost", "http://localhost:8123"), ("0.0.0.0", "http://localhost:8123")]
)
def test_links_in_mails_lead_to_the_port_that_is_served(
    host: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPTOIR_URL", "")  # noted, so that it is put back
    monkeypatch.delenv("COMPTOIR_URL")
    monkeypatch.setenv("COMPTOIR_HOSTS", "")
    answer_to(host, 8123)
    assert os.environ["COMPTOIR_URL"] == address
    monkeypatch.setenv("COMPTOIR_URL", "https://portal.example")
    answer_to(host, 8123)
    assert os.environ["COMPTOIR_URL"] == "https://portal.example", "whoever says so is believed"
