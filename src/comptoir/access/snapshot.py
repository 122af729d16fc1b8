"""Which rights live: everything of one person, or of one customer, at one instant, each in one query (A-12).

A grant lives while it is valid itself, stands on a place of its customer's own, inside the place of the grant it hangs
from, and while that one lives too, up to the seat (or the customer, when the seat is vacant: a vacancy ends nothing).
So revoking, expiring and moving take effect at the next request, and a move never widens. A grant on a group's node
counts in each company of the group, on that company's own node; so does the seat of the parent company (A-08).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

# A grant `{0}` that is valid and stands on a place `{1}` of its customer's own.
_STANDS = "{0}.from_at <= %(at)s AND ({0}.to_at IS NULL OR {0}.to_at > %(at)s) AND {1}.customer_ref = {0}.customer_id"

_LIVE_GRANTS = f"""
WITH RECURSIVE live(id, scope_id) AS (
    SELECT g.id, g.scope_id FROM access_grant g JOIN scope_scopenode n ON n.id = g.scope_id
    WHERE g.customer_id = %(customer)s AND g.parent_id IS NULL AND {_STANDS.format("g", "n")}
  UNION ALL
    SELECT g.id, g.scope_id FROM live JOIN access_grant g ON g.parent_id = live.id
    JOIN scope_scopenode n ON n.id = g.scope_id
    JOIN scope_scopeclosure k ON k.ancestor_id = live.scope_id AND k.descendant_id = g.scope_id
    WHERE {_STANDS.format("g", "n")}
)
SELECT id FROM live
"""

_RIGHTS = f"""
WITH RECURSIVE chain(leaf, parent_id, scope_id) AS (
    SELECT g.id, g.parent_id, g.scope_id FROM access_grant g JOIN scope_scopenode n ON n.id = g.scope_id
    WHERE g.holder_id = %(user)s AND {_STANDS.format("g", "n")}
  UNION ALL
    SELECT chain.leaf, p.parent_id, p.scope_id FROM chain JOIN access_grant p ON p.id = chain.parent_id
    JOIN scope_scopenode n ON n.id = p.scope_id
    JOIN scope_scopeclosure k ON k.ancestor_id = p.scope_id AND k.descendant_id = chain.scope_id
    WHERE {_STANDS.format("p", "n")}
), held(id) AS (
    SELECT leaf FROM chain WHERE parent_id IS NULL
), seated(customer_id) AS (
    SELECT s.customer_id FROM access_seatholding h JOIN access_seat s ON s.id = h.seat_id
    WHERE h.holder_id = %(user)s AND h.from_at <= %(at)s AND (h.to_at IS NULL OR h.to_at > %(at)s)
), rights(source, customer_id, name, capabilities, node_id, group_id) AS (
    SELECT 'grant', g.customer_id, g.profile, CAST(g.capabilities AS text), g.scope_id,
           CASE WHEN n.kind = 'group' THEN n.id END
    FROM held JOIN access_grant g ON g.id = held.id JOIN scope_scopenode n ON n.id = g.scope_id
  UNION ALL
    SELECT 'grant', a.affiliate_id, g.profile, CAST(g.capabilities AS text), NULL, NULL
    FROM held JOIN access_grant g ON g.id = held.id
    JOIN scope_scopenode n ON n.id = g.scope_id AND n.kind = 'group'
    JOIN parties_affiliation a ON a.parent_id = g.customer_id
  UNION ALL
    SELECT 'seat', seated.customer_id, 'access_owner', '[]', NULL, n.id
    FROM seated LEFT JOIN scope_scopenode n ON n.customer_ref = seated.customer_id AND n.kind = 'group'
  UNION ALL
    SELECT 'seat', a.affiliate_id, 'access_owner', '[]', NULL, NULL
    FROM seated JOIN parties_affiliation a ON a.parent_id = seated.customer_id
)
SELECT r.source, r.customer_id, c.legal_name, c.sort_name, c.scope_id, r.name, r.capabilities,
       r.node_id, r.group_id
FROM rights r JOIN parties_customer c ON c.id = r.customer_id
JOIN access_user u ON u.id = %(user)s AND u.is_active
UNION ALL
SELECT 'staff', NULL, NULL, NULL, NULL, s.role, NULL, NULL, NULL
FROM access_staffrole s JOIN access_user u ON u.id = s.user_id AND u.is_active
WHERE s.user_id = %(user)s
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A profile held in one customer, on one node; `capabilities` narrows it when not empty."""

    profile: str
    capabilities: frozenset[str]
    node_id: int
    group_id: int | None
    by_seat: bool


@dataclass(frozen=True, slots=True)
class Company:
    """A customer in which someone has rights, for the switcher."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Rights:
    """One person's rights at one instant: companies in the order of their names, what is held in each, roles."""

    companies: tuple[Company, ...]
    held: dict[int, tuple[Held, ...]]
    staff_roles: frozenset[str]


def live_grant_ids(customer_id: int, at: datetime) -> frozenset[int]:
    """The grants of a customer that live; one query."""
    with connection.cursor() as cursor:
        instant = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_LIVE_GRANTS, {"customer": customer_id, "at": instant})
        return frozenset(row[0] for row in cursor.fetchall())


def rights_of(user_id: int, at: datetime) -> Rights:
    """One query; an inactive user has none."""
    with connection.cursor() as cursor:
        instant = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_RIGHTS, {"user": user_id, "at": instant})
        rows = cursor.fetchall()
    names: dict[int, tuple[str, str]] = {}
    held: dict[int, list[Held]] = {}
    for row in rows:
        if row[0] != "staff":
            names[row[1]] = (row[3], row[2])
            held.setdefault(row[1], []).append(_held(row))
    companies = sorted(names, key=lambda pk: (names[pk][0], pk))
    return Rights(
        companies=tuple(Company(pk, names[pk][1]) for pk in companies),
        held={pk: tuple(found) for pk, found in held.items()},
        staff_roles=frozenset(row[5] for row in rows if row[0] == "staff"),
    )


def _held(row: tuple[Any, ...]) -> Held:
    source, _, _, _, customer_node, profile, capabilities, node, group = row
    on_customer = node is None or node == group
    return Held(
        profile=profile,
        capabilities=frozenset(json.loads(capabilities)),
        node_id=customer_node if on_customer else node,
        group_id=group,
        by_seat=source == "seat",
    )
