"""Rights copied, handed on, brought in from a file, given as one; sub-profiles, ties: whole or nothing, never wider."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from comptoir.access.actions.arriving import bring_people
from comptoir.access.actions.copying import copies, copy_rights
from comptoir.access.actions.leaving import UnableToHandOn, let_go, refusal_to_hand_on, sources_of
from comptoir.access.actions.rights import UnableToGiveRight, give_right
from comptoir.access.actions.sub_profiles import (
    UnableToDefine,
    change_sub_profile,
    define_sub_profile,
    end_sub_profile,
)
from comptoir.access.actions.ties import UnableToConfirmTie, confirm_tie
from comptoir.access.actions.together import Wanted, give_together, refusal_of
from comptoir.access.arrivals import Arrival, Outcome, forget, keep, kept
from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW, PEOPLE_MANAGE, USAGE_VIEW
from comptoir.access.models import Grant, Membership, SubProfile, Tie, User
from comptoir.access.profiles import sub_profiles
from comptoir.access.snapshot import live_grant_ids
from comptoir.audit.models import AuditEvent
from comptoir.jobs.models import Job, JobState
from comptoir.jobs.queue import enqueue
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.scope.authorize import NotAuthorized
from comptoir.terms import load
from tests.access.group import AT, ROOT, Group, build

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
YEAR_END = AT + timedelta(days=40)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    before, settings.HOME = settings.HOME, tmp_path
    yield tmp_path
    settings.HOME = before


def give(group: Group, to: str, profile: str = "finance_administrator", **more: Any) -> Grant:
    scope = more.pop("scope", group.parent.customer.scope)
    by = more.pop("by", ROOT)
    customer = group.parent.customer
    return give_right(customer, holder=group.people[to], profile=profile, scope=scope, by=by, at=AT, **more)


def live(group: Group, at: Any = LATER) -> frozenset[int]:
    return live_grant_ids(group.parent.customer.pk, at)


def events(verb: str) -> int:
    return AuditEvent.objects.filter(verb=verb).count()


@pytest.mark.clause("A-02")
def test_rights_are_copied_from_a_colleague_in_one_act() -> None:
    group = build()
    everywhere = give(group, "bob")
    shop = give(
        group, "bob", "buyer", scope=group.parent.centres[0].scope, order_limit_micro=50_000_000, to_at=YEAR_END
    )
    by, cas = group.acting("ann"), group.people["cas"]
    given = copy_rights(group.parent.customer, grants=[everywhere, shop], to=cas, by=by, at=LATER, tie="employment")
    assert [(g.profile, g.scope_id, g.to_at, g.order_limit_micro, g.may_delegate) for g in given] == [
        ("finance_administrator", everywhere.scope_id, None, None, False),
        ("buyer", shop.scope_id, YEAR_END, 50_000_000, False),
    ]
    assert group.acting("cas", at=LATER).may(INVOICES_VIEW)
    assert Membership.objects.get(user=cas, to_at=None).tie == Tie.EMPLOYMENT
    assert events("rights.copied") == 1


@pytest.mark.clause("A-03", "A-07")
def test_what_cannot_be_copied_says_why_and_takes_the_rest_with_it() -> None:
    """A manager's own role would make someone with data a manager too; nothing is kept of the whole act."""
    group = build()
    manages, sees = give(group, "bob", "access_manager"), give(group, "dan", "buyer")
    customer, cas, by = group.parent.customer, group.people["cas"], group.acting("ann")
    found = copies(customer, grants=[sees, manages], to=group.people["dan"], by=by, at=LATER)
    assert [one.can_be_given for one in found] == [False, False]
    assert found[0].is_held
    assert getattr(found[1].refusal, "message", "") == "right.manager_sees_no_data"
    before = Grant.objects.count()
    with pytest.raises(UnableToGiveRight):
        copy_rights(customer, grants=[sees, manages], to=cas, by=by, at=LATER)
    assert Grant.objects.count() == before
    assert events("rights.copied") == 0


