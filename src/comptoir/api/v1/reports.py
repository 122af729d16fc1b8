"""Which reports there are."""

from typing import Any

from comptoir.access.capabilities import REPORTS_VIEW
from comptoir.api.v1 import shapes
from comptoir.api.v1.declaring import read
from comptoir.insights.levels import access_of
from comptoir.insights.queries import periods_of
from comptoir.insights.reports import REPORTS
from comptoir.kernel.clock import brussels_date


@read("/reports", REPORTS_VIEW, response=shapes.Reports)
def reports(request: Any) -> Any:
    """The reports that the customer's level of Insights gives, their columns, and the months they can be run for."""
    today = brussels_date(request.now)
    access = access_of(request.actor, today)
    given = [report for report in REPORTS.values() if report.basic or access.standard_reports]
    return {
        "level": access.level,
        "periods": periods_of(request.actor, access, today),
        "reports": [{"id": one.id, "columns": [column.key for column in one.columns]} for one in given],
    }
