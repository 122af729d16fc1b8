"""Bill runs: one closed period billed once, stage by stage, from wherever the last attempt stopped (B-02)."""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from comptoir.access.capabilities import OPERATE_BILLING
from comptoir.audit.log import record
from comptoir.billing import stages, trial
from comptoir.billing.models import BillRun, BillRunState, Invoice
from comptoir.billing.reconciliation import reconcile
from comptoir.catalogue.models import TariffVersion
from comptoir.catalogue.operator import current_operator
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.identifiers import InvalidIdentifier, parse_iban, parse_vat_number
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require

PDFS_PER_COMMIT = 50


class UnableToBill(Exception):
    """A run that cannot start or go on: `message` and `values` say why; nothing was changed."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(f"{message} {values}")
        self.message = message
        self.values = values


def _silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


def bill_month(month: Month, *, by: Actor, at: datetime, progress: stages.Progress = _silent) -> BillRun:
    """Bills a closed month to the end; goes on with a run that stopped, and changes nothing of a finished one.

    Raises UnableToBill for a month that is not over, or that comes before or long after the last one billed.
    """
    run = open_run(month, by=by, at=at)
    while run.state != BillRunState.RECONCILED:
        advance(run, by=by, at=at, progress=progress)
    return run


@transaction.atomic
def open_run(month: Month, *, by: Actor, at: datetime) -> BillRun:
    """The run of a month, opened if there is none."""
    require(by, OPERATE_BILLING)
    present = BillRun.objects.filter(period=str(month), trial=False).first()
    if present is not None:
        return present
    assert_billable(month, at)
    try:
        with transaction.atomic():
            run = BillRun.objects.create(period=str(month), started_at=at, started_label=by.label)
    except IntegrityError:
        return BillRun.objects.get(period=str(month), trial=False)
    record(actor=by, verb="bill_run.opened", obj=run, at=at, period=str(month))
    return run


def assert_billable(month: Month, at: datetime) -> None:
    """Raises UnableToBill unless a run of `month` may be opened now."""
    if brussels_date(at) < month.plus(1).first_day:
        raise UnableToBill("billing.period_not_closed", period=str(month))
    if not TariffVersion.objects.filter(from_on__lte=month.first_day).exists():
        raise UnableToBill("billing.no_tariff", period=str(month))
    _assert_payable(month)
    last = BillRun.objects.filter(trial=False).order_by("-period").first()
    if last is not None and last.period > str(month):
        raise UnableToBill("billing.later_period_billed", period=str(month), last=last.period)
    if last is not None and last.state != BillRunState.RECONCILED:
        raise UnableToBill("billing.run_unfinished", period=str(month), last=last.period)


def _assert_payable(month: Month) -> None:
    """Numbers are gapless: none is given to an invoice that cannot say whom to pay (B-02)."""
    operator = current_operator()
    for name, parse in (("iban", parse_iban), ("vat_number", parse_vat_number)):
        try:
            parse(getattr(operator, name))
        except InvalidIdentifier:
            raise UnableToBill(f"billing.operator_{name}", period=str(month)) from None


def advance(run: BillRun, *, by: Actor, at: datetime, progress: stages.Progress = _silent) -> None:
    """Takes a run through its next stage; a stage is one commit (documents: one per fifty)."""
    require(by, OPERATE_BILLING)
    steps: dict[str, Callable[..., None]] = {
        BillRunState.OPEN: stages.rate,
        BillRunState.RATED: stages.draft,
        BillRunState.DRAFTED: stages.issue,
        BillRunState.ISSUED: finish,
    }
    step = steps.get(run.state)
    if step is None:
        return
    try:
        step(run, by=by, at=at, progress=progress)
    except stages.RunMoved:
        run.refresh_from_db()


def finish(run: BillRun, *, by: Actor, at: datetime, progress: stages.Progress) -> None:
    """Makes the PDFs that are missing, then proves the run."""
    make_documents(run, progress=progress)
    progress("reconciling", 0, None)
    report = reconcile(run)
    with transaction.atomic():
        run.reconciliation = report.as_json()
        if not report.reconciled:
            run.save(update_fields=["reconciliation"])
        else:
            run.finished_at = at
            stages.move(run, BillRunState.ISSUED, BillRunState.RECONCILED, "reconciliation", "finished_at")
            record(actor=by, verb="bill_run.finished", obj=run, at=at, period=run.period, **run.totals)
    if not report.reconciled:
        raise UnableToBill("billing.not_reconciled", period=run.period, count=str(report.difference_count))


def make_documents(run: BillRun, *, progress: stages.Progress = _silent) -> int:
    """Renders the PDFs that the run's invoices still lack; how many."""
    # Typesetting takes a second to load: pages that only list runs do without.
    from comptoir.billing.pdf import render

    total = Invoice.objects.filter(run=run).count()
    made = 0
    while batch := list(Invoice.objects.filter(run=run, pdf_path="").order_by("pk")[:PDFS_PER_COMMIT]):
        for invoice in batch:
            invoice.pdf_path, invoice.pdf_digest = render(invoice)
        Invoice.objects.bulk_update(batch, ["pdf_path", "pdf_digest"])
        made += len(batch)
        progress("documents", total - Invoice.objects.filter(run=run, pdf_path="").count(), total)
    return made


def try_month(month: Month, *, by: Actor, at: datetime, progress: stages.Progress = _silent) -> BillRun:
    """Runs a month without effect: its totals, compared with the last run's, and nothing else is kept."""
    require(by, OPERATE_BILLING)
    totals = trial.totals_of(month, progress)
    with transaction.atomic():
        run = BillRun.objects.create(
            period=str(month),
            trial=True,
            state=BillRunState.TRIED,
            started_at=at,
            finished_at=at,
            started_label=by.label,
            totals=totals,
        )
        record(actor=by, verb="bill_run.tried", obj=run, at=at, period=str(month), **totals)
    return run