@pytest.mark.clause("A-07")
def test_a_copy_hangs_from_the_source_of_what_was_copied() -> None:
    group = build()
    source = give(group, "bob", may_delegate=True)
    passed = give(group, "dan", parent=source, by=group.acting("bob"), scope=group.parent.billing[0].scope)
    copy = copy_rights(
        group.parent.customer, grants=[passed], to=group.people["cas"], by=group.acting("ann"), at=LATER
    )[0]
    assert copy.parent == source
    Grant.objects.filter(pk=source.pk).update(to_at=LATER)
    assert copy.pk not in live(group, LATER + timedelta(seconds=1))


@pytest.mark.clause("A-07", "A-10")
def test_who_leaves_hands_on_what_hangs_from_them() -> None:
    """The whole chain lives on from the successor; the old rights end; nothing is wider than it was."""
    group = build()
    source = give(group, "bob", may_delegate=True, to_at=YEAR_END)
    child = give(group, "cas", parent=source, scope=group.parent.accounts[0].scope, may_delegate=True, to_at=YEAR_END)
    grandchild = give(group, "dan", parent=child, scope=group.parent.billing[0].scope, to_at=YEAR_END)
    customer, bob, ann = group.parent.customer, group.people["bob"], group.people["ann"]
    found = sources_of(customer, bob, LATER)
    assert [(one.grant, list(one.hanging)) for one in found] == [(source, [child, grandchild])]
    left = let_go(customer, user=bob, successor=ann, sources=[source], by=group.acting("ann"), at=LATER)
    assert (left.ended, left.handed_on) == (1, 2)
    assert live(group, AT + timedelta(hours=2)).isdisjoint({source.pk, child.pk, grandchild.pk})
    taken = Grant.objects.get(holder=ann)
    assert (taken.scope_id, taken.to_at, taken.parent, taken.may_delegate) == (source.scope_id, YEAR_END, None, True)
    new_child = Grant.objects.get(parent=taken)
    assert (new_child.holder, new_child.scope_id, new_child.to_at) == (child.holder, child.scope_id, YEAR_END)
    assert Grant.objects.get(parent=new_child).holder == group.people["dan"]
    assert group.acting("dan", at=AT + timedelta(hours=2)).nodes(INVOICES_VIEW) == {grandchild.scope_id}
    bob.refresh_from_db()
    assert not bob.is_active
    assert events("rights.handed_on") == 1


@pytest.mark.clause("A-07")
def test_what_is_not_handed_on_ends_with_who_leaves() -> None:
    group = build()
    first, second = give(group, "bob", may_delegate=True), give(group, "bob", "buyer", may_delegate=True)
    kept_one = give(group, "cas", parent=first)
    lost = give(group, "cas", "buyer", parent=second)
    customer, ann = group.parent.customer, group.people["ann"]
    let_go(customer, user=group.people["bob"], successor=ann, sources=[first], by=group.acting("ann"), at=LATER)
    after = AT + timedelta(hours=2)
    assert {g.profile for g in Grant.objects.filter(holder=group.people["cas"], pk__in=live(group, after))} == {
        "finance_administrator"
    }
    assert {kept_one.pk, lost.pk}.isdisjoint(live(group, after))


@pytest.mark.clause("A-03", "A-07")
def test_nothing_is_handed_on_to_who_may_not_hold_it() -> None:
    """A manager cannot take over data; then nothing happens at all, and the person has not left."""
    group = build()
    source = give(group, "bob", may_delegate=True)
    child = give(group, "cas", parent=source)
    give(group, "dan", "access_manager")
    customer, bob, dan, by = group.parent.customer, group.people["bob"], group.people["dan"], group.acting("ann")
    refusal = refusal_to_hand_on(customer, source=source, successor=dan, by=by, at=LATER)
    assert getattr(refusal, "message", "") == "right.manager_sees_no_data"
    with pytest.raises(UnableToGiveRight):
        let_go(customer, user=bob, successor=dan, sources=[source], by=by, at=LATER)
    bob.refresh_from_db()
    assert bob.is_active
    assert {source.pk, child.pk} <= live(group)
    with pytest.raises(UnableToHandOn):
        let_go(customer, user=bob, successor=bob, sources=[source], by=by, at=LATER)
    with pytest.raises(UnableToHandOn):
        let_go(customer, user=bob, successor=group.people["ann"], sources=[child], by=by, at=LATER)


