"""What is unused for so long that it may be deactivated (P-06, P-07, P-08; GC 2.2.3): pure rules over dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from comptoir.kernel.explanation import Explanation, Step
from comptoir.terms import Terms

ACCOUNT, CONTRACT, APPLICATION = "portal.unused_account", "portal.no_active_contract", "portal.unused_application"


class Dormant(StrEnum):
    """What may be deactivated, and by which sentence of the clause."""

    ACCOUNT = "account"
    CONTRACT = "contract"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class Use:
    """An active application: since when, and the last day of its use since it is measured, if any."""

    active_from: date
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one customer. Either use by the customer or a sign-in of a user keeps the account.

    `measured_from` is the day since which use is noted at all (None: it is not), for the portal and its applications.
    `without_contract_from` is the first day without any active contract with the operator; None while there is one.
    """

    contract_from: date
    used_on: date | None = None
    signed_in_on: date | None = None
    measured_from: date | None = None
    without_contract_from: date | None = None
    applications: Mapping[str, Use] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that may be deactivated: since when it is unused, since which day it may be."""

    kind: Dormant
    application: str
    since: date
    due_on: date
    explanation: Explanation


def due(facts: Facts, today: date, terms: Terms) -> list[Due]:
    """All that may be deactivated on a day; a whole account leaves nothing to say about its applications."""
    whole = [*_account(facts, today, terms), *_contract(facts, today, terms)]
    return whole or list(_applications(facts, today, terms))


def _account(facts: Facts, today: date, terms: Terms) -> Iterator[Due]:
    known = [day for day in (facts.contract_from, facts.used_on, facts.signed_in_on) if day is not None]
    since = max(known)
    steps = [Step("dormancy.accepted", {"from_on": facts.contract_from})]
    if facts.used_on:
        steps.append(Step("dormancy.used", {"used_on": facts.used_on}))
    if facts.signed_in_on:
        steps.append(Step("dormancy.signed_in", {"signed_in_on": facts.signed_in_on}))
    yield from _due(Dormant.ACCOUNT, ACCOUNT, "", since, today, terms, steps)


def _contract(facts: Facts, today: date, terms: Terms) -> Iterator[Due]:
    since = facts.without_contract_from
    if since is not None:
        steps = [Step("dormancy.no_contract", {"since": since})]
        yield from _due(Dormant.CONTRACT, CONTRACT, "", since, today, terms, steps)


def _applications(facts: Facts, today: date, terms: Terms) -> Iterator[Due]:
    if facts.measured_from is None:
        return
    for application, use in sorted(facts.applications.items()):
        since = max(day for day in (use.active_from, use.last_on, facts.measured_from) if day is not None)
        steps = [Step("dormancy.active", {"from_on": use.active_from})]
        if use.last_on:
            steps.append(Step("dormancy.used", {"used_on": use.last_on}))
        elif facts.measured_from > use.active_from:
            steps.append(Step("dormancy.measured", {"from_on": facts.measured_from}))
        yield from _due(Dormant.APPLICATION, APPLICATION, application, since, today, terms, steps)


def _due(
    kind: Dormant, key: str, application: str, since: date, today: date, terms: Terms, steps: list[Step]
) -> Iterator[Due]:
    term = terms[key]
    due_on = term.after(since)
    if today < due_on:
        return
    rule = Step(f"dormancy.rule.{kind}", {"months": term.months, "due_on": due_on}, term.clause)
    said = Explanation(f"dormancy.due.{kind}", {"since": since}, (*steps, rule), term.clause)
    yield Due(kind, application, since, due_on, said)
