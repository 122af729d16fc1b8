"""What the overview says about money: the last month invoiced, and what is not billed yet."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from comptoir.billing import queries
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import Month
from comptoir.portal.charts import WIDE, Charts
from comptoir.portal.invoices.charts import evolution_charts
from comptoir.portal.usage.asking import latest_unbilled
from comptoir.portal.usage.charts import category_charts
from comptoir.portal.words import month_of, share_of
from comptoir.usage.queries import usage_summary
from comptoir.usage.totals import TOGETHER


@dataclass(frozen=True, slots=True)
class Last:
    """The last month invoiced; `change` is None where there is no month before it."""

    month: str
    month_before: str
    micro: int
    change: int | None
    share: str
    url: str
    why_url: str
    invoices: int


@dataclass(frozen=True, slots=True)
class Unbilled:
    """Traffic of the months that are not billed yet, at the standard price (U-04)."""

    month: Month
    micro: int
    records: int
    seconds: int
    bytes: int
    url: str
    charts: Charts


def last_period(request: Any) -> dict[str, Any]:
    """`last`, its invoices, and the chart of all months shown."""
    on = brussels_date(request.now)
    rows = queries.evolution(request.actor, on)
    if not rows:
        return {"last": None, "sees_invoices": True}
    now, before = rows[-1], rows[-2] if len(rows) > 1 else None
    invoices = list(queries.kept_invoices(request.actor, on).filter(period=now["period"])[:6])
    change = now["total"] - before["total"] if before else None
    single = invoices[0] if len(invoices) == 1 else None
    listed = f"{reverse('portal:invoices:index')}?period={now['period']}"
    last = Last(
        month=month_of(now["period"]),
        month_before=month_of(before["period"]) if before else "",
        micro=now["total"],
        change=change,
        share=share_of(change, before["total"]) if before and change is not None else "",
        url=reverse("portal:invoices:show", args=[single.number]) if single else listed,
        why_url=reverse("portal:invoices:difference", args=[single.number]) if single and single.previous_id else "",
        invoices=now["invoices"],
    )
    return {"last": last, "invoices": invoices, "charts": evolution_charts(rows), "sees_invoices": True}


def unbilled(request: Any) -> Unbilled | None:
    """The latest month that is not billed yet; none where nothing was used in it."""
    month = latest_unbilled()
    if month is None:
        return None
    sums = usage_summary(request.actor, (str(month),))
    return Unbilled(
        month=month,
        micro=sum(row["amount_micro"] for row in sums),
        records=sum(row["records"] for row in sums),
        seconds=_sum(sums, TOGETHER["seconds"]),
        bytes=_sum(sums, TOGETHER["bytes"]),
        url=reverse("portal:usage:month", args=[month]),
        charts=category_charts(sums, width=WIDE),
    )


def _sum(rows: list[dict[str, Any]], categories: tuple[int, ...]) -> int:
    return sum(row["quantity"] for row in rows if row["category"] in categories)
