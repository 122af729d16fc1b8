"""The portal contract from acceptance to its end by a notice (P-04, P-05)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import INVOICES_VIEW, MY_INVOICE_ONLINE
from comptoir.access.models import ClosedApplication, Membership, SeatHolding, Suspension
from comptoir.audit.models import AuditEvent
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock, brussels_midnight
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.contracts import start_contract, take_up
from comptoir.lifecycle.actions.notices import (
    UnableToEnd,
    carry_out_due,
    give_notice,
    withdraw_notice,
    write_down_notice,
)
from comptoir.lifecycle.models import ContractNotice, PortalContract
from comptoir.scope.actor import Channel
from comptoir.scope.authorize import NotAuthorized
from tests.lifecycle.cast import BEGUN, NOW, ROOT, TODAY, Firm, desk, firm

pytestmark = pytest.mark.django_db


def test_many_notices_are_asked_together(lumen: Firm, django_assert_num_queries: Any) -> None:
    customer, written = lumen.customer, {"text": "We leave.", "received_on": TODAY, "by": desk(), "at": NOW}
    write_down_notice(customer, **written)
    with CaptureQueriesContext(connection) as one:
        assert [row.is_own for row in queries.notices(desk(), customer, NOW)] == [True]
    write_down_notice(customer, application=MY_INVOICE_ONLINE, **written)
    with django_assert_num_queries(len(one)):
        assert [row.is_own for row in queries.notices(desk(), customer, NOW)] == [True, True]


@pytest.mark.clause("P-04")
def test_the_contract_runs_from_the_day_of_acceptance_for_an_indefinite_time(lumen: Firm) -> None:
    """Also before its row was written: customers that were there count from their own day."""
    before = queries.contract_of(lumen.actor(lumen.owner), lumen.customer)
    assert (before.from_on, before.to_on, before.has_row) == (BEGUN, None, False)
    assert take_up(at=NOW) == {"contracts": 1} and take_up(at=NOW) == {"contracts": 0}
    after = queries.contract_of(lumen.actor(lumen.owner), lumen.customer)
    assert (after.from_on, after.to_on, after.has_row) == (BEGUN, None, True)


@pytest.mark.clause("P-04")
def test_starting_twice_is_one_contract(lumen: Firm) -> None:
    first = start_contract(lumen.customer, on=BEGUN, by=ROOT, at=NOW)
    assert start_contract(lumen.customer, on=TODAY, by=ROOT, at=NOW) == first
    assert PortalContract.objects.count() == 1


@pytest.mark.clause("P-05")
def test_at_the_end_of_a_notice_nobody_of_the_customer_reaches_anything(lumen: Firm, clock: FixedClock) -> None:
    """terms: portal.notice.customer"""
    notice = give_notice(lumen.customer, text="We leave.", by=lumen.actor(lumen.owner), at=NOW)
    assert notice.last_on == date(2026, 12, 6)
    last_evening = brussels_midnight(date(2026, 12, 7)) - timedelta(seconds=1)
    assert carry_out_due(at=last_evening) == {"ended": 0}
    assert lumen.actor(lumen.owner, last_evening).may(INVOICES_VIEW)
    midnight = brussels_midnight(date(2026, 12, 7))
    assert carry_out_due(at=midnight) == {"ended": 1} and carry_out_due(at=midnight) == {"ended": 0}
    for person in (lumen.owner, lumen.manager, lumen.fleet):
        assert not lumen.actor(person, midnight).grants
    contract = PortalContract.objects.get(customer=lumen.customer)
    assert (contract.to_on, contract.ground) == (date(2026, 12, 7), "ordinary")
    assert Suspension.objects.get(customer=lumen.customer).ground == "ended"


@pytest.mark.clause("P-05")
@pytest.mark.parametrize(
    ("given", "last", "stops"),
    [
        (datetime(2026, 3, 14, 22, 59, tzinfo=UTC), date(2026, 3, 29), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (datetime(2026, 3, 14, 23, tzinfo=UTC), date(2026, 3, 30), datetime(2026, 3, 30, 22, tzinfo=UTC)),
        (datetime(2026, 10, 9, 22, tzinfo=UTC), date(2026, 10, 25), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_the_day_is_brussels_also_where_the_clock_changes(
    lumen: Firm, given: datetime, last: date, stops: datetime
) -> None:
    """The last evening still counts, whichever night the clock goes forward or back."""
    SeatHolding.objects.update(from_at=given - timedelta(days=1))
    Membership.objects.update(from_at=given - timedelta(days=1))
    notice = give_notice(lumen.customer, text="", by=lumen.actor(lumen.owner, given), at=given)
    assert notice.last_on == last
    assert carry_out_due(at=stops - timedelta(seconds=1)) == {"ended": 0}
    assert carry_out_due(at=stops) == {"ended": 1}


@pytest.mark.clause("P-05")
def test_the_operators_notice_runs_three_months_and_is_told_with_the_export_offered(lumen: Firm) -> None:
    """terms: portal.notice.operator"""
    notice = give_notice(lumen.customer, text="We stop this portal.", by=desk(), at=NOW)
    assert notice.last_on == date(2027, 2, 21)
    mail.outbox.clear()
    Worker(FixedClock(NOW)).drain()
    [sent] = [one for one in mail.outbox if "Notice" in one.subject]
    assert sent.to == [lumen.owner.email]
    assert "21 February 2027" in sent.body
    assert "/contract/" in sent.body and "We stop this portal." in sent.body


@pytest.mark.clause("P-05")
def test_one_application_ends_alone(lumen: Firm) -> None:
    by = lumen.actor(lumen.owner)
    notice = give_notice(lumen.customer, text="", application=MY_INVOICE_ONLINE, by=by, at=NOW)
    after = brussels_midnight(notice.last_on + timedelta(days=1))
    carry_out_due(at=after)
    assert ClosedApplication.objects.get(customer=lumen.customer, to_at=None).application == MY_INVOICE_ONLINE
    actor = lumen.actor(lumen.owner, after)
    assert not actor.may(INVOICES_VIEW) and actor.may("reports.view")


@pytest.mark.clause("P-05")
def test_only_the_party_that_gave_a_notice_withdraws_it_and_only_while_it_runs(lumen: Firm) -> None:
    owner = lumen.actor(lumen.owner)
    notice = give_notice(lumen.customer, text="", by=owner, at=NOW)
    with pytest.raises(NotAuthorized):
        withdraw_notice(notice, by=desk(), at=NOW)
    over = brussels_midnight(notice.last_on + timedelta(days=1))
    with pytest.raises(UnableToEnd):
        withdraw_notice(notice, by=lumen.actor(lumen.owner, over), at=over)
    withdraw_notice(notice, by=owner, at=NOW + timedelta(days=3))
    assert carry_out_due(at=over) == {"ended": 0}
    again = give_notice(lumen.customer, text="", by=owner, at=NOW + timedelta(days=4))
    assert again.pk != notice.pk


@pytest.mark.clause("P-05")
def test_who_does_not_speak_for_a_party_gives_no_notice(lumen: Firm) -> None:
    """Neither a manager while there is an Access Owner, nor another profile, another customer or another desk."""
    other = firm("borealis")
    for by in (
        lumen.actor(lumen.manager),
        lumen.actor(lumen.fleet),
        other.actor(other.owner),
        desk("billing_desk"),
        actor_for(lumen.owner, lumen.customer.pk, Channel.TOKEN, NOW),
    ):
        with pytest.raises(NotAuthorized):
            give_notice(lumen.customer, text="", by=by, at=NOW)
    assert not ContractNotice.objects.exists()


def test_without_an_access_owner_the_access_manager_speaks(lumen: Firm) -> None:
    """The registrant is Access Manager then (GC 8.1.2)."""
    lumen.customer.seat.holdings.update(to_at=NOW - timedelta(days=1))
    notice = give_notice(lumen.customer, text="", by=lumen.actor(lumen.manager), at=NOW)
    assert notice.party == "customer"


@pytest.mark.parametrize("application", ["insights_plus", "fleet_manager", "nonsense"])
def test_what_is_off_or_has_its_own_agreement_is_not_ended_so(lumen: Firm, application: str) -> None:
    with pytest.raises(UnableToEnd):
        give_notice(lumen.customer, text="", application=application, by=lumen.actor(lumen.owner), at=NOW)


def test_a_second_notice_of_the_same_party_is_refused_the_other_partys_is_not(lumen: Firm) -> None:
    give_notice(lumen.customer, text="", by=lumen.actor(lumen.owner), at=NOW)
    with pytest.raises(UnableToEnd):
        give_notice(lumen.customer, text="", by=lumen.actor(lumen.owner), at=NOW)
    give_notice(lumen.customer, text="", by=desk(), at=NOW)
    assert ContractNotice.objects.count() == 2
    assert AuditEvent.objects.filter(verb="notice.given").count() == 2


@pytest.mark.clause("P-06")
def test_a_new_contract_after_the_end_gives_access_again(lumen: Firm) -> None:
    notice = give_notice(lumen.customer, text="", by=lumen.actor(lumen.owner), at=NOW)
    after = brussels_midnight(notice.last_on + timedelta(days=1))
    carry_out_due(at=after)
    start_contract(lumen.customer, on=date(2027, 1, 1), by=ROOT, at=after)
    assert lumen.actor(lumen.owner, after).may(INVOICES_VIEW)
    assert queries.contract_of(desk(), lumen.customer).from_on == date(2027, 1, 1)


@pytest.mark.clause("P-05")
def test_a_notice_by_letter_is_written_down_by_the_desk_and_runs_from_its_receipt(lumen: Firm) -> None:
    """In writing is in writing (GC 2.2.2, 14.2). terms: portal.notice.customer"""
    received = TODAY - timedelta(days=3)
    notice = write_down_notice(lumen.customer, text="We leave.", received_on=received, by=desk(), at=NOW)
    assert (notice.party, notice.last_on) == ("customer", date(2026, 12, 3))
    [shown] = queries.notices(desk(), lumen.customer, NOW)
    assert shown.is_own and ("notice.given", {"given_on": received}) in [
        (step.message, dict(step.values)) for step in shown.explanation.steps
    ]
    mail.outbox.clear()
    Worker(FixedClock(NOW)).drain()
    [sent] = [one for one in mail.outbox if "Notice" in one.subject]
    assert sent.to == [lumen.owner.email] and "3 December 2026" in sent.body and "/contract/" in sent.body
    withdraw_notice(notice, by=desk(), at=NOW)
    again = write_down_notice(lumen.customer, text="We leave.", received_on=TODAY, by=desk(), at=NOW)
    withdraw_notice(again, by=lumen.actor(lumen.owner), at=NOW)
    assert carry_out_due(at=NOW + timedelta(days=60)) == {"ended": 0}


@pytest.mark.parametrize("received", [TODAY + timedelta(days=1), BEGUN - timedelta(days=1)])
def test_a_letter_is_of_a_day_of_the_contract(lumen: Firm, received: date) -> None:
    with pytest.raises(UnableToEnd, match="received_outside"):
        write_down_notice(lumen.customer, text="x", received_on=received, by=desk(), at=NOW)


def test_only_the_customer_desk_writes_a_letter_down_and_it_has_words(lumen: Firm) -> None:
    for by in (lumen.actor(lumen.owner), desk("billing_desk"), desk("security_desk")):
        with pytest.raises(NotAuthorized):
            write_down_notice(lumen.customer, text="x", received_on=TODAY, by=by, at=NOW)
    with pytest.raises(UnableToEnd, match="needs_letter"):
        write_down_notice(lumen.customer, text=" ", received_on=TODAY, by=desk(), at=NOW)
