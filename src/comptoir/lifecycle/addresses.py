"""Where a customer is written to about its contract."""

from comptoir.access.models import Grant, SeatHolding
from comptoir.parties.models import Customer
from comptoir.registration.queries import registered_as


def address_of(customer: Customer) -> str:
    """The e-mail address of the registration form; of a customer that came in otherwise, whoever answers for it."""
    return _registered(customer) or next(iter(_contacts(customer)), "")


def addresses_of(customer: Customer) -> list[str]:
    """The address of registration and the Access Owner, or the Access Managers where there is none; each once."""
    return list(dict.fromkeys(filter(None, [_registered(customer), *_contacts(customer)])))


def _contacts(customer: Customer) -> list[str]:
    holding = SeatHolding.objects.filter(seat__customer=customer, to_at=None).select_related("holder").first()
    if holding is not None:
        return [holding.holder.email]
    managers = Grant.objects.filter(customer=customer, profile="access_manager", to_at=None).select_related("holder")
    return [grant.holder.email for grant in managers.order_by("from_at", "pk")]


def _registered(customer: Customer) -> str:
    registration = registered_as(customer.pk)
    return registration.email if registration else ""
