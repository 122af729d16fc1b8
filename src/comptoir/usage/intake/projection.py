"""From the columns of a file to usage records, as one SELECT in layers: texts, labels, forms, values, reason.

Each layer is a plain column expression, so that the whole runs in parallel, a block of the file at a time,
and keeps the order of the lines. What concerns a free number leaves it empty, before anything is stored.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comptoir.lake.condition import quoted
from comptoir.lake.engine import literal
from comptoir.rating.bounds import FIRST_INSTANT, LARGEST_QUANTITY
from comptoir.rating.schema import HOME, Direction, Kind
from comptoir.usage.intake import phone_sql, quantity_sql, time_sql
from comptoir.usage.intake.expressions import choice, named, said, texts, tolerant, trimmed
from comptoir.usage.intake.free_numbers import FreeNumber
from comptoir.usage.intake.free_sql import free_sql, maybe_free_sql
from comptoir.usage.intake.places import by_code, dialling
from comptoir.usage.intake.reasons import Reason
from comptoir.usage.mapping import ISO, Mapping, Phones

# Clocks of networks differ a little.
AHEAD = timedelta(minutes=5)
_OUT = ("own", "imsi", "started_at", "kind", "direction", "quantity", "called", "visited", "record_id")


@dataclass(frozen=True)
class Projection:
    """Turns a relation with the mapping's columns (all text) into records.

    `typed_time` names time columns that the file itself holds as instants (Parquet): their text is ISO.
    `at` is now, as naive UTC: a record cannot be of the future.
    """

    mapping: Mapping
    free: tuple[FreeNumber, ...]
    at: datetime
    typed_time: bool = False

    def types(self) -> list[str]:
        """Statements that make the lookup types; once for each connection."""
        codes = ", ".join(map(literal, self._places()))
        return [f"CREATE TYPE place_code AS ENUM ({codes})"]

    def select(self, source: str) -> str:
        """One row for each row of `source`, in its order: `reason` (0: good) and the columns of a record.

        A row that is not good keeps nothing but its reason.
        """
        layers = [
            ("texts", f"SELECT {self._texts()} FROM {source}"),
            ("labels", f"SELECT *, {self._labels()} FROM texts"),
            ("forms", f"SELECT *, {self._forms()} FROM labels"),
            ("dialled", f"SELECT *, {self._dialled()} AS called_form FROM forms"),
            ("amounts", f"SELECT *, {self._amounts()} FROM dialled"),
            ("judged", f"SELECT *, {self._reason()} AS reason FROM amounts"),
        ]
        given = ", ".join(f"{name} AS ({sql})" for name, sql in layers)
        good = ", ".join(f"CASE WHEN reason = 0 THEN {column} END AS {column}" for column in _OUT[:-1])
        hashed = f"CASE WHEN reason = 0 THEN {self._record_id()} END AS record_id"
        return f"WITH {given} SELECT CAST(reason AS UTINYINT) AS reason, {good}, {hashed} FROM judged"

    def silent(self) -> str:
        """SQL over the file's own columns: whether of this record no other party is kept (data, incoming)."""
        kind_text, direction_text = said(self.mapping.columns.kind), said(self.mapping.columns.direction)
        kind, direction = self._kind(kind_text), self._direction(kind_text, direction_text)
        return f"coalesce({kind} = {int(Kind.DATA)} OR {direction} = {int(Direction.INCOMING)}, false)"

    def _texts(self) -> str:
        columns = self.mapping.columns
        named = {
            f"{name}_text": getattr(columns, name)
            for name in ("record_id", "number", "imsi", "called", "kind", "direction", "utc_offset", "country")
        }
        for kind, quantity in self.mapping.quantities.items():
            named |= {f"{kind.name.lower()}_{index}": name for index, name in enumerate(quantity.columns)}
        shown = [f"{said(column)} AS {name}" for name, column in named.items()]
        start = " || ' ' || ".join(said(column) for column in self.mapping.time_columns)
        broken = " AND ".join(f"{quoted(column)} IS NULL" for column in self.mapping.used)
        return ", ".join([*shown, f"{start} AS start_text", f"{broken} AS broken"])

    def _labels(self) -> str:
        number_is_plain = phone_sql.is_plain("number_text", self._own_phones())
        parts = {
            "kind": f"CAST({self._kind('kind_text')} AS TINYINT)",
            "direction": f"CAST({self._direction('kind_text', 'direction_text')} AS TINYINT)",
            "visited": self._visited(),
            "called_clean": phone_sql.cleaned("called_text"),
            "own_plain": f"CASE WHEN {number_is_plain} THEN CAST(number_text AS BIGINT) END",
            "own_clean": f"CASE WHEN {number_is_plain} THEN NULL ELSE {phone_sql.cleaned('number_text')} END",
            "local_at": time_sql.local("start_text", self._time_format()),
            "said_offset": self._said_offset(),
        }
        return named(parts)

    def _forms(self) -> str:
        code, trunk = self._of_visited("calling_code"), self._of_visited("trunk")
        parts = {
            "whole_form": phone_sql.one_form("called_clean", self.mapping.phones, code, trunk),
            "own_form": phone_sql.one_form("own_clean", self._own_phones(), "''", "''"),
            "started_at": time_sql.utc(
                "local_at",
                "said_offset",
                replace(self.mapping.times, format=self._time_format()),
                self.at.year + 1,
            ),
        }
        return named(parts)

    def _dialled(self) -> str:
        return phone_sql.short_where_it_is("whole_form", self._of_visited("calling_code"))

    def _amounts(self) -> str:
        speaks = f"direction = {int(Direction.OUTGOING)} AND kind <> {int(Kind.DATA)}"
        reached = phone_sql.as_integer("called_form")
        own_form = f"CASE WHEN {phone_sql.is_international('own_form')} THEN CAST(own_form AS BIGINT) END"
        parts = {
            "own": f"coalesce(own_plain, {own_form})",
            "imsi": "CASE WHEN regexp_full_match(imsi_text, ' *[0-9]{14,15} *') THEN CAST(imsi_text AS BIGINT) END",
            # Of incoming traffic the other party is not kept: only numbers called are (U-08).
            "called": f"CASE WHEN {speaks} THEN {reached} ELSE 0 END",
            "quantity": self._quantity(),
            "is_free": self._is_free(),
        }
        return named(parts)

    def _reason(self) -> str:
        card = "(number_text IS NOT NULL AND own IS NULL) OR (imsi_text IS NOT NULL AND imsi IS NULL)"
        most = choice("kind", {int(kind): str(limit) for kind, limit in LARGEST_QUANTITY.items()})
        checks = [
            ("broken", Reason.BROKEN_LINE),
            ("kind = 0", Reason.IGNORED),
            ("is_free", Reason.FREE),
            ("kind IS NULL", Reason.KIND),
            ("direction IS NULL", Reason.DIRECTION),
            ("started_at IS NULL AND local_at IS NOT NULL AND said_offset IS NULL", Reason.SKIPPED_HOUR),
            ("started_at IS NULL", Reason.TIME),
            (f"started_at < TIMESTAMP '{FIRST_INSTANT}'", Reason.TOO_EARLY),
            (f"started_at > TIMESTAMP '{self.at + AHEAD}'", Reason.FUTURE),
            ("visited IS NULL", Reason.COUNTRY),
            ("called IS NULL AND called_text IS NULL", Reason.NO_CALLED),
            ("called IS NULL", Reason.CALLED),
            (f"{card} OR (own IS NULL AND imsi IS NULL)", Reason.CARD),
            ("quantity IS NULL", Reason.QUANTITY),
            ("quantity < 0", Reason.NEGATIVE),
            (f"quantity > {most}", Reason.TOO_LARGE),
        ]
        whens = " ".join(f"WHEN {condition} THEN {int(reason)}" for condition, reason in checks)
        return f"CASE {whens} ELSE 0 END"

    def _record_id(self) -> str:
        """63 bits that are the same for the same record, whichever file, format or order it comes in."""
        content = "concat_ws('|', kind, direction, quantity, called, visited)"
        hashed = "CAST(md5_number_lower({}) >> 1 AS BIGINT)"
        if not self.mapping.columns.record_id:
            return hashed.format(content)
        source = hashlib.md5(self.mapping.source.encode(), usedforsecurity=False).digest()
        salt = int.from_bytes(source[:8], "little") >> 1
        text = f"{literal(self.mapping.source + '|')} || {trimmed('record_id_text')}"
        return (
            f"CASE WHEN record_id_text IS NULL THEN {hashed.format(content)}"
            # A number is its own hash once it is told apart from the numbers of other sources.
            f" WHEN regexp_full_match(record_id_text, '[1-9][0-9]{{0,17}}')"
            f" THEN xor(CAST(record_id_text AS BIGINT), {salt}) ELSE {hashed.format(text)} END"
        )

    def _kind(self, text: str) -> str:
        """0 for what is passed over, NULL for what the mapping does not know."""
        return tolerant(text, {label: str(int(meant.kind or 0)) for label, meant in self.mapping.kinds.items()})

    def _direction(self, kind: str, text: str) -> str:
        fixed = {
            label: str(int(meant.direction))
            for label, meant in self.mapping.kinds.items()
            if meant.direction is not None
        }
        ways = {label: str(int(way)) for label, way in self.mapping.directions.items()}
        exact = choice(kind, fixed, choice(text, ways))
        return f"coalesce({exact}, {choice(trimmed(kind), fixed, choice(trimmed(text), ways))})"

    def _visited(self) -> str:
        names = texts(self._places().values())

        def looked_up(text: str) -> str:
            return f"({names})[enum_code(TRY_CAST({text} AS place_code)) + 1]"

        if not self.mapping.columns.country:
            return literal(self.mapping.countries.get("", HOME))
        text = f"upper(coalesce({trimmed('country_text')}, ''))"
        network = f"CASE WHEN regexp_full_match({text}, '[0-9]{{5,6}}') THEN left({text}, 3) END"
        exact = looked_up("coalesce(country_text, '')")
        return f"coalesce({exact}, {looked_up(trimmed('country_text'))}, {looked_up(text)}, {looked_up(network)})"

    def _places(self) -> dict[str, str]:
        return {**by_code(), **self.mapping.countries}

    def _quantity(self) -> str:
        amounts = {
            int(kind): quantity_sql.quantity(
                [f"{kind.name.lower()}_{index}" for index, _ in enumerate(meant.columns)],
                meant,
                self.mapping.decimal,
                self.mapping.thousands,
            )
            for kind in Kind
            if (meant := self.mapping.quantity_of(kind)).columns or kind in (Kind.SMS, Kind.MMS)
        }
        return choice("kind", amounts, "CAST(NULL AS BIGINT)")

    def _is_free(self) -> str:
        """Calls out to a free number; whatever could be one counts as one where the record is unclear."""
        if not self.mapping.columns.called:
            return "false"
        known = free_sql("called_form", "visited", "started_at", self.free)
        digits = "regexp_replace(called_text, '[^0-9]', '', 'g')"
        spelled = (digits, f"'+' || {digits}")
        unclear = " OR ".join(maybe_free_sql(form, self.free) for form in spelled)
        judged = (
            f"CASE WHEN called_text IS NULL THEN false WHEN called_form IS NULL THEN {unclear}"
            f" WHEN visited IS NULL THEN {maybe_free_sql('called_form', self.free)} ELSE {known} END"
        )
        silent = f"kind = {int(Kind.DATA)} OR direction = {int(Direction.INCOMING)}"
        return f"CASE WHEN {silent} THEN false ELSE {judged} END"

    def _own_phones(self) -> Phones:
        """How cards' own numbers are written: a national one is always the operator's."""
        return replace(self.mapping.phones, country=self.mapping.phones.country or HOME)

    def _time_format(self) -> str:
        return ISO if self.typed_time else self.mapping.times.format

    def _said_offset(self) -> str:
        column = "utc_offset_text" if self.mapping.columns.utc_offset else None
        return time_sql.said_offset("start_text", self._time_format(), column)

    def _of_visited(self, fact: str) -> str:
        """SQL for a fact of dialling in the country where the card was."""
        facts = [dialling(country) for country in self._places().values()]
        listed = texts(getattr(spoken, fact) if spoken else "" for spoken in facts)
        return f"({listed})[enum_code(CAST(visited AS place_code)) + 1]"
