"""Breach: the notice of default, its remedy, the suspension and the end that may follow (P-10; GC 2.2.5)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.access.actions.suspensions import lift, suspend_customer
from comptoir.access.models import Ground
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle import breach
from comptoir.lifecycle.actions.contracts import end_contract, is_over
from comptoir.lifecycle.actions.notices import note_notice
from comptoir.lifecycle.deciding import party_of
from comptoir.lifecycle.models import ContractNotice, NoticeGround, NoticeOfDefault, Party
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, system
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused

LONGEST = 4000


class UnableToAct(Refused):
    """Nothing is said, it is too early, or the matter or the whole contract is over."""


@transaction.atomic
def send_notice_of_default(
    customer: Customer, *, obligation: str, is_serious: bool = False, by: Actor, at: datetime
) -> NoticeOfDefault:
    """One party tells the other in writing what it does not meet; the dates run from today."""
    party = party_of(by, customer, at)
    _assert_runs(customer)
    if not obligation.strip():
        raise UnableToAct("breach.needs_obligation")
    sent = NoticeOfDefault.objects.create(
        customer=customer,
        party=party,
        obligation=obligation.strip()[:LONGEST],
        is_serious=is_serious,
        sent_at=at,
        sent_by_id=by.user_id,
        sent_label=by.label,
    )
    _note("default.sent", sent, by, at, serious=is_serious, party=str(party))
    return sent


@transaction.atomic
def note_remedy(default: NoticeOfDefault, *, by: Actor, at: datetime) -> NoticeOfDefault:
    """The party that sent it says that the obligation is met: the matter is over, a suspension ends with it."""
    found = _held(default)
    _assert_sender(found, by, at)
    if found.is_over:
        return found
    found.remedied_at, found.remedied_label = at, by.label
    found.save(update_fields=["remedied_at", "remedied_label"])
    if found.suspension is not None:
        lift(found.suspension, reason="remedied", by=system("breach"), at=at)
    _note("default.remedied", found, by, at)
    return found


@transaction.atomic
def suspend_for_default(default: NoticeOfDefault, *, by: Actor, at: datetime) -> NoticeOfDefault:
    """After the days to remedy: the operator stops access until compliance; a customer's suspension is recorded."""
    found = _held(default)
    _assert_sender(found, by, at)
    dates = dates_of(found)
    if found.is_over or found.suspended_at is not None:
        raise UnableToAct("breach.over")
    _assert_runs(found.customer)
    if not breach.may_suspend(dates, brussels_date(at)):
        raise UnableToAct("breach.too_early", from_on=dates.suspend_from.isoformat())
    found.suspended_at, found.suspended_label = at, by.label
    if found.party == Party.OPERATOR:
        found.suspension = suspend_customer(
            found.customer, ground=Ground.BREACH, reason=found.obligation, by=system("breach"), at=at
        )
    found.save(update_fields=["suspended_at", "suspended_label", "suspension"])
    _note("default.suspended", found, by, at)
    return found


@transaction.atomic
def terminate_for_default(default: NoticeOfDefault, *, text: str, by: Actor, at: datetime) -> ContractNotice:
    """In writing, at once: for a serious breach, or when the longer days to remedy are over."""
    found = _held(default)
    party = _assert_sender(found, by, at)
    dates, today = dates_of(found), brussels_date(at)
    if found.is_over:
        raise UnableToAct("breach.over")
    _assert_runs(found.customer)
    if not breach.may_terminate(dates, today):
        raise UnableToAct("breach.too_early", from_on=dates.terminate_from.isoformat())
    if not text.strip():
        raise UnableToAct("breach.needs_text")
    notice = note_notice(found.customer, "", party, NoticeGround.BREACH, text, today, by, at, carried_out_at=at)
    found.termination = notice
    found.save(update_fields=["termination"])
    _note("default.terminated", found, by, at)
    end_contract(found.customer, on=today, ground=NoticeGround.BREACH, by=system("breach"), at=at)
    return notice


def dates_of(default: NoticeOfDefault) -> breach.Dates:
    """The dates of a notice of default, by the terms of the day on which it was sent."""
    sent_on = brussels_date(default.sent_at)
    return breach.dates(sent_on, default.is_serious, terms_on(sent_on))


def _held(default: NoticeOfDefault) -> NoticeOfDefault:
    return (
        NoticeOfDefault.objects.select_for_update(of=("self",))
        .select_related("customer", "suspension")
        .get(pk=default.pk)
    )


def _assert_runs(customer: Customer) -> None:
    """A contract that is over has no duties that could be suspended, and cannot be ended once more."""
    if is_over(customer):
        raise UnableToAct("notice.contract_is_over")


def _assert_sender(default: NoticeOfDefault, by: Actor, at: datetime) -> Party:
    party = party_of(by, default.customer, at)
    if party != default.party:
        raise NotAuthorized("default.answer")
    return party


def _note(verb: str, default: NoticeOfDefault, by: Actor, at: datetime, **said: Any) -> None:
    record(actor=by, verb=verb, obj=default, customer_id=default.customer_id, at=at, **said)
    emit(verb, {"default": default.pk, "customer": default.customer_id}, at)
