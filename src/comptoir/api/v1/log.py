"""The audit log, as far as the token's account may see it (A-16)."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query
from pydantic import AwareDatetime

from comptoir.access.capabilities import AUDIT_VIEW
from comptoir.api.paging import USUAL, Key, Page, moment, page_of, whole
from comptoir.api.problems import Problem
from comptoir.api.v1 import shapes
from comptoir.api.v1.declaring import After, Limit, read
from comptoir.audit import queries
from comptoir.kernel.clock import as_utc

NEWEST = (Key("at", moment, descending=True), Key("pk", whole, descending=True))
Verb = Annotated[str, Query(max_length=60, description="Only this kind of event, such as right.given.")]
From = Annotated[AwareDatetime | None, Query(alias="from", description="Only from this instant on; with its offset.")]
To = Annotated[AwareDatetime | None, Query(alias="to", description="Only before this instant; with its offset.")]


@read("/audit-events", AUDIT_VIEW, response=shapes.Events)
def audit_events(
    request: Any,
    verb: Verb = "",
    from_at: From = None,
    to_at: To = None,
    after: After = "",
    limit: Limit = USUAL,
) -> Any:
    """What was done, by whom and when, the newest first; of one kind, or of a time."""
    rows = queries.events(request.actor, AUDIT_VIEW)
    if "\0" in verb:
        return {"rows": [], "after": None}
    rows = rows.filter(verb=verb) if verb else rows
    rows = rows.filter(at__gte=_instant(from_at)) if from_at else rows
    rows = rows.filter(at__lt=_instant(to_at)) if to_at else rows
    page = page_of(rows, NEWEST, after, limit)
    return _shown(page)


def _instant(said: datetime) -> datetime:
    try:
        return as_utc(said)
    except OverflowError:
        raise Problem(400, "from, to: this instant lies outside the calendar.") from None


def _shown(page: Page) -> dict[str, Any]:
    told = queries.told_of(page.rows)
    return {"rows": [_event(event, told.get(event.pk, {})) for event in page.rows], "after": page.after}


def _event(event: Any, told: Any) -> dict[str, Any]:
    return {
        "sequence": event.sequence,
        "at": event.at,
        "who": event.actor_label,
        "channel": event.channel,
        "verb": event.verb,
        "object_type": event.object_type,
        "object_ref": event.object_ref,
        "data": event.data,
        "personal": told,
        "previous": event.previous,
        "digest": event.digest,
    }
