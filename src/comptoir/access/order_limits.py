"""What one order may cost at most, for who orders, where (A-04, A-05): asked before an order is placed."""

from django.db import models

from comptoir.access.capabilities import ORDERS_PLACE
from comptoir.scope.actor import Actor
from comptoir.scope.models import ScopeClosure
from comptoir.scope.place import place_of


def may_order(actor: Actor, obj: models.Model, amount_micro: int) -> bool:
    """Whether `actor` may place one order of so many millionths of a euro for `obj`; one query.

    Of several rights that reach it, the widest limit counts.
    """
    if ORDERS_PLACE in actor.staff:
        return True
    place = place_of(obj)
    if place is None:
        return False
    nodes = set(actor.order_limits) & set(actor.nodes(ORDERS_PLACE))
    above = ScopeClosure.objects.filter(descendant_id=place, ancestor_id__in=nodes)
    return actor.may_order(above.values_list("ancestor_id", flat=True), amount_micro)
