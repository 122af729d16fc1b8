"""Which rights live: everything of one person, or of one customer, at one instant, each in one query (A-12).

A grant lives while its own days run; its place is its customer's own and inside the place of the grant it hangs from;
its holder belongs to the customer, may sign in and is not suspended; its notice, if it names one, runs; its customer
is not suspended; and the grant it hangs from lives too, up to the seat (or the customer, when the seat is vacant).
So revoking, expiring, refusing, suspending and moving count at the next request, and a move never widens. Of the seat
hangs what it gave, whoever is on it: a vacancy or a suspended holder ends nothing. A grant on a group's node counts in
each company of the group, on that company's own node; so does the seat of the parent company (A-08). The conditions
themselves stand in standing.py.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from comptoir.access.capabilities import capabilities_of
from comptoir.access.standing import INSIDE, RUNS, seated, stands

# Whether a grant stands is a column of the walk, not a filter of it: PostgreSQL guesses that next to no grant passes so
# many conditions, and would for that compare every grant with every other.

#: The grants of a customer that live, as far as they count in `company`.
_LIVE_GRANTS = f"""
WITH RECURSIVE walked(id, scope_id, lives) AS (
    SELECT g.id, g.scope_id, {stands("g", "%(company)s")}
    FROM access_grant g WHERE g.customer_id = %(customer)s AND g.parent_id IS NULL
  UNION ALL
    SELECT g.id, g.scope_id,
           {stands("g", "%(company)s")} AND {INSIDE.format(above="walked.scope_id", below="g.scope_id")}
    FROM walked JOIN access_grant g ON g.parent_id = walked.id WHERE walked.lives
)
SELECT id FROM walked WHERE lives
"""

#: Who is on a seat that counts in `company`: its own, and its parent company's.
_SEATED = f"""
SELECT h.holder_id FROM access_seatholding h JOIN access_seat s ON s.id = h.seat_id
WHERE (s.customer_id = %(company)s
       OR s.customer_id IN (SELECT a.parent_id FROM parties_affiliation a WHERE a.affiliate_id = %(company)s))
  AND {seated("h", "s", "%(company)s")}
"""

_RIGHTS = f"""
WITH RECURSIVE mine(leaf, company_id, node_id, group_id) AS (
    SELECT g.id, g.customer_id, g.scope_id, CASE WHEN n.kind = 'group' THEN n.id END
    FROM access_grant g JOIN scope_scopenode n ON n.id = g.scope_id WHERE g.holder_id = %(user)s
  UNION ALL
    SELECT g.id, a.affiliate_id, NULL, NULL
    FROM access_grant g JOIN scope_scopenode n ON n.id = g.scope_id AND n.kind = 'group'
    JOIN parties_affiliation a ON a.parent_id = g.customer_id WHERE g.holder_id = %(user)s
), chain(leaf, company_id, node_id, group_id, parent_id, scope_id, lives) AS (
    SELECT g.id, mine.company_id, mine.node_id, mine.group_id, g.parent_id, g.scope_id, {stands("g", "mine.company_id")}
    FROM mine JOIN access_grant g ON g.id = mine.leaf
  UNION ALL
    SELECT chain.leaf, chain.company_id, chain.node_id, chain.group_id, p.parent_id, p.scope_id,
           {stands("p", "chain.company_id")} AND {INSIDE.format(above="p.scope_id", below="chain.scope_id")}
    FROM chain JOIN access_grant p ON p.id = chain.parent_id WHERE chain.lives
), reached(customer_id, company_id, group_id) AS (
    SELECT s.customer_id, s.customer_id, n.id
    FROM access_seatholding h JOIN access_seat s ON s.id = h.seat_id
    LEFT JOIN scope_scopenode n ON n.customer_ref = s.customer_id AND n.kind = 'group'
    WHERE h.holder_id = %(user)s AND {seated("h", "s", "s.customer_id")}
  UNION ALL
    SELECT s.customer_id, a.affiliate_id, NULL
    FROM access_seatholding h JOIN access_seat s ON s.id = h.seat_id
    JOIN parties_affiliation a ON a.parent_id = s.customer_id
    WHERE h.holder_id = %(user)s AND {seated("h", "s", "a.affiliate_id")}
), rights(source, company_id, name, capabilities, node_id, group_id, grant_id, order_limit, third_party) AS (
    SELECT 'grant', chain.company_id, g.profile, CAST(g.capabilities AS text), chain.node_id, chain.group_id,
           g.id, g.order_limit_micro, t.company_name
    FROM chain JOIN access_grant g ON g.id = chain.leaf LEFT JOIN access_thirdpartynotice t ON t.id = g.notice_id
    WHERE chain.parent_id IS NULL AND chain.lives
  UNION ALL
    SELECT 'seat', company_id, 'access_owner', '[]', NULL, group_id, NULL, NULL, NULL FROM reached
)
SELECT r.source, r.company_id, c.legal_name, c.sort_name, c.scope_id, r.name, r.capabilities, r.node_id, r.group_id,
       r.grant_id, r.order_limit, r.third_party
