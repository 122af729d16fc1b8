"""The invariants of delegation, whatever people do in whatever order (issue of the delegation that can be proved).

A machine gives, passes on, ends, names, vacates, lets go, takes back, stops, lifts, notes, refuses, closes, moves and
waits. After each step everything that everybody holds is compared with a plain restatement of the rule (oracle.py).
"""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

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
from comptoir.access.actors import actor_for, actor_of
from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    INVOICES_VIEW,
    LINES_VIEW,
    ORDERS_PLACE,
    PEOPLE_MANAGE,
    RIGHTS_GIVE,
    SERVICE_USER,
    USAGE_VIEW,
)
from comptoir.access.models import Grant, Suspension, Token
from comptoir.access.snapshot import live_grant_ids, rights_of
from comptoir.access.tokens import TOKEN_CAPABILITIES, actor_for_token
from comptoir.access.who_can import who_can
from comptoir.access.why import is_held, why
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Channel
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.models import ScopeNode
from comptoir.scope.tree import hang
from tests.access.group import AT, ROOT
from tests.access.machine import PEOPLE, SECRET, Looking, World
from tests.access.oracle import Oracle, Places, bundle

#: How many runs: usually, and with --long. PostgreSQL, which reads the same statements, does a part of them.
RUNS = {"sqlite": (1_500, 10_000), "postgresql": (300, 1_500)}
GIVEN = ("finance_administrator", "fleet_administrator", "buyer", "finance_administrator", SERVICE_USER)
ASKED = (INVOICES_VIEW, USAGE_VIEW, LINES_VIEW, ORDERS_PLACE, PEOPLE_MANAGE, RIGHTS_GIVE)
REFUSED = (UnableToGiveRight, UnableToDesignate, UnableToDeactivate, NotAuthorized)

person = st.sampled_from(PEOPLE)
number = st.integers(0, 23)


