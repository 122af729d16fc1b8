"""Which column is what: guessed from its name in four languages, and checked against what it holds."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from comptoir.usage.intake.places import by_code
from comptoir.usage.sketching.labels import kind_of, plain, way_of
from comptoir.usage.sketching.samples import Samples
from comptoir.usage.sketching.times import is_clock, time_format

# Words of column names, without signs and in small letters. The first list is the name itself, the second a part.
NAMES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "imsi": (("imsi", "servedimsi"), ("imsi",)),
    "number": (
        ("number", "msisdn", "servedmsisdn", "subscriber", "anumber", "aparty", "caller", "calling", "own", "numero",
         "nummer", "rufnummer"),
        ("msisdn", "subscriber", "calling", "aparty"),
    ),
    "called": (
        ("called", "to", "bnumber", "bparty", "otherparty", "dialled", "dialed", "destination", "recipient",
         "appele", "gebeld", "ziel", "callee"),
        ("called", "otherparty", "bparty", "dial", "destination", "recipient", "appele"),
    ),
    "kind": (("kind", "type", "calltype", "service", "servicetype", "eventtype", "recordtype", "dienst", "soort"),
             ("type", "service")),
    "direction": (("direction", "dir", "inout", "way", "sens", "richting", "richtung"), ("direction",)),
    "started": (
        ("start", "started", "startedat", "starttime", "startdatetime", "timestamp", "datetime", "eventtime", "begin",
         "startdate", "debut", "moment", "at"),
        ("start", "timestamp", "datetime", "begin"),
    ),
    "date": (("date", "calldate", "startdate", "eventdate", "datum", "day"), ("date", "datum")),
    "time": (("time", "calltime", "starttime", "eventtime", "heure", "tijd", "uhrzeit", "hour"), ("time", "heure")),
    "utc_offset": (("utcoffset", "offset", "tz", "timezone", "gmtoffset"), ("offset",)),
    "country": (
        ("country", "visited", "visitedcountry", "plmn", "visitedplmn", "network", "mcc", "mccmnc", "pays", "land",
         "roamingcountry", "vplmn"),
        ("country", "visited", "plmn"),
    ),
    "record_id": (
        ("id", "recordid", "recordno", "cdrid", "uuid", "recno", "sequence", "seq", "eventid"), ("recordid",)
    ),
}  # fmt: skip
AMOUNTS: Mapping[str, tuple[str, ...]] = {
    "voice": ("duration", "seconds", "secs", "duree", "duur", "dauer"),
    "data": ("volume", "bytes", "octets", "uplink", "downlink", "upload", "download", "datavolume"),
    "all": ("quantity", "units", "amount", "usage", "quantite", "aantal", "menge"),
}
LEAST_SCORE = 4
# Where columns have no names of their own, what they hold must do.
LEAST_WITHOUT_NAMES = 2


@dataclass
class Roles:
    """The column of each role that has one, the columns of quantities by what they count, and what is doubtful."""

    columns: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, list[str]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)


def guess(samples: Samples) -> Roles:
    """The roles of the file's columns; each column has one at most."""
    roles = Roles()
    least = LEAST_SCORE if samples.has_header else LEAST_WITHOUT_NAMES
    scores = sorted(
        (
            (score, role, name)
            for role in NAMES
            for name, texts in samples.columns.items()
            if (score := _score(role, name, texts, samples)) >= least
        ),
        key=lambda found: -found[0],
    )
    for score, role, name in scores:
        if role in roles.columns or name in roles.columns.values():
            continue
        roles.columns[role] = name
        if score <= LEAST_SCORE:
            roles.doubts[role] = "told by what it holds, not by its name"
    _settle_start(roles)
    taken = set(roles.columns.values())
    for kind, words in AMOUNTS.items():
        found = [name for name in samples.columns if name not in taken and _has_word(name, words)]
        if found:
            roles.amounts[kind] = found
    return roles


def _settle_start(roles: Roles) -> None:
    """One column for the start, or two; never all three."""
    if "date" in roles.columns and "time" in roles.columns:
        roles.columns.pop("started", None)
    else:
        roles.columns.pop("time", None)
        date = roles.columns.pop("date", None)
        if date and "started" not in roles.columns:
            roles.columns["started"] = date


def _score(role: str, name: str, texts: Sequence[str], samples: Samples) -> int:
    whole, parts = NAMES[role]
    word = plain(name)
    named = 4 if word in whole else 2 if any(part in word for part in parts) else 0
    held = _held(role, name, [text for text in texts if text], samples)
    return named + held if held >= 0 else 0


def _held(role: str, name: str, texts: Sequence[str], samples: Samples) -> int:
    """Up to 4: only this role looks so. 2: it may well be. 0: nothing speaks for it. -1: it cannot be."""
    if not texts:
        return 0
    if name in samples.typed:
        return 3 if role in ("started", "date") else -1
    return _LOOKS[role](texts)


def _all(texts: Sequence[str], pattern: str) -> bool:
    return all(re.fullmatch(pattern, text, re.ASCII) for text in texts)


def _most(texts: Sequence[str], pattern: str) -> bool:
    return sum(bool(re.fullmatch(pattern, text, re.ASCII)) for text in texts) * 10 >= len(texts) * 8


def _as_kinds(texts: Sequence[str]) -> int:
    labels = set(texts)
    if len(labels) > 20 or _all(texts, r"\+?\d{6,}"):
        return -1
    return 3 if 2 * sum(bool(kind_of(label)) for label in labels) >= len(labels) else 2


def _as_directions(texts: Sequence[str]) -> int:
    labels = set(texts)
    if len(labels) > 4:
        return -1
    return 3 if all(way_of(label) and not kind_of(label) for label in labels) else 0


def _looks(score: int, test: Callable[[Sequence[str]], bool]) -> Callable[[Sequence[str]], int]:
    return lambda texts: score if test(texts) else -1


_LOOKS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "imsi": _looks(4, lambda texts: _all(texts, r"[1-7]\d{13,14}")),
    "number": _looks(2, lambda texts: _all(texts, r"(\+|00)?\d[\d ./-]{7,17}") and not _all(texts, r"\d{15}")),
    "called": _looks(2, lambda texts: _most(texts, r"(\+|00)?[\d ./()-]{2,20}")),
    "started": _looks(3, lambda texts: bool(time_format(texts))),
    "date": _looks(2, lambda texts: bool(time_format(texts, date_only=True))),
    "time": _looks(2, is_clock),
    "country": _looks(2, lambda texts: sum(map(_is_place, texts)) * 10 >= len(texts) * 9),
    "kind": _as_kinds,
    "direction": _as_directions,
    "utc_offset": _looks(3, lambda texts: _all(texts, r"[+-]\d\d:?\d\d")),
    "record_id": _looks(2, lambda texts: len(set(texts)) == len(texts)),
}


def _is_place(text: str) -> bool:
    codes = by_code()
    return text.upper() in codes or (len(text) in (5, 6) and text[:3] in codes)


def _has_word(name: str, words: Sequence[str]) -> bool:
    return any(word in plain(name) for word in words)
