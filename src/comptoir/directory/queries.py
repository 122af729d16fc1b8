"""A customer's directory as it was told. The first argument is who asks."""

from django.db.models import QuerySet

from comptoir.access.capabilities import IDENTITY_MANAGE, PEOPLE_MANAGE, SCIM_PROVISION
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


def _reads(actor: Actor) -> bool:
    return any(actor.may(capability) for capability in READERS)
