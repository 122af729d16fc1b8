"""People and their rights, for who manages them: kinds of places and numbers, names only of what one may see (A-03)."""

from typing import Any

from comptoir.access import queries
from comptoir.access.capabilities import PEOPLE_MANAGE
from comptoir.access.models import UserKind
from comptoir.access.places import KnownPlace, known_places
from comptoir.access.snapshot import live_grant_ids
from comptoir.api.paging import USUAL, Key, page_of, text, whole
from comptoir.api.v1 import shapes
from comptoir.api.v1.declaring import After, Limit, read

BY_NAME = (Key("sort_name", text), Key("pk", whole))
IN_ORDER = (Key("pk", whole),)


@read("/people", PEOPLE_MANAGE, response=shapes.People)
def people(request: Any, after: After = "", limit: Limit = USUAL) -> Any:
    """The customer's people, by name."""
    rows = queries.members(request.actor).filter(user__kind=UserKind.PERSON)
    page = page_of(rows, BY_NAME, after, limit)
    found = queries.people(request.actor, request.now, page.rows)
    return {"rows": [_shown(person) for person in found], "after": page.after}


@read("/grants", PEOPLE_MANAGE, response=shapes.Grants)
def grants(request: Any, after: After = "", limit: Limit = USUAL) -> Any:
    """The rights that live now: who holds what, where, since when."""
    live = live_grant_ids(request.actor.customer_id, request.now)
    rows = queries.grants(request.actor, request.now).filter(pk__in=live)
    page = page_of(rows, IN_ORDER, after, limit)
    known = known_places(request.actor, {grant.scope_id for grant in page.rows})
    return {"rows": [_shown_grant(grant, known[grant.scope_id]) for grant in page.rows], "after": page.after}


def _shown(person: queries.Person) -> dict[str, Any]:
    return {
        "id": person.user_id,
        "name": person.name,
        "email": person.email,
        "is_access_owner": person.is_access_owner,
        "profiles": list(person.profiles),
    }


def _shown_grant(grant: Any, place: KnownPlace) -> dict[str, Any]:
    return {
        "id": grant.pk,
        "person": grant.holder_id,
        "profile": grant.profile,
        "capabilities": sorted(grant.held_capabilities),
        "place": {"id": place.id, "kind": place.kind, "number": place.number, "name": place.name},
        "from_at": grant.from_at,
        "to_at": grant.to_at,
        "given_by": grant.given_label,
    }
