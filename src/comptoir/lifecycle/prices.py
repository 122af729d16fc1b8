"""What an application costs, told before it is asked for (P-19; GC 7)."""

from datetime import date

from django.db.models import Q

from comptoir.catalogue.models import OfferingKind, OfferingPrice
from comptoir.kernel.money import Money
from comptoir.lifecycle.applications import ALL, BY_ORDER_FORM, PRICE
from comptoir.scope.contract import terms_on


def prices(on: date) -> dict[str, Money | None]:
    """A month's price without VAT of each application on a day; None where only the order form says it.

    Access is free; a paid application is offered in the catalogue under its own name ("insights-plus").
    """
    free = terms_on(on)[PRICE].amount
    running = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    codes = {name.replace("_", "-"): name for name in BY_ORDER_FORM}
    rows = OfferingPrice.objects.filter(
        running, offering__kind=OfferingKind.APPLICATION, offering__code__in=codes
    ).values_list("offering__code", "amount_micro")
    known = {codes[code]: Money.from_micro(micro) for code, micro in rows}
    return {name: known.get(name) if name in BY_ORDER_FORM else free for name in ALL}
