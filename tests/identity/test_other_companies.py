"""What one company does about a person changes nothing at another that they belong to too (A-12, P-13)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import deactivate_user, invite_user
from comptoir.access.models import Token, User
from comptoir.identity.models import CredentialReport
from tests.identity.company import (
    AGO,
    NOW,
    PASSWORD,
    ROOT,
    Company,
    World,
    come_back,
    followed,
    invited,
    openid,
    sign_in,
    who,
)
from tests.identity.provider import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.clause("P-13")]
SAID = {"what": "phone", "happened": "stolen", "note": "Seen nowhere."}


def token_of(firm: Company, user: User, creator: User) -> Token:
    name = f"{firm.customer.code}-{user.pk}"
    return Token.objects.create(
        customer=firm.customer, user=user, creator=creator, name=name, prefix=name[:12], digest=name, from_at=AGO,
        to_at=NOW + timedelta(days=30),
    )  # fmt: skip


def invited_by_the_other(world: World, user: User) -> Client:
    """Somebody who manages people of the other company has invited a person of Acme, who knows nothing of it."""
    invite_user(world.other.customer, email=user.email, name="Somebody", by=ROOT, at=NOW, tell=False)
    client = Client()
    sign_in(client, world.other.people["olga"])
    return client


def test_a_report_by_a_company_that_came_later_ends_what_is_its_own_alone(world: World) -> None:
    """Else whoever manages people anywhere takes passwords and tokens from anybody whose address they know."""
    bob = world.acme.people["bob"]
    stranger = invited_by_the_other(world, bob)
    theirs, own = token_of(world.acme, bob, bob), token_of(world.other, bob, bob)
    answer = stranger.post(reverse("portal:security:report_for", args=[bob.pk]), SAID)
    assert answer.status_code == 302
    theirs.refresh_from_db()
    own.refresh_from_db()
    assert theirs.revoked_at is None and own.revoked_at is not None
    sign_in(client := Client(), bob)
    assert who(client) == "bob", "the password is not this company's to take"
    assert CredentialReport.objects.get().tokens == 1


def test_the_company_that_knew_the_person_first_loses_nothing_by_anothers_invitation(world: World) -> None:
    bob = world.acme.people["bob"]
    invited_by_the_other(world, bob)
    theirs = token_of(world.acme, bob, bob)
    ann = Client()
    sign_in(ann, world.acme.people["ann"])
    ann.post(reverse("portal:security:report_for", args=[bob.pk]), SAID)
    theirs.refresh_from_db()
    assert theirs.revoked_at is not None
    sign_in(client := Client(), bob)
    assert who(client) == ""


def test_once_the_first_company_let_them_go_the_next_one_speaks(world: World) -> None:
    bob = world.acme.people["bob"]
    stranger = invited_by_the_other(world, bob)
    deactivate_user(world.acme.customer, user=bob, by=ROOT, at=NOW)
    stranger.post(reverse("portal:security:report_for", args=[bob.pk]), SAID)
    sign_in(client := Client(), bob, PASSWORD)
    assert who(client) == ""


def test_ones_own_report_ends_everything_everywhere(world: World) -> None:
    """The twin: the person themselves speaks for all of it."""
    bob = world.acme.people["bob"]
    invited_by_the_other(world, bob)
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    tokens = [token_of(world.acme, bob, bob), token_of(world.other, bob, bob)]
    client = Client()
    client.force_login(bob)
    client.post(reverse("portal:security:report"), SAID | {"remove_second_steps": "on"})
    assert all(Token.objects.get(pk=one.pk).revoked_at is not None for one in tokens)
    assert not Authenticator.objects.filter(user=bob).exists()


def test_a_company_sign_in_ends_what_is_its_companys_alone(world: World, provider: Provider) -> None:
    """Whoever runs the other company's sign-in can come in as bob there: not so as to take his passkey at Acme."""
    bob = world.acme.people["bob"]
    world.other.prove("acme.example", "olga")
    invite_user(world.other.customer, email=bob.email, name="Somebody", by=ROOT, at=NOW, tell=False)
    row = openid(world.other, provider, "olga")
    link = invited(row, bob, world.other.acting("olga"))
    theirs = token_of(world.acme, bob, bob)
    client = Client()
    come_back(client, provider.authorize(followed(client, link), "whoever-i-say"))
    assert who(client) == "bob"
    TOTP.activate(bob, "JBSWY3DPEHPK3PXP")
    page = client.post(reverse("portal:security:report"), SAID | {"remove_second_steps": "on"})
    assert page.status_code == 200 and who(client) == ""
    assert Authenticator.objects.filter(user=bob).exists()
    theirs.refresh_from_db()
    assert theirs.revoked_at is None
    assert User.objects.get(pk=bob.pk).has_usable_password()
