"""Applying a change in SCIM's notation (RFC 7644, 3.5.2).

scim2-models reads it: operations and attributes in any case, paths qualified by a schema or not, values with or
without a path. What is misspelt is refused, never answered as done. Two habits of a widespread directory are allowed
for: a removal that names in its value what to remove, and a filter that describes the entry it wants made.
"""

from typing import Any

from scim2_models import Context, PatchOp, PayloadTooLargeException, ScimPolicy

from comptoir.directory.models import DirectoryGroup, DirectoryUser
from comptoir.directory.shapes import SentGroup, SentUser, sent_group, sent_person, wanted_group, wanted_person
from comptoir.directory.wanted import WantedGroup, WantedPerson

POLICY = ScimPolicy(
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
#: Each operation is applied to the whole resource: so many times so many entries, at most.
MOST_STEPS = 100_000


def patched_person(person: DirectoryUser, body: Any) -> WantedPerson:
    """What the person is to be after the change. `active` that was taken away stays so: it is not active then.

    Raises scim2_models.SCIMException and pydantic.ValidationError.
    """
    said = sent_person(person)
    _apply(PatchOp[SentUser], said, body)
    return wanted_person(said, silent_active=None)


def patched_group(group: DirectoryGroup, body: Any) -> WantedGroup:
    """What the group is to be after the change. Raises as `patched_person`, and UnableToProvision."""
    said = sent_group(group)
    _assert_bounded(body, len(said.members or ()))
    _apply(PatchOp[SentGroup], said, body)
    return wanted_group(said)


def _assert_bounded(body: Any, entries: int) -> None:
    operations = (
        next((value for key, value in body.items() if key.lower() == "operations"), ())
        if isinstance(body, dict)
        else ()
    )
    count = len(operations) if isinstance(operations, list) else 0
    if count > 1 and count * entries > MOST_STEPS:
        most = max(1, MOST_STEPS // entries)
        raise PayloadTooLargeException(detail=f"A change of so large a group has {most} operations at most.")


def _apply(kind: Any, said: Any, body: Any) -> None:
    change = kind.model_validate(body, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY)
    change.patch(said, scim_policy=POLICY)
