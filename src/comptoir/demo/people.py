"""Who can sign in to the demo as what. One password for all: everybody may know it, nothing here is real."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PASSWORD = "northwind-demo-2018"
FILE = "demo-people.json"


@dataclass(frozen=True, slots=True)
class Player:
    """One person of the list. `customer` is empty for the operator's own people."""

    email: str
    name: str
    profile: str
    customer: str
    customer_name: str
    language: str


def write(home: Path, players: Sequence[Player]) -> None:
    text = json.dumps([asdict(player) for player in players], ensure_ascii=False, indent=1)
    (home / FILE).write_text(text, encoding="utf-8")


def players_in(home: Path) -> list[Player]:
    """The list of a built demo; empty where there is none."""
    try:
        return [Player(**said) for said in json.loads((home / FILE).read_text(encoding="utf-8"))]
    except OSError:
        return []


def as_text(players: Sequence[Player]) -> str:
    """The list as a start prints it: the named cast, one line each."""
    lines = [f"Everybody's password is {PASSWORD}. Sign in with one click, or as:"]
    group = None
    for player in players:
        name = player.customer_name or "Northwind Telecom, the operator"
        if name != group:
            lines.append(f"\n  {name}")
            group = name
        lines.append(f"    {player.email:<42} {player.profile.replace('_', ' ')}")
    return "\n".join(lines)
