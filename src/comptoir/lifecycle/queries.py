"""What is told about a customer's portal contract. The first argument is who asks: its own people, or the desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from comptoir.access.capabilities import CUSTOMER_VIEW, DATA_EXPORT, LINES_VIEW, OPERATE_CUSTOMERS
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.explanation import Explanation
from comptoir.lifecycle import applications, breach
from comptoir.lifecycle.actions.contracts import is_over
from comptoir.lifecycle.actions.defaults import dates_of
from comptoir.lifecycle.actions.dormancy import due_of
from comptoir.lifecycle.actions.notices import written_down
from comptoir.lifecycle.applications import State
from comptoir.lifecycle.deciding import speaks_for
from comptoir.lifecycle.dormancy import Due
from comptoir.lifecycle.export import is_kept, rights_digest
from comptoir.lifecycle.facts import Known, known
from comptoir.lifecycle.models import (
    ApplicationRequest,
    ContractNotice,
    DataExport,
    NoticeOfDefault,
    Party,
    PortalContract,
)
from comptoir.lifecycle.notice import explain as explain_notice
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import NotAuthorized, check
from comptoir.scope.contract import terms_on

MOST_NOTICES = 20  # that can run at once: one of each party for the portal and for each application


@dataclass(frozen=True, slots=True)
class Contract:
    """The portal contract of one customer on a day; `has_row` tells whether it was written or follows from P-04."""

    customer: Customer
    from_on: date
    to_on: date | None
    ground: str = ""
    has_row: bool = True

    @property
    def is_over(self) -> bool:
        return self.to_on is not None


@dataclass(frozen=True, slots=True)
class RunningNotice:
    """A notice with its dates explained, and whether the viewer may withdraw it."""

    notice: ContractNotice
    explanation: Explanation
    is_own: bool


@dataclass(frozen=True, slots=True)
class ShownDefault:
    """A notice of default with its dates on a day, and what the viewer may do about it."""

    default: NoticeOfDefault
    dates: breach.Dates
    stage: breach.Stage
    explanation: Explanation
    is_own: bool
    may_suspend: bool
    may_terminate: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something unused, for the operator's decision."""

    customer: Customer
    due: Due


def customer_for(actor: Actor, pk: int | None = None) -> Customer:
    """The customer for whom `actor` acts; any for the desk. Raises NotAuthorized, Customer.DoesNotExist."""
    if OPERATE_CUSTOMERS in actor.staff and pk is not None:
        return Customer.objects.get(pk=pk)
    if actor.customer_id is None or pk not in (None, actor.customer_id):
        raise NotAuthorized("contract.view")
    return Customer.objects.get(pk=actor.customer_id)


def contract_of(actor: Actor, customer: Customer) -> Contract:
    """The contract that runs, or the last one; from the day of acceptance where no row was written yet (P-04)."""
    _assert_sees(actor, customer)
    row = PortalContract.objects.filter(customer=customer).order_by("-from_on", "-pk").first()
    if row is None:
        return Contract(customer, customer.accepted_on, None, has_row=False)
    return Contract(customer, row.from_on, row.to_on, row.ground)


def contracts(actor: Actor) -> "QuerySet[Any]":
    """The customers for the desk, each with `began_on`, `ended_on`, `last_on` of a running notice, and `state`."""
    if OPERATE_CUSTOMERS not in actor.staff:
        return Customer.objects.none()
    last = PortalContract.objects.filter(customer=OuterRef("pk")).order_by("-from_on", "-pk")
    running = ContractNotice.objects.filter(
        customer=OuterRef("pk"), application="", withdrawn_at=None, carried_out_at=None
    ).order_by("last_on")
    found = Customer.objects.annotate(
        began_on=Coalesce(Subquery(last.values("from_on")[:1]), "accepted_on"),
        ended_on=Subquery(last.values("to_on")[:1]),
        last_on=Subquery(running.values("last_on")[:1]),
    )
    over = When(ended_on__isnull=False, then=Value("over"))
    given = When(last_on__isnull=False, then=Value("notice"))
    return found.annotate(state=Case(over, given, default=Value("running"))).order_by("sort_name", "pk")


