"""A machine is no way round a rule: a manager reads no data by a token of an account it gave rights (A-03, A-14)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.rights import end_right, give_right
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actions.tokens import UnableToMakeToken, create_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import INVOICES_VIEW, LINES_VIEW, PEOPLE_MANAGE, TOKENS_MANAGE
from comptoir.access.models import Grant, Token, User
from comptoir.access.token_queries import choices_for
from comptoir.access.tokens import actor_for_token, new_secret
from comptoir.scope.actor import Actor, Channel
from tests.portal.world import NOW, ROOT, World

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-03"), pytest.mark.clause("A-14")]
LATER = NOW + timedelta(hours=1)


def acting(world: World, who: str) -> Actor:
    return actor_for(world.lumen.people[who], world.lumen.customer.pk, Channel.SESSION, NOW)


def account(world: World, profile: str = "finance_administrator") -> User:
    """A service account to which the Access Manager gave a right; source is not actor."""
    customer, by = world.lumen.customer, acting(world, "manager")
    made = create_service_account(customer, name="Bookkeeping", by=by, at=NOW)
    give_right(customer, holder=made, profile=profile, scope=customer.scope, by=by, at=NOW)
    return made


def token(world: World, user: User, by: str, *capabilities: str) -> str:
    made = create_token(
        world.lumen.customer,
        user=user,
        name="nightly",
        capabilities=capabilities,
        days=30,
        by=acting(world, by),
        at=NOW,
    )
    return made.secret


def asked(secret: str, address: str) -> Any:
    return Client().get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {secret}"})


def test_a_manager_makes_no_token_that_reads_data(world: World) -> None:
    user = account(world)
    with pytest.raises(UnableToMakeToken):
        token(world, user, "manager", INVOICES_VIEW)
    assert not Token.objects.exists()
    assert choices_for(acting(world, "manager"), user, NOW) == []
    page = world.client("manager").get(reverse("portal:tokens:service", args=[user.pk])).content.decode()
    assert reverse("portal:tokens:create_for", args=[user.pk]) not in page
    secret = token(world, user, "owner", INVOICES_VIEW)
    answer = asked(secret, "invoices").json()
    assert answer["rows"], "the twin: whoever may see the data makes it"


def test_a_managers_account_may_still_do_what_managers_do(world: World) -> None:
    user = account(world, "access_manager")
    secret = token(world, user, "manager", PEOPLE_MANAGE)
    assert asked(secret, "people").json()["rows"]
    assert asked(secret, "invoices").status_code == 403


def test_a_token_made_before_a_right_went_reads_nothing_either(world: World) -> None:
    """Such a row from before the rule, or of a maker who has become a manager since, opens nothing."""
    user, secret = account(world), new_secret()
    row = Token.objects.create(
        customer=world.lumen.customer, user=user, creator=world.lumen.people["manager"], name="old",
        prefix=secret.prefix, digest=secret.digest, capabilities=[INVOICES_VIEW],
        from_at=NOW, to_at=NOW + timedelta(days=9),
    )  # fmt: skip
    assert actor_for_token(secret.text, LATER) is None
    assert asked(secret.text, "invoices").status_code == 401
    Token.objects.filter(pk=row.pk).update(creator=world.lumen.people["owner"])
    assert actor_for_token(secret.text, LATER) is not None, "the twin"


def test_a_token_reaches_no_further_than_its_maker_does(world: World) -> None:
    """A further Access Owner who sees lines alone makes no token for invoices, and none that outlives their right."""
    customer, user = world.lumen.customer, account(world)
    part = [TOKENS_MANAGE, LINES_VIEW]
    deputy = world.lumen.people["user"]
    Grant.objects.filter(holder=deputy).update(to_at=NOW)
    right = give_right(
        customer, holder=deputy, profile="access_owner", capabilities=part, scope=customer.scope, by=ROOT, at=NOW
    )
    with pytest.raises(UnableToMakeToken):
        token(world, user, "user", INVOICES_VIEW)
    secret = token(world, user, "user", LINES_VIEW)
    assert asked(secret, "lines").json()["rows"], "the twin"
    end_right(right, by=acting(world, "owner"), at=NOW)
    assert asked(secret, "lines").status_code == 401
