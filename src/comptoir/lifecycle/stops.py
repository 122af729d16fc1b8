"""Stops as the security desk sees them, and whether somebody who reaches nothing is stopped (P-09)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from comptoir.access.capabilities import OPERATE_SECURITY
from comptoir.access.models import BlockedAddress, ClosedApplication, Ground, Membership, Suspension, User
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require
from comptoir.scope.refusal import Refused

_STATE = Case(When(lifted_at=None, then=Value("running")), default=Value("past"))


class UnableToFind(Refused):
    """Nobody has this address, or no customer this code."""


class Stop(StrEnum):
    """Why somebody reaches nothing: a stop, or only that the contract of their company is over."""

    STOPPED = "stopped"
    CONTRACT_OVER = "contract_over"


def stop_of(user_id: int, at: datetime) -> Stop | None:
    """What runs against the person, or against a customer that they belong to; one query."""
    running = Q(from_at__lte=at) & (Q(lifted_at=None) | Q(lifted_at__gt=at))
    own = Membership.objects.filter(user=user_id, to_at=None).values("customer_id")
    of_them = Q(user=user_id) | Q(user=None, customer__in=own)
    grounds = set(Suspension.objects.filter(running, of_them).values_list("ground", flat=True))
    if not grounds:
        return None
    return Stop.CONTRACT_OVER if grounds <= {Ground.ENDED, Ground.DORMANT} else Stop.STOPPED


def stops(actor: Actor) -> "QuerySet[Any]":
    """Every stop of a person or a customer, with its `state`; for the security desk. Raises NotAuthorized."""
    require(actor, OPERATE_SECURITY)
    return Suspension.objects.select_related("user", "customer").annotate(state=_STATE).order_by("-from_at", "-pk")


def stop(actor: Actor, pk: int) -> Suspension:
    """One of them. Raises Suspension.DoesNotExist and NotAuthorized."""
    found: Suspension = stops(actor).get(pk=pk)
    return found


def blocked(actor: Actor) -> "QuerySet[Any]":
    """Every network address that is or was blocked, with its `state`. Raises NotAuthorized."""
    require(actor, OPERATE_SECURITY)
    return BlockedAddress.objects.annotate(state=_STATE).order_by("-from_at", "-pk")


def blocked_address(actor: Actor, pk: int) -> BlockedAddress:
    """One of them."""
    found: BlockedAddress = blocked(actor).get(pk=pk)
    return found


def closed_applications(actor: Actor) -> "QuerySet[Any]":
    """Applications that are closed now, for whatever ground. Raises NotAuthorized."""
    require(actor, OPERATE_SECURITY)
    running = ClosedApplication.objects.filter(to_at=None)
    return running.select_related("customer").order_by("-from_at", "-pk")


def person(actor: Actor, email: str) -> User:
    """Whoever signs in with an address. Raises UnableToFind and NotAuthorized."""
    require(actor, OPERATE_SECURITY)
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise UnableToFind("suspension.no_such_person", email=email.strip())
    return found


def customer(actor: Actor, code: str) -> Customer:
    """A customer by its code. Raises UnableToFind and NotAuthorized."""
    require(actor, OPERATE_SECURITY)
    found: Customer | None = Customer.objects.filter(code=code.strip()).first()
    if found is None:
        raise UnableToFind("contract.no_such_customer", code=code.strip())
    return found
