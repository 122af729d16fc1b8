"""API tokens and service accounts: what they open, and when they no longer do (A-14)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.access.actions.people import deactivate_user, invite_user
from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actions.suspensions import close_application, lift, suspend_customer, suspend_user
from comptoir.access.actions.tokens import UnableToMakeToken, create_token, longest_days, revoke_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import (
    FINANCE_ADMINISTRATOR,
    INVOICES_VIEW,
    LINES_SECRETS,
    LINES_VIEW,
    OPERATE_SECURITY,
    PEOPLE_MANAGE,
    SCIM_PROVISION,
    USAGE_VIEW,
)
from comptoir.access.models import Grant, Token
from comptoir.access.token_queries import own_tokens, reachable_tokens
from comptoir.access.tokens import bearer_of, digest_of
from comptoir.audit.models import AuditEvent
from comptoir.scope.actor import Channel, system
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeNode
from comptoir.scope.tree import hang
from comptoir.terms import load
from tests.access.group import AT, ROOT, Group
from tests.api.tokened import DESK, LATER, acts, group, own, serving

__all__ = ["group"]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-14")]


def test_it_may_what_it_names_of_what_its_user_holds(group: Group) -> None:
    actor = acts(own(group, capabilities=(INVOICES_VIEW, LINES_VIEW)))
    assert actor is not None
    assert set(actor.grants) == {INVOICES_VIEW, LINES_VIEW}
    assert actor.channel == Channel.TOKEN
    assert actor.staff == frozenset()
    assert actor.label == "Bob · token of bob"


def test_only_the_digest_is_kept(group: Group) -> None:
    secret = own(group)
    token = Token.objects.get()
    kept = " ".join(str(getattr(token, field.attname)) for field in token._meta.fields)
    assert secret not in kept
    assert token.digest == digest_of(secret)
    assert secret.startswith(token.prefix)
    assert len(secret) - len(token.prefix) > 32
    assert secret not in "".join(str(event.data) for event in AuditEvent.objects.all())


@pytest.mark.parametrize("wanted", [(), (USAGE_VIEW, PEOPLE_MANAGE), (LINES_SECRETS,), ("invoices",), ("*",)], ids=str)
def test_it_cannot_be_made_for_more_than_its_user_holds(group: Group, wanted: tuple[str, ...]) -> None:
    with pytest.raises(UnableToMakeToken):
        own(group, capabilities=wanted)
    assert not Token.objects.exists()


def test_a_token_runs_for_the_terms_days_at_most(group: Group) -> None:
    """terms: portal.token.longest"""
    most = load().at(AT.date())["portal.token.longest"].days
    assert longest_days(AT) == most
    for days in (0, -1, most + 1):
        with pytest.raises(UnableToMakeToken):
            own(group, days=days)
    secret = own(group, days=most)
    assert acts(secret, AT + timedelta(days=most, seconds=-1)) is not None
    assert acts(secret, AT + timedelta(days=most)) is None


def test_names_are_told_apart(group: Group) -> None:
    own(group)
    with pytest.raises(UnableToMakeToken):
        own(group)


def test_a_revoked_one_opens_nothing_ever_again(group: Group) -> None:
    secret = own(group)
    revoke_token(Token.objects.get(), by=group.acting("bob"), at=AT)
    revoke_token(Token.objects.get(), by=group.acting("bob"), at=LATER)
    assert acts(secret, AT) is None
    assert AuditEvent.objects.filter(verb="token.revoked").count() == 1


def test_what_its_user_loses_it_loses_at_the_next_request(group: Group) -> None:
    """Ended rights, suspension, leaving, a closed application; and the twin: lifted, it acts again.

    A stop for security or fraud ends it for good: tests/access/test_suspensions.py.
    """
    customer, bob = group.parent.customer, group.people["bob"]
    secret = own(group)
    stop = suspend_user(bob, ground="breach", reason="not paid", by=DESK, at=AT)
    assert acts(secret) is None
    lift(stop, reason="paid", by=DESK, at=AT)
    assert acts(secret) is not None
    stop = suspend_customer(customer, ground="breach", reason="unpaid", by=DESK, at=AT)
    assert acts(secret) is None
    lift(stop, reason="paid", by=DESK, at=AT)
    close_application(customer, application="my_invoice_online", ground="ended", by=DESK, at=AT)
    assert acts(secret) is None


def test_it_ends_with_the_right(group: Group) -> None:
    secret = own(group)
    end_right(Grant.objects.get(holder=group.people["bob"]), by=group.acting("ann"), at=AT)
    assert acts(secret) is None


def test_it_ends_with_the_membership_and_does_not_come_back_with_it(group: Group) -> None:
    customer, bob = group.parent.customer, group.people["bob"]
    secret = own(group)
    deactivate_user(customer, user=bob, by=group.acting("ann"), at=AT)
    assert acts(secret) is None
    again = LATER + timedelta(hours=1)
    invite_user(customer, email=bob.email, name="Bob", by=group.acting("ann"), at=LATER)
    give_right(customer, holder=bob, profile=FINANCE_ADMINISTRATOR, scope=customer.scope, by=ROOT, at=LATER)
    assert acts(secret, again) is None


def test_nobody_makes_a_token_of_another_person(group: Group) -> None:
    for name in ("ann", "cas"):
        with pytest.raises(NotAuthorized):
            create_token(
                group.parent.customer, user=group.people["bob"], name="x", capabilities=[INVOICES_VIEW], days=1,
                by=group.acting(name), at=AT,
            )  # fmt: skip


def test_a_token_makes_no_tokens_and_no_service_accounts(group: Group) -> None:
    actor = acts(own(group, "ann", (INVOICES_VIEW, PEOPLE_MANAGE)))
    assert actor is not None
    with pytest.raises(NotAuthorized):
        create_token(
            group.parent.customer, user=group.people["ann"], name="x", capabilities=[INVOICES_VIEW], days=1, by=actor,
            at=LATER,
        )  # fmt: skip
    with pytest.raises(NotAuthorized):
        create_service_account(group.parent.customer, name="x", by=actor, at=LATER)


def test_a_managers_token_manages_nobody_unless_it_provisions(group: Group) -> None:
    """people.manage in a token is for reading."""
    actor = acts(own(group, "cas", (PEOPLE_MANAGE,)))
    assert actor is not None
    with pytest.raises(NotAuthorized):
        invite_user(group.parent.customer, email="new@parent.example", name="New", by=actor, at=LATER)
    with pytest.raises(NotAuthorized):
        deactivate_user(group.parent.customer, user=group.people["bob"], by=actor, at=LATER)


def test_only_who_decides_on_sign_in_connects_a_directory(group: Group) -> None:
    with pytest.raises(UnableToMakeToken):
        own(group, "cas", (SCIM_PROVISION,))
    assert acts(own(group, "ann", (SCIM_PROVISION,))) is not None


def test_a_token_reaches_no_further_than_its_users_right_does_now(group: Group) -> None:
    """Narrowed to one billing account, and that account's card moved to another company."""
    customer, bob = group.parent.customer, group.people["bob"]
    secret = own(group)
    actor = acts(secret)
    assert actor is not None
    assert actor.nodes(INVOICES_VIEW) == {customer.scope_id}
    end_right(Grant.objects.get(holder=bob), by=group.acting("ann"), at=AT)
    place = group.parent.billing[0].scope
    give_right(customer, holder=bob, profile=FINANCE_ADMINISTRATOR, scope=place, by=ROOT, at=AT)
    actor = acts(secret)
    assert actor is not None
    assert actor.nodes(INVOICES_VIEW) == {place.pk}
    seen = ScopeNode.objects.filter(closure_up__ancestor_id__in=actor.nodes(INVOICES_VIEW))
    line = group.parent.lines[0]
    assert seen.filter(pk=line.pk).exists()
    hang(line, [group.stranger.billing[0].scope], at=LATER)
    assert not seen.filter(pk=line.pk).exists()


