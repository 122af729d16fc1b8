"""Writes the proposed mapping: a TOML text that can be used as it is, with a comment on every doubt."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from comptoir.usage.intake.places import by_code
from comptoir.usage.mapping import CLOCKED, EPOCH_MILLIS, EPOCH_SECONDS, ISO
from comptoir.usage.sketching.labels import OUTGOING, kind_of, plain, way_of
from comptoir.usage.sketching.roles import Roles, guess
from comptoir.usage.sketching.samples import Samples, take
from comptoir.usage.sketching.times import clock_format, has_own_offset, is_ambiguous, time_format

_SIZES = {"kb": "kB", "kib": "KiB", "kilobytes": "kB", "mb": "MB", "mib": "MiB", "gb": "GB"}


def sketch(path: Path) -> str:
    """A mapping for the file, from its first records. Raises UnableToReadFile."""
    samples = take(path)
    return "\n".join(_Sketch(samples, guess(samples), path.stem).lines()) + "\n"


class _Sketch:
    def __init__(self, samples: Samples, roles: Roles, stem: str) -> None:
        self.samples, self.roles = samples, roles
        self.source = re.sub(r"[\d_.-]+$", "", stem) or "usage"

    def lines(self) -> Iterator[str]:
        yield "# Proposed from the first records of the file. Look at every line that says DOUBT."
        yield ""
        yield "# Files of one source never give one record id to two records. DOUBT: is this its name?"
        yield f"source = {_q(self.source)}"
        yield f"format = {_q('ndjson' if self.samples.format == 'ndjson' else 'csv')}"
        if self.samples.format == "csv":
            yield from self._layout()
        yield from self._columns()
        yield from self._time()
        yield from self._phone()
        yield from self._amounts()
        yield from self._kinds()
        yield from self._quantities()
        yield from self._countries()

    def _layout(self) -> Iterator[str]:
        yield from ("", "[csv]", f"delimiter = {_q(self.samples.delimiter)}", f"quote = {_q(self.samples.quote)}")
        if self.samples.encoding != "utf-8":
            yield f"encoding = {_q(self.samples.encoding)}  # DOUBT: the file is not UTF-8"
        if not self.samples.has_header:
            yield "# DOUBT: the file has no header; these names are ours."
            yield f"columns = [{', '.join(map(_q, self.samples.columns))}]"

    def _columns(self) -> Iterator[str]:
        yield from ("", "[columns]")
        for role, name in self.roles.columns.items():
            doubt = self.roles.doubts.get(role)
            yield f"{role} = {_q(name)}" + (f"  # DOUBT: {doubt}" if doubt else "")
        used = {*self.roles.columns.values(), *(name for names in self.roles.amounts.values() for name in names)}
        for name in self.samples.columns:
            if name not in used:
                yield f"# not read: {json.dumps(name, ensure_ascii=False)}"
        for role in ("kind", "number"):
            if role not in self.roles.columns and not (role == "number" and "imsi" in self.roles.columns):
                yield f"# DOUBT: no column was found for {role}; it is needed."

    def _time(self) -> Iterator[str]:
        yield from ("", "[time]")
        if "date" in self.roles.columns:
            dates, clocks = self._texts("date"), self._texts("time")
            found = f"{time_format(dates, date_only=True)} {clock_format(clocks)}"
            ambiguous = is_ambiguous(dates, found.split(" ")[0])
            found = ISO if self.roles.columns["date"] in self.samples.typed else found
        else:
            dates = self._texts("started")
            typed = self.roles.columns.get("started") in self.samples.typed
            found = ISO if typed else time_format(dates) or ISO
            ambiguous = is_ambiguous(dates, found)
        swapped = "  # DOUBT: day and month could change places" if ambiguous else ""
        yield f"format = {_q(found)}{swapped}"
        if found in (EPOCH_SECONDS, EPOCH_MILLIS) or (found == ISO and dates and has_own_offset(dates)):
            yield 'zone = "UTC"'
        else:
            yield 'zone = "Europe/Brussels"  # DOUBT: are these local times? Otherwise "UTC"'
            yield 'twice = "first"  # of the hour that clocks show twice in October, the first'

    def _phone(self) -> Iterator[str]:
        yield from ("", "[phone]", 'country = "BE"')
        bare = [text for text in self._texts("called") + self._texts("number") if re.fullmatch(r"[1-9]\d{7,14}", text)]
        national = [text for text in bare if len(text) <= 9 and not text.startswith("32")]
        yield f"bare = {_q('national' if bare and len(national) * 2 > len(bare) else 'international')}"

    def _amounts(self) -> Iterator[str]:
        texts = [text for names in self.roles.amounts.values() for name in names for text in self._column(name)]
        yield from ("", "[amounts]")
        yield f"decimal = {_q(',' if any(re.fullmatch(r'[0-9.]*,[0-9]+', text) for text in texts) else '.')}"

    def _kinds(self) -> Iterator[str]:
        yield from ("", "[kinds]")
        directed = "direction" in self.roles.columns
        for label, count in Counter(self._texts("kind")).most_common():
            kind, way = kind_of(label), way_of(label)
            if not kind:
                yield f'# DOUBT: {_q(label)} ({count} of the first records) is not known; write its kind or "ignore".'
                yield f'# {_q(label)} = "ignore"'
            elif kind == "data":
                yield f'{_q(label)} = "data"'
            elif way or not directed:
                doubt = "" if way else "  # DOUBT: taken as outgoing"
                yield f"{_q(label)} = {_q(f'{kind} {way or OUTGOING}')}{doubt}"
            else:
                yield f"{_q(label)} = {_q(kind)}"
        if directed:
            yield from ("", "[directions]")
            for label in dict.fromkeys(self._texts("direction")):
                way = way_of(label)
                yield f"{_q(label)} = {_q(way)}" if way else f"# DOUBT: {_q(label)} is no direction we know"

    def _quantities(self) -> Iterator[str]:
        for kind in ("voice", "sms", "mms", "data"):
            columns = self.roles.amounts.get(kind, []) or self.roles.amounts.get("all", [])
            if not columns or not any(kind_of(label) == kind for label in self._texts("kind")):
                continue
            unit, doubt = self._unit(kind, columns)
            yield from ("", f"[quantity.{kind}]", f"columns = [{', '.join(map(_q, columns))}]")
            yield f"unit = {_q(unit)}" + (f"  # DOUBT: {doubt}" if doubt else "")

    def _unit(self, kind: str, columns: Sequence[str]) -> tuple[str, str]:
        name = plain(columns[0])
        if kind in ("sms", "mms"):
            return "messages", ""
        if kind == "voice":
            if any(re.fullmatch(r"\d+:\d\d:\d\d(\.\d+)?", text) for text in self._column(columns[0])):
                return CLOCKED, ""
            if name.endswith(("ms", "millis", "milliseconds")):
                return "ms", ""
            return ("min", "minutes?") if "min" in name else ("s", "" if "sec" in name else "seconds?")
        for word, unit in _SIZES.items():
            if name.endswith(word):
                return unit, f"{unit} of 1,000 bytes, or KiB of 1,024?" if unit == "kB" else ""
        return "B", "" if "byte" in name or "octet" in name else "bytes?"

    def _countries(self) -> Iterator[str]:
        if "country" not in self.roles.columns:
            return
        texts = self._column(self.roles.columns["country"], empty=True)
        codes = by_code()
        unknown = {text for text in texts if text and text.upper() not in codes and text[:3] not in codes}
        if "" in texts or unknown:
            yield from ("", "[countries]")
        if "" in texts:
            yield '"" = "BE"  # DOUBT: is an empty country Belgium?'
        for text in sorted(unknown):
            yield f'# {_q(text)} = "XX"  # DOUBT: which country is this?'

    def _texts(self, role: str) -> list[str]:
        name = self.roles.columns.get(role)
        return self._column(name) if name else []

    def _column(self, name: str, *, empty: bool = False) -> list[str]:
        return [text for text in self.samples.columns[name] if text or empty]


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
