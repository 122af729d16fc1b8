"""Changing one line: its plan, cost centre, account, end user, end; and showing a card's codes.

A change asks for the right again once no other action can end it: what was revoked meanwhile orders nothing.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from comptoir.access.actions.rights import end_use_of_line
from comptoir.access.actors import still
from comptoir.access.capabilities import LINES_SECRETS, ORDERS_PLACE, REFERENCE_EDIT
from comptoir.access.locks import hold_rights_of
from comptoir.access.models import Membership, User
from comptoir.audit.log import record
from comptoir.catalogue.models import Offering, OfferingKind
from comptoir.inventory.models import (
    CostCentreAssignment,
    EndUserAssignment,
    Holding,
    Line,
    LineState,
    NumberAssignment,
    SimCard,
    Subscription,
)
from comptoir.kernel.clock import brussels_midnight
from comptoir.parties.models import BillingAccount, CostCentre
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize
from comptoir.scope.refusal import Refused
from comptoir.scope.tree import hang


class UnableToChangeLine(Refused):
    """A change that the line's history, or whose line it is, does not allow."""


@transaction.atomic
def change_plan(line: Line, *, offering: Offering, from_on: date, by: Actor, at: datetime) -> None:
    """The line has another plan from a day on."""
    _assert_may_change(line, ORDERS_PLACE, by, at)
    if offering.kind != OfferingKind.PLAN:
        raise UnableToChangeLine("line.not_a_plan", offering=offering.code)
    if _replace(line.subscriptions.filter(is_plan=True), from_on):
        Subscription.objects.create(line=line, offering=offering, from_on=from_on)
        line.plan = offering
        line.save(update_fields=["plan"])
        _log(line, "line.plan_changed", by, at, plan=offering.code, from_on=from_on.isoformat())


@transaction.atomic
def assign_cost_centre(line: Line, *, centre: CostCentre, from_on: date, by: Actor, at: datetime) -> None:
    """The line counts for another cost centre from a day on (I-10, I-11)."""
    _assert_may_change(line, REFERENCE_EDIT, by, at)
    if centre.customer_id != line.customer_id:
        raise UnableToChangeLine("line.unknown_cost_centre", cost_centre=centre.code)
    if _replace(line.cost_centres, from_on):
        CostCentreAssignment.objects.create(line=line, cost_centre=centre, from_on=from_on)
        line.cost_centre = centre
        line.save(update_fields=["cost_centre"])
        hang(line.scope, [line.billing_account.scope, centre.scope], at=at)
        _log(line, "line.cost_centre_changed", by, at, cost_centre=centre.code, from_on=from_on.isoformat())


@transaction.atomic
def move_line(line: Line, *, account: BillingAccount, from_on: date, by: Actor, at: datetime) -> None:
    """Another billing account, perhaps another customer's, has the line from a day on.

    The new holder sees nothing of what came before, the old one nothing of what comes after. The cost
    centre stays behind with the customer that made it.
    """
    _assert_may_change(line, ORDERS_PLACE, by, at)
    authorize(still(by, at), ORDERS_PLACE, account)
    if _replace(line.holdings, from_on):
        Holding.objects.create(line=line, billing_account=account, customer=account.customer, from_on=from_on)
        centre = line.cost_centre if account.customer_id == line.customer_id else None
        if centre is None:
            line.cost_centres.filter(to_on=None).update(to_on=from_on)
        line.billing_account = account
        line.customer = account.customer
        line.cost_centre = centre
        line.save(update_fields=["billing_account", "customer", "cost_centre"])
        line.scope.customer_ref = account.customer_id
        line.scope.save(update_fields=["customer_ref"])
        hang(line.scope, [account.scope, *([centre.scope] if centre else [])], at=at)
        _log(line, "line.moved", by, at, account=account.code, from_on=from_on.isoformat())