def notices(actor: Actor, customer: Customer, at: datetime) -> list[RunningNotice]:
    """The notices of a customer that run, the first to end first."""
    found = notices_of(actor, customer).filter(withdrawn_at=None, carried_out_at=None)
    rows = list(found.order_by("last_on", "pk")[:MOST_NOTICES])
    today, party = brussels_date(at), _party(actor, customer, at)
    struck = written_down(rows) if party == Party.OPERATOR else frozenset()
    return [RunningNotice(one, _explained(one, today), one.party == party or one.pk in struck) for one in rows]


def notices_of(actor: Actor, customer: Customer) -> "QuerySet[ContractNotice]":
    """All notices of a customer, the latest first."""
    _assert_sees(actor, customer)
    return ContractNotice.objects.filter(customer=customer).order_by("-given_at", "-pk")


def notice(actor: Actor, pk: int) -> ContractNotice:
    """One notice. Raises ContractNotice.DoesNotExist and NotAuthorized."""
    found = ContractNotice.objects.select_related("customer").get(pk=pk)
    _assert_sees(actor, found.customer)
    return found


def running_notices(actor: Actor) -> "QuerySet[ContractNotice]":
    """All notices that run, for the desk."""
    if OPERATE_CUSTOMERS not in actor.staff:
        return ContractNotice.objects.none()
    running = ContractNotice.objects.filter(withdrawn_at=None, carried_out_at=None)
    return running.select_related("customer").order_by("last_on", "pk")


def application_states(actor: Actor, customer: Customer, at: datetime) -> list[State]:
    """Each application with its rule; counts of cards only for who may see the company's cards (A-03)."""
    _assert_sees(actor, customer)
    today = brussels_date(at)
    facts = known(today, [customer.pk])[customer.pk].for_applications()
    found = applications.states(facts, today, terms_on(today))
    return [state.with_counts() for state in found] if check(actor, LINES_VIEW, customer) else found


def is_below_minimum(actor: Actor, customer: Customer, at: datetime) -> bool:
    """Whether Fleet Manager may be ended at once (GC Fleet 7); for the desk."""
    _assert_desk(actor)
    today = brussels_date(at)
    facts = known(today, [customer.pk])[customer.pk].for_applications()
    return applications.is_below_minimum(facts, terms_on(today))


def open_requests(actor: Actor, customer: Customer | None = None) -> "QuerySet[ApplicationRequest]":
    """Requests that wait for the operator's answer, the oldest first."""
    waiting = ApplicationRequest.objects.filter(granted_at=None, refused_at=None, ended_at=None)
    if customer is not None:
        _assert_sees(actor, customer)
        waiting = waiting.filter(customer=customer)
    elif OPERATE_CUSTOMERS not in actor.staff:
        return ApplicationRequest.objects.none()
    return waiting.select_related("customer").order_by("asked_at", "pk")


def request(actor: Actor, pk: int) -> ApplicationRequest:
    """One request, for the desk."""
    _assert_desk(actor)
    return ApplicationRequest.objects.select_related("customer").get(pk=pk)


def defaults(actor: Actor, customer: Customer, at: datetime) -> list[ShownDefault]:
    """The notices of default of a customer, the latest first, with their running dates (P-10)."""
    _assert_sees(actor, customer)
    rows = NoticeOfDefault.objects.filter(customer=customer).order_by("-sent_at", "-pk")
    party = "" if is_over(customer) else _party(actor, customer, at)
    return _shown(rows, party, brussels_date(at))


def reads_letters(actor: Actor, customer: Customer, at: datetime) -> bool:
    """Whether `actor` reads what the parties write to each other: they speak for one, or see the company's details.

    That there is one, and its dates, everybody of the company may know; what it says may be of invoices and use.
    """
    return bool(_party(actor, customer, at)) or check(actor, CUSTOMER_VIEW, customer)


