"""authorize: the same rule as visible_to, for one thing; of an actor with a reach, without the database."""

from typing import Any

from comptoir.scope.actor import Actor
from comptoir.scope.place import place_of


class NotAuthorized(Exception):
    """The actor does not hold the capability on this thing; interfaces answer as if it did not exist."""

    @property
    def capability(self) -> str:
        return str(self.args[0])

    def __str__(self) -> str:
        return f"not authorised: {self.capability}"


def check(actor: Actor, capability: str, obj: Any) -> bool:
    """Whether `actor` holds `capability` on `obj`, decided by the row itself being visible.

    Where the actor's reach knows the capability, the row as it was loaded decides: nothing unsaved is seen.
    """
    covered = actor.reach.get(capability)
    if covered is not None:
        return place_of(obj) in covered and not obj._state.adding
    rows = type(obj).objects.filter(pk=obj.pk)
    return bool(rows.visible_to(actor, capability).exists())


def authorize(actor: Actor, capability: str, obj: Any) -> None:
    """Raises NotAuthorized unless `check` holds."""
    if not check(actor, capability, obj):
        raise NotAuthorized(capability)


def require(actor: Actor, capability: str) -> None:
    """Raises NotAuthorized unless the capability is held somewhere; for actions with no object yet."""
    if not actor.may(capability):
        raise NotAuthorized(capability)
