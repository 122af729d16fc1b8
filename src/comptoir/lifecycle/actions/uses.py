"""Noting that a customer used the portal or an application: at most one row a day for each."""

from collections.abc import Iterable
from datetime import date

from comptoir.lifecycle.models import LastUse


def note_use(customer_id: int, applications: Iterable[str], *, on: date) -> None:
    """The day of the last use moves on, never back; two statements, whatever the number of applications."""
    rows = [LastUse(customer_id=customer_id, application=name, first_on=on, on=on) for name in sorted(applications)]
    known = dict(
        LastUse.objects.filter(customer_id=customer_id, application__in=[row.application for row in rows]).values_list(
            "application", "on"
        )
    )
    later = [row for row in rows if row.application not in known or known[row.application] < on]
    if later:
        LastUse.objects.bulk_create(
            later, update_conflicts=True, unique_fields=["customer", "application"], update_fields=["on"]
        )
