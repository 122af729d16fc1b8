"""A customer's directory as it was told. The first argument is who asks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from comptoir.access.capabilities import IDENTITY_MANAGE, PEOPLE_MANAGE, SCIM_PROVISION
from comptoir.access.models import Membership
from comptoir.directory.models import DirectoryGroup, DirectoryUser
from comptoir.scope.actor import Actor

READERS = (SCIM_PROVISION, PEOPLE_MANAGE, IDENTITY_MANAGE)


def people(actor: Actor) -> "QuerySet[DirectoryUser]":
    """The people of the directory of the customer for whom `actor` acts, with addresses and groups: three queries."""
    if actor.customer_id is None or not _reads(actor):
        return DirectoryUser.objects.none()
    found = DirectoryUser.objects.filter(customer_id=actor.customer_id)
    return found.prefetch_related("emails", "groups").order_by("pk")


def groups(actor: Actor) -> "QuerySet[DirectoryGroup]":
    """Its groups with their members: two queries."""
    if actor.customer_id is None or not _reads(actor):
        return DirectoryGroup.objects.none()
    return DirectoryGroup.objects.filter(customer_id=actor.customer_id).prefetch_related("members").order_by("pk")


@dataclass(frozen=True, slots=True)
class Told:
    """One person of the directory, as a list shows them."""

    pk: int
    user_id: int | None
    name: str
    user_name: str
    state: str
    groups: str
    changed_at: datetime
    is_member: bool


def told(actor: Actor) -> list[Told]:
    """The people of the directory by name; four queries, whatever their number."""
    members = Membership.objects.filter(customer_id=actor.customer_id or 0, to_at=None)
    belonging = set(members.values_list("user_id", flat=True))
    return [
        Told(
            row.pk,
            row.user_id,
            row.display_name or row.formatted or f"{row.given_name} {row.family_name}".strip() or row.user_name,
            row.user_name,
            "active" if row.active else "inactive",
            ", ".join(sorted(group.display_name for group in row.groups.all())),
            row.changed_at,
            row.user_id in belonging,
        )
        for row in people(actor)
    ]


def group_sizes(actor: Actor) -> list[tuple[str, int]]:
    """The groups of the directory by name, each with the number of its members; one query."""
    rows = groups(actor).prefetch_related(None).annotate(size=Count("members"))
    return list(rows.order_by("display_name_key", "pk").values_list("display_name", "size"))


def _reads(actor: Actor) -> bool:
    return any(actor.may(capability) for capability in READERS)
