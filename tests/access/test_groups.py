"""Companies of a group: what rests on the affiliation ends with it (A-08; GC 1.2, 9.1)."""

from datetime import date, timedelta

import pytest

from comptoir.access.actions.groups import leave_group
from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.capabilities import CUSTOMER_VIEW, INVOICES_VIEW, OPERATE_CUSTOMERS
from comptoir.access.models import Grant
from comptoir.audit.models import AuditEvent
from comptoir.parties.actions.affiliates import UnableToNameAffiliate, name_affiliate
from comptoir.parties.models import Affiliation, Control, PastAffiliation
from comptoir.parties.queries import group_of
from comptoir.scope.actor import Channel, system
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.models import ScopeNode
from tests.access.group import AT, ROOT, Group, build

DESK = system("Sabine of the desk", Channel.DESK, staff=frozenset({OPERATE_CUSTOMERS}))
LATER = AT + timedelta(hours=1)


@pytest.fixture
def group(db: None) -> Group:
    return build()


def sees(group: Group, person: str) -> bool:
    acting = group.acting(person, group.affiliate, LATER)
    return check(acting, INVOICES_VIEW, group.affiliate.billing[0])


@pytest.mark.clause("A-08", "GC 9.1")
def test_what_the_group_reaches_ends_with_the_affiliation_at_once(group: Group) -> None:
    node = ScopeNode.objects.get(kind="group")
    parent = group.parent.customer
    finance = {"profile": "finance_administrator", "by": group.acting("ann"), "at": AT}
    give_right(parent, holder=group.people["bob"], scope=node, **finance)
    by_affiliate = finance | {"by": group.acting("ann", group.affiliate)}
    give_right(
        group.affiliate.customer, holder=group.people["cas"], scope=group.affiliate.customer.scope, **by_affiliate
    )
    own = invite_user(group.affiliate.customer, email="own@affiliate.example", name="Own", by=ROOT, at=AT, tell=False)
    kept = give_right(group.affiliate.customer, holder=own, scope=group.affiliate.customer.scope, **by_affiliate)
    assert all(sees(group, person) for person in ("ann", "bob", "cas"))
    past = leave_group(Affiliation.objects.get(), by=DESK, at=LATER)
    assert not any(sees(group, person) for person in ("ann", "bob", "cas"))
    group.people["own"] = own
    assert sees(group, "own"), "what the affiliate's own people hold stays"
    assert Grant.objects.get(pk=kept.pk).to_at is None
    assert (past.ended_at, past.ground) == (LATER, Control.VOTES) and not Affiliation.objects.exists()
    told = AuditEvent.objects.filter(verb="affiliate.ended").values_list("chain__customer_ref", flat=True)
    assert set(told) == {parent.pk, group.affiliate.customer.pk}, "in the log of both companies"
    assert group.acting("bob", at=LATER).may(INVOICES_VIEW), "the parent's own stays as it was"


@pytest.mark.clause("A-08", "GC 1.2")
def test_ground_and_guarantee_are_kept_and_a_company_may_come_back(group: Group) -> None:
    leave_group(Affiliation.objects.get(), by=DESK, at=LATER)
    for ground in Control:
        made = name_affiliate(
            group.parent.customer, affiliate=group.affiliate.customer, ground=ground, since_on=date(2026, 5, 1),
            guaranteed_by="Ann Parent", guaranteed_on=date(2026, 4, 30), by=DESK, at=LATER,
        )  # fmt: skip
        assert (made.ground, made.guaranteed_by, made.named_label) == (ground, "Ann Parent", "Sabine of the desk")
        assert sees(group, "ann")
        leave_group(made, by=DESK, at=LATER)
        assert not sees(group, "ann")
    assert PastAffiliation.objects.count() == 1 + len(Control)
    with pytest.raises(UnableToNameAffiliate, match="unknown_ground"):
        name_affiliate(
            group.parent.customer, affiliate=group.stranger.customer, ground="friendship", since_on=date(2026, 1, 1),
            by=DESK, at=LATER,
        )  # fmt: skip


def test_only_the_desk_and_the_parents_access_owner_end_it(group: Group) -> None:
    give_right(
        group.parent.customer, holder=group.people["bob"], profile="access_manager",
        scope=group.parent.customer.scope, by=group.acting("ann"), at=AT,
    )  # fmt: skip
    for by in (group.acting("bob"), group.acting("sam", group.stranger)):
        with pytest.raises(NotAuthorized):
            leave_group(Affiliation.objects.get(), by=by, at=LATER)
    leave_group(Affiliation.objects.get(), by=group.acting("ann"), at=LATER)


@pytest.mark.clause("A-08")
def test_the_group_is_shown_to_who_sees_the_company(group: Group) -> None:
    own = invite_user(group.affiliate.customer, email="own@affiliate.example", name="Own", by=ROOT, at=AT, tell=False)
    group.people["own"] = own
    give_right(
        group.affiliate.customer, holder=own, profile="finance_administrator", scope=group.affiliate.customer.scope,
        by=group.acting("ann", group.affiliate), at=AT,
    )  # fmt: skip
    seen = group_of(group.acting("ann"), CUSTOMER_VIEW)
    assert seen is not None and [tie.affiliate for tie in seen.affiliations] == [group.affiliate.customer]
    theirs = group_of(group.acting("own", group.affiliate), CUSTOMER_VIEW)
    assert theirs is not None and theirs.parent == group.parent.customer
    assert group_of(group.acting("sam", group.stranger), CUSTOMER_VIEW) is None
    assert group_of(group.acting("bob"), CUSTOMER_VIEW) is None
