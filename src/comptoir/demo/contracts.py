"""The life of the demo's contracts: conditions in two versions, uses, a notice, a breach, a lifted suspension."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from comptoir.access.actions.suspensions import block_address, lift, suspend_user
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import (
    FLEET_MANAGER,
    INSIGHTS_ESSENTIAL,
    MOBILE_NUMBER_MANAGEMENT,
    MY_INVOICE_ONLINE,
    TECHNICAL_ASSISTANCE,
)
from comptoir.access.models import User
from comptoir.catalogue.actions.offerings import OfferingSpec, offer
from comptoir.demo.timeline import instant
from comptoir.demo.world import World
from comptoir.lifecycle.actions.applications import ask_for_application
from comptoir.lifecycle.actions.contracts import take_up
from comptoir.lifecycle.actions.defaults import send_notice_of_default
from comptoir.lifecycle.actions.documents import accept, publish_version, record_conflict
from comptoir.lifecycle.actions.notices import give_notice
from comptoir.lifecycle.actions.uses import note_use
from comptoir.lifecycle.reading import to_accept
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel

CONDITIONS = Path(__file__).with_name("conditions.toml")
ADMINISTRATOR, DESK = "margaux.delacroix@northwind.example", "sabine.loewen@northwind.example"
#: A customer's owner with what they do; who never opened an application for long.
_ASKS, _LEAVES, _OWES, _FORGETS = "verlaine", "vanderelst", "atlas", "hilgers"
_PRICES = {"insights-plus": 49_000_000, "insights-advanced": 119_000_000}


def live_contracts(world: World, by: Actor) -> None:
    """Tells all of it, up to the world's now."""
    now, start = world.timeline.now, instant(world.timeline.start, 9)
    take_up(at=start)
    _publish(world, start)
    for code, micro in _PRICES.items():
        names = {"en": code.replace("-", " ").title()}
        offer(OfferingSpec(code, "application", micro, world.timeline.start, names=names), by=by, at=start)
    _accept_first(world, start + timedelta(days=2))
    _use(world)
    ask_for_application(_firm(_ASKS), application=FLEET_MANAGER, by=_owner(world, _ASKS, now), at=now)
    letter = "Wij volgen incidenten voortaan in ons eigen systeem."
    leaves = _owner(world, _LEAVES, now)
    give_notice(_firm(_LEAVES), application=TECHNICAL_ASSISTANCE, text=letter, by=leaves, at=now - timedelta(days=4))
    sent = now - timedelta(days=18)
    owed = "Two invoices of the Dubai site are open although they fell due six weeks ago."
    send_notice_of_default(_firm(_OWES), obligation=owed, by=_staff(DESK, sent), at=sent)
    _secure(world, now)
    _conflict(now)


def _publish(world: World, start: datetime) -> None:
    for version in tomllib.loads(CONDITIONS.read_text(encoding="utf-8"))["versions"]:
        days = version.get("days")
        day = world.timeline.start if days is None else world.timeline.today - timedelta(days=days)
        at = start if days is None else instant(day - timedelta(days=20), 9)
        publish_version(
            kind=version["kind"], effective_on=day, texts=version["texts"], by=_staff(ADMINISTRATOR, at), at=at
        )


def _accept_first(world: World, at: datetime) -> None:
    """Everybody named accepted the first versions long ago; the second is new to them."""
    for firm in world.cast.firms[:5]:
        customer = _firm(firm.code)
        for person in firm.people:
            user = User.objects.get(email=person.email)
            actor = actor_for(user, customer.pk, Channel.SESSION, world.timeline.now)
            accept(to_accept(actor, at.date()), user=user, customer=customer, way="use", by=actor, at=at)


def _use(world: World) -> None:
    """Everybody uses everything, but one customer has not opened its invoices since the world began."""
    rarely = world.timeline.start
    for customer in Customer.objects.order_by("pk"):
        used = {"", MY_INVOICE_ONLINE, MOBILE_NUMBER_MANAGEMENT, INSIGHTS_ESSENTIAL}
        note_use(customer.pk, used, on=rarely)
        if customer.code == _FORGETS:
            used -= {MY_INVOICE_ONLINE}
        note_use(customer.pk, used, on=world.timeline.today - timedelta(days=1))


def _secure(world: World, now: datetime) -> None:
    """A person who was stopped for an afternoon, and a network from which somebody tried passwords."""
    on = now - timedelta(days=9)
    user = User.objects.get(
        email=next(p.email for p in world.cast.firms[0].people if p.profile == "fleet_administrator")
    )
    by = _staff(ADMINISTRATOR, now)
    reason = "Sign-ins from two countries within ten minutes."
    stop = suspend_user(user, customer=_firm(_ASKS), ground="security", reason=reason, by=by, at=on)
    lift(stop, reason="He was travelling; called back and confirmed.", by=by, at=on + timedelta(hours=3))
    block_address("203.0.113.0/28", reason="Hundreds of passwords tried in an hour.", by=by, at=on)


def _conflict(now: datetime) -> None:
    record_conflict(
        contract="portal",
        kinds=["general_conditions", "specific_conditions"],
        subject="How long questions about invoices take: five working days, or as the application says.",
        customer=None,
        by=_staff(DESK, now),
        at=now - timedelta(days=3),
    )


def _firm(code: str) -> Customer:
    return Customer.objects.get(code=code)


def _owner(world: World, code: str, at: datetime) -> Actor:
    firm = next(firm for firm in world.cast.firms if firm.code == code)
    email = next(person.email for person in firm.people if person.profile == "access_owner")
    return actor_for(User.objects.get(email=email), _firm(code).pk, Channel.SESSION, at)


def _staff(email: str, at: datetime) -> Actor:
    return actor_for(User.objects.get(email=email), None, Channel.DESK, at)
