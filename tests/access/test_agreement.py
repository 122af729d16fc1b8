"""Four ways to ask one question agree: the filter, the check, who_can and why; over made-up worlds.

After each of a series of random acts (giving, passing on, ending, naming, vacating, letting go, stopping, closing,
refusing, moving, time passing) the invariants of delegation hold too: a child inside its parent, every live chain with
a live root, no manager with data. test_invariants.py does many more runs of fewer steps.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import given, note, settings
from hypothesis import strategies as st

from comptoir.access.actions.people import UnableToDeactivate, deactivate_user, invite_user
from comptoir.access.actions.rights import UnableToGiveRight, end_right, give_right
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner, leave_seat_vacant
from comptoir.access.actions.suspensions import (
    close_application,
    lift,
    reopen_application,
    suspend_customer,
    suspend_user,
)
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    APPLICATIONS,
    DATA,
    INVOICES_VIEW,
    PEOPLE_MANAGE,
    PROFILES,
    SEAT_REPLACE,
    USAGE_VIEW,
)
from comptoir.access.models import Grant, Membership, Suspension, ThirdPartyNotice, User
from comptoir.access.snapshot import live_grant_ids
from comptoir.access.who_can import who_can
from comptoir.access.why import is_held, why
from comptoir.parties.models import BillingAccount, CostCentre, Customer, CustomerAccount
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.models import ScopeClosure, ScopeNode
from comptoir.scope.reach import with_reach
from comptoir.scope.tree import hang
from tests.access.group import AT, ROOT, Group, build

ASKED = (INVOICES_VIEW, USAGE_VIEW, PEOPLE_MANAGE, SEAT_REPLACE)
REFUSED = (UnableToGiveRight, UnableToDesignate, UnableToDeactivate, NotAuthorized)
ACTS = (
    "give",
    "give",
    "give",
    "pass on",
    "pass on",
    "pass on",
    "pass on",
    "end",
    "end",
    "seat",
    "vacate",
    "let go",
    "move",
    "wait",
    "stop",
    "lift",
    "close",
    "answer",
)
GIVEN = (*["finance_administrator", "fleet_administrator"] * 4, *sorted(PROFILES))
act = st.tuples(st.sampled_from(ACTS), *[st.integers(0, 59)] * 5, st.booleans())


@dataclass
class Story:
    """A world and its clock; numbers choose among what there is."""

    group: Group
    at: datetime = AT
    people: list[User] = field(default_factory=list)

    def act(self, what: str, a: int, b: int, c: int, d: int, e: int, flag: bool) -> None:
        self.at += timedelta(minutes=1)
        company = self.group.companies[(0, 0, 0, 1, 2)[a % 5]]
        holder, giver = self.person(b), self.person(c)
        by = self.actor(giver, company.customer.pk)
        profile = GIVEN[d % len(GIVEN)]
        place = self.places(company.customer.pk)[e % len(self.places(company.customer.pk))]
        until = self.at + timedelta(days=e) if flag and e else None
        grants = list(Grant.objects.order_by("pk"))
        right: dict[str, Any] = {"holder": holder, "profile": profile, "to_at": until, "at": self.at}
        if what == "give":
            may_delegate = profile != ACCESS_MANAGER and c % 4 > 0
            author = ROOT if d % 4 else by
            give_right(company.customer, scope=place, by=author, may_delegate=may_delegate, **right)
        elif what == "pass on" and grants:
            parent = grants[-1 - a % len(grants)]
            customer = parent.customer
            scope, pick = (parent.scope, parent.profile) if b % 4 else (place, profile)
            right |= {"profile": pick, "capabilities": sorted(parent.held_capabilities)[-1 - d % 3 :]}
            right["to_at"] = parent.to_at if e % 3 else until
            by = self.actor(parent.holder, customer.pk)
            give_right(customer, scope=scope, by=by, parent=parent, may_delegate=c % 4 > 0, **right)
        elif what == "end" and grants:
            end_right(grants[a % len(grants)], by=ROOT if flag else by, at=self.at)
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
            self.at += timedelta(days=d % 9)
        else:
            self.operate(what, company.customer, holder, a, flag)

    def operate(self, what: str, customer: Customer, person: User, a: int, flag: bool) -> None:
        """What the operator does."""
        stops = {"ground": "fraud", "reason": "x", "by": ROOT, "at": self.at}
        if what == "stop" and a % 4:
            suspend_user(person, customer=customer if flag else None, **stops)
        elif what == "stop":
            suspend_customer(customer, **stops)
        elif what == "lift":
            for one in Suspension.objects.filter(lifted_at=None)[:2]:
                lift(one, reason="x", by=ROOT, at=self.at)
        elif what == "close" and flag:
            close_application(customer, application=sorted(APPLICATIONS)[a % 7], ground="ended", by=ROOT, at=self.at)
        elif what == "close":
            for application in APPLICATIONS:
                reopen_application(customer, application=application, by=ROOT, at=self.at)
        elif what == "answer":
            instant = ("noted_at", "refused_at", "ended_at")[a % 3]
            ThirdPartyNotice.objects.update(**{instant: self.at if flag else None})

    def move(self, a: int, b: int) -> None:
        """A billing account goes to another account, perhaps of another company."""
        companies = [self.group.companies[(0, 0, 0, 1, 2)[number % 5]] for number in (a, b)]
        moved, target = companies[0].billing[b % 2], companies[1].accounts[a % 2]
        inside = ScopeNode.objects.filter(closure_up__ancestor=moved.scope_id)
        ScopeNode.objects.filter(pk__in=list(inside.values_list("pk", flat=True))).update(
            customer_ref=target.customer_id
        )
        hang(ScopeNode.objects.get(pk=moved.scope_id), [target.scope], at=self.at)

    def person(self, number: int) -> User:
        return User.objects.get(pk=self.people[number % len(self.people)].pk)

    def actor(self, user: User, customer_id: int) -> Actor:
        return actor_for(user, customer_id, Channel.SESSION, self.at)

    def places(self, customer_id: int) -> list[ScopeNode]:
        return list(ScopeNode.objects.filter(customer_ref=customer_id).order_by("pk"))

    def assert_views_agree(self, explained: int = 7) -> int:
        """Filter, check, who_can and why, for each person, capability and thing; how many answers were compared.

        Every one of the first three; of the explanations one in `explained`, another one each time.
        """
        compared = 0
        things = [thing for company in self.group.companies for thing in company.things]
        owners = dict(
            ScopeNode.objects.filter(pk__in=[one.scope_id for one in things]).values_list("pk", "customer_ref")
        )
        can = {
            (capability, thing.scope_id): {one.user_id for one in who_can(capability, thing, self.at)}
            for capability in ASKED
            for thing in things
        }
        for user in self.people:
            for company in self.group.companies:
                actor = self.actor(self.person(self.people.index(user)), company.customer.pk)
                quick = with_reach(actor, *ASKED)
                for capability in ASKED:
                    seen = self.seen(actor, capability)
                    for thing in things:
                        in_sight = thing.pk in seen[type(thing)]
                        if owners[thing.scope_id] == company.customer.pk:
                            assert in_sight == (user.pk in can[capability, thing.scope_id])
                            assert check(actor, capability, thing) == in_sight
                            assert check(quick, capability, thing) == in_sight
                            compared += 3
                            if (compared // 3 + self.at.minute) % explained == 0:
                                answer = why(user, capability, thing, self.at)
                                assert is_held(answer) == in_sight, answer
                                compared += 1
                        elif capability in DATA:
                            assert not in_sight, "another customer's data"
                            compared += 1
        return compared

    def seen(self, actor: Actor, capability: str) -> dict[type, set[int]]:
        models = (Customer, CustomerAccount, BillingAccount, CostCentre)
        return {
            model: set(model.objects.visible_to(actor, capability).values_list("pk", flat=True)) for model in models
        }

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
    group: Group

    @classmethod
    def setUpTestData(cls) -> None:
        cls.group = build()
        for company, name in ((cls.group.affiliate, "bob"), (cls.group.stranger, "cas")):
            person = cls.group.people[name]
            invite_user(company.customer, email=person.email, name=name, by=ROOT, at=AT, tell=False)
        tom = invite_user(
            cls.group.parent.customer, email="tom@auditors.example", name="Tom", by=ROOT, at=AT, tell=False
        )
        cls.group.people["tom"] = tom
        Membership.objects.filter(user=tom).update(tie="third_party")
        ThirdPartyNotice.objects.create(
            customer=cls.group.parent.customer, holder=tom, company_name="Auditors", purpose="Audit", given_at=AT,
            given_label="Ann", to_at=AT + timedelta(days=90), noted_at=AT,
        )  # fmt: skip
        source = None
        for name, place in (("bob", "customer"), ("cas", "account"), ("dan", "account"), ("sam", "billing")):
            source = cls.passed_on(name, place, source)

    @classmethod
    def passed_on(cls, name: str, place: str, source: Grant | None) -> Grant:
        """A chain that is there from the start, from hand to hand and to ever narrower places."""
        parent = cls.group.parent
        thing = {"customer": parent.customer, "account": parent.accounts[0], "billing": parent.billing[0]}[place]
        by = ROOT if source is None else actor_for(source.holder, parent.customer.pk, Channel.SESSION, AT)
        return give_right(
            parent.customer, holder=cls.group.people[name], profile="finance_administrator", scope=thing.scope,
            parent=source, by=by, at=AT, may_delegate=True,
        )  # fmt: skip

    @pytest.mark.clause("A-11", "A-12")
    def test_the_views_agree_whatever_was_done(self) -> None:
        """At least ten thousand answers, over worlds of their own."""
        compared = 0

        @settings(max_examples=max(25, settings.default.max_examples // 2))
        @given(st.lists(act, min_size=6, max_size=14))
        def in_a_world(acts: list[tuple[Any, ...]]) -> None:
            nonlocal compared
            with transaction.atomic():
                compared += self.lived(acts)
                transaction.set_rollback(True)

        in_a_world()
        assert compared >= 10_000

    def lived(self, acts: list[tuple[Any, ...]]) -> int:
        story = Story(self.group, people=list(self.group.people.values()))
        for one in acts:
            try:
                story.act(*one)
                note(f"{one[0]}: done")
            except REFUSED as refusal:
                note(f"{one[0]}: {refusal}")
            story.assert_invariants()
        return story.assert_views_agree()


@pytest.mark.django_db
def test_the_comparison_compares_much() -> None:
    group = build()
    story = Story(group, people=list(group.people.values()))
    assert story.assert_views_agree(explained=1) > 1_000
