"""The lists of free and emergency numbers as SQL conditions on a number in its one form."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from comptoir.kernel.clock import brussels_midnight
from comptoir.lake.engine import literal
from comptoir.usage.intake.expressions import choice
from comptoir.usage.intake.free_numbers import EVERYWHERE, FreeNumber


def free_sql(form: str, visited: str, started_at: str, rules: Sequence[FreeNumber]) -> str:
    """Whether the number is free for a call from `visited` at that instant; rules are looked at by country.

    Where the instant is unknown a rule counts whatever its days.
    """
    prefixes = [rule for rule in rules if rule.is_prefix]
    longest = max((len(rule.number) for rule in rules if not rule.is_prefix), default=0)
    # Most numbers are too long to be a whole one of the lists.
    return (
        f"CASE WHEN length({form}) > {longest} THEN {_by_country(form, visited, started_at, prefixes)}"
        f" ELSE {_by_country(form, visited, started_at, rules)} END"
    )


def _by_country(form: str, visited: str, started_at: str, rules: Sequence[FreeNumber]) -> str:
    cases, everywhere = {}, "false"
    for country, of_country in groupby(sorted(rules, key=lambda rule: rule.country), lambda rule: rule.country):
        condition = " OR ".join(_in_force(form, started_at, list(of_country)))
        if country == EVERYWHERE:
            everywhere = condition
        else:
            cases[country] = condition
    return f"({everywhere} OR {choice(visited, cases, 'false')})"


def maybe_free_sql(form: str, rules: Sequence[FreeNumber]) -> str:
    """Whether the number is free anywhere at any time."""
    return f"({' OR '.join(_matches(form, rules)) or 'false'})"


def _in_force(form: str, started_at: str, rules: Sequence[FreeNumber]) -> Iterable[str]:
    periods = {(rule.from_on, rule.to_on): None for rule in rules}
    for from_on, to_on in periods:
        same = [rule for rule in rules if (rule.from_on, rule.to_on) == (from_on, to_on)]
        match = f"({' OR '.join(_matches(form, same))})"
        for day, sign in ((from_on, ">="), (to_on, "<")):
            if day is not None:
                start = brussels_midnight(day).replace(tzinfo=None)
                match += f" AND coalesce({started_at} {sign} TIMESTAMP '{start}', true)"
        yield f"({match})"


def _matches(form: str, rules: Sequence[FreeNumber]) -> Iterable[str]:
    whole = [rule.number for rule in rules if not rule.is_prefix]
    if whole:
        # Compared one by one: an IN of many values becomes a join, and a join loses the order of the lines.
        yield " OR ".join(f"{form} = {literal(number)}" for number in whole)
    for rule in rules:
        if rule.is_prefix:
            yield f"starts_with({form}, {literal(rule.number)})"
