"""authorize: the same rule as visible_to, for one thing."""

from typing import Any

from comptoir.scope.actor import Actor


class NotAuthorized(Exception):
    """The actor does not hold the capability on this thing; interfaces answer as if it did not exist."""

    def __init__(self, capability: str) -> None:
        super().__init__(f"not authorised: {capability}")
        self.capability = capability


def check(actor: Actor, capability: str, obj: Any) -> bool:
    """Whether `actor` holds `capability` on `obj`, decided by the row itself being visible."""
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
