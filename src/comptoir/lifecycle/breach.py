"""The dates of a breach (P-10; GC 2.2.5): pure rules over the day on which the notice of default was sent."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from comptoir.kernel.explanation import Explanation, Step
from comptoir.terms import Terms

SUSPENSION, TERMINATION = "portal.breach.suspension", "portal.breach.termination"


class Stage(StrEnum):
    """What the sender may do on a day."""

    RUNS = "runs"
    MAY_SUSPEND = "may_suspend"
    MAY_TERMINATE = "may_terminate"
    REMEDIED = "remedied"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Dates:
    """The first days on which the sender may suspend, and may terminate."""

    sent_on: date
    suspend_from: date
    terminate_from: date


def dates(sent_on: date, is_serious: bool, terms: Terms) -> Dates:
    """The other party has the whole of the days to remedy; a serious breach may be terminated at once."""
    suspend = terms[SUSPENSION].after(sent_on) + timedelta(days=1)
    terminate = sent_on if is_serious else terms[TERMINATION].after(sent_on) + timedelta(days=1)
    return Dates(sent_on, suspend, terminate)


def stage(found: Dates, today: date, *, remedied: bool = False, ended: bool = False) -> Stage:
    """What may be done on a day."""
    if ended:
        return Stage.ENDED
    if remedied:
        return Stage.REMEDIED
    if today >= found.terminate_from:
        return Stage.MAY_TERMINATE
    return Stage.MAY_SUSPEND if today >= found.suspend_from else Stage.RUNS


def may_suspend(found: Dates, today: date) -> bool:
    """Whether the days to remedy are over; a serious breach shortens the way to the end, not to a suspension."""
    return today >= found.suspend_from


def may_terminate(found: Dates, today: date) -> bool:
    return today >= found.terminate_from


def explain(found: Dates, at: Stage, is_serious: bool, terms: Terms) -> Explanation:
    """What may be done, and from when."""
    suspension, termination = terms[SUSPENSION], terms[TERMINATION]
    steps = [
        Step("breach.sent", {"sent_on": found.sent_on}),
        Step("breach.suspend_from", {"days": suspension.days, "from_on": found.suspend_from}, suspension.clause),
    ]
    if is_serious:
        steps.append(Step("breach.serious", {}, termination.clause))
    else:
        ends = Step(
            "breach.terminate_from", {"days": termination.days, "from_on": found.terminate_from}, termination.clause
        )
        steps.append(ends)
    next_on = found.suspend_from if at is Stage.RUNS else found.terminate_from
    return Explanation(f"breach.stage.{at}", {"next_on": next_on}, tuple(steps), suspension.clause)
