"""Breach: what either party writes reaches the other, and nothing is left to do once the contract is over (P-10)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail

from comptoir.access.capabilities import INVOICES_VIEW
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock, brussels_midnight
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.contracts import start_contract
from comptoir.lifecycle.actions.defaults import (
    UnableToAct,
    note_remedy,
    send_notice_of_default,
    suspend_for_default,
    terminate_for_default,
)
from comptoir.lifecycle.actions.notices import carry_out_due, give_notice
from comptoir.lifecycle.models import ContractNotice
from comptoir.parties.models import Customer
from tests.lifecycle.cast import NOW, ROOT, Firm, desk

pytestmark = pytest.mark.django_db
OPEN = "Invoices of June are open."


@pytest.fixture(autouse=True)
def nothing_waits(lumen: Firm, settings: Any) -> None:
    """What was written while the customer came in is not looked at."""
    mailed(settings)


def mailed(settings: Any) -> list[tuple[str, list[str], str]]:
    """What was written since the last time one looked."""
    Worker(settings.CLOCK).drain()
    sent = [(one.subject, one.to, str(one.body)) for one in mail.outbox]
    mail.outbox.clear()
    return sent


@pytest.mark.clause("P-10")
def test_each_step_of_the_operator_reaches_the_customer_in_writing(lumen: Firm, settings: Any) -> None:
    """terms: portal.breach.suspension, portal.breach.termination"""
    default = send_notice_of_default(lumen.customer, obligation=OPEN, by=desk(), at=NOW)
    [(subject, to, body)] = mailed(settings)
    assert (subject, to) == ("Notice of default", [lumen.owner.email])
    assert OPEN in body and "7 December 2026" in body and "22 December 2026" in body
    suspend_for_default(default, by=desk(), at=NOW + timedelta(days=16))
    [(subject, to, body)] = mailed(settings)
    assert (subject, to) == ("Suspended until it is put right", [lumen.owner.email])
    assert "Nobody of Lumen NV reaches the business portal" in body and OPEN in body
    end = NOW + timedelta(days=31)
    terminate_for_default(default, text="We end the contract.", by=desk(at=end), at=end)
    [(subject, to, body)] = mailed(settings)
    assert (subject, to) == ("The portal contract is ended", [lumen.owner.email])
    assert OPEN in body and "We end the contract." in body


@pytest.mark.clause("P-10")
def test_each_step_of_the_customer_reaches_the_desk_in_writing(lumen: Firm, settings: Any) -> None:
    by = lumen.actor(lumen.owner)
    default = send_notice_of_default(lumen.customer, obligation="No answer for weeks.", by=by, at=NOW)
    suspend_for_default(default, by=by, at=NOW + timedelta(days=16))
    note_remedy(default, by=by, at=NOW + timedelta(days=17))
    sent = mailed(settings)
    assert {tuple(to) for _subject, to, _body in sent} == {(settings.OPERATOR_MAIL,)}
    assert all("No answer for weeks." in body and "Lumen NV" in body for _subject, _to, body in sent)
    assert len({subject for subject, _to, _body in sent}) == 3


@pytest.mark.clause("P-10")
def test_the_customer_is_written_to_in_its_own_language(lumen: Firm, settings: Any) -> None:
    Customer.objects.filter(pk=lumen.customer.pk).update(language="de")
    send_notice_of_default(lumen.customer, obligation=OPEN, by=desk(), at=NOW)
    [(_subject, _to, body)] = mailed(settings)
    assert "7. Dezember 2026" in body


@pytest.mark.clause("P-10")
def test_once_the_contract_is_over_nothing_is_suspended_or_ended(lumen: Firm) -> None:
    default = send_notice_of_default(lumen.customer, obligation=OPEN, by=desk(), at=NOW)
    assert [one.default for one in queries.open_defaults(desk(), NOW)] == [default]
    give_notice(lumen.customer, text="", by=lumen.actor(lumen.owner), at=NOW)
    later = brussels_midnight(date(2026, 12, 30))
    carry_out_due(at=later)
    for act in (
        lambda: suspend_for_default(default, by=desk(), at=later),
        lambda: terminate_for_default(default, text="x", by=desk(), at=later),
        lambda: send_notice_of_default(lumen.customer, obligation="x", by=desk(), at=later),
    ):
        with pytest.raises(UnableToAct, match="contract_is_over"):
            act()
    assert ContractNotice.objects.count() == 1
    assert queries.open_defaults(desk(), later) == []
    [shown] = queries.defaults(desk(), lumen.customer, later)
    assert not (shown.may_suspend or shown.may_terminate)


@pytest.mark.clause("P-05", "P-10")
def test_a_notice_left_over_from_an_ended_contract_does_not_end_the_next_one(lumen: Firm, clock: FixedClock) -> None:
    give_notice(lumen.customer, text="", by=desk(), at=NOW)  # three months
    give_notice(lumen.customer, text="", by=lumen.actor(lumen.owner), at=NOW)  # fifteen days
    over = brussels_midnight(date(2026, 12, 7))
    assert carry_out_due(at=over) == {"ended": 1}
    assert queries.notices(desk(), lumen.customer, over) == []
    start_contract(lumen.customer, on=date(2027, 1, 4), by=ROOT, at=over)
    long_after = brussels_midnight(date(2027, 6, 1))
    assert carry_out_due(at=long_after) == {"ended": 0}
    assert lumen.actor(lumen.owner, long_after).may(INVOICES_VIEW)
