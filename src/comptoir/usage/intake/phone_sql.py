"""Numbers as networks write them, brought to one form in SQL: '+' and E.164 digits, or a short code as dialled."""

from comptoir.lake.engine import literal
from comptoir.usage.intake.places import dialling
from comptoir.usage.mapping import Phones

# A number of at most so many digits without a plus is a short code of the country visited.
SHORT = 6
LEAST, MOST = 7, 15


def cleaned(text: str) -> str:
    """SQL for a number without what people put between the digits; NULL for what is no number."""
    stripped = rf"regexp_replace(replace({text}, '(0)', ''), '[\s./()\x{{a0}}-]', '', 'g')"
    return (
        f"CASE WHEN regexp_full_match({text}, '\\+?[0-9]+') THEN {text}"
        f" WHEN regexp_full_match({stripped}, '\\+?[0-9]+') THEN {stripped} END"
    )


def one_form(number: str, phones: Phones, calling_code: str, trunk: str) -> str:
    """SQL for the one form of a cleaned number.

    `calling_code` and `trunk` are SQL for those of the country visited; they count where the mapping names
    no country of its own.
    """
    home = dialling(phones.country) if phones.country else None
    code = literal(home.calling_code) if home else calling_code
    doubled = _doubled_trunk(phones)
    cases = [
        # +32 0475...: the trunk prefix was left in.
        (f"starts_with({number}, '{doubled}')", f"'{doubled[:-1]}' || substr({number}, {len(doubled) + 1})"),
        (f"starts_with({number}, '+')", number),
        (f"length({number}) <= {SHORT}", number),
        *(
            (f"starts_with({number}, {literal(prefix)})", f"'+' || substr({number}, {len(prefix) + 1})")
            for prefix in phones.international_prefixes
        ),
        _national(number, home.trunk if home else None, code, trunk),
    ][0 if doubled else 1 :]
    bare = f"'+' || {code} || {number}" if phones.bare_is_national else f"'+' || {number}"
    whens = " ".join(f"WHEN {condition} THEN {value}" for condition, value in cases)
    return f"CASE {whens} WHEN {number} IS NOT NULL THEN {bare} END"


def short_where_it_is(form: str, calling_code: str) -> str:
    """SQL that takes the calling code of the country visited off a short code: +32112 in Belgium is 112."""
    code = f"'+' || {calling_code}"
    rest = f"substr({form}, length({code}) + 1)"
    return (
        f"CASE WHEN length({form}) <= {LEAST} AND starts_with({form}, '+') AND starts_with({form}, {code})"
        f" AND length({rest}) >= 2 THEN {rest} ELSE {form} END"
    )


def as_integer(form: str) -> str:
    """SQL for the number as it stands in a record: E.164 digits, below 0 for a short code; NULL if it is none."""
    return (
        f"CASE WHEN {is_international(form)} THEN CAST({form} AS BIGINT)"
        f" WHEN length({form}) <= {SHORT} AND NOT starts_with({form}, '+')"
        f" THEN nullif(-CAST({form} AS BIGINT), 0) END"
    )


def is_international(form: str) -> str:
    """SQL for whether a number in its one form can be an E.164 number."""
    return (
        f"starts_with({form}, '+') AND NOT starts_with({form}, '+0')"
        f" AND length({form}) BETWEEN {LEAST + 1} AND {MOST + 1}"
    )


def is_plain(text: str, phones: Phones) -> str:
    """SQL for whether a text is an E.164 number as it stands: most files write cards' own numbers so."""
    plus = r"\+" if phones.bare_is_national else r"\+?"
    plain = f"regexp_full_match({text}, '{plus}[1-9][0-9]{{{LEAST - 1},{MOST - 1}}}')"
    doubled = _doubled_trunk(phones)
    return f"{plain} AND NOT starts_with({text}, '{doubled}')" if doubled else plain


def _doubled_trunk(phones: Phones) -> str:
    home = dialling(phones.country) if phones.country else None
    return f"+{home.calling_code}0" if home and home.trunk == "0" else ""


def _national(number: str, home_trunk: str | None, code: str, trunk: str) -> tuple[str, str]:
    if home_trunk == "":
        return "false", number
    if home_trunk is not None:
        rest = f"substr({number}, {len(home_trunk) + 1})"
        return f"starts_with({number}, {literal(home_trunk)})", f"'+' || {code} || {rest}"
    rest = f"substr({number}, length({trunk}) + 1)"
    return f"{trunk} <> '' AND starts_with({number}, {trunk})", f"'+' || {code} || {rest}"
