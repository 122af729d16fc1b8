"""What people are called in a customer's log: by the name that the customer itself gives them."""

from collections.abc import Iterable, Mapping

from comptoir.access.models import Membership, User
from comptoir.scope.actor import Actor

#: The log that is the operator's own.
OPERATOR = 0


def names_in_logs(actor: Actor, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    """Names by (customer, user), for events that `actor` sees: those of the customer acted for; staff know all.

    Two queries, whatever their number. Who is unknown to the customer, or was erased, is left out.
    """
    pairs = {pair for pair in wanted if actor.staff or pair[0] == actor.customer_id}
    users = {user for _customer, user in pairs}
    if not users:
        return {}
    rows = Membership.objects.filter(customer_id__in={customer for customer, _user in pairs}, user_id__in=users)
    found = {(customer, user): name for customer, user, name in rows.values_list("customer_id", "user_id", "name")}
    if actor.staff and any(customer == OPERATOR for customer, _user in pairs):
        known = User.objects.filter(pk__in=users).values_list("pk", "name")
        found |= {(OPERATOR, user): name for user, name in known}
    return {pair: name for pair, name in found.items() if pair in pairs and name}


def ids_by_name(actor: Actor, text: str, most: int = 100) -> list[int]:
    """The people of the customer acted for whom a text may mean, for a search; staff find those of all customers."""
    rows = Membership.objects.filter(name__icontains=text)
    if not actor.staff:
        rows = rows.filter(customer_id=actor.customer_id or 0)
    return sorted(set(rows.order_by("pk").values_list("user_id", flat=True)[:most]))
