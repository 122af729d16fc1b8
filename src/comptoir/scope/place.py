"""Where a thing stands in the customer's world."""

from django.db import models


def place_of(obj: models.Model | None) -> int | None:
    """The id of the scope node that decides who may see `obj`, along its SCOPE_PATH; None for what has none."""
    if obj is None:
        return None
    *steps, last = getattr(type(obj), "SCOPE_PATH", "scope").split("__")
    thing: object = obj
    for step in steps:
        thing = getattr(thing, step, None)
    found = getattr(thing, f"{last}_id", None)
    return None if found is None else int(found)
