"""Service accounts: within their own rights, and no further than whoever made their token (A-14, A-15)."""

import pytest
from django.test import Client

from comptoir.access.actions.people import deactivate_user
from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actions.seats import UnableToDesignate, designate_access_owner
from comptoir.access.actions.service_accounts import create_service_account, end_service_account
from comptoir.access.actions.suspensions import lift, suspend_user
from comptoir.access.actions.tokens import create_token
from comptoir.access.capabilities import (
    ACCESS_MANAGER,
    INVOICES_VIEW,
    SCIM_PROVISION,
    TOKENS_MANAGE,
    USAGE_VIEW,
)
from comptoir.access.models import Grant, Token
from comptoir.access.queries import people
from comptoir.access.token_queries import service_accounts
from comptoir.scope.authorize import NotAuthorized
from tests.access.group import AT, ROOT, Group
from tests.api.tokened import DESK, acts, group, managing, serving

__all__ = ["group"]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-14")]


def test_a_service_account_acts_within_its_own_rights(group: Group) -> None:
    """Its right given by a manager, who sees no invoice: source is not actor."""
    _account, secret = serving(group)
    actor = acts(secret)
    assert actor is not None
    assert actor.nodes(INVOICES_VIEW) == {group.parent.billing[0].scope_id}
    assert set(actor.grants) == {INVOICES_VIEW, USAGE_VIEW}


def test_a_service_accounts_token_ends_when_its_maker_may_make_none(group: Group) -> None:
    secret = managing(group)
    assert acts(secret) is not None
    end_right(Grant.objects.get(holder=group.people["cas"]), by=group.acting("ann"), at=AT)
    assert acts(secret) is None


def test_a_service_accounts_token_ends_when_its_makers_right_is_narrowed(group: Group) -> None:
    """On a part of the company one makes none: what was made for the whole of it ends; given back, it acts again."""
    secret = managing(group)
    customer, cas = group.parent.customer, group.people["cas"]
    end_right(Grant.objects.get(holder=cas), by=group.acting("ann"), at=AT)
    part = group.parent.billing[0].scope
    give_right(customer, holder=cas, profile=ACCESS_MANAGER, scope=part, by=ROOT, at=AT)
    assert group.acting("cas").may(TOKENS_MANAGE)
    assert acts(secret) is None
    give_right(customer, holder=cas, profile=ACCESS_MANAGER, scope=customer.scope, by=ROOT, at=AT)
    assert acts(secret) is not None


@pytest.mark.clause("A-15")
def test_a_directorys_token_ends_when_its_maker_decides_on_sign_in_no_more(group: Group) -> None:
    """An Access Owner connected it; as an Access Manager they still make tokens, and none that provisions."""
    customer, ann = group.parent.customer, group.people["ann"]
    account = create_service_account(customer, name="Directory", by=group.acting("ann"), at=AT)
    give_right(customer, holder=account, profile=ACCESS_MANAGER, scope=customer.scope, by=ROOT, at=AT)
    secret = create_token(
        customer, user=account, name="hourly", capabilities=[SCIM_PROVISION], days=30, by=group.acting("ann"), at=AT
    ).secret
    assert acts(secret) is not None
    designate_access_owner(customer, holder=group.people["dan"], by=ROOT, at=AT)
    give_right(customer, holder=ann, profile=ACCESS_MANAGER, scope=customer.scope, by=ROOT, at=AT)
    assert group.acting("ann").may(TOKENS_MANAGE)
    assert acts(secret) is None


def test_a_service_accounts_token_stands_still_with_its_maker(group: Group) -> None:
    """Suspended for a breach; lifted, it acts again; gone, it never does."""
    secret = managing(group)
    stop = suspend_user(group.people["cas"], ground="breach", reason="not paid", by=DESK, at=AT)
    assert acts(secret) is None
    lift(stop, reason="paid", by=DESK, at=AT)
    assert acts(secret) is not None
    deactivate_user(group.parent.customer, user=group.people["cas"], by=group.acting("ann"), at=AT)
    assert acts(secret) is None


def test_an_owners_service_account_ends_with_the_seat(group: Group) -> None:
    _account, secret = serving(group)
    assert acts(secret) is not None
    designate_access_owner(group.parent.customer, holder=group.people["dan"], by=ROOT, at=AT)
    assert acts(secret) is None


def test_who_manages_no_tokens_makes_no_service_account(group: Group) -> None:
    for name in ("bob", "dan"):
        with pytest.raises(NotAuthorized):
            create_service_account(group.parent.customer, name="x", by=group.acting(name), at=AT)
    with pytest.raises(NotAuthorized):
        create_service_account(group.stranger.customer, name="x", by=group.acting("ann"), at=AT)


def test_another_companys_service_account_is_out_of_reach(group: Group) -> None:
    account = create_service_account(
        group.stranger.customer, name="theirs", by=group.acting("sam", group.stranger), at=AT
    )
    for customer in (group.parent.customer, group.stranger.customer):
        with pytest.raises(NotAuthorized):
            create_token(
                customer, user=account, name="x", capabilities=[INVOICES_VIEW], days=1, by=group.acting("ann"), at=AT
            )
    with pytest.raises(NotAuthorized):
        end_service_account(group.stranger.customer, user=account, by=group.acting("ann"), at=AT)


def test_ending_a_service_account_ends_all_it_had(group: Group) -> None:
    account, secret = serving(group)
    end_service_account(group.parent.customer, user=account, by=group.acting("cas"), at=AT)
    assert acts(secret) is None
    assert Token.objects.get().revoked_at == AT
    assert service_accounts(group.acting("cas"), AT) == []
    assert not Grant.objects.filter(holder=account, to_at=None).exists()


def test_a_person_is_not_ended_as_a_service_account(group: Group) -> None:
    with pytest.raises(NotAuthorized):
        end_service_account(group.parent.customer, user=group.people["bob"], by=group.acting("cas"), at=AT)


def test_a_service_account_never_signs_in(group: Group) -> None:
    """Neither by a password, even if it had one, nor by a session; the twin: a person does."""
    account, _secret = serving(group)
    account.set_password("a long enough password")
    account.save()
    client = Client()
    assert not client.login(email=account.email, password="a long enough password")
    client.force_login(account)
    assert client.get("/").status_code == 302
    client.force_login(group.people["bob"])
    assert client.get("/").status_code == 200


def test_a_service_account_is_no_person(group: Group) -> None:
    """Not in the list of people, not whom to turn to, and never the Access Owner (A-01)."""
    account, _secret = serving(group)
    assert account.pk not in {person.user_id for person in people(group.acting("cas"), AT)}
    with pytest.raises(UnableToDesignate):
        designate_access_owner(group.parent.customer, holder=account, by=ROOT, at=AT)
