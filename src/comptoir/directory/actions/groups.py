"""Groups told by a directory: made, described anew, removed. They give no right (A-15)."""

from datetime import datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.directory.actions.people import Outdated, assert_may_provision
from comptoir.directory.models import DirectoryGroup, DirectoryUser
from comptoir.directory.wanted import UnableToProvision, WantedGroup, assert_writable, folded
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor

MOST_MEMBERS = 20_000


@transaction.atomic
def make_group(customer: Customer, wanted: WantedGroup, *, by: Actor, at: datetime) -> DirectoryGroup:
    """A group with its members, people of the same directory. Raises UnableToProvision and NotAuthorized."""
    assert_may_provision(customer, by)
    _assert_sensible(wanted)
    members = _members(customer, wanted)
    group = DirectoryGroup.objects.create(
        customer=customer,
        display_name=wanted.display_name,
        display_name_key=folded(wanted.display_name),
        external_id=wanted.external_id,
        created_at=at,
        changed_at=at,
    )
    group.members.set(members)
    record(actor=by, verb="directory.group_made", obj=group, customer_id=customer.pk, at=at, members=len(members))
    return group


@transaction.atomic
def describe_group(
    group: DirectoryGroup, wanted: WantedGroup, *, by: Actor, at: datetime, version: int | None = None
) -> DirectoryGroup:
    """The group as the directory describes it now; nothing happens where nothing differs. Raises Outdated too."""
    group = _locked(group, by, version)
    _assert_sensible(wanted)
    present = set(group.members.values_list("public_id", flat=True))
    held = WantedGroup(group.display_name, group.external_id, frozenset(present))
    if wanted == held:
        return group
    joining = _members(group.customer, WantedGroup("", "", wanted.members - present))
    group.members.add(*joining)
    group.members.remove(*group.members.filter(public_id__in=list(present - wanted.members)))
    group.display_name, group.display_name_key = wanted.display_name, folded(wanted.display_name)
    group.external_id = wanted.external_id
    group.version += 1
    group.changed_at = at
    group.save()
    left = len(present - wanted.members)
    record(
        actor=by,
        verb="directory.group_changed",
        obj=group,
        customer_id=group.customer_id,
        at=at,
        joined=len(joining),
        left=left,
    )
    return group


@transaction.atomic
def remove_group(group: DirectoryGroup, *, by: Actor, at: datetime, version: int | None = None) -> None:
    """The directory no longer has the group. Raises Outdated and NotAuthorized."""
    group = _locked(group, by, version)
    record(actor=by, verb="directory.group_removed", obj=group, customer_id=group.customer_id, at=at)
    group.delete()


def _locked(group: DirectoryGroup, by: Actor, version: int | None) -> DirectoryGroup:
    rows = DirectoryGroup.objects.select_for_update(of=("self",)).select_related("customer")
    found = rows.get(pk=group.pk, customer_id=group.customer_id)
    assert_may_provision(found.customer, by)
    if version is not None and version != found.version:
        raise Outdated("directory.outdated")
    return found


def _assert_sensible(wanted: WantedGroup) -> None:
    assert_writable(wanted)
    if not wanted.display_name:
        raise UnableToProvision("directory.group_needs_a_name")
    if len(wanted.members) > MOST_MEMBERS:
        raise UnableToProvision("directory.group_too_large", most=MOST_MEMBERS)


def _members(customer: Customer, wanted: WantedGroup) -> list[DirectoryUser]:
    """The people meant; one of another customer is as unknown as one who does not exist."""
    asked = sorted(wanted.members)
    rows = DirectoryUser.objects.filter(customer=customer)
    found: list[DirectoryUser] = []
    for start in range(0, len(asked), 500):
        found += rows.filter(public_id__in=asked[start : start + 500])
    if len(found) != len(asked):
        raise UnableToProvision("directory.member_unknown")
    return found
