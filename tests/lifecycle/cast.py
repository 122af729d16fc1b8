"""One customer with its Access Owner, an Access Manager and a fleet administrator; the operator's desk."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import DATA, STAFF
from comptoir.access.models import StaffRole, User
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel, system

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BEGUN = date(2026, 1, 5)
ROOT = system("the test", Channel.COMMAND, staff=STAFF | DATA)


@dataclass
class Firm:
    """A customer and its people."""

    customer: Customer
    owner: User
    manager: User
    fleet: User

    def actor(self, person: User, at: datetime = NOW) -> Actor:
        return actor_for(person, self.customer.pk, Channel.SESSION, at)


def firm(code: str = "lumen", begun: date = BEGUN) -> Firm:
    """A customer accepted on a day, all reading English."""
    customer = create_customer(
        code=code, legal_name=f"{code.title()} NV", accepted_on=begun, language="en", by=ROOT, at=NOW
    )
    people = {
        name: invite_user(
            customer, email=f"{name}@{code}.example", name=name.title(), language="en", by=ROOT, at=NOW, tell=False
        )
        for name in ("owner", "manager", "fleet")
    }
    ago = NOW - timedelta(days=200)
    designate_access_owner(customer, holder=people["owner"], by=ROOT, at=ago)
    for name, profile in (("manager", "access_manager"), ("fleet", "fleet_administrator")):
        give_right(customer, holder=people[name], profile=profile, scope=customer.scope, by=ROOT, at=ago)
    return Firm(customer, people["owner"], people["manager"], people["fleet"])


def staff(role: str) -> User:
    """One of the operator's people, with one role."""
    user = User.objects.create_user(f"{role}@northwind.example", None, name=role.title(), language="en", joined_at=NOW)
    StaffRole.objects.create(user=user, role=role)
    return user


def desk(role: str = "customer_desk", at: datetime = NOW) -> Actor:
    """The actor of such a person, made where there is none."""
    user = User.objects.filter(email=f"{role}@northwind.example").first() or staff(role)
    return actor_for(user, None, Channel.DESK, at)


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client