def test_lists_hold_ones_own_and_for_managers_all(group: Group) -> None:
    own(group)
    serving(group)
    assert [token.name for token in own_tokens(group.acting("bob"))] == ["token of bob"]
    assert {token.name for token in reachable_tokens(group.acting("cas"))} == {"token of bob", "nightly"}
    assert [token.name for token in reachable_tokens(group.acting("bob"))] == ["token of bob"]
    assert not reachable_tokens(group.acting("sam", group.stranger)).exists()
    with pytest.raises(NotAuthorized):
        revoke_token(Token.objects.get(name="nightly"), by=group.acting("bob"), at=AT)
    with pytest.raises(NotAuthorized):
        revoke_token(Token.objects.get(name="nightly"), by=group.acting("sam", group.stranger), at=AT)
    revoke_token(
        Token.objects.get(name="nightly"), by=system("x", Channel.DESK, staff=frozenset({OPERATE_SECURITY})), at=AT
    )


def test_two_queries_and_use_is_noted_once_a_minute(group: Group) -> None:
    _account, secret = serving(group)
    for one in (secret, own(group)):
        assert bearer_of(one, LATER) is not None
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert bearer_of(one, LATER + timedelta(seconds=59)) is not None
        assert len(asked) <= 2, [query["sql"][:80] for query in asked]
    assert {token.last_used_at for token in Token.objects.all()} == {LATER}
    bearer_of(secret, LATER + timedelta(seconds=60))
    assert Token.objects.get(name="nightly").last_used_at == LATER + timedelta(seconds=60)


@pytest.mark.parametrize("said", ["", "cmp_", "x" * 43, "cmp_" + "é" * 43, "cmp_" + "a" * 4000, "cmp_\0", "CMP_abc"])
def test_no_other_text_opens_anything(group: Group, said: str) -> None:
    own(group)
    assert acts(said) is None


def test_a_secret_is_taken_as_it_is(group: Group) -> None:
    secret = own(group)
    for near in (secret[:-1], secret + "A", secret.swapcase(), " " + secret):
        assert acts(near) is None
    assert acts(secret) is not None


def test_a_staff_members_token_would_hold_nothing_of_staff(group: Group) -> None:
    """The operator's own people cannot have one; if a row said so, it would still open no console."""
    secret = own(group)
    bob = group.people["bob"]
    bob.staff_roles.create(role="administrator")
    actor = acts(secret)
    assert actor is None or actor.staff == frozenset()
    assert actor_for(bob, None, Channel.DESK, LATER).staff
