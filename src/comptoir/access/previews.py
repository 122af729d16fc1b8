"""The portal as someone else would see it: their structure, with no data that the viewer may not see (A-11).

A preview is a derived Actor. It acts as nobody: its user is the viewer, its channel says what it is, and the log takes
nothing from it. For each capability it reaches what both the viewer and the person reach; where that is nothing it
is held NOWHERE, so that the navigation is the person's and every list is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import DATA, PEOPLE_MANAGE
from comptoir.access.models import Membership
from comptoir.access.queries import members
from comptoir.access.shared_places import SharedPlaces
from comptoir.parties.models import Customer
from comptoir.scope.actor import NOWHERE, Actor, Channel

_VIEWERS = frozenset({Channel.SESSION, Channel.THIRD_PARTY})


@dataclass(frozen=True, slots=True)
class Preview:
    """A running preview: as whom, the derived Actor, and of how many of their places something is hidden."""

    user_id: int
    name: str
    actor: Actor
    places: int
    hidden: int


def may_preview(viewer: Actor) -> bool:
    """Whether `viewer` manages people of the whole customer for whom they act."""
    if viewer.channel not in _VIEWERS or viewer.customer_id is None:
        return False
    return Customer.objects.visible_to(viewer, PEOPLE_MANAGE).filter(pk=viewer.customer_id).exists()


def preview_of(viewer: Actor, user_id: int, at: datetime) -> Preview | None:
    """The preview of one of the customer's people; none for who may not have it, or of someone who is not there."""
    member = _member(viewer, user_id)
    if member is None:
        return None
    theirs = _as_they_are(member, at)
    shared = _shared(viewer, theirs)
    actor = replace(
        theirs,
        label=viewer.label,
        channel=Channel.PREVIEW,
        user_id=viewer.user_id,
        seen_as=member.user_id,
        grants=shared,
        staff=frozenset(),
        order_limits=MappingProxyType({}),
    )
    places = {node for capability in DATA for node in theirs.nodes(capability)}
    hidden = {node for capability in DATA for node in theirs.nodes(capability) - shared.get(capability, NOWHERE)}
    return Preview(member.user_id, member.name, actor, len(places), len(hidden))


def to_count(viewer: Actor, preview: Preview, at: datetime) -> Actor:
    """The person's own Actor in the viewer's customer: for counting what they see, never for showing it."""
    return _as_they_are(members(viewer).get(user_id=preview.user_id), at)


def _as_they_are(member: Membership, at: datetime) -> Actor:
    return actor_for(member.user, member.customer_id, Channel.SESSION, at)


def _member(viewer: Actor, user_id: int) -> Membership | None:
    if not may_preview(viewer) or user_id == viewer.user_id:
        return None
    return members(viewer).filter(user_id=user_id, user__is_active=True).first()


def _shared(viewer: Actor, theirs: Actor) -> Mapping[str, frozenset[int]]:
    """For each of their capabilities the places that both reach; NOWHERE where there is none.

    What the viewer sees as the user of a line is no place to look from: it reaches some days only, and not theirs.
    """
    places = SharedPlaces([nodes for actor in (viewer, theirs) for nodes in actor.grants.values()])
    found = {
        capability: places.both(theirs.nodes(capability), viewer.nodes(capability) - viewer.own_nodes(capability))
        or NOWHERE
        for capability in theirs.grants
        if theirs.may(capability)
    }
    return MappingProxyType(found)
