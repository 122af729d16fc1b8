"""Ending the portal contract, or one application of it, by a written notice (P-05; GC 2.2.2)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from comptoir.access.actions.suspensions import close_application
from comptoir.access.capabilities import APPLICATIONS, OPERATE_CUSTOMERS
from comptoir.access.models import Ground, StaffRole
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.lifecycle.actions.contracts import end_contract
from comptoir.lifecycle.applications import BY_ORDER_FORM, Status, state_of
from comptoir.lifecycle.deciding import assert_operator, party_of
from comptoir.lifecycle.facts import known
from comptoir.lifecycle.models import ApplicationRequest, ContractNotice, NoticeGround, Party
from comptoir.lifecycle.notice import first_day_without, last_day
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, system
from comptoir.scope.authorize import NotAuthorized, require
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused

LONGEST = 4000
_NOON = timedelta(hours=12)  # of a letter the day of receipt is known, not the hour
_RUNNING = {"withdrawn_at": None, "carried_out_at": None}


class UnableToEnd(Refused):
    """A notice runs already, the contract or application is off, or it ends by an agreement of its own."""


@transaction.atomic
def give_notice(
    customer: Customer,
    *,
    text: str,
    by: Actor,
    at: datetime,
    application: str = "",
    ground: NoticeGround = NoticeGround.ORDINARY,
) -> ContractNotice:
    """Ends the whole portal, or one application, after the notice of the party for which `by` speaks.

    Raises UnableToEnd, and NotAuthorized for who speaks for neither party.
    """
    return _give(
        customer, party_of(by, customer, at), at, text=text, application=application, ground=ground, by=by, at=at
    )


@transaction.atomic
def write_down_notice(
    customer: Customer, *, text: str, received_on: date, application: str = "", by: Actor, at: datetime
) -> ContractNotice:
    """The desk writes down a notice that the customer gave by letter or e-mail; its days run from its receipt.

    In writing is in writing (GC 2.2.2, 14.2): also for who cannot sign in. Raises UnableToEnd and NotAuthorized.
    """
    require(by, OPERATE_CUSTOMERS)
    if not text.strip():
        raise UnableToEnd("notice.needs_letter")
    facts, today = known(brussels_date(at), [customer.pk])[customer.pk], brussels_date(at)
    if not facts.contract_from <= received_on <= today:
        days = {"from_on": facts.contract_from.isoformat(), "to_on": today.isoformat()}
        raise UnableToEnd("notice.received_outside", **days)
    given_at = at if received_on == today else brussels_midnight(received_on) + _NOON
    return _give(
        customer,
        Party.CUSTOMER,
        given_at,
        text=text,
        application=application,
        ground=NoticeGround.ORDINARY,
        by=by,
        at=at,
    )


def is_written_down(notice: ContractNotice) -> bool:
    """Whether the desk wrote it down for the customer, and may thus strike it out again."""
    return bool(written_down([notice]))


def written_down(notices: Iterable[ContractNotice]) -> frozenset[int]:
    """Those of them that the desk wrote down, by id; one query at most."""
    given = {one.pk: one.given_by_id for one in notices if one.party == Party.CUSTOMER and one.given_by_id}
    if not given:
        return frozenset()
    staff = set(StaffRole.objects.filter(user__in=given.values()).values_list("user_id", flat=True))
    return frozenset(pk for pk, user in given.items() if user in staff)


@transaction.atomic
def withdraw_notice(notice: ContractNotice, *, by: Actor, at: datetime) -> ContractNotice:
    """The party that gave it takes it back while it runs; the contract goes on as if it had not been given.

    What the desk wrote down for the customer it strikes out again.
    """
    party = party_of(by, notice.customer, at)
    if party != notice.party and not (party == Party.OPERATOR and is_written_down(notice)):
        raise NotAuthorized("notice.withdraw")
    running = ContractNotice.objects.filter(pk=notice.pk, last_on__gte=brussels_date(at), **_RUNNING)
    if not running.update(withdrawn_at=at, withdrawn_label=by.label):
        raise UnableToEnd("notice.over_already")
    record(actor=by, verb="notice.withdrawn", obj=notice, customer_id=notice.customer_id, at=at)
    emit("contract.notice_withdrawn", {"notice": notice.pk, "customer": notice.customer_id}, at)
    notice.refresh_from_db()
    return notice


@transaction.atomic
def carry_out(notice: ContractNotice, *, by: Actor, at: datetime) -> bool:
    """Once its last day is over: access to the portal, or to the application, stops. Safe to repeat."""
    assert_operator(by)
    found = ContractNotice.objects.select_for_update().select_related("customer").get(pk=notice.pk)
    over = first_day_without(found.last_on)
    if not found.is_running or brussels_date(at) < over:
        return False
    found.carried_out_at = at
    found.save(update_fields=["carried_out_at"])
    if found.application:
        end_application(found.customer, application=found.application, ground=Ground.ENDED, by=by, at=at)
    else:
        end_contract(found.customer, on=over, ground=found.ground, by=by, at=at)
    return True


def carry_out_due(*, at: datetime) -> dict[str, Any]:
    """Daily: all notices whose last day is over."""
    by = system("portal contract")
    due = ContractNotice.objects.filter(last_on__lt=brussels_date(at), **_RUNNING).order_by("last_on", "pk")
    return {"ended": sum(carry_out(notice, by=by, at=at) for notice in due)}


def end_application(customer: Customer, *, application: str, ground: str, by: Actor, at: datetime) -> None:
    """Part of an action: the application is closed, and a request that kept it on is over."""
    close_application(customer, application=application, ground=ground, by=system("portal contract"), at=at)
    requests = ApplicationRequest.objects.filter(
        customer=customer, application=application, refused_at=None, ended_at=None
    )
    requests.update(ended_at=at, ended_label=by.label)


def _give(
    customer: Customer,
    party: Party,
    given_at: datetime,
    *,
    text: str,
    application: str,
    ground: NoticeGround,
    by: Actor,
    at: datetime,
) -> ContractNotice:
    given_on = brussels_date(given_at)
    Customer.objects.select_for_update().get(pk=customer.pk)
    _assert_runs(customer, application, brussels_date(at))
    if ContractNotice.objects.filter(customer=customer, application=application, party=party, **_RUNNING).exists():
        raise UnableToEnd("notice.runs_already")
    last_on = last_day(party, given_on, terms_on(given_on))
    notice = note_notice(customer, application, party, ground, text, last_on, by, given_at)
    said: dict[str, Any] = {"party": str(party), "application": application, "last_on": last_on}
    record(actor=by, verb="notice.given", obj=notice, customer_id=customer.pk, at=at, **said)
    emit("contract.notice_given", {"notice": notice.pk, "customer": customer.pk}, at)
    return notice


def note_notice(
    customer: Customer,
    application: str,
    party: str,
    ground: str,
    text: str,
    last_on: date,
    by: Actor,
    at: datetime,
    carried_out_at: datetime | None = None,
) -> ContractNotice:
    """Part of an action: the row; of what ends at once, carried out already."""
    return ContractNotice.objects.create(
        customer=customer,
        application=application,
        party=party,
        ground=ground,
        text=text.strip()[:LONGEST],
        given_at=at,
        given_by_id=by.user_id,
        given_label=by.label,
        last_on=last_on,
        carried_out_at=carried_out_at,
    )


def _assert_runs(customer: Customer, application: str, today: date) -> None:
    """Whether there is something to end by such a notice."""
    facts = known(today, [customer.pk])[customer.pk]
    if facts.contract_to is not None:
        raise UnableToEnd("notice.contract_is_over")
    if not application:
        return
    if application not in APPLICATIONS:
        raise UnableToEnd("application.unknown", application=application)
    if application in BY_ORDER_FORM:
        raise UnableToEnd("notice.own_agreement")
    if state_of(application, facts.for_applications(), today, terms_on(today)).status is not Status.ON:
        raise UnableToEnd("notice.application_is_off")
