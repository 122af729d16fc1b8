"""What each kind of change is about, and how it stands now (P-03)."""

from collections.abc import Mapping
from datetime import datetime

from comptoir.access.queries import seat_holder
from comptoir.parties.models import Customer
from comptoir.registration.models import ChangeKind, ContactPerson

FIELDS: Mapping[str, tuple[str, ...]] = {
    ChangeKind.NAME: ("legal_name",),
    ChangeKind.LEGAL_FORM: ("legal_form",),
    ChangeKind.ADDRESS: ("street", "postcode", "city", "country"),
    ChangeKind.CONTACT: ("replaces", "name", "email", "phone"),
    ChangeKind.ACCESS_OWNER: ("name", "email", "phone"),
}


def details_of(customer: Customer, kind: str, wanted: Mapping[str, str], at: datetime) -> dict[str, str]:
    """The present values of a kind's fields; of a contact person, those of whom the change replaces."""
    if kind == ChangeKind.ACCESS_OWNER:
        holder = seat_holder(customer.pk, at)
        return {"name": holder.name, "email": holder.email, "phone": holder.phone} if holder else {}
    if kind == ChangeKind.CONTACT:
        replaced = str(wanted.get("replaces", ""))
        rows = ContactPerson.objects.filter(customer=customer, pk=int(replaced) if replaced.isdecimal() else 0)
        person = rows.first()
        return {"name": person.name, "email": person.email, "phone": person.phone} if person else {}
    return {name: getattr(customer, name) for name in FIELDS[kind]}


def differences(before: Mapping[str, str], wanted: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(field, before, after) of what changes."""
    names = [name for name in wanted if name != "replaces"]
    return [(name, before.get(name, ""), wanted[name]) for name in names if before.get(name, "") != wanted[name]]