@pytest.mark.clause("A-07")
def test_what_starts_later_is_handed_on_too_and_starts_then() -> None:
    group = build()
    source = give(group, "bob", may_delegate=True)
    starts = AT + timedelta(days=10)
    give(group, "cas", parent=source, from_at=starts)
    ann = group.people["ann"]
    let_go(
        group.parent.customer,
        user=group.people["bob"],
        successor=ann,
        sources=[source],
        by=group.acting("ann"),
        at=LATER,
    )
    assert Grant.objects.get(holder=group.people["cas"], parent__holder=ann).from_at == starts


@pytest.mark.clause("A-02")
def test_only_who_manages_people_lets_someone_go_or_copies() -> None:
    group = build()
    source = give(group, "bob")
    customer, by = group.parent.customer, group.acting("bob")
    with pytest.raises(NotAuthorized):
        let_go(customer, user=group.people["cas"], by=by, at=LATER)
    with pytest.raises(NotAuthorized):
        copy_rights(customer, grants=[source], to=group.people["cas"], by=by, at=LATER)
    with pytest.raises(NotAuthorized):
        bring_people(customer, arrivals=[], by=by, at=LATER)
    with pytest.raises(NotAuthorized):
        confirm_tie(customer, user=group.people["cas"], tie="employment", by=by, at=LATER)
    with pytest.raises(NotAuthorized):
        define_sub_profile(customer, name="X", capabilities=[LINES_VIEW], by=by, at=LATER)
    with pytest.raises(NotAuthorized):
        let_go(customer, user=group.people["cas"], by=group.acting("sam", group.stranger), at=LATER)


@pytest.mark.clause("A-07")
def test_a_right_takes_the_place_of_another_or_nothing_changes() -> None:
    group = build()
    narrow = give(group, "bob", scope=group.parent.billing[0].scope)
    wanted = Wanted(holder=group.people["bob"], profile="finance_administrator", scope=group.parent.customer.scope)
    customer, by = group.parent.customer, group.acting("ann")
    assert refusal_of(customer, wanted=[wanted], ending=[narrow], by=by, at=LATER) is None
    assert narrow.pk in live(group), "trying keeps nothing"
    wrong = Wanted(holder=group.people["bob"], profile="access_manager", scope=group.parent.customer.scope)
    with pytest.raises(UnableToGiveRight):
        give_together(customer, wanted=[wanted, wrong], ending=[narrow], by=by, at=LATER)
    assert narrow.pk in live(group)
    given = give_together(customer, wanted=[wanted], ending=[narrow], by=by, at=LATER)
    assert given[0].pk in live(group) and narrow.pk not in live(group)


@pytest.mark.clause("A-10")
def test_the_tie_is_confirmed_with_who_and_when() -> None:
    group = build()
    customer, by = group.parent.customer, group.acting("ann")
    member = confirm_tie(customer, user=group.people["bob"], tie="civil_service", by=by, at=LATER)
    assert (member.tie, member.tie_confirmed_at, member.tie_confirmed_label) == ("civil_service", LATER, "Ann")
    for tie in ("", "friendship", "third_party"):
        with pytest.raises(UnableToConfirmTie):
            confirm_tie(customer, user=group.people["bob"], tie=tie, by=by, at=LATER)
    with pytest.raises(UnableToConfirmTie):
        confirm_tie(customer, user=group.people["sam"], tie="employment", by=by, at=LATER)
    Membership.objects.filter(user=group.people["cas"]).update(tie=Tie.THIRD_PARTY)
    with pytest.raises(UnableToConfirmTie):
        confirm_tie(customer, user=group.people["cas"], tie="employment", by=by, at=LATER)


