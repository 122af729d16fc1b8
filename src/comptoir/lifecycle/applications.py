"""The applications of the portal, each with its own rule (P-21; GC specific conditions, II 7.1): pure rules.

A rule says whether an application is on, since when, and in which steps that follows from the facts. What a rule
turns on, a closed application turns off again (access.ClosedApplication).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from comptoir.access import capabilities as may
from comptoir.kernel.explanation import Explanation, Step
from comptoir.terms import Terms

ALL = tuple(may.APPLICATIONS)
#: Those that come when somebody asks for them, and those that need an order form of their own.
ON_REQUEST = frozenset({may.FLEET_MANAGER})
BY_ORDER_FORM = frozenset({may.INSIGHTS_PLUS, may.INSIGHTS_ADVANCED})
#: Those of which the portal has pages, so that use of them can be measured; whose use counts for which.
MEASURED_BY: Mapping[str, str] = {
    may.MY_INVOICE_ONLINE: may.MY_INVOICE_ONLINE,
    may.MOBILE_NUMBER_MANAGEMENT: may.MOBILE_NUMBER_MANAGEMENT,
    may.INSIGHTS_ESSENTIAL: may.INSIGHTS_ESSENTIAL,
    may.INSIGHTS_PLUS: may.INSIGHTS_ESSENTIAL,
    may.INSIGHTS_ADVANCED: may.INSIGHTS_ESSENTIAL,
}
FEWEST_CARDS = "fleet_manager.minimum_sim_cards"
PRICE = "portal.access_price"
CLAUSES: Mapping[str, str] = {
    may.MY_INVOICE_ONLINE: "GC Ma facture 2",
    may.FLEET_MANAGER: "GC Fleet 2",
    may.INSIGHTS_ESSENTIAL: "GC Essential 2",
    may.INSIGHTS_PLUS: "II 7.1",
    may.INSIGHTS_ADVANCED: "II 7.1",
    may.MOBILE_NUMBER_MANAGEMENT: "GC Mobile 3",
    may.TECHNICAL_ASSISTANCE: "NET Ports",
}


class Status(StrEnum):
    """How an application stands."""

    ON = "on"
    WAITING = "waiting"  # asked for or due, and waiting for its first data
    ASKED = "asked"  # asked for, and the operator has not answered
    OFF = "off"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at, on one day.

    `mobile_from`: the first day with a mobile contract that still runs. `granted` and `asked`: days of requests.
    `closed`: application -> (ground, first day). `levels`: paid level of Insights -> first day.
    """

    contract_from: date
    contract_to: date | None = None
    first_data_on: date | None = None
    cards: int = 0
    mobile_from: date | None = None
    levels: Mapping[str, date] = field(default_factory=dict)
    granted: Mapping[str, date] = field(default_factory=dict)
    asked: Mapping[str, date] = field(default_factory=dict)
    closed: Mapping[str, tuple[str, date]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """One application of one customer on a day. `counts` are steps that tell how many cards there are."""

    application: str
    status: Status
    since: date | None
    explanation: Explanation
    counts: tuple[Step, ...] = ()
    may_ask: bool = False

    @property
    def is_on(self) -> bool:
        return self.status is Status.ON

    def with_counts(self) -> "State":
        """The same for someone who may see cards: the explanation tells their number."""
        told = replace(self.explanation, steps=(*self.explanation.steps, *self.counts))
        return replace(self, explanation=told)


def states(facts: Facts, today: date, terms: Terms) -> list[State]:
    """All applications, in the order of the contract."""
    return [state_of(application, facts, today, terms) for application in ALL]


def state_of(application: str, facts: Facts, today: date, terms: Terms) -> State:
    """One application: what its own rule says, unless it is closed or the contract is over."""
    rule = Step(f"application.rule.{application}", _figures(application, terms), CLAUSES[application])
    if facts.contract_to is not None and facts.contract_to <= today:
        said = Explanation("application.contract_over", {"on": facts.contract_to}, (rule,), "GC 2.2.2")
        return State(application, Status.CLOSED, facts.contract_to, said)
    if application in facts.closed:
        return _closed(application, facts, rule)
    return _RULES[application](application, facts, rule, terms)


def may_ask_for_fleet(cards: int, terms: Terms) -> bool:
    """Whether a customer has cards enough (GC Fleet 2)."""
    return cards >= terms[FEWEST_CARDS].number


def is_below_minimum(facts: Facts, terms: Terms) -> bool:
    """Whether Fleet Manager was granted and the cards are now fewer: it may be ended at once (GC Fleet 7)."""
    return may.FLEET_MANAGER in facts.granted and not may_ask_for_fleet(facts.cards, terms)


def _figures(application: str, terms: Terms) -> dict[str, int]:
    return {"cards": terms[FEWEST_CARDS].number} if application == may.FLEET_MANAGER else {}


def _closed(application: str, facts: Facts, rule: Step) -> State:
    ground, since = facts.closed[application]
    said = Explanation(f"application.closed.{ground}", {"on": since}, (rule,), CLAUSES[application])
    asked = facts.asked.get(application)
    if asked is not None:
        steps = (*said.steps, Step("application.asked", {"asked_on": asked}))
        return State(application, Status.ASKED, asked, replace(said, steps=steps))
    return State(application, Status.CLOSED, since, said, may_ask=application not in BY_ORDER_FORM)


def _on(application: str, since: date, *steps: Step, counts: tuple[Step, ...] = ()) -> State:
    said = Explanation("application.on", {"since": since}, steps, CLAUSES[application])
    return State(application, Status.ON, since, said, counts)


def _off(
    application: str, why: str, *steps: Step, counts: tuple[Step, ...] = (), may_ask: bool = False,
    status: Status = Status.OFF,
) -> State:  # fmt: skip
    said = Explanation(why, {}, steps, CLAUSES[application])
    return State(application, status, None, said, counts, may_ask)


def _with_access(application: str, facts: Facts, rule: Step, terms: Terms) -> State:
    return _on(application, facts.contract_from, rule, Step("application.contract", {"from_on": facts.contract_from}))


def _with_first_data(application: str, facts: Facts, rule: Step, terms: Terms) -> State:
    if facts.first_data_on is None:
        return _off(application, "application.no_data_yet", rule, status=Status.WAITING)
    first = Step("application.first_data", {"on": facts.first_data_on})
    return _on(application, max(facts.contract_from, facts.first_data_on), rule, first)


def _on_request(application: str, facts: Facts, rule: Step, terms: Terms) -> State:
    counts = (Step("application.cards", {"cards": facts.cards}),)
    granted = facts.granted.get(application)
    if granted is None:
        asked = facts.asked.get(application)
        if asked is not None:
            step = Step("application.asked", {"asked_on": asked})
            return _off(application, "application.waits_for_answer", rule, step, counts=counts, status=Status.ASKED)
        enough = may_ask_for_fleet(facts.cards, terms)
        why = "application.not_asked" if enough else "application.too_few_cards"
        return _off(application, why, rule, counts=counts, may_ask=enough)
    asked_step = Step("application.granted", {"granted_on": granted})
    if facts.first_data_on is None:
        return _off(application, "application.no_data_yet", rule, asked_step, counts=counts, status=Status.WAITING)
    steps = [rule, asked_step, Step("application.first_data", {"on": facts.first_data_on})]
    if is_below_minimum(facts, terms):
        steps.append(Step("application.below_minimum", {}, "GC Fleet 7"))
    return _on(application, max(granted, facts.first_data_on), *steps, counts=counts)


def _by_order_form(application: str, facts: Facts, rule: Step, terms: Terms) -> State:
    level = application.removeprefix("insights_")
    since = facts.levels.get(level)
    if since is None:
        return _off(application, "application.not_ordered", rule)
    return _on(application, since, rule, Step("application.ordered", {"from_on": since}))


def _with_mobile(application: str, facts: Facts, rule: Step, terms: Terms) -> State:
    if facts.mobile_from is None:
        return _off(application, "application.no_mobile_contract", rule)
    since = max(facts.contract_from, facts.mobile_from)
    return _on(application, since, rule, Step("application.mobile", {"from_on": facts.mobile_from}))


_RULES: Mapping[str, Callable[[str, Facts, Step, Terms], State]] = {
    may.MY_INVOICE_ONLINE: _with_access,
    may.FLEET_MANAGER: _on_request,
    may.INSIGHTS_ESSENTIAL: _with_first_data,
    may.INSIGHTS_PLUS: _by_order_form,
    may.INSIGHTS_ADVANCED: _by_order_form,
    may.MOBILE_NUMBER_MANAGEMENT: _with_mobile,
    may.TECHNICAL_ASSISTANCE: _with_access,
}
