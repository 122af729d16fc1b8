"""Sub-profiles that a customer defines for itself: a name for some of what data rights allow (A-04; GC 8.4)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.access.capabilities import DATA, OPERATE_CUSTOMERS, RIGHTS_GIVE
from comptoir.access.models import SubProfile
from comptoir.audit.log import record
from comptoir.kernel.sorting import fold
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.refusal import Refused

LONGEST_NAME = 80


class UnableToDefine(Refused):
    """The name is taken or missing, nothing is ticked, or it is no right to data."""


@transaction.atomic
def define_sub_profile(
    customer: Customer, *, name: str, capabilities: Iterable[str], by: Actor, at: datetime
) -> SubProfile:
    """A sub-profile that can be given from now on. Raises UnableToDefine."""
    chosen = _checked(customer, name, capabilities, by, but=None)
    made = SubProfile.objects.create(
        customer=customer, name=_written(name), capabilities=chosen, from_at=at, defined_label=by.label
    )
    said: dict[str, Any] = {"name": made.name, "capabilities": chosen}
    record(actor=by, verb="sub_profile.defined", obj=made, customer_id=customer.pk, at=at, **said)
    return made


@transaction.atomic
def change_sub_profile(
    sub_profile: SubProfile, *, name: str, capabilities: Iterable[str], by: Actor, at: datetime
) -> SubProfile:
    """Another name, or other capabilities for rights given from now on: what was given stays as it was given."""
    found = _locked(sub_profile)
    chosen = _checked(found.customer, name, capabilities, by, but=found)
    before = {"name": found.name, "capabilities": list(found.capabilities)}
    if (found.name, sorted(found.capabilities)) == (_written(name), chosen):
        return found
    found.name, found.capabilities = _written(name), chosen
    found.save(update_fields=["name", "capabilities"])
    said: dict[str, Any] = {"name": found.name, "capabilities": chosen, "before": before}
    record(actor=by, verb="sub_profile.changed", obj=found, customer_id=found.customer_id, at=at, **said)
    return found


@transaction.atomic
def end_sub_profile(sub_profile: SubProfile, *, by: Actor, at: datetime) -> None:
    """It can be given no more; rights given from it stay until they are ended."""
    found = _locked(sub_profile)
    _assert_may_define(found.customer, by)
    found.to_at = at
    found.save(update_fields=["to_at"])
    record(actor=by, verb="sub_profile.ended", obj=found, customer_id=found.customer_id, at=at, name=found.name)


def _locked(sub_profile: SubProfile) -> SubProfile:
    found = SubProfile.objects.select_for_update().select_related("customer").get(pk=sub_profile.pk)
    if found.to_at is not None:
        raise UnableToDefine("sub_profile.ended", name=found.name)
    return found


def _checked(
    customer: Customer, name: str, capabilities: Iterable[str], by: Actor, *, but: SubProfile | None
) -> list[str]:
    """The chosen capabilities, in order, once all is well."""
    _assert_may_define(customer, by)
    written, chosen = _written(name), sorted(set(capabilities))
    if not written or len(written) > LONGEST_NAME:
        raise UnableToDefine("sub_profile.name", longest=LONGEST_NAME)
    others = SubProfile.objects.filter(customer=customer, to_at=None).exclude(pk__in=[but.pk] if but else [])
    if any(fold(other) == fold(written) for other in others.values_list("name", flat=True)):
        raise UnableToDefine("sub_profile.name_taken", name=written)
    if not chosen:
        raise UnableToDefine("sub_profile.nothing")
    if not set(chosen) <= DATA:
        raise UnableToDefine("sub_profile.no_data")
    return chosen


def _assert_may_define(customer: Customer, by: Actor) -> None:
    if OPERATE_CUSTOMERS not in by.staff:
        authorize(by, RIGHTS_GIVE, customer)


def _written(name: str) -> str:
    return " ".join(name.split())
