"""What a level of Insights gives: how far back it looks, whether results leave it (I-01, I-03, I-09)."""

from dataclasses import dataclass
from datetime import date

from comptoir.insights.models import Activation, Level
from comptoir.kernel.periods import Month
from comptoir.scope.actor import Actor
from comptoir.scope.contract import terms_on

BILLING_DATA = {
    Level.ESSENTIAL: "retention.billing_data.insights_essential",
    Level.PLUS: "retention.billing_data.insights_plus",
    Level.ADVANCED: "retention.billing_data.insights_advanced",
}


@dataclass(frozen=True, slots=True)
class Access:
    """The level a customer has on a day, with what follows from it; `clause` is the retention's."""

    level: Level
    months: int
    may_export: bool
    standard_reports: bool
    clause: str

    def first_month(self, today: date) -> Month:
        """The oldest closed month that this level still shows on a day."""
        return Month.of(today).plus(-self.months)


def access_of(actor: Actor, today: date) -> Access:
    """The level of the customer for whom `actor` acts; one query."""
    level = Level.ESSENTIAL
    held = Activation.objects.filter(customer=actor.customer_id or 0, from_on__lte=today).order_by("-from_on").first()
    if held is not None and (held.to_on is None or held.to_on > today):
        level = Level(held.level)
    terms = terms_on(today)
    kept = terms[BILLING_DATA[level]]
    return Access(
        level=level,
        months=kept.months,
        may_export=terms[f"insights.export.{level}"].flag,
        standard_reports="standard_reports" in terms[f"insights.components.{level}"].items,
        clause=kept.clause,
    )
