"""A customer's rules on signing in hold for every session, at its next request (A-13)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.staff import appoint_staff
from comptoir.access.models import User
from comptoir.identity.actions.providers import end_provider
from comptoir.identity.actions.rules import UnableToRule, ask_for, lift_rule
from comptoir.identity.models import RuleKind, SignInRule
from comptoir.identity.proof import Proof
from comptoir.scope.authorize import NotAuthorized
from tests.identity.company import AGO, NOW, ROOT, World, come_back, followed, invited, openid, sent_to, sign_in
from tests.identity.provider import Provider

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]
SECRET = "JBSWY3DPEHPK3PXP"
PAGES = ("/", "/invoices/", "/cards/", "/people/", "/settings/", "/search", "/reports/", "/usage/")


def required(world: World) -> SignInRule:
    TOTP.activate(world.acme.people["ann"], SECRET)
    return ask_for(world.acme.customer, kind=RuleKind.SECOND_FACTOR, proof=Proof(), by=world.acme.acting("ann"), at=AGO)


def code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))


@pytest.mark.django_db(transaction=True)
def test_who_has_no_second_step_reaches_nothing_of_that_customer_before_one_is_set_up(world: World) -> None:
    client = Client()
    sign_in(client, world.acme.people["bob"])
    assert client.get("/invoices/").status_code == 200
    required(world)
    for address in PAGES:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, reverse("sign_in_next")), address
    answer = client.get("/invoices/", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == reverse("sign_in_next")
    assert client.post("/people/invite", {"name": "X", "email": "x@x.example"}).status_code == 302
    assert b"Set it up" in client.get(reverse("sign_in_next")).content
    assert client.get(reverse("mfa_index")).status_code == 200
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    made = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_activate_totp"), {"code": made})
    assert Authenticator.objects.filter(user=world.acme.people["bob"], type="totp").exists()
    assert client.get("/invoices/").status_code == 200


def test_setting_up_pages_show_nothing_of_the_customer(world: World) -> None:
    client = Client()
    sign_in(client, world.acme.people["bob"])
    required(world)
    for name in ("mfa_index", "sign_in_next", "portal:security:index"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert page.context["navigation"]._wrapped is not None and b"/invoices/" not in page.content, name


def test_other_customers_of_the_person_are_not_concerned(world: World) -> None:
    from comptoir.access.actions.people import invite_user
    from comptoir.access.actions.rights import give_right

    bob = world.acme.people["bob"]
    other = world.other.customer
    invite_user(other, email=bob.email, name="Bob", by=ROOT, at=AGO, tell=False)
    give_right(other, holder=bob, profile="finance_administrator", scope=other.scope, by=ROOT, at=AGO)
    required(world)
    client = Client()
    sign_in(client, bob)
    client.post(reverse("web:customer"), {"customer": world.acme.customer.pk})
    assert client.get("/invoices/").status_code == 302
    client.post(reverse("web:customer"), {"customer": other.pk})
    assert client.get("/invoices/").status_code == 200


def test_a_session_opened_without_the_second_step_shows_it_first(world: World) -> None:
    client = Client()
    sign_in(client, world.acme.people["ann"])
    required(world)  # ann sets hers up in another session
    assert client.get("/invoices/")["Location"] == reverse("sign_in_next")
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    assert client.get("/invoices/").status_code == 200


def test_with_the_second_step_one_comes_in_at_once(world: World) -> None:
    required(world)
    client = Client()
    answer = sign_in(client, world.acme.people["ann"])
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/invoices/").status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get("/invoices/").status_code == 200


def test_a_lifted_rule_holds_no_longer(world: World) -> None:
    required(world)
    client = Client()
    sign_in(client, world.acme.people["bob"])
    lift_rule(world.acme.customer, kind=RuleKind.SECOND_FACTOR, by=world.acme.acting("ann"), at=NOW)
    assert client.get("/invoices/").status_code == 200


def test_nobody_asks_of_others_what_they_do_not_do_themselves(world: World) -> None:
    for kind in RuleKind:
        with pytest.raises(UnableToRule):
            ask_for(world.acme.customer, kind=kind, proof=Proof(), by=world.acme.acting("ann"), at=AGO)


def test_only_whoever_manages_the_sign_in_makes_rules(world: World) -> None:
    for by in (world.acme.acting("bob"), world.other.acting("olga")):
        with pytest.raises(NotAuthorized):
            ask_for(world.acme.customer, kind=RuleKind.SECOND_FACTOR, proof=Proof(), by=by, at=AGO)
    client = Client()
    sign_in(client, world.acme.people["bob"])
    assert client.get(reverse("portal:security:rules")).status_code == 404
    assert client.post(reverse("portal:security:change_rule"), {"kind": "second_factor"}).status_code == 404


def test_company_sign_in_only(world: World, provider: Provider) -> None:
    world.acme.prove("acme.example", "ann")
    row = openid(world.acme, provider, "ann")
    clients = {}
    for name in ("ann", "bob"):
        clients[name] = Client()
        link = invited(row, world.acme.people[name], world.acme.acting("ann"))
        come_back(clients[name], provider.authorize(followed(clients[name], link), f"subject-of-{name}"))
    by_password = Client()
    sign_in(by_password, world.acme.people["bob"])
    assert by_password.get("/invoices/").status_code == 200
    clients["ann"].post(reverse("portal:security:change_rule"), {"kind": "single_sign_on"})
    assert by_password.get("/invoices/")["Location"] == reverse("sign_in_next")
    assert row.name in by_password.get(reverse("sign_in_next")).content.decode()
    assert clients["bob"].get("/invoices/").status_code == 200
    fresh = Client()
    fresh.post(reverse("account_login"), {"login": "bob@acme.example"})
    assert b"Use a password instead" not in fresh.get(reverse("company")).content
    end_provider(row, by=world.acme.acting("ann"), at=NOW)
    assert not SignInRule.objects.filter(to_at=None).exists()  # otherwise nobody could come in
    assert clients["bob"].get("/invoices/")["Location"].startswith(reverse("account_login"))  # sessions have ended
    sign_in(by_password, world.acme.people["bob"])
    assert by_password.get("/invoices/").status_code == 200


def test_a_password_is_offered_where_the_company_allows_it(world: World, provider: Provider) -> None:
    world.acme.prove("acme.example", "ann")
    openid(world.acme, provider, "ann")
    client = Client()
    sent_to(client, "bob@acme.example")
    page = client.post(reverse("account_login"), {"login": "bob@acme.example", "own": "1"})
    assert page.context["asks_password"]


def test_staff_need_a_second_step(world: World, settings: LazySettings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    appoint_staff(email="desk@northwind.example", name="Desk", role="administrator", by=ROOT, at=AGO)
    staff = User.objects.get(email="desk@northwind.example")
    client = Client()
    client.force_login(staff)
    assert client.get("/console/")["Location"] == reverse("sign_in_next")
    TOTP.activate(staff, SECRET)
    client.post(reverse("mfa_reauthenticate"), {"code": code()})
    assert client.get("/console/").status_code == 200


def test_the_security_desk_lets_a_customer_in_again_that_locked_itself_out(world: World) -> None:
    rule = required(world)
    for role, expected in (("billing_desk", 404), ("security_desk", 302)):
        appoint_staff(email=f"{role}@northwind.example", name="Desk", role=role, language="en", by=ROOT, at=AGO)
        client = Client()
        client.force_login(User.objects.get(email=f"{role}@northwind.example"))
        assert client.post(reverse("console:suspensions:lift_rule", args=[rule.pk])).status_code == expected
    assert "No customer has a rule" in client.get(reverse("console:suspensions:sign_in")).content.decode()
    rule.refresh_from_db()
    assert rule.to_at is not None
