"""Stopping access at once, and letting it run again (P-09, P-10, P-13; GC 2.2.4, 2.2.5, 4.3).

No right is revoked: access/snapshot.py leaves out what a running row stops, so a stop counts at the next request in
every channel, and lifting it gives back what stood still. Sessions and, on a ground of security or fraud, tokens end
for good: a secret that somebody else may have is worth nothing once the stop is lifted (P-09).
"""

import ipaddress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from comptoir.access.capabilities import APPLICATIONS, OPERATE_CUSTOMERS, OPERATE_SECURITY
from comptoir.access.locks import held, hold_rights_of
from comptoir.access.models import BlockedAddress, ClosedApplication, Ground, Membership, Suspension, Token, User
from comptoir.access.sessions import end_sessions_of
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused

#: Grounds of the account's life, on which the customer desk acts too.
_OF_LIFE = frozenset({Ground.DORMANT, Ground.ENDED})
#: Grounds on which a secret may be in other hands.
_OF_SECURITY = frozenset({Ground.SECURITY, Ground.FRAUD})
#: A network wider than this is a mistake: it would lock out a country.
_WIDEST = {4: 8, 6: 19}


class UnableToSuspend(Refused):
    """There is no such ground or application, or no reason is said."""


class UnableToBlock(Refused):
    """This is no network, or one so wide that it would lock out everybody."""


@transaction.atomic
def suspend_user(
    user: User, *, customer: Customer | None = None, ground: str, reason: str, by: Actor, at: datetime
) -> Suspension:
    """Stops a person in one customer, or everywhere; open sessions end, what hangs from their rights stands still.

    By the operator's security desk or the platform; a person may stop themself when they report a credential.
    Asked for again on the same ground it changes nothing. Raises NotAuthorized and UnableToSuspend.
    """
    if not (ground == Ground.REPORTED and by.user_id == user.pk):
        _assert_may(by, ground)
    if customer is not None:
        hold_rights_of(customer)
    held(user)
    return _suspend(user, customer, ground, reason, by, at)


@transaction.atomic
def suspend_customer(customer: Customer, *, ground: str, reason: str, by: Actor, at: datetime) -> Suspension:
    """Stops all access to a customer and all that hangs from it, also in affiliates; its people's sessions end."""
    _assert_may(by, ground)
    hold_rights_of(customer)
    return _suspend(None, customer, ground, reason, by, at)


@transaction.atomic
def lift(suspension: Suspension, *, reason: str, by: Actor, at: datetime) -> Suspension:
    """What stood still lives again; one that was lifted stays so. Only the operator does it (GC 2.2.4)."""
    _assert_may(by, suspension.ground)
    lifted = {"lifted_at": at, "lifted_label": by.label, "lifted_reason": reason.strip()}
    if Suspension.objects.filter(pk=suspension.pk, lifted_at=None).update(**lifted):
        said = {"user": suspension.user_id, "ground": suspension.ground}
        _note("suspension.lifted", suspension, suspension.customer_id, by, at, **said)
    suspension.refresh_from_db()
    return suspension


@transaction.atomic
def close_application(
    customer: Customer, *, application: str, ground: str, by: Actor, at: datetime
) -> ClosedApplication:
    """The application's capabilities reach nothing in this customer from now on; closed already, it stays so."""
    _assert_may(by, ground)
    if application not in APPLICATIONS:
        raise UnableToSuspend("application.unknown", application=application)
    hold_rights_of(customer)
    closed, is_new = ClosedApplication.objects.get_or_create(
        customer=customer,
        application=application,
        to_at=None,
        defaults={"ground": ground, "from_at": at, "by_label": by.label},
    )
    if is_new:
        _note("application.closed", closed, customer.pk, by, at, application=application, ground=ground)
    return closed


@transaction.atomic
def reopen_application(customer: Customer, *, application: str, by: Actor, at: datetime) -> None:
    """The application's capabilities count again; nothing to do where it is not closed."""
    closed = ClosedApplication.objects.select_for_update().filter(
        customer=customer, application=application, to_at=None
    )
    for one in closed:
        _assert_may(by, one.ground)
        closed.filter(pk=one.pk).update(to_at=at)
        _note("application.reopened", one, customer.pk, by, at, application=application)


