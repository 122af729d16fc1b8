"""Two customers with their people, made through the real actions a while ago; ann owns Acme, olga Other."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import STAFF
from comptoir.access.models import User
from comptoir.identity.actions.domains import ask_domain, prove_domain, record_name, record_text
from comptoir.identity.actions.linking import invite_to_link
from comptoir.identity.actions.providers import add_openid_provider, add_saml_provider
from comptoir.identity.linking import code_of
from comptoir.identity.models import IdentityProvider
from comptoir.identity.providers import simulator
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel, system
from tests.identity.asserting import metadata
from tests.identity.provider import CLIENT, SECRET, Provider

ROOT = system("the test world", Channel.COMMAND, staff=STAFF)
NOW = datetime.now(UTC)
AGO = NOW - timedelta(days=30)
PASSWORD = "violet-harbour-47-lamp"
HOST = "http://testserver"


@dataclass
class Company:
    customer: Customer
    people: dict[str, User]

    def acting(self, name: str) -> Actor:
        return actor_for(
            User.objects.get(pk=self.people[name].pk), self.customer.pk, Channel.SESSION, datetime.now(UTC)
        )

    def prove(self, domain: str, by: str) -> None:
        asked = ask_domain(self.customer, name=domain, by=self.acting(by), at=AGO)
        simulator.publish(record_name(asked), record_text(asked))
        prove_domain(asked, resolver=simulator.SimulatedResolver(), by=self.acting(by), at=AGO)


@dataclass
class World:
    acme: Company
    other: Company


def build() -> World:
    cache.clear()
    simulator.clear()
    return World(company("acme", "ann", "bob", "eve"), company("other", "olga", "pat"))


def company(code: str, *names: str) -> Company:
    customer = create_customer(
        code=code, legal_name=code.title(), accepted_on=date(2026, 1, 1), language="en", by=ROOT, at=AGO
    )
    people = {name: person(customer, f"{name}@{code}.example", name) for name in names}
    designate_access_owner(customer, holder=people[names[0]], by=ROOT, at=AGO)
    for name in names[1:]:
        give_right(
            customer, holder=people[name], profile="finance_administrator", scope=customer.scope, by=ROOT, at=AGO
        )
    customer.refresh_from_db()
    return Company(customer, people)


def person(customer: Customer, email: str, name: str) -> User:
    user = invite_user(customer, email=email, name=name.title(), language="en", by=ROOT, at=AGO, tell=False)
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.get_or_create(email=user.email, defaults={"verified": True, "primary": True})  # type: ignore[attr-defined]
    return user


def openid(company: Company, provider: Provider, by: str) -> IdentityProvider:
    return add_openid_provider(
        company.customer, name="Acme sign-in", issuer=provider.issuer, client_id=CLIENT, secret=SECRET,
        by=company.acting(by), at=AGO,
    )  # fmt: skip


def saml(company: Company, by: str, **said: str) -> IdentityProvider:
    return add_saml_provider(
        company.customer, name="Acme SAML", metadata=metadata(**said), by=company.acting(by), at=AGO
    )


def invited(row: IdentityProvider, user: User, by: Actor) -> str:
    """The path of the link in the invitation."""
    return reverse("company_link", args=[code_of(invite_to_link(row, user=user, by=by, at=datetime.now(UTC)))])


def sent_to(client: Client, email: str) -> str:
    """From the sign-in page to where the company's sign-in is."""
    client.post(reverse("account_login"), {"login": email})
    return gone(client)


def gone(client: Client) -> str:
    page = client.get(reverse("company"))
    start = page.context["start"]
    answer = client.get(start)
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def followed(client: Client, path: str) -> str:
    """From the invitation's link to where the company's sign-in is."""
    assert client.get(path).status_code == 200
    client.post(path)
    return gone(client)


def come_back(client: Client, address: str):  # type: ignore[no-untyped-def]
    """The browser is sent back to us."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", follow=True)


def who(client: Client) -> str:
    """Who is signed in, by name; empty for nobody."""
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email.partition("@")[0] if key else ""


def sign_in(client: Client, user: User, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return client.post(reverse("account_login"), {"login": user.email, "password": password})