class Delegation(Looking, RuleBasedStateMachine):
    """One run. The clock moves only when the run waits, so that before and after an act are the same instant."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.at: datetime = AT + timedelta(minutes=1)
        self.mark = transaction.savepoint()
        self.deepest = 0
        self.turn = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)
        self.world.depths[self.deepest] += 1

    @initialize(to=person, a=number, b=number, narrower=st.booleans())
    def begin(self, to: str, a: int, b: int, narrower: bool) -> None:
        """A chain of two is there; most runs begin by passing it on."""
        self.places = self.world.tree
        self.has_stops = False
        self.answers = self.all_answers()
        self.pass_on(to, a, b, narrower)

    # What people do

    @rule(to=person, giver=person, what=st.sampled_from(GIVEN), a=number, b=number, flag=st.booleans())
    def give(self, to: str, giver: str, what: str, a: int, b: int, flag: bool) -> None:
        customer = self.customer(a)
        place = self.place(customer.pk, b) if what != SERVICE_USER else self.line(customer.pk, b)
        by = self.acting(giver, customer.pk) if flag else ROOT
        limit = a * 1_000_000 if what == "buyer" and b % 2 else None
        self.tried(
            {customer.pk}, give_right, customer, holder=self.user(to), profile=what, scope=place, by=by,
            may_delegate=b % 3 > 0, order_limit_micro=limit, **self.days(a, b, to),
        )  # fmt: skip

    @rule(to=person, a=number, b=number, narrower=st.booleans())
    def pass_on_once(self, to: str, a: int, b: int, narrower: bool) -> None:
        self.pass_on(to, a, b, narrower)

    @rule(to=person, a=number, b=number, narrower=st.booleans())
    def pass_on_again(self, to: str, a: int, b: int, narrower: bool) -> None:
        self.pass_on(to, a, b, narrower)

    def pass_on(self, to: str, a: int, b: int, narrower: bool) -> None:
        grants = list(Grant.objects.select_related("customer", "holder", "scope").order_by("pk"))
        parent = grants[-1 - (0, 0, 1, 2)[a % 4] % len(grants)]
        customer = parent.customer
        place = self.place(customer.pk, b) if narrower else parent.scope
        days = self.days(a, b, to)
        if parent.to_at is not None and b % 4:
            days["to_at"] = min(parent.to_at, days["to_at"] or parent.to_at)
        wanted = sorted(parent.held_capabilities)
        limit = parent.order_limit_micro if b % 5 else 10**9
        self.tried(
            {customer.pk}, give_right, customer, holder=self.user(to), profile=parent.profile,
            capabilities=wanted[b % len(wanted) :] if narrower else [], scope=place, parent=parent,
            by=self.acting_as(parent.holder, customer.pk), may_delegate=True,
            order_limit_micro=limit if ORDERS_PLACE in wanted else None, **days,
        )  # fmt: skip

    @rule(to=person, giver=person, a=number)
    def make_manager(self, to: str, giver: str, a: int) -> None:
        customer = self.customer(a)
        by = ROOT if a % 2 else self.acting(giver, customer.pk)
        self.tried(
            {customer.pk}, give_right, customer, holder=self.user(to), profile=ACCESS_MANAGER,
            scope=self.place(customer.pk, a), by=by, **self.days(a, 0, to),
        )  # fmt: skip

    @rule(a=number, giver=person, flag=st.booleans())
    def end(self, a: int, giver: str, flag: bool) -> None:
        grant = Grant.objects.select_related("customer", "parent", "scope").order_by("pk")[a % Grant.objects.count()]
        by = ROOT if flag else self.acting(giver, grant.customer_id)
        if self.tried({grant.customer_id}, end_right, grant, by=by):
            assert not self.living_below(grant), "what was revoked, and what hangs from it, is gone at once"

    @rule(to=person, a=number)
    def name_owner(self, to: str, a: int) -> None:
        customer = self.customer(a)
        if self.tried({customer.pk}, designate_access_owner, customer, holder=self.user(to), by=ROOT):
            assert self.acting(to, customer.pk).may(PEOPLE_MANAGE) or self.stopped(to, customer.pk)

    @rule(a=number)
    def vacate(self, a: int) -> None:
        customer = self.customer(a)
        before = {one.customer.pk: live_grant_ids(one.customer.pk, self.at) for one in self.world.group.companies}
        self.tried({customer.pk}, leave_seat_vacant, customer, by=ROOT)
        after = {one.customer.pk: live_grant_ids(one.customer.pk, self.at) for one in self.world.group.companies}
        assert before == after, "a vacancy ends nothing"

    @rule(who=person, a=number, back=st.booleans())
    def let_go(self, who: str, a: int, back: bool) -> None:
        customer = self.customer(a)
        if self.tried(None, deactivate_user, customer, user=self.user(who), by=ROOT):
            assert not self.acting(who, customer.pk).grants or self.heads(customer.pk)
            assert not Grant.objects.filter(pk__in=live_grant_ids(customer.pk, self.at), holder=self.user(who)).exists()
        if back:
            invite_user(customer, email=self.user(who).email, name=who, by=ROOT, at=self.at, tell=False)

    @rule(who=person, a=number, everywhere=st.booleans())
    def stop(self, who: str, a: int, everywhere: bool) -> None:
        customer = None if everywhere else self.customer(a)
        touched = None if customer is None else {customer.pk}
        said = {"ground": ("fraud", "breach")[a % 2], "reason": "x", "by": ROOT}
        self.has_stops = True
        self.tried(touched, suspend_user, self.user(who), customer=customer, **said)
        for one in self.world.group.companies if customer is None else [self.company(customer.pk)]:
            assert not self.acting(who, one.customer.pk).grants, "a stop counts at the next request"

    @rule(a=number)
    def stop_customer(self, a: int) -> None:
        customer = self.customer(a)
        self.has_stops = True
        ground = ("fraud", "breach")[a % 2]
        self.tried({customer.pk}, suspend_customer, customer, ground=ground, reason="x", by=ROOT)
        assert not any(self.acting(name, customer.pk).grants for name in PEOPLE)
        assert not live_grant_ids(customer.pk, self.at)

    @precondition(lambda self: self.has_stops)
    @rule(a=number)
    def lift_one(self, a: int) -> None:
        running = list(Suspension.objects.filter(lifted_at=None).order_by("pk"))
        self.has_stops = len(running) > 1
        chosen = running[a % len(running)]
        self.tried({chosen.customer_id} if chosen.customer_id else None, lift, chosen, reason="x", by=ROOT)

    @rule(a=number)
    def close(self, a: int) -> None:
        customer = self.customer(a)
        self.tried({customer.pk}, close_application, customer, application="my_invoice_online", ground="ended", by=ROOT)
        assert not any(self.acting(name, customer.pk).may(INVOICES_VIEW) for name in PEOPLE)

    @rule(a=number)
    def reopen(self, a: int) -> None:
        customer = self.customer(a)
        self.tried({customer.pk}, reopen_application, customer, application="my_invoice_online", by=ROOT)

    @rule(state=st.sampled_from(["noted_at", "refused_at", "ended_at"]), undo=st.booleans())
    def answer_notice(self, state: str, undo: bool) -> None:
        """The operator's answer, as its rows stand after it; what it does besides is tested with it."""
        customer = self.world.notice.customer
        self.done({customer.pk}, lambda: self.notice.update(**{state: None if undo else self.at}))
        if state != "noted_at" and not undo:
            assert not self.acting("tom", customer.pk).grants, "a refusal counts at the next request"

    @rule(a=number, b=number)
    def move(self, a: int, b: int) -> None:
        """A billing account with its line goes to another account, perhaps another company's: nothing widens."""
        companies = self.world.group.companies
        moved, target = companies[a % 3].billing[b % 2], companies[b % 3].accounts[a % 2]
        node = ScopeNode.objects.get(pk=moved.scope_id)
        inside = set(node.closure_down.values_list("descendant_id", flat=True))
        before = self.without(self.answers, inside)
        ScopeNode.objects.filter(pk__in=inside).update(customer_ref=target.customer_id)
        hang(node, [target.scope], at=self.at)
        self.places = Places()
        self.answers = self.all_answers()
        assert self.without(self.answers, inside) == before, "what did not move is as it was"
        for grant in Grant.objects.filter(scope_id__in=inside).exclude(customer_id=target.customer_id):
            assert grant.pk not in live_grant_ids(grant.customer_id, self.at), "a right does not move along"

    @rule(a=number)
    def wait(self, a: int) -> None:
        self.at += timedelta(days=a % 12, minutes=1)
        self.answers = self.all_answers()

    # What holds whatever they did

    @invariant()
    def everybody_holds_what_the_rule_says(self) -> None:
        """What has just been read of everybody, beside the restatement; where something was done since."""
        self.turn += 1
        if self.turn % 3 == 0:
            self.assert_views_agree()
        if not self.is_new:
            return
        self.is_new = False
        oracle = Oracle(self.at, self.places)
        for (name, company), grants in self.answers.items():
            told = {capability: set(nodes) for capability, nodes in grants.items()}
            expected = {capability: nodes for capability, nodes in oracle.held(self.pk(name), company).items() if nodes}
            assert told == expected, (name, company)
            self.world.compared += len(expected) + 1
        self.assert_chains(oracle)
        self.assert_every_channel()

    def assert_chains(self, oracle: Oracle) -> None:
        """Child inside parent, always; every live chain ends at a live root; managers and data never together."""
        for grant in oracle.grants.values():
            source = oracle.grants.get(grant["parent_id"] or 0)
            if source is not None:
                assert bundle(grant) <= bundle(source) and source["may_delegate"]
                assert source["to_at"] is None or grant["to_at"] is not None or source["to_at"] <= oracle.now
                assert source["from_at"] <= grant["from_at"]
                assert _within(grant, source)
        for one in self.world.group.companies:
            live = live_grant_ids(one.customer.pk, self.at)
            own = [grant for grant in oracle.grants.values() if grant["customer_id"] == one.customer.pk]
            assert live == {grant["pk"] for grant in own if oracle.lives(grant, one.customer.pk)}
            assert all(oracle.grants[pk]["parent_id"] in (*live, None) for pk in live)
            self.deepest = max([self.deepest, *(oracle.depth(oracle.grants[pk]) for pk in live)])
        for user in self.world.people.values():
            for one in self.world.group.companies:
                profiles = [
                    grant["profile"]
                    for grant in oracle.grants.values()
                    if grant["holder_id"] == user.pk and grant["customer_id"] == one.customer.pk
                    and oracle.lives(grant, one.customer.pk)
                ]  # fmt: skip
                assert ACCESS_MANAGER not in profiles or set(profiles) == {ACCESS_MANAGER}

    def assert_views_agree(self) -> None:
        """Filter, check, who_can and why, in turn for each capability, person and thing."""
        company = self.world.group.companies[(self.turn + self.world.compared) // 2 % 3]
        turn = self.world.compared
        capability, name = ASKED[turn % len(ASKED)], PEOPLE[turn // 7 % len(PEOPLE)]
        thing = company.things[turn // 11 % len(company.things)]
        owner = ScopeNode.objects.values_list("customer_ref", flat=True).get(pk=thing.scope_id)
        with self.counted() as queries:
            actor = self.acting(name, owner)
        assert queries[0] == 1, "one query for all rights, whatever their number"
        with self.counted() as queries:
            seen = type(thing).objects.visible_to(actor, capability).filter(pk=thing.pk).exists()
        assert queries[0] <= 1
        assert check(actor, capability, thing) == seen
        assert (self.pk(name) in {one.user_id for one in who_can(capability, thing, self.at)}) == seen
        if self.turn % 2:
            answer = why(self.user(name), capability, thing, self.at)
            assert is_held(answer) == seen, (name, capability, thing, answer)
            assert answer.steps
        self.world.compared += 4

    def assert_every_channel(self) -> None:
        """What counts in the session counts in each channel, at once."""
        parent = self.world.group.parent.customer.pk
        bob = self.answers["bob", parent]
        if self.turn % 3 == 1:
            actor = actor_for_token(SECRET.text, self.at)
            by_token = dict(actor.grants) if actor is not None else {}
            is_revoked = Token.objects.filter(digest=SECRET.digest, revoked_at__isnull=False).exists()
            allowed = {} if is_revoked else bob
            assert by_token == {one: nodes for one, nodes in allowed.items() if one in TOKEN_CAPABILITIES}
        tom = self.acting("tom", parent)
        assert (tom.channel == Channel.THIRD_PARTY) == bool(tom.grants and tom.third_party)
        channel = list(Channel)[self.turn % len(Channel)]
        assert actor_for(self.user("tom"), parent, channel, self.at).grants == tom.grants

    # How it is done

    def tried(self, touched: set[int] | None, act: Callable[..., Any], *args: Any, **said: Any) -> bool:
        """Does it, or is refused; the answers of customers that have nothing to do with it stay as they were."""
        try:
            self.done(touched, lambda: act(*args, at=self.at, **said))
        except REFUSED:
            return False
        return True

    def done(self, touched: set[int] | None, act: Callable[[], Any]) -> None:
        act()
        after = self.all_answers()
        if touched is not None:
            group = {self.world.group.parent.customer.pk, self.world.group.affiliate.customer.pk}
            near = touched | (group if touched & group else set())
            for key, grants in after.items():
                assert key[1] in near or repr(grants) == repr(self.answers[key]), "another customer's answers changed"
        self.answers = after

    def all_answers(self) -> dict[tuple[str, int], dict[str, list[int]]]:
        """Everything that everybody holds everywhere, in an order of its own."""
        self.is_new = True
        companies = [one.customer.pk for one in self.world.group.companies]
        found = {}
        for name in PEOPLE:
            user = self.user(name)
            rights = rights_of(user.pk, self.at)
            for company in companies:
                grants = actor_of(user, rights, company, Channel.SESSION, self.at).grants
                found[name, company] = {capability: grants[capability] for capability in sorted(grants)}
        return found

    def without(self, answers: dict[tuple[str, int], Any], nodes: set[int]) -> dict[tuple[str, int], Any]:
        """The answers but for some places."""
        return {
            key: {capability: left for capability, held in grants.items() if (left := held - nodes)}
            for key, grants in answers.items()
        }


def _within(grant: dict[str, Any], source: dict[str, Any]) -> bool:
    """The limit for orders, where both order."""
    if source["order_limit_micro"] is None or ORDERS_PLACE not in bundle(grant):
        return True
    return grant["order_limit_micro"] is not None and grant["order_limit_micro"] <= source["order_limit_micro"]


@pytest.mark.deeper
@pytest.mark.django_db
@pytest.mark.clause("A-07", "A-03", "A-12", "P-09")
def test_the_invariants_hold_whatever_is_done(
    request: pytest.FixtureRequest, record_testsuite_property: Callable[[str, object], None]
) -> None:
    Delegation.world = World()
    usual, long = RUNS[connection.vendor]
    runs = int(os.environ.get("COMPTOIR_RUNS", long if request.config.getoption("--long") else usual))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Delegation,
        settings=settings(
            max_examples=runs, stateful_step_count=7, deadline=None, derandomize=runs <= usual, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    depths = Delegation.world.depths
    deep = sum(count for depth, count in depths.items() if depth >= 3)
    record_testsuite_property("invariants", f"{sum(depths.values())} runs, of depth {sorted(depths.items())}")
    assert sum(depths.values()) >= runs
    assert deep * 3 >= sum(depths.values()), f"too few deep chains: {depths}"
    assert Delegation.world.compared >= 10_000
    assert BillingAccount.objects.count() == 6
