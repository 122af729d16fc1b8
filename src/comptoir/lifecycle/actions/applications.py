"""Asking for an application, answering that, and ending one at once where the contract allows it (P-21)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from comptoir.access.actions.suspensions import reopen_application
from comptoir.access.capabilities import APPLICATIONS, FLEET_MANAGER
from comptoir.access.models import Ground
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.actions.notices import UnableToEnd, end_application
from comptoir.lifecycle.applications import ON_REQUEST, is_below_minimum, state_of
from comptoir.lifecycle.deciding import assert_operator, speaks_for
from comptoir.lifecycle.facts import known
from comptoir.lifecycle.models import ApplicationRequest
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused


class UnableToActivate(Refused):
    """It is on, is asked for already, or its rule does not let one ask."""


@transaction.atomic
def ask_for_application(customer: Customer, *, application: str, by: Actor, at: datetime) -> ApplicationRequest:
    """The customer asks; Fleet Manager is granted by its own rule, a closed application waits for the operator.

    Raises UnableToActivate and NotAuthorized.
    """
    if not speaks_for(by, customer, at):
        raise NotAuthorized("application.ask")
    if application not in APPLICATIONS:
        raise UnableToActivate("application.unknown", application=application)
    today = brussels_date(at)
    facts = known(today, [customer.pk])[customer.pk].for_applications()
    if not state_of(application, facts, today, terms_on(today)).may_ask:
        raise UnableToActivate("application.may_not_ask")
    by_rule = application in ON_REQUEST and application not in facts.closed
    try:
        with transaction.atomic():
            request = ApplicationRequest.objects.create(
                customer=customer,
                application=application,
                asked_at=at,
                asked_by_id=by.user_id,
                asked_label=by.label,
                granted_at=at if by_rule else None,
            )
    except IntegrityError:
        raise UnableToActivate("application.may_not_ask") from None
    record(actor=by, verb="application.asked", obj=request, customer_id=customer.pk, at=at, application=application)
    return request


@transaction.atomic
def grant_application(request: ApplicationRequest, *, by: Actor, at: datetime) -> None:
    """The operator lets a closed application run again, or a requested one start. One answered stays as it is."""
    assert_operator(by)
    found = ApplicationRequest.objects.select_for_update().get(pk=request.pk)
    if not found.is_open:
        return
    found.granted_at, found.answered_label = at, by.label
    if found.application not in ON_REQUEST:
        # Its own rule keeps it on from now: the request has done its work.
        found.ended_at, found.ended_label = at, by.label
    found.save(update_fields=["granted_at", "answered_label", "ended_at", "ended_label"])
    reopen_application(found.customer, application=found.application, by=by, at=at)
    _note("application.granted", found, by, at)


@transaction.atomic
def refuse_application(request: ApplicationRequest, *, reason: str, by: Actor, at: datetime) -> None:
    """The operator says no, and why."""
    assert_operator(by)
    if not reason.strip():
        raise UnableToActivate("suspension.needs_reason")
    found = ApplicationRequest.objects.select_for_update().get(pk=request.pk)
    if found.is_open:
        found.refused_at, found.answered_label, found.refusal_reason = at, by.label, reason.strip()
        found.save(update_fields=["refused_at", "answered_label", "refusal_reason"])
        _note("application.refused", found, by, at)


@transaction.atomic
def end_fleet_manager(customer: Customer, *, by: Actor, at: datetime) -> None:
    """At once and without notice, where the customer has fewer cards than it takes (GC Fleet 7)."""
    assert_operator(by)
    today = brussels_date(at)
    facts = known(today, [customer.pk])[customer.pk].for_applications()
    if not is_below_minimum(facts, terms_on(today)):
        raise UnableToEnd("application.has_cards_enough")
    end_application(customer, application=FLEET_MANAGER, ground=Ground.ENDED, by=by, at=at)
    record(
        actor=by,
        verb="application.ended",
        obj=customer,
        customer_id=customer.pk,
        at=at,
        application=FLEET_MANAGER,
        cards=facts.cards,
    )


def _note(verb: str, request: ApplicationRequest, by: Actor, at: datetime) -> None:
    said: dict[str, Any] = {"application": request.application}
    record(actor=by, verb=verb, obj=request, customer_id=request.customer_id, at=at, **said)
    emit(verb, {"request": request.pk, "customer": request.customer_id}, at)