@pytest.mark.clause("A-04")
def test_a_sub_profile_is_a_name_for_what_is_ticked_and_its_rights_keep_what_they_were_given_with() -> None:
    group = build()
    customer, by = group.parent.customer, group.acting("ann")
    own = define_sub_profile(customer, name="  Site  manager ", capabilities=[LINES_VIEW, USAGE_VIEW], by=by, at=AT)
    assert own.name == "Site manager"
    right = give_right(
        customer, holder=group.people["bob"], sub_profile=own, scope=group.parent.billing[0].scope, by=by, at=AT
    )
    assert set(group.acting("bob").grants) == {LINES_VIEW, USAGE_VIEW}
    change_sub_profile(own, name="Site manager", capabilities=[INVOICES_VIEW], by=by, at=LATER)
    assert set(group.acting("bob", at=LATER).grants) == {LINES_VIEW, USAGE_VIEW}, "what was given stays"
    end_sub_profile(SubProfile.objects.get(pk=own.pk), by=by, at=LATER)
    assert right.pk in live(group, AT + timedelta(hours=2))
    assert not sub_profiles(by, AT + timedelta(hours=2)).exists()
    with pytest.raises(UnableToDefine):
        change_sub_profile(own, name="Again", capabilities=[LINES_VIEW], by=by, at=LATER)
    assert [events(f"sub_profile.{verb}") for verb in ("defined", "changed", "ended")] == [1, 1, 1]


@pytest.mark.clause("A-04", "portal.sub_profiles")
def test_the_sub_profiles_of_the_contract_are_there_for_everyone_to_give() -> None:
    group = build()
    named = load().at(AT.date())["portal.sub_profiles"].items
    assert len(named) == 4, "three that the contract names, and the fleet administrator, which is ours"
    scope, by = group.parent.customer.scope, group.acting("ann")
    for profile in named:
        wanted = Wanted(holder=group.people["bob"], profile=profile, scope=scope)
        assert refusal_of(group.parent.customer, wanted=[wanted], by=by, at=LATER) is None


@pytest.mark.clause("A-03", "A-04")
@pytest.mark.parametrize(
    ("name", "capabilities", "message"),
    [
        ("", [LINES_VIEW], "sub_profile.name"),
        ("x" * 81, [LINES_VIEW], "sub_profile.name"),
        ("RECEPTION", [LINES_VIEW], "sub_profile.name_taken"),
        ("Desk", [], "sub_profile.nothing"),
        ("Desk", [LINES_VIEW, PEOPLE_MANAGE], "sub_profile.no_data"),
        ("Desk", ["no.such"], "sub_profile.no_data"),
    ],
)
def test_a_sub_profile_that_cannot_be(name: str, capabilities: list[str], message: str) -> None:
    group = build()
    customer, by = group.parent.customer, group.acting("ann")
    define_sub_profile(customer, name="Réception", capabilities=[LINES_VIEW], by=by, at=AT)
    with pytest.raises(UnableToDefine) as refused:
        define_sub_profile(customer, name=name, capabilities=capabilities, by=by, at=AT)
    assert refused.value.message == message


def arrivals(group: Group) -> list[Arrival]:
    scope = group.parent.billing[0].scope_id
    common = {"language": "fr", "profile": "finance_administrator", "scope": scope, "tie": "employment"}
    return [
        Arrival(2, email="eva@parent.example", name="Eva", **common),  # type: ignore[arg-type]
        Arrival(3, email="bob@parent.example", name="Bob", **common),  # type: ignore[arg-type]
        Arrival(4, email="fay@parent.example", name="Fay", language="nl"),
    ]


def outcomes(brought: Any) -> list[str]:
    return [line.outcome.value for line in brought.lines]


@pytest.mark.clause("A-02")
def test_a_file_invites_and_gives_as_a_whole_and_the_same_again_changes_nothing() -> None:
    group = build()
    customer, by, asked = group.parent.customer, group.acting("ann"), arrivals(group)
    tried = bring_people(customer, arrivals=asked, by=by, at=LATER, dry_run=True)
    assert (tried.taken, outcomes(tried)) == (True, ["invited", "given", "invited"])
    assert not User.objects.filter(email="eva@parent.example").exists(), "a dry run keeps nothing"
    assert outcomes(bring_people(customer, arrivals=asked, by=by, at=LATER)) == outcomes(tried)
    eva = User.objects.get(email="eva@parent.example")
    assert (eva.language, eva.memberships.get().tie) == ("fr", Tie.EMPLOYMENT)
    assert eva.grants.get().scope_id == group.parent.billing[0].scope_id
    before = (Grant.objects.count(), User.objects.count(), AuditEvent.objects.count())
    assert outcomes(bring_people(customer, arrivals=asked, by=by, at=LATER)) == ["unchanged"] * 3
    assert before == (Grant.objects.count(), User.objects.count(), AuditEvent.objects.count())
    assert events("people.brought") == 1


