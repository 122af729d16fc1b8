"""A mapping says how a file is read; one that says nonsense is refused in one sentence."""

from pathlib import Path

import pytest

from comptoir.usage.mapping_file import included, load, parse
from comptoir.usage.problems import InvalidMapping
from comptoir.web.words import sentence
from tests.usage.reading_rows import MAPPING


def test_three_mappings_come_along() -> None:
    assert included() == ("mediation-pipe", "ndjson", "plain-csv")
    for name in included():
        assert load(name).used and load(name).digest


def test_an_operators_own_by_path(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(MAPPING, encoding="utf-8")
    assert load(path).name == "own"


BAD = {
    "source = ": ("mapping.not_toml", "source"),
    'source = "test"': ("mapping.no_text", ""),
    'number = "number"': ("mapping.no_card", ""),
    'kind = "kind"': ("mapping.no_kinds", ""),
    'started = "started_at"': ("mapping.no_start", 'date = "day"'),
    'called = "called"': ("mapping.no_called", ""),
    'direction = "direction"': ("mapping.no_direction", ""),
    'columns = ["quantity"]\nunit = "s"': ("mapping.no_quantity", 'unit = "s"'),
    'unit = "s"': ("mapping.unit", 'unit = "KB"'),
    "unit = ": ("mapping.unknown_key", "units = "),
    'zone = "Europe/Brussels"': ("mapping.zone", 'zone = "Europe/Atlantis"'),
    'voice = "voice"': ("mapping.kind", 'voice = "talk"'),
    'incoming = "incoming"': ("mapping.direction", 'incoming = "in"'),
    "[kinds]": ("mapping.choice", '[phone]\nbare = "any"\n[kinds]'),
    '[kinds]\nvoice = "voice"': ("mapping.country", '[countries]\nBel = "BEL"\n[kinds]\nvoice = "voice"'),
    "[kinds]\n": ("mapping.separators", '[amounts]\ndecimal = ","\nthousands = ","\n[kinds]\n'),
    "[kinds]\nvoice": ("mapping.prefixes", '[phone]\ninternational_prefixes = ["+"]\n[kinds]\nvoice'),
    "[columns]": ("mapping.delimiter", '[csv]\ndelimiter = ";;"\n[columns]'),
    "[columns]\n": ("mapping.header", '[csv]\nheader = true\ncolumns = ["a"]\n[columns]\n'),
    "[columns]\nnumber": ("mapping.no_number", "[csv]\nskip = -1\n[columns]\nnumber"),
    '[columns]\nnumber = "number"': ("mapping.no_text", "[columns]\nnumber = 7"),
}


@pytest.mark.parametrize("old", list(BAD))
def test_refused(old: str) -> None:
    message, new = BAD[old]
    assert MAPPING.count(old) >= 1
    with pytest.raises(InvalidMapping) as refused:
        parse(MAPPING.replace(old, new, 1), "own")
    assert refused.value.explanation.message == message
    assert "own" in sentence(refused.value.explanation)


def test_one_that_is_not_there() -> None:
    with pytest.raises(InvalidMapping, match="unknown"):
        load("no-such-mapping")
