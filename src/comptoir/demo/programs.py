"""Programs of a customer: a service account that reads invoices, and a directory that has told about some people."""

from dataclasses import replace
from datetime import datetime, timedelta

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actions.tokens import create_token
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import FINANCE_ADMINISTRATOR, INVOICES_VIEW, USAGE_VIEW
from comptoir.access.tokens import bearer_of
from comptoir.demo.world import World
from comptoir.directory.actions.connections import connect_directory
from comptoir.directory.actions.groups import make_group
from comptoir.directory.actions.people import describe, provision
from comptoir.directory.wanted import Email, WantedGroup, WantedPerson
from comptoir.parties.models import BillingAccount, Customer
from comptoir.scope.actor import Actor, Channel

CODE, ACCOUNT = "verlaine", "VER-SIEGE"
_TOLD = (
    ("Célestine", "Wauthier", "fr"),
    ("Joris", "Vandamme", "nl"),
    ("Nadège", "Lorquet", "fr"),
    ("Timo", "Baeten", "nl"),
)
_GONE = "Baeten"
_GROUP, _MEMBERS = "Finances", ("Wauthier", "Lorquet")


def connect_programs(world: World) -> int:
    """Lets it happen in the world's last weeks; how many programs there are. Their secrets are kept by nobody."""
    customer = Customer.objects.get(code=CODE)
    now = world.timeline.now
    _bookkeeping(customer, now - timedelta(days=40), now)
    _directory(customer, now - timedelta(days=20), now)
    return 2


def _bookkeeping(customer: Customer, at: datetime, now: datetime) -> None:
    owner = _owner(customer, at)
    account = create_service_account(customer, name="Comptabilité", by=owner, at=at)
    place = BillingAccount.objects.get(code=ACCOUNT).scope
    give_right(customer, holder=account, profile=FINANCE_ADMINISTRATOR, scope=place, by=owner, at=at)
    wanted = (INVOICES_VIEW, USAGE_VIEW)
    made = create_token(customer, user=account, name="WinBooks", capabilities=wanted, days=182, by=owner, at=at)
    bearer_of(made.secret, now - timedelta(hours=3))


def _directory(customer: Customer, at: datetime, now: datetime) -> None:
    made = connect_directory(customer, name="Entra ID", days=366, by=_owner(customer, at), at=at)
    bearer = bearer_of(made.secret, now - timedelta(hours=1))
    if bearer is None:
        raise RuntimeError("The demo's directory is not let in.")
    by = replace(bearer.actor, label=f"directory: {made.token.name}")
    told = {}
    for first, last, language in _TOLD:
        address = f"{first[0].lower()}.{last.lower()}@verlaine.example"
        wanted = WantedPerson(
            address, "", f"{first} {last}", "", first, last, language, True, (Email(address, "work", "", True),)
        )
        told[last] = (provision(customer, wanted, by=by, at=at + timedelta(hours=1)), wanted)
    gone, wanted = told[_GONE]
    describe(gone, replace(wanted, active=False), by=by, at=now - timedelta(days=2))
    members = frozenset(told[last][0].public_id for last in _MEMBERS)
    make_group(customer, WantedGroup(_GROUP, "", members), by=by, at=at + timedelta(hours=1))


def _owner(customer: Customer, at: datetime) -> Actor:
    holder = customer.seat.holdings.get(to_at=None).holder
    return actor_for(holder, customer.pk, Channel.SESSION, at)
