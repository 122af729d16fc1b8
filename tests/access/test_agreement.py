"""Four ways to ask one question agree: the filter, the check, the Actor's snapshot and who_can; over made-up worlds.

After each of a series of random acts (giving, passing on, ending, naming, vacating, letting go, moving, time passing)
the invariants of delegation hold too: a child inside its parent, every live chain with a live root, no manager with
data.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.access.actions.people import UnableToDeactivate, deactivate_user, invite_user
from comptoir.access.actions.rights import UnableToGiveRight, end_right, give_right
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner, leave_seat_vacant
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    DATA,
    INVOICES_VIEW,
    PEOPLE_MANAGE,
    PROFILES,
    SEAT_REPLACE,
    USAGE_VIEW,
)
from comptoir.access.models import Grant, User
from comptoir.access.snapshot import live_grant_ids
from comptoir.access.who_can import who_can
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.models import ScopeClosure, ScopeNode
from comptoir.scope.tree import hang
from tests.access.group import AT, ROOT, Group, build

ASKED = (INVOICES_VIEW, USAGE_VIEW, PEOPLE_MANAGE, SEAT_REPLACE)
REFUSED = (UnableToGiveRight, UnableToDesignate, UnableToDeactivate, NotAuthorized)
ACTS = ("give", "give", "give", "pass on", "pass on", "pass on", "end", "seat", "vacate", "let go", "move", "wait")
act = st.tuples(st.sampled_from(ACTS), *[st.integers(0, 59)] * 5, st.booleans())


@dataclass
class Story:
    """A world and its clock; numbers choose among what there is."""

    group: Group
    at: datetime = AT
    people: list[User] = field(default_factory=list)

    def act(self, what: str, a: int, b: int, c: int, d: int, e: int, flag: bool) -> None:
        self.at += timedelta(minutes=1)
        company = self.group.companies[a % 3]
        holder, giver = self.person(b), self.person(c)
        by = self.actor(giver, company.customer.pk)
        profile = sorted(PROFILES)[d % len(PROFILES)]
        place = self.places(company.customer.pk)[e % len(self.places(company.customer.pk))]
        until = self.at + timedelta(days=e) if flag and e else None
        grants = list(Grant.objects.filter(customer=company.customer).order_by("pk"))
        right: dict[str, Any] = {"holder": holder, "profile": profile, "to_at": until, "at": self.at}
        if what == "give":
            may_delegate = profile != ACCESS_MANAGER and c % 3 > 0
            author = ROOT if d % 2 else by
            give_right(company.customer, scope=place, by=author, may_delegate=may_delegate, **right)
        elif what == "pass on" and grants:
            parent = grants[-1 - c % len(grants)]
            scope, pick = (parent.scope, parent.profile) if b % 3 else (place, profile)
            right |= {"profile": pick, "capabilities": sorted(parent.held_capabilities)[: 1 + d % 3]}
            by = self.actor(parent.holder, company.customer.pk)
            give_right(company.customer, scope=scope, by=by, parent=parent, may_delegate=flag, **right)
        elif what == "end" and grants:
            end_right(grants[c % len(grants)], by=ROOT if flag else by, at=self.at)
        elif what == "seat":
            designate_access_owner(company.customer, holder=holder, by=ROOT if flag else by, at=self.at)
        elif what == "vacate":
            leave_seat_vacant(company.customer, by=ROOT, at=self.at)
        elif what == "let go":
            deactivate_user(company.customer, user=holder, by=ROOT, at=self.at)
            if flag:
                invite_user(company.customer, email=holder.email, name=holder.name, by=ROOT, at=self.at, tell=False)
        elif what == "move":
            self.move(a, b)
        elif what == "wait":
            self.at += timedelta(days=d)

    def move(self, a: int, b: int) -> None:
        """A billing account goes to another account, perhaps of another company."""
        moved = self.group.companies[a % 3].billing[b % 2]
        target = self.group.companies[b % 3].accounts[a % 2]
        ScopeNode.objects.filter(pk=moved.scope_id).update(customer_ref=target.customer_id)
        hang(ScopeNode.objects.get(pk=moved.scope_id), [target.scope])

    def person(self, number: int) -> User:
        return User.objects.get(pk=self.people[number % len(self.people)].pk)

    def actor(self, user: User, customer_id: int) -> Actor:
        return actor_for(user, customer_id, Channel.SESSION, self.at)

    def places(self, customer_id: int) -> list[ScopeNode]:
        return list(ScopeNode.objects.filter(customer_ref=customer_id).order_by("pk"))

    def assert_views_agree(self) -> int:
        """Filter, check and who_can, for each person, company, capability and thing; how many were compared."""
        compared = 0
        things = [thing for company in self.group.companies for thing in company.things]
        nodes = {thing.scope_id: ScopeNode.objects.get(pk=thing.scope_id) for thing in things}
        for capability in ASKED:
            can = {thing.scope_id: {one.user_id for one in who_can(capability, thing, self.at)} for thing in things}
            for user in self.people:
                for company in self.group.companies:
                    actor = self.actor(self.person(self.people.index(user)), company.customer.pk)
                    for model in {type(thing) for thing in things}:
                        seen = set(model.objects.visible_to(actor, capability).values_list("pk", flat=True))
                        for thing in (one for one in things if type(one) is model):
                            own = nodes[thing.scope_id].customer_ref == company.customer.pk
                            if own:
                                assert (thing.pk in seen) == (user.pk in can[thing.scope_id])
                                assert check(actor, capability, thing) == (thing.pk in seen)
                                compared += 2
                            elif capability in DATA:
                                assert thing.pk not in seen, "another customer's data"
                                compared += 1
        return compared

    def assert_invariants(self) -> None:
        for company in self.group.companies:
            live = live_grant_ids(company.customer.pk, self.at)
            for grant in Grant.objects.filter(pk__in=live).select_related("parent"):
                if grant.parent is not None:
                    self.assert_inside(grant, grant.parent, live)
            for user in self.people:
                actor = self.actor(self.person(self.people.index(user)), company.customer.pk)
                if ACCESS_MANAGER in actor.profiles:
                    assert not any(actor.may(capability) for capability in DATA)

    def assert_inside(self, grant: Grant, parent: Grant, live: frozenset[int]) -> None:
        assert parent.pk in live
        assert parent.may_delegate
        assert grant.held_capabilities <= parent.held_capabilities
        assert parent.to_at is None or (grant.to_at is not None and grant.to_at <= parent.to_at)
        assert grant.from_at >= parent.from_at
        assert ScopeClosure.objects.filter(ancestor_id=parent.scope_id, descendant_id=grant.scope_id).exists()


class TestAgreement(TestCase):
    @settings(max_examples=max(15, settings.default.max_examples // 4))
    @given(st.lists(act, min_size=6, max_size=14))
    def test_the_views_agree_whatever_was_done(self, acts: list[tuple[Any, ...]]) -> None:
        group = build()
        story = Story(group, people=list(group.people.values()))
        done = []
        for one in acts:
            try:
                story.act(*one)
                done.append(one[0])
            except REFUSED as refusal:
                done.append(f"{one[0]}: {refusal}")
            note(done[-1])
            story.assert_invariants()
        story.assert_views_agree()


@pytest.mark.django_db
def test_the_comparison_compares_much() -> None:
    group = build()
    story = Story(group, people=list(group.people.values()))
    assert story.assert_views_agree() > 500
