"""The rule of rights once more, in plain Python over rows as they stand, to compare the real one with.

It is written from the requirements (A-01 to A-09, P-09, P-21), not from the code: it walks each chain by hand, knows no
closure and no SQL. Slow and plain on purpose.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from comptoir.access.capabilities import APPLICATIONS, DATA, MANAGER, PROFILES


def rows_of(table: str, *names: str) -> list[dict[str, Any]]:
    """A whole table as it stands, instants as the database gives them: UTC, without saying so on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY id")
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class Places:
    """The tree as it stands, by its edges; read anew when something has moved."""

    heads: dict[int, int] = field(default_factory=dict)
    nodes: dict[int, dict[str, Any]] = field(default_factory=dict)
    homes: dict[int, int] = field(default_factory=dict)
    above: dict[int, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.heads = {
            row["affiliate_id"]: row["parent_id"] for row in rows_of("parties_affiliation", "affiliate_id", "parent_id")
        }
        self.nodes = {row["id"]: row for row in rows_of("scope_scopenode", "id", "kind", "customer_ref")}
        self.homes = {row["id"]: row["scope_id"] for row in rows_of("parties_customer", "id", "scope_id")}
        for edge in rows_of("scope_scopeedge", "child_id", "parent_id"):
            self.above.setdefault(edge["child_id"], set()).add(edge["parent_id"])


@dataclass
class Oracle:
    """All facts at one moment of the story; `at` is the instant that is asked about."""

    at: datetime
    places: Places
    grants: dict[int, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes, self.heads = self.places.nodes, self.places.heads
        self.homes, self.above = self.places.homes, self.places.above
        self.now = self.at.replace(tzinfo=None) if connection.vendor == "sqlite" else self.at
        names = ("id", "customer_id", "holder_id", "profile", "capabilities", "scope_id", "parent_id", "may_delegate")
        days = ("from_at", "to_at", "notice_id", "order_limit_micro")
        self.grants = {row["id"]: _read(row) for row in rows_of("access_grant", *names, *days)}
        self.active = {row["id"] for row in rows_of("access_user", "id", "is_active") if row["is_active"]}
        self.members = rows_of("access_membership", "customer_id", "user_id", "from_at", "to_at", "tie")
        self.stops = rows_of("access_suspension", "user_id", "customer_id", "from_at", "lifted_at")
        states = ("to_at", "noted_at", "refused_at", "ended_at", "holder_id", "customer_id")
        self.notices = {row["id"]: row for row in rows_of("access_thirdpartynotice", "id", *states)}
        seats = {row["id"]: row["customer_id"] for row in rows_of("access_seat", "id", "customer_id")}
        self.seats = rows_of("access_seatholding", "seat_id", "holder_id", "from_at", "to_at")
        for seat in self.seats:
            seat["customer_id"] = seats[seat["seat_id"]]
        self.closed = rows_of("access_closedapplication", "customer_id", "application", "from_at", "to_at")

    def covers(self, place: int, thing: int) -> bool:
        """Whether `thing` is the place or lies below it, by walking up."""
        waiting, seen = [thing], set()
        while waiting:
            node = waiting.pop()
            if node == place:
                return True
            if node not in seen:
                seen.add(node)
                waiting += self.above.get(node, ())
        return False

    def held(self, user: int, company: int) -> dict[str, set[int]]:
        """Capability -> the places on which the person holds it, acting for that company."""
        found = [
            (grant["profile"], bundle(grant), self._places(grant["scope_id"], company))
            for grant in self.grants.values()
            if grant["holder_id"] == user and self.counts(grant, company) and self.lives(grant, company)
        ]
        for seat in self.seats:
            if seat["holder_id"] == user and self._seat_counts(seat, company):
                places = {self.homes[company]}
                if seat["customer_id"] == company:
                    places |= {pk for pk, node in self.nodes.items() if self._is_group_of(node, company)}
                found.append(("access_owner", PROFILES["access_owner"], places))
        return self._merged(found, company)

    def lives(self, grant: dict[str, Any], company: int) -> bool:
        """A grant lives with all above it, up to the seat."""
        if not self.stands(grant, company):
            return False
        if grant["parent_id"] is None:
            return True
        source = self.grants[grant["parent_id"]]
        return self.covers(source["scope_id"], grant["scope_id"]) and self.lives(source, company)

    def stands(self, grant: dict[str, Any], company: int) -> bool:
        """What must hold for a grant itself."""
        owner, holder = grant["customer_id"], grant["holder_id"]
        return (
            self._runs(grant["from_at"], grant["to_at"])
            and self.nodes[grant["scope_id"]]["customer_ref"] == owner
            and self._belongs(holder, owner, by_notice=grant["notice_id"] is not None)
            and not self._stopped(holder, owner, company)
            and (grant["notice_id"] is None or self._noted(self.notices[grant["notice_id"]], holder, owner))
        )

    def counts(self, grant: dict[str, Any], company: int) -> bool:
        """In its own customer; one on the group in each of its companies."""
        if grant["customer_id"] == company:
            return True
        return self.nodes[grant["scope_id"]]["kind"] == "group" and self.heads.get(company) == grant["customer_id"]

    def depth(self, grant: dict[str, Any]) -> int:
        return 1 if grant["parent_id"] is None else 1 + self.depth(self.grants[grant["parent_id"]])

    def closed_in(self, company: int) -> set[str]:
        return {
            capability
            for row in self.closed
            if row["customer_id"] == company and self._runs(row["from_at"], row["to_at"])
            for capability in APPLICATIONS[row["application"]]
        }

    def _seat_counts(self, seat: dict[str, Any], company: int) -> bool:
        owner, holder = seat["customer_id"], seat["holder_id"]
        return (
            owner in (company, self.heads.get(company))
            and self._runs(seat["from_at"], seat["to_at"])
            and self._belongs(holder, owner, by_notice=False)
            and not self._stopped(holder, owner, company)
        )

    def _merged(self, found: list[tuple[str, frozenset[str], set[int]]], company: int) -> dict[str, set[int]]:
        """A manager has no data; a closed application reaches nothing; only managers' rights are on a group itself."""
        out = self.closed_in(company)
        if any(profile == "access_manager" for profile, _, _ in found):
            out |= DATA
        merged: dict[str, set[int]] = {}
        for _, capabilities, places in found:
            for capability in capabilities - out:
                own = {place for place in places if capability in MANAGER or self.nodes[place]["kind"] != "group"}
                merged.setdefault(capability, set()).update(own)
        return merged

    def _places(self, place: int, company: int) -> set[int]:
        """A right on the group counts on the company itself; in the group's own, on the group too."""
        if self.nodes[place]["kind"] != "group":
            return {place}
        own = {place} if self._is_group_of(self.nodes[place], company) else set()
        return {self.homes[company]} | own

    def _is_group_of(self, node: dict[str, Any], company: int) -> bool:
        return node["kind"] == "group" and node["customer_ref"] == company

    def _belongs(self, user: int, customer: int, *, by_notice: bool) -> bool:
        return user in self.active and any(
            row["user_id"] == user
            and row["customer_id"] == customer
            and self._runs(row["from_at"], row["to_at"])
            and (row["tie"] != "third_party" or by_notice)
            for row in self.members
        )

    def _stopped(self, user: int, customer: int, company: int) -> bool:
        return any(
            self._runs(row["from_at"], row["lifted_at"])
            and (row["user_id"] in (None, user))
            and (row["customer_id"] in (None, customer, company))
            for row in self.stops
        )

    def _noted(self, notice: dict[str, Any], holder: int, customer: int) -> bool:
        over = [notice["to_at"], notice["refused_at"], notice["ended_at"]]
        return (
            (notice["holder_id"], notice["customer_id"]) == (holder, customer)
            and notice["noted_at"] is not None
            and notice["noted_at"] <= self.now
            and not any(instant is not None and instant <= self.now for instant in over)
        )

    def _runs(self, start: Any, end: Any) -> bool:
        return bool(start <= self.now and (end is None or end > self.now))


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its list as a list."""
    named = row["capabilities"]
    return row | {"pk": row["id"], "capabilities": json.loads(named) if isinstance(named, str) else named}


def bundle(grant: dict[str, Any]) -> frozenset[str]:
    """The capabilities that a grant's row names."""
    chosen = frozenset(grant["capabilities"])
    if grant["profile"] == "sub_profile":
        return chosen & DATA
    return PROFILES[grant["profile"]] & chosen if chosen else PROFILES[grant["profile"]]