@transaction.atomic
def end_line(line: Line, *, on: date, by: Actor, at: datetime) -> None:
    """The line ends on a day; everything dated about it ends with it and its number is free again."""
    _assert_may_change(line, ORDERS_PLACE, by, at)
    if on <= line.from_on:
        raise UnableToChangeLine("line.ends_before_start", on=on.isoformat())
    for rows in (line.numbers, line.subscriptions, line.cost_centres, line.holdings, line.end_users):
        rows.filter(to_on=None).update(to_on=on)
    line.cards.filter(state="active").update(state="ended")
    line.to_on = on
    line.state = LineState.ENDED
    line.save(update_fields=["to_on", "state"])
    end_use_of_line(line.customer, line=line.scope, ends_at=brussels_midnight(on), by=by, at=at)
    _log(line, "line.ended", by, at, on=on.isoformat())


@transaction.atomic
def change_end_user(line: Line, *, user: User | None, from_on: date, by: Actor, at: datetime) -> None:
    """Someone else, or nobody, uses the line from a day on; the rights on it of who used it end that day (A-05).

    Who uses it now is given a right by whoever gives rights: using a line and seeing it are two decisions.
    """
    _assert_may_change(line, REFERENCE_EDIT, by, at)
    if user is not None and not Membership.objects.filter(customer=line.customer, user=user, to_at=None).exists():
        raise UnableToChangeLine("line.user_of_none_of_ours")
    former = line.end_users.filter(to_on=None).first()
    if (former.user_id if former else None) == (user.pk if user else None):
        return
    _replace(line.end_users, from_on)
    if user is not None:
        EndUserAssignment.objects.create(line=line, user=user, from_on=from_on)
    line.end_user = user
    line.save(update_fields=["end_user"])
    if former is not None:
        ends_at = brussels_midnight(from_on)
        end_use_of_line(line.customer, line=line.scope, user=former.user, ends_at=ends_at, by=by, at=at)
    _log(line, "line.end_user_changed", by, at, user=str(user.pk) if user else "", from_on=from_on.isoformat())


@transaction.atomic
def change_number(line: Line, *, number: str, from_on: date, by: Actor, at: datetime) -> None:
    """The line has another number from a day on (M-03); one number is never on two lines (M-02)."""
    _assert_may_change(line, ORDERS_PLACE, by, at)
    if NumberAssignment.objects.filter(number=number, to_on=None).exists():
        raise UnableToChangeLine("line.number_taken", value=number)
    imsi = line.numbers.get(to_on=None).imsi
    if _replace(line.numbers, from_on):
        NumberAssignment.objects.create(line=line, number=number, imsi=imsi, from_on=from_on)
        line.number = number
        line.save(update_fields=["number"])
        _log(line, "line.number_changed", by, at, from_on=from_on.isoformat())


@transaction.atomic
def reveal_codes(card: SimCard, *, by: Actor, at: datetime) -> tuple[str, str]:
    """PIN and PUK, to someone entitled, on demand; each showing is logged (M-01)."""
    authorize(by, LINES_SECRETS, card)
    line = card.line
    if line is None:
        raise UnableToChangeLine("card.without_line")
    _log(line, "card.codes_shown", by, at, card=card.iccid)
    return card.pin, card.puk


def _assert_may_change(line: Line, capability: str, by: Actor, at: datetime) -> None:
    """The right, as it stands now, on a line that has not ended meanwhile."""
    hold_rights_of(line.customer)
    authorize(still(by, at), capability, line)
    line.refresh_from_db(fields=["to_on"])
    if line.to_on is not None:
        raise UnableToChangeLine("line.ended_already", on=line.to_on.isoformat())


def _replace(rows: Any, from_on: date) -> bool:
    """Ends the open row on `from_on`; raises UnableToChangeLine when it starts no earlier than that.

    Where none is open, what was before keeps its days.
    """
    current = rows.filter(to_on=None).first()
    if current is None and (last := rows.filter(to_on__gt=from_on).order_by("to_on").last()):
        raise UnableToChangeLine("line.change_before_end", to_on=last.to_on.isoformat())
    if current is not None:
        if current.from_on >= from_on:
            raise UnableToChangeLine("line.change_too_early", from_on=current.from_on.isoformat())
        current.to_on = from_on
        current.save(update_fields=["to_on"])
    return True


def _log(line: Line, verb: str, by: Actor, at: datetime, **data: Any) -> None:
    record(actor=by, verb=verb, obj=line, customer_id=line.customer_id, at=at, **data)