FROM rights r JOIN parties_customer c ON c.id = r.company_id
UNION ALL
SELECT 'closed', o.customer_id, NULL, NULL, NULL, o.application, NULL, NULL, NULL, NULL, NULL, NULL
FROM access_closedapplication o WHERE {RUNS.format("o")} AND o.customer_id IN (SELECT company_id FROM rights)
UNION ALL
SELECT 'staff', NULL, NULL, NULL, NULL, f.role, NULL, NULL, NULL, NULL, NULL, NULL
FROM access_staffrole f JOIN access_user u ON u.id = f.user_id AND u.is_active
WHERE f.user_id = %(user)s AND NOT EXISTS (
    SELECT 1 FROM access_suspension s WHERE s.user_id = %(user)s AND s.customer_id IS NULL
    AND s.from_at <= %(at)s AND (s.lifted_at IS NULL OR s.lifted_at > %(at)s))
"""

#: The same, with all that lies below the places of what is held in `company`.
_RIGHTS_AND_PLACES = f"""{_RIGHTS}
UNION ALL
SELECT 'below', NULL, NULL, NULL, k.ancestor_id, NULL, CAST({{together}}(k.descendant_id) AS text), NULL, NULL, NULL,
       NULL, NULL
FROM scope_scopeclosure k WHERE k.ancestor_id IN (
    SELECT CASE WHEN r.node_id IS NULL OR r.node_id = r.group_id THEN c.scope_id ELSE r.node_id END
    FROM rights r JOIN parties_customer c ON c.id = r.company_id WHERE r.company_id = %(company)s)
GROUP BY k.ancestor_id
"""
_TOGETHER = {"postgresql": "json_agg", "sqlite": "json_group_array"}

#: All that would end with some grants, nearest first: its own days are to come or run, and so are those above it.
_DEPENDENTS = """
WITH RECURSIVE below(id, depth) AS (
    SELECT g.id, 0 FROM access_grant g WHERE {base} AND (g.to_at IS NULL OR g.to_at > %(at)s)
  UNION ALL
    SELECT g.id, below.depth + 1 FROM below JOIN access_grant g ON g.parent_id = below.id
    WHERE g.to_at IS NULL OR g.to_at > %(at)s
)
SELECT id, MIN(depth) FROM below GROUP BY id HAVING MIN(depth) > 0 ORDER BY 2, 1
"""
_DEPENDENTS_OF_ONE = _DEPENDENTS.format(base="g.id = %(grant)s")
_DEPENDENTS_OF_HOLDER = _DEPENDENTS.format(base="g.holder_id = %(user)s AND g.customer_id = %(customer)s")


@dataclass(frozen=True, slots=True)
class Held:
    """A profile held in one customer, on one node; `capabilities` narrows it when not empty.

    `order_limit_micro` is the most that one order may cost; `third_party` the holder's company, for one from outside.
    """

    profile: str
    capabilities: frozenset[str]
    node_id: int
    group_id: int | None
    by_seat: bool
    grant_id: int | None = None
    order_limit_micro: int | None = None
    third_party: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """A customer in which someone has rights, for the switcher."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Rights:
    """One person's rights at one instant: companies in the order of their names, what is held in each, roles.

    `closed` are the capabilities that reach nothing there, because their application is closed. `below` are the places
    below those on which something is held in the company asked for, itself included.
    """

    companies: tuple[Company, ...]
    held: dict[int, tuple[Held, ...]]
    staff_roles: frozenset[str]
    closed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    below: Mapping[int, list[int]] = field(default_factory=dict)


