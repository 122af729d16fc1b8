"""Instants in SQL: from what the file says to naive UTC."""

from comptoir.lake.engine import literal
from comptoir.usage.intake.local_time import utc_sql
from comptoir.usage.mapping import EPOCH_MILLIS, EPOCH_SECONDS, ISO, Times, has_offset

_ISO = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
_OFFSET = r"([+-])([0-9]{2}):?([0-9]{2})?"
_UNREADABLE = 10**9


def local(text: str, time_format: str) -> str:
    """SQL for the timestamp that the text shows, whatever its zone; NULL if it shows none."""
    if time_format == ISO:
        shaped = f"{_is_usual(text)} OR regexp_matches({text}, '^{_ISO}')"
        return f"CASE WHEN {shaped} THEN TRY_CAST({text} AS TIMESTAMP) END"
    if time_format in (EPOCH_SECONDS, EPOCH_MILLIS):
        factor = 1_000_000 if time_format == EPOCH_SECONDS else 1_000
        number = f"CAST(CAST({text} AS DECIMAL(24,6)) * {factor} AS BIGINT)"
        return f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,14}}(\\.[0-9]+)? *') THEN make_timestamp({number}) END"
    if has_offset(time_format):
        return f"CAST({_parsed(text, time_format)} AS TIMESTAMP)"
    return _parsed(text, time_format)


def said_offset(text: str, time_format: str, column: str | None) -> str:
    """SQL for the seconds from UTC that the record itself gives; NULL if it gives none.

    One that cannot be read makes the whole instant unreadable.
    """
    if column is not None:
        return f"CASE WHEN {column} IS NOT NULL THEN {_seconds(column)} END"
    if time_format != ISO:
        return "CAST(NULL AS INTEGER)"
    tail = f"trim(regexp_replace({text}, '^{_ISO}', ''))"
    return (
        f"CASE WHEN {_is_usual(text)} OR {tail} = '' THEN NULL"
        f" WHEN upper({tail}) = 'Z' THEN 0 ELSE {_seconds(tail)} END"
    )


def utc(local_at: str, offset: str, times: Times, until_year: int) -> str:
    """SQL for the UTC timestamp; NULL for a local time that clocks skip."""
    zone = "UTC" if times.format in (EPOCH_SECONDS, EPOCH_MILLIS) or has_offset(times.format) else times.zone
    in_zone = utc_sql(local_at, zone, second=times.second, until_year=until_year)
    return (
        f"CASE WHEN {offset} = {_UNREADABLE} THEN NULL"
        f" WHEN {offset} IS NOT NULL THEN {local_at} - to_seconds({offset}) ELSE {in_zone} END"
    )


def _parsed(text: str, time_format: str) -> str:
    return f"coalesce(try_strptime({text}, {literal(time_format)}), try_strptime(trim({text}), {literal(time_format)}))"


def _is_usual(text: str) -> str:
    """YYYY-MM-DD HH:MM:SS, told by its length and last colon: what most files write needs no pattern."""
    return f"length({text}) = 19 AND substr({text}, 17, 1) = ':'"


def _seconds(text: str) -> str:
    def part(group: int) -> str:
        return f"CAST(coalesce(nullif(regexp_extract({text}, '{_OFFSET}', {group}), ''), '0') AS INTEGER)"

    size = f"({part(2)} * 3600 + {part(3)} * 60)"
    sign = f"CASE WHEN starts_with({text}, '-') THEN -1 ELSE 1 END"
    return f"CASE WHEN regexp_full_match({text}, '{_OFFSET}') THEN {sign} * {size} ELSE {_UNREADABLE} END"