def open_defaults(actor: Actor, at: datetime, most: int | None = None) -> list[ShownDefault]:
    """Those that are not over, of all customers whose contract runs, for the desk."""
    if OPERATE_CUSTOMERS not in actor.staff:
        return []
    own = PortalContract.objects.filter(customer=OuterRef("customer"))
    runs = Exists(own.filter(to_on=None)) | ~Exists(own)
    rows = NoticeOfDefault.objects.filter(runs, remedied_at=None, termination=None).select_related("customer")
    return _shown(rows.order_by("sent_at", "pk")[:most], "operator", brussels_date(at))


def default(actor: Actor, pk: int) -> NoticeOfDefault:
    """One of them. Raises NoticeOfDefault.DoesNotExist and NotAuthorized."""
    found = NoticeOfDefault.objects.select_related("customer").get(pk=pk)
    _assert_sees(actor, found.customer)
    return found


def proposals(actor: Actor, at: datetime) -> list[Proposal]:
    """All that is unused and may be deactivated, for the desk; the longest unused first."""
    if OPERATE_CUSTOMERS not in actor.staff:
        return []
    return _proposals(known(brussels_date(at)).values(), brussels_date(at))


def proposals_of(actor: Actor, customer: Customer, at: datetime) -> list[Proposal]:
    """Those of one customer."""
    _assert_desk(actor)
    return _proposals(known(brussels_date(at), [customer.pk]).values(), brussels_date(at))


def exports(actor: Actor, at: datetime) -> list[DataExport]:
    """One's own exports for the customer one acts for, the latest first: made and still kept, or being made."""
    if actor.user_id is None or actor.customer_id is None or not actor.may(DATA_EXPORT):
        return []
    rows = DataExport.objects.filter(customer=actor.customer_id, asked_by=actor.user_id, removed_at=None)
    on = brussels_date(at)
    return [
        row
        for row in rows.select_related("job").order_by("-pk")
        if (row.ready_at is None and row.job is not None) or is_kept(row.kept_until_on, on)
    ][:5]


def export(actor: Actor, pk: int, at: datetime) -> DataExport:
    """One's own, ready, kept, and made with the rights one still holds. Raises DataExport.DoesNotExist."""
    found = next((one for one in exports(actor, at) if one.pk == pk and one.ready_at is not None), None)
    if found is None or found.rights != rights_digest(actor):
        raise DataExport.DoesNotExist
    return found


def _explained(notice: ContractNotice, today: date) -> Explanation:
    given_on = brussels_date(notice.given_at)
    return explain_notice(notice.party, given_on, notice.last_on, today, terms_on(given_on))


def _proposals(found: Iterable[Known], today: date) -> list[Proposal]:
    made = [Proposal(one.customer, each) for one in found for each in due_of(one, today)]
    return sorted(made, key=lambda one: (one.due.since, one.customer.sort_name, one.due.application))


def _shown(rows: Iterable[NoticeOfDefault], party: str, today: date) -> list[ShownDefault]:
    found = []
    for row in rows:
        dates = dates_of(row)
        at = breach.stage(dates, today, remedied=row.remedied_at is not None, ended=row.termination_id is not None)
        said = breach.explain(dates, at, row.is_serious, terms_on(dates.sent_on))
        acts = row.party == party and not row.is_over
        may_suspend = acts and row.suspended_at is None and breach.may_suspend(dates, today)
        may_end = acts and breach.may_terminate(dates, today)
        found.append(ShownDefault(row, dates, at, said, row.party == party, may_suspend, may_end))
    return found


def _party(actor: Actor, customer: Customer, at: datetime) -> str:
    """The party for which the viewer speaks; empty for neither."""
    if OPERATE_CUSTOMERS in actor.staff:
        return "operator"
    return "customer" if speaks_for(actor, customer, at) else ""


def _assert_sees(actor: Actor, customer: Customer) -> None:
    if OPERATE_CUSTOMERS not in actor.staff and actor.customer_id != customer.pk:
        raise NotAuthorized("contract.view")


def _assert_desk(actor: Actor) -> None:
    if OPERATE_CUSTOMERS not in actor.staff:
        raise NotAuthorized(OPERATE_CUSTOMERS)
