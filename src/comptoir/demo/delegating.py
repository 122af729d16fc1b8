"""Third parties, an open access review and a guarantee: at the customer whose Access Owner minds such things."""

from datetime import datetime, timedelta
from typing import Any

from comptoir.access.actions.groups import guarantee_consent
from comptoir.access.actions.reviews import confirm_rights, open_review
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.third_parties import give_notice, refuse, take_note
from comptoir.access.actors import actor_for
from comptoir.access.models import Grant, ThirdPartyNotice, Tie, User
from comptoir.demo.people import Player
from comptoir.demo.world import World
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.parties.models import BillingAccount, Customer
from comptoir.scope.actor import Actor, Channel

CODE, ACCOUNT = "verlaine", "VER-SIEGE"
_DESK = "sabine.loewen@northwind.example"
#: Who, of which company, for what, until how many days from now, given how many days ago.
_RUNNING = ("Odile Frankart", "odile.frankart@fiduciaire-frankart.example", "Fiduciaire Frankart SRL",
            "Vérifie nos factures avant la clôture annuelle.", 24, 60)  # fmt: skip
_WAITING = ("Bram Oosterlinck", "bram@telecomwijs.example", "Telecomwijs BV",
            "Compare nos plans tarifaires et notre consommation.", 90, 2)  # fmt: skip
_REFUSED = ("Karel Smets", "karel@goedkoper-bellen.example", "Goedkoper Bellen BV", "Négocie nos tarifs.", 200, 30)
_REASON = "Cette société revend nos services sans contrat avec nous."


def delegate(world: World) -> int:
    """Lets it happen in the world's last weeks; how many people act from outside or wait to."""
    now = world.timeline.now
    customer = Customer.objects.get(code=CODE)
    running = _notice(customer, _RUNNING, now)
    noted_at = now - timedelta(days=58)
    take_note(running, by=_desk(noted_at), at=noted_at)
    given: dict[str, Any] = {"profile": "finance_administrator", "notice": running, "to_at": running.to_at}
    place = BillingAccount.objects.get(code=ACCOUNT).scope
    owner = _owner(customer, noted_at)
    give_right(customer, holder=running.holder, scope=place, by=owner, at=noted_at, **given)
    refused = _notice(customer, _REFUSED, now)
    refuse(refused, reason=_REASON, by=_desk(now - timedelta(days=29)), at=now - timedelta(days=29))
    _notice(customer, _WAITING, now)
    _review(customer, now)
    for affiliation in customer.affiliations.all():
        guarantee_consent(affiliation, by=_owner(customer, now), at=now)
    return 2


def players(world: World) -> list[Player]:
    """Who acts from outside, for the list of who can sign in."""
    name, email, company, *_rest = _RUNNING
    firm = next(firm for firm in world.cast.firms if firm.code == CODE)
    return [Player(email, f"{name}, {company}", "third_party", CODE, firm.name, "fr")]


def _notice(customer: Customer, said: tuple[str, str, str, str, int, int], now: datetime) -> ThirdPartyNotice:
    name, email, company, purpose, until, ago = said
    at = now - timedelta(days=ago)
    to_at = brussels_midnight(brussels_date(now) + timedelta(days=until + 1))
    return give_notice(
        customer, name=name, email=email, company_name=company, purpose=purpose, to_at=to_at, language="fr",
        vouches=True, by=_owner(customer, at), at=at,
    )  # fmt: skip


def _review(customer: Customer, now: datetime) -> None:
    """Opened last week, and answered for one of its people."""
    at = now - timedelta(days=7)
    review = open_review(customer, by=_owner(customer, at), at=at)
    first = Grant.objects.filter(customer=customer, profile="finance_administrator", notice=None).first()
    if first is not None:
        said: dict[str, Any] = {"grants": [first], "user": first.holder, "tie": Tie.EMPLOYMENT}
        confirm_rights(review, **said, by=_owner(customer, now), at=now - timedelta(days=6))


def _owner(customer: Customer, at: datetime) -> Actor:
    return actor_for(customer.seat.holdings.get(to_at=None).holder, customer.pk, Channel.SESSION, at)


def _desk(at: datetime) -> Actor:
    return actor_for(User.objects.get(email=_DESK), None, Channel.DESK, at)
