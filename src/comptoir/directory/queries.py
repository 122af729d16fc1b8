"""A customer's directory as it was told. The first argument is who asks."""

from django.db.models import Case, CharField, Count, Exists, OuterRef, Prefetch, QuerySet, Value, When

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


def told(actor: Actor) -> "QuerySet[DirectoryUser]":
    """The people of the directory for a list: with `state`, `is_member` (belongs to the customer now) and groups."""
    members = Membership.objects.filter(customer_id=OuterRef("customer_id"), user_id=OuterRef("user_id"), to_at=None)
    state = Case(When(active=True, then=Value("active")), default=Value("inactive"), output_field=CharField())
    named = Prefetch("groups", DirectoryGroup.objects.order_by("display_name_key", "pk"))
    return people(actor).prefetch_related(None).prefetch_related(named).annotate(state=state, is_member=Exists(members))


def group_sizes(actor: Actor) -> list[tuple[str, int]]:
    """The groups of the directory by name, each with the number of its members; one query."""
    rows = groups(actor).prefetch_related(None).annotate(size=Count("members"))
    return list(rows.order_by("display_name_key", "pk").values_list("display_name", "size"))


def _reads(actor: Actor) -> bool:
    return any(actor.may(capability) for capability in READERS)
