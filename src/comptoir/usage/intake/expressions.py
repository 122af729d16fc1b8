"""Small SQL expressions from values: choices, lookups, texts without their margins."""

from collections.abc import Iterable, Mapping

from comptoir.lake.condition import quoted
from comptoir.lake.engine import literal

_MARGIN = "' \t\r\n\u00a0'"


def said(column: str) -> str:
    """What a column says; NULL when it is empty or nothing but margins, or when there is no such column.

    Margins around a text stay: taking them off every value costs more than all else, so that is left to
    whoever could not read the value as it stands.
    """
    if not column:
        return "CAST(NULL AS VARCHAR)"
    name = quoted(column)
    return f"CASE WHEN starts_with({name}, ' ') THEN {trimmed(name)} ELSE nullif({name}, '') END"


def trimmed(text: str) -> str:
    """A text without its margins; NULL when nothing is left."""
    return f"nullif(trim({text}, {_MARGIN}), '')"


def tolerant(text: str, cases: Mapping[str, str]) -> str:
    """`choice` on the text as it stands, or else without its margins."""
    return f"coalesce({choice(text, cases)}, {choice(trimmed(text), cases)})"


def choice(subject: str, cases: Mapping[str, str] | Mapping[int, str], otherwise: str = "NULL") -> str:
    """The SQL beside the value that `subject` equals."""
    if not cases:
        return otherwise
    whens = " ".join(
        f"WHEN {value if isinstance(value, int) else literal(value)} THEN {sql}" for value, sql in cases.items()
    )
    return f"CASE {subject} {whens} ELSE {otherwise} END"


def texts(values: Iterable[str]) -> str:
    """A list of texts."""
    return "[" + ", ".join(map(literal, values)) + "]"


def named(parts: Mapping[str, str]) -> str:
    """Expressions under their names, for a SELECT."""
    return ", ".join(f"{sql} AS {name}" for name, sql in parts.items())
