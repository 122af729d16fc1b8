"""A run without effect: everything is computed and written as in a real one, and then taken away again."""

from typing import Any

from django.conf import settings

from comptoir.billing.drafting import line_drafts, vat_percents
from comptoir.billing.lines import net_of, vat_amounts
from comptoir.billing.models import BillRun
from comptoir.billing.stages import Progress, charge_entries, rated_entries
from comptoir.billing.vat import vat_lines
from comptoir.kernel.periods import Month
from comptoir.lake.files import discard


def totals_of(month: Month, progress: Progress) -> dict[str, Any]:
    """What a run of `month` would bill now, beside the last run's totals; no file and no row stays."""
    written = rated_entries(month, progress)
    try:
        written += charge_entries(month)
        drafts = line_drafts(
            [entry for entry in written if entry.dataset == "charges"],
            [entry for entry in written if entry.dataset == "rollup"],
        )
    finally:
        discard(settings.LAKE_ROOT, written)
    percents = vat_percents(month.plus(1).first_day)
    net = sum(net_of(lines) for lines in drafts.values())
    vat = sum(line.vat_micro for lines in drafts.values() for line in vat_lines(vat_amounts(lines), percents))
    last = BillRun.objects.filter(trial=False, period__lt=str(month)).order_by("-period").first()
    return {
        "invoices": len(drafts),
        "lines": sum(len(lines) for lines in drafts.values()),
        "net_micro": net,
        "vat_micro": vat,
        "total_micro": net + vat,
        "last_period": last.period if last else "",
        "last_total_micro": last.totals.get("total_micro", 0) if last else 0,
    }
