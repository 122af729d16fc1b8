"""What a customer calls its people: never what they are called elsewhere (A-02)."""

from collections.abc import Iterable, Mapping

from comptoir.access.models import Membership, User


def names_in(customer_id: int | None, users: Iterable[int]) -> Mapping[int, str]:
    """User id -> name, of who belongs or belonged to the customer, the latest name; one query."""
    known = Membership.objects.filter(customer_id=customer_id or 0, user_id__in=set(users))
    return dict(known.order_by("from_at", "pk").values_list("user_id", "name"))


def name_in(customer_id: int | None, user: User) -> str:
    """One of them; their own name for who never belonged there, such as an Access Owner of the group."""
    return names_in(customer_id, [user.pk]).get(user.pk) or str(user)