@pytest.mark.clause("A-02", "A-03")
def test_one_line_that_is_refused_leaves_the_whole_file_undone() -> None:
    group = build()
    asked = arrivals(group)
    stranger, own = group.stranger.customer.scope_id, group.parent.customer.scope_id
    wrong = [
        Arrival(5, email="gil@parent.example", name="Gil", profile="buyer", scope=stranger),
        Arrival(6, email="eva@parent.example", name="Eva", profile="access_manager", scope=own),
        Arrival(7, email="hal@parent.example", name="Hal", message="arrival.where", values={"text": "Mars"}),
        Arrival(8, email="ivy@parent.example", name="", language="fr"),
    ]
    customer, by = group.parent.customer, group.acting("ann")
    brought = bring_people(customer, arrivals=[*asked, *wrong], by=by, at=LATER)
    assert not brought.taken
    assert [line.message for line in brought.lines if line.outcome is Outcome.REFUSED] == [
        "arrival.not_there", "right.manager_sees_no_data", "arrival.where", "person.needs_name_and_email",
    ]  # fmt: skip
    assert not User.objects.filter(email="eva@parent.example").exists()
    assert not User.objects.filter(email="gil@parent.example").exists()


def test_a_file_is_kept_for_its_owner_until_it_is_applied(home: Path) -> None:
    group = build()
    by = group.acting("ann")
    digest = keep(arrivals(group), by=by, at=AT)
    assert kept(by) == (digest, arrivals(group))
    assert kept(group.acting("bob")) == ("", [])
    assert keep([], by=group.acting("bob"), at=AT + timedelta(days=2)) != digest
    assert kept(by) == ("", []), "what nobody applies goes"
    forget(by, digest)  # what is gone already is no fault
    handed = keep(arrivals(group), by=by, at=AT)
    forget(by, "another")
    assert kept(by)[0] == handed, "a file that was handed over since stays"
    forget(by, handed)
    assert kept(by) == ("", [])


def test_a_long_file_is_tried_and_applied_by_a_job_with_the_rights_of_who_asks(home: Path) -> None:
    group = build()
    give(group, "dan", "access_manager")
    by = group.acting("dan")
    digest = keep(arrivals(group), by=by, at=AT)
    jobs = [_job(group, "dan", digest, dry_run=True), _job(group, "dan", "other", dry_run=True)]
    Worker(FixedClock(LATER)).drain()
    tried, other = (Job.objects.get(pk=job.pk) for job in jobs)
    assert (tried.state, tried.result["taken"], len(tried.result["lines"])) == (JobState.DONE, True, 3)
    assert (other.state, other.failure["message"]) == (JobState.FAILED, "arrival.gone")
    applied = _job(group, "dan", digest, dry_run=False)
    Worker(FixedClock(LATER)).drain()
    applied.refresh_from_db()
    assert applied.result["taken"]
    assert User.objects.filter(email="eva@parent.example").exists()
    assert kept(by) == ("", [])


def test_a_job_of_someone_who_manages_no_more_changes_nothing(home: Path) -> None:
    group = build()
    role = give(group, "dan", "access_manager")
    digest = keep(arrivals(group), by=group.acting("dan"), at=AT)
    job = _job(group, "dan", digest, dry_run=False)
    Grant.objects.filter(pk=role.pk).update(to_at=AT)
    Worker(FixedClock(LATER)).drain()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert not User.objects.filter(email="eva@parent.example").exists()


def _job(group: Group, person: str, digest: str, *, dry_run: bool) -> Job:
    by = group.acting(person)
    payload = {"digest": digest, "dry_run": dry_run}
    return enqueue("access.bring_people", payload, by=by, at=AT, customer_id=by.customer_id)
