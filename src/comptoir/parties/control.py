"""By what one company controls another, with the figures of the contract (GC 1.2)."""

from datetime import date

from comptoir.kernel.explanation import Step, Value
from comptoir.scope.contract import terms_on


def ground_of(ground: str, on: date) -> Step:
    """The ground as a sentence's structure: what share of the votes, at how many meetings, as the terms stood."""
    terms = terms_on(on)
    values: dict[str, Value] = {
        "percent_votes": terms["portal.control.votes_above"].percent,
        "meetings": terms["portal.control.meetings"].number,
    }
    return Step(f"affiliate.ground.{ground}", values, "GC 1.2")
