"""What a customer calls its people: never what they are called elsewhere (A-02)."""

from collections.abc import Iterable, Mapping

from comptoir.access.models import Membership, User
from comptoir.scope.actor import Actor

#: The log that is the operator's own.
OPERATOR = 0


def names_in(customer_id: int | None, users: Iterable[int]) -> Mapping[int, str]:
    """User id -> name, of who belongs or belonged to the customer, the latest name; one query."""
    wanted = set(users)
    found = _names([customer_id or 0], wanted) if wanted else {}
    return {user: name for (_customer, user), name in found.items()}


def name_in(customer_id: int | None, user: User) -> str:
    """One of them; their own name for who never belonged there, such as an Access Owner of the group."""
    return names_in(customer_id, [user.pk]).get(user.pk) or str(user)


def names_in_logs(actor: Actor, wanted: Iterable[tuple[int, int]]) -> Mapping[tuple[int, int], str]:
    """Names by (customer, user), for events that `actor` sees: those of the customer acted for; staff know all.

    Two queries, whatever their number. Who is unknown to the customer, or was erased, is left out.
    """
    pairs = {pair for pair in wanted if actor.staff or pair[0] == actor.customer_id}
    users = {user for _customer, user in pairs}
    if not users:
        return {}
    found = _names({customer for customer, _user in pairs}, users)
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


def _names(customers: Iterable[int], users: Iterable[int]) -> dict[tuple[int, int], str]:
    """(customer, user) -> the latest name that the customer gave; one query."""
    rows = Membership.objects.filter(customer_id__in=customers, user_id__in=users).order_by("from_at", "pk")
    return {(customer, user): name for customer, user, name in rows.values_list("customer_id", "user_id", "name")}
