"""What the page of one bill run shows, put in order and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.billing.models import BillRun, BillRunState
from comptoir.console.jobs.words import STAGES
from comptoir.jobs.models import Job
from comptoir.web import formats

Label = str | Promise

#: Each stage with the state that a run has once it is over, and what it does.
RUN_STAGES: tuple[tuple[str, BillRunState, Label], ...] = (
    ("rating", BillRunState.RATED, _("Every record of the month is priced anew, in the order in which it was used.")),
    ("drafting", BillRunState.DRAFTED, _("Recurring charges, usage, one-offs and discounts become lines.")),
    ("issuing", BillRunState.ISSUED, _("Each invoice gets its number, without a gap, and its communication.")),
    ("documents", BillRunState.RECONCILED, _("A PDF for each invoice, in its customer's language.")),
    (
        "reconciling",
        BillRunState.RECONCILED,
        _("The same totals once more, from the records up and from the PDFs back."),
    ),
)
ORDER = [BillRunState.OPEN, BillRunState.RATED, BillRunState.DRAFTED, BillRunState.ISSUED, BillRunState.RECONCILED]
CHECKS: Mapping[str, Label] = {
    "file": _("Files hold what the manifest says"),
    "records": _("Every record that came in is priced, once"),
    "line": _("Each line is the sum of its records and charges"),
    "rounding": _("Each line is rounded once; the rest is kept"),
    "invoice": _("Each invoice is the sum of its lines"),
    "vat": _("VAT is computed once per rate"),
    "numbers": _("Invoice numbers have no gap"),
    "document": _("Each PDF says what was booked"),
}


@dataclass(frozen=True, slots=True)
class ShownStage:
    """One stage: what it does, and whether it is over, at work or to come."""

    name: Label
    does: Label
    tone: str
    state: Label


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of the reconciliation: how often it was made, how often it failed."""

    name: Label
    made: int
    failed: int


def stages_of(run: BillRun, job: Job | None) -> list[ShownStage]:
    """The run's stages in order; `job` is the one at work on it, if any."""
    reached = ORDER.index(BillRunState(run.state))
    at_work = job.stage if job is not None else ""
    names = [name for name, _after, _does in RUN_STAGES]
    found = []
    for place, (name, after, does) in enumerate(RUN_STAGES):
        over = reached >= ORDER.index(after) or (name == "documents" and bool(run.reconciliation))
        over = over or (at_work in names and place < names.index(at_work))
        found.append(_stage(name, does, over=over, now=name == at_work))
    return found


def _stage(name: str, does: Label, *, over: bool, now: bool) -> ShownStage:
    tone, state = ("info", _("At work")) if now else ("good", _("Done")) if over else ("", _("To come"))
    return ShownStage(STAGES[name], does, tone, state)


def checks_of(run: BillRun) -> list[Check]:
    """The checks that were made, in the order of the report."""
    report = run.reconciliation
    differing: Sequence[Mapping[str, Any]] = report.get("differences", ())
    return [
        Check(CHECKS.get(name, name), made, sum(1 for each in differing if each["check"] == name))
        for name, made in report.get("checks", {}).items()
    ]


def differences_of(run: BillRun) -> list[dict[str, Any]]:
    """The differences that the report lists, each with its check in words."""
    return [
        {**each, "name": CHECKS.get(each["check"], each["check"])} for each in run.reconciliation.get("differences", ())
    ]


def compared_with_last(totals: Mapping[str, Any]) -> dict[str, Any] | None:
    """A trial's total beside the last run's: the change in micro, and in percent where that says something."""
    before = totals.get("last_total_micro")
    if not totals.get("last_period") or before is None:
        return None
    change = totals["total_micro"] - before
    percent = formats.percent(abs(change) * 100 // before) if before else ""
    return {"micro": change, "percent": percent, "period": totals["last_period"], "before": before}
