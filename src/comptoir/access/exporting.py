"""Who takes something along: of what they see, what lies where they may export (A-07)."""

from dataclasses import replace
from types import MappingProxyType

from comptoir.access.capabilities import DATA, DATA_EXPORT
from comptoir.access.shared_places import SharedPlaces
from comptoir.scope.actor import NOWHERE, Actor


def for_export(actor: Actor) -> Actor:
    """The same actor, who holds each data capability only where they may export too, else NOWHERE; two queries.

    A sheet made for this one holds no row of a place whose lists may be read and not taken along.
    """
    where = actor.nodes(DATA_EXPORT)
    if DATA_EXPORT in actor.staff or not where:
        return actor
    places = SharedPlaces(actor.grants.values())
    grants = {
        capability: (places.both(nodes, where) or NOWHERE) if capability in DATA and nodes else nodes
        for capability, nodes in actor.grants.items()
    }
    return replace(actor, grants=MappingProxyType(grants))