@transaction.atomic
def block_address(network: str, *, reason: str, by: Actor, at: datetime) -> BlockedAddress:
    """Nobody is let in from an address or a CIDR range; blocked already, it stays so. Raises UnableToBlock."""
    _assert_may(by, Ground.SECURITY)
    wanted = _network(network)
    if not reason.strip():
        raise UnableToBlock("suspension.needs_reason")
    blocked, is_new = BlockedAddress.objects.get_or_create(
        network=wanted, lifted_at=None, defaults={"reason": reason.strip(), "from_at": at, "by_label": by.label}
    )
    if is_new:
        _note("address.blocked", blocked, None, by, at, personal={"network": wanted})
    return blocked


@transaction.atomic
def unblock_address(network: str, *, reason: str, by: Actor, at: datetime) -> None:
    """The address or range may come in again; nothing to do where it is not blocked."""
    _assert_may(by, Ground.SECURITY)
    for one in BlockedAddress.objects.select_for_update().filter(network=_network(network), lifted_at=None):
        BlockedAddress.objects.filter(pk=one.pk).update(lifted_at=at, lifted_label=by.label)
        said = {"reason": reason.strip(), "personal": {"network": one.network}}
        _note("address.unblocked", one, None, by, at, **said)


def _suspend(
    user: User | None, customer: Customer | None, ground: str, reason: str, by: Actor, at: datetime
) -> Suspension:
    if ground not in Ground.values:
        raise UnableToSuspend("suspension.unknown_ground", ground=ground)
    if not reason.strip() and ground not in _OF_LIFE:
        raise UnableToSuspend("suspension.needs_reason")
    same = Suspension.objects.filter(user=user, customer=customer, ground=ground, lifted_at=None)
    if running := same.first():
        return running
    made = Suspension.objects.create(
        user=user, customer=customer, ground=ground, reason=reason.strip(), from_at=at, by_label=by.label
    )
    end_sessions_of([user.pk] if user else _people_of(customer))
    said: dict[str, Any] = {"user": user.pk if user else None, "ground": ground}
    if ground in _OF_SECURITY and (tokens := _revoke_tokens(user, customer, by, at)):
        said["tokens"] = tokens
    verb = "user.suspended" if user else "customer.suspended"
    _note(verb, made, customer.pk if customer else None, by, at, **said)
    return made


def _revoke_tokens(user: User | None, customer: Customer | None, by: Actor, at: datetime) -> int:
    """Those of whoever is stopped, and those that they made for service accounts; how many."""
    found = Token.objects.filter(revoked_at=None)
    if user is not None:
        found = found.filter(Q(user=user) | Q(creator=user))
    if customer is not None:
        found = found.filter(customer=customer)
    return found.update(revoked_at=at, revoked_label=by.label)


def _people_of(customer: Customer | None) -> list[int]:
    members = Membership.objects.filter(Q(customer=customer), to_at=None)
    return list(members.values_list("user_id", flat=True))


def _note(verb: str, obj: Any, customer_id: int | None, by: Actor, at: datetime, **said: Any) -> None:
    """One event in the log, in the customer's chain or in the operator's own, and one in the outbox."""
    record(actor=by, verb=verb, obj=obj, customer_id=customer_id, at=at, **said)
    key = obj._meta.model_name
    emit(verb, {key: obj.pk, "customer": customer_id, "user": said.get("user")}, at)


def _assert_may(by: Actor, ground: str) -> None:
    """The security desk; on grounds of the account's life the customer desk too; the platform itself."""
    is_platform = by.user_id is None and by.channel in (Channel.JOB, Channel.COMMAND)
    is_desk = ground in _OF_LIFE and OPERATE_CUSTOMERS in by.staff
    if not (is_platform or is_desk or OPERATE_SECURITY in by.staff):
        raise NotAuthorized(OPERATE_SECURITY)


def _network(said: str) -> str:
    try:
        network = ipaddress.ip_network(said.strip(), strict=False)
    except ValueError:
        raise UnableToBlock("address.no_network", network=said.strip()[:64]) from None
    if network.prefixlen < _WIDEST[network.version]:
        raise UnableToBlock("address.too_wide", network=str(network))
    return str(network)
