"""The audit log, as far as the token's account may see it (A-16)."""

from typing import Any

from comptoir.access.capabilities import AUDIT_VIEW
from comptoir.api.paging import USUAL, Key, moment, page_of, whole
from comptoir.api.v1 import shapes
from comptoir.api.v1.declaring import After, Limit, read
from comptoir.audit import queries

NEWEST = (Key("at", moment, descending=True), Key("pk", whole, descending=True))


@read("/audit-events", AUDIT_VIEW, response=shapes.Events)
def audit_events(request: Any, after: After = "", limit: Limit = USUAL) -> Any:
    """What was done, by whom and when, the newest first."""
    page = page_of(queries.events(request.actor, AUDIT_VIEW), NEWEST, after, limit)
    return {"rows": [_shown(event) for event in page.rows], "after": page.after}


def _shown(event: Any) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "at": event.at,
        "who": event.actor_label,
        "channel": event.channel,
        "verb": event.verb,
        "object_type": event.object_type,
        "object_ref": event.object_ref,
        "digest": event.digest,
    }