def live_grant_ids(customer_id: int, at: datetime, *, company_id: int | None = None) -> frozenset[int]:
    """The grants of a customer that live; one query. `company_id`: as far as they count there, in its group."""
    asked = {"customer": customer_id, "company": company_id or customer_id}
    return frozenset(row[0] for row in _rows(_LIVE_GRANTS, at, **asked))


def live_grants(customer_id: int, at: datetime) -> RawSQL:
    """The same as a condition of a query, for lists that the database narrows: `filter(pk__in=live_grants(...))`."""
    asked = {"customer": customer_id, "company": customer_id} | _moment(at)
    names = re.findall(r"%\((\w+)\)s", _LIVE_GRANTS)
    return RawSQL(re.sub(r"%\(\w+\)s", "%s", _LIVE_GRANTS), tuple(asked[name] for name in names))


def seated_in(company_id: int, at: datetime) -> frozenset[int]:
    """Who is on the seat of a customer or of its parent company, as far as that counts there; one query."""
    return frozenset(row[0] for row in _rows(_SEATED, at, company=company_id))


def dependents_of(grant_id: int, at: datetime) -> list[int]:
    """The grants that would end with one, nearest first; one query."""
    return [row[0] for row in _rows(_DEPENDENTS_OF_ONE, at, grant=grant_id)]


def dependents_of_holder(user_id: int, customer_id: int, at: datetime) -> list[int]:
    """Those that would end with all that someone holds in a customer; one query."""
    return [row[0] for row in _rows(_DEPENDENTS_OF_HOLDER, at, user=user_id, customer=customer_id)]


def rights_of(user_id: int, at: datetime, *, below_in: int | None = None) -> Rights:
    """One query; an inactive user has none. `below_in`: with the places below what is held in that company."""
    if below_in is None:
        rows = _rows(_RIGHTS, at, user=user_id)
    else:
        together = _TOGETHER[connection.vendor]
        rows = _rows(_RIGHTS_AND_PLACES.format(together=together), at, user=user_id, company=below_in)
    return _rights(rows)


def rights_of_both(first_id: int, second_id: int, at: datetime) -> tuple[Rights, Rights]:
    """What `rights_of` says of two people, in one query."""
    first, second = (_RIGHTS.replace("%(user)s", f"%({name})s") for name in ("first", "second"))
    sql = f"SELECT 1, a.* FROM ({first}) a UNION ALL SELECT 2, b.* FROM ({second}) b"
    rows = _rows(sql, at, first=first_id, second=second_id)
    one, other = ([row[1:] for row in rows if row[0] == which] for which in (1, 2))
    return _rights(one), _rights(other)


def _rights(rows: list[tuple[Any, ...]]) -> Rights:
    names: dict[int, tuple[str, str]] = {}
    held: dict[int, list[Held]] = {}
    applications: dict[int, set[str]] = {}
    for row in rows:
        if row[0] in ("grant", "seat"):
            names[row[1]] = (row[3], row[2])
            held.setdefault(row[1], []).append(_held(row))
        elif row[0] == "closed":
            applications.setdefault(row[1], set()).add(row[5])
    companies = sorted(names, key=lambda pk: (names[pk][0], pk))
    return Rights(
        companies=tuple(Company(pk, names[pk][1]) for pk in companies),
        held={pk: tuple(found) for pk, found in held.items()},
        staff_roles=frozenset(row[5] for row in rows if row[0] == "staff"),
        closed={pk: capabilities_of(found) for pk, found in applications.items()},
        below={row[4]: json.loads(row[6]) for row in rows if row[0] == "below"},
    )


def _moment(at: datetime) -> dict[str, Any]:
    """What the conditions of standing.py ask about time: now."""
    return {"at": connection.ops.adapt_datetimefield_value(at), "history": False}


def _rows(sql: str, at: datetime, **asked: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**_moment(at), **asked})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _held(row: tuple[Any, ...]) -> Held:
    source, _, _, _, customer_node, profile, capabilities, node, group, grant, limit, third_party = row
    on_customer = node is None or node == group
    return Held(
        profile=profile,
        capabilities=frozenset(json.loads(capabilities)),
        node_id=customer_node if on_customer else node,
        group_id=group,
        by_seat=source == "seat",
        grant_id=grant,
        order_limit_micro=limit,
        third_party=third_party or "",
    )
