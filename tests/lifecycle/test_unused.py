"""What is unused is proposed, and deactivated by decision or by the daily step (P-06 to P-08)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.seats import designate_access_owner
from comptoir.access.capabilities import INSIGHTS_PLUS, INVOICES_VIEW, MY_INVOICE_ONLINE
from comptoir.access.models import ClosedApplication, Membership, Suspension, User
from comptoir.insights.actions.levels import activate_level
from comptoir.insights.models import Level
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.lifecycle import queries
from comptoir.lifecycle.actions.dormancy import deactivate, deactivate_due
from comptoir.lifecycle.actions.notices import UnableToEnd
from comptoir.lifecycle.actions.uses import note_use
from comptoir.lifecycle.models import LastUse
from comptoir.registration.actions.answering import accept as accept_registration
from comptoir.scope.authorize import NotAuthorized
from tests.lifecycle.cast import NOW, ROOT, TODAY, Firm, desk, firm
from tests.registration.forms import registered

pytestmark = pytest.mark.django_db
LONG_AGO = date(2025, 1, 2)


@pytest.fixture
def old(db: None) -> Firm:
    """A customer of January 2025 that used its invoices once."""
    found = firm("old", LONG_AGO)
    note_use(found.customer.pk, ["", MY_INVOICE_ONLINE], on=LONG_AGO)
    return found


def seen_by(found: Firm, on: date) -> None:
    User.objects.filter(pk=found.fleet.pk).update(last_login=datetime(on.year, on.month, on.day, 12, tzinfo=UTC))


@pytest.mark.clause("P-06")
def test_an_unused_account_is_proposed_and_ended_by_decision_and_told(old: Firm) -> None:
    """terms: portal.unused_account"""
    [proposal] = queries.proposals(desk(), NOW)
    assert (proposal.customer, proposal.due.kind, proposal.due.since) == (old.customer, "account", LONG_AGO)
    assert proposal.due.due_on == date(2026, 1, 2)
    deactivate(old.customer, by=desk(), at=NOW)
    assert Suspension.objects.get(customer=old.customer).ground == "dormant"
    assert not old.actor(old.owner).grants
    assert queries.proposals(desk(), NOW) == []
    mail.outbox.clear()
    Worker(FixedClock(NOW)).drain()
    assert [(one.subject, one.to) for one in old_mail(mail.outbox)] == [("Deactivated: not used", [old.owner.email])]


@pytest.mark.clause("P-06")
def test_one_users_sign_in_keeps_the_account(old: Firm) -> None:
    seen_by(old, TODAY - timedelta(days=30))
    kinds = {proposal.due.kind for proposal in queries.proposals(desk(), NOW)}
    assert "account" not in kinds
    with pytest.raises(UnableToEnd):
        deactivate(old.customer, by=desk(), at=NOW)


@pytest.mark.clause("P-06")
def test_the_letter_goes_to_the_address_of_the_registration_form(settings: Any) -> None:
    """GC 2.2.3: whoever is Access Owner by now."""
    customer = accept_registration(registered(language="en"), code="zinneke", by=desk("registrations_desk"), at=NOW)
    other = invite_user(customer, email="next@zinneke.example", name="Next", by=ROOT, at=NOW, tell=False)
    designate_access_owner(customer, holder=other, by=ROOT, at=NOW)
    later = NOW + timedelta(days=366)
    deactivate(customer, by=desk(at=later), at=later)
    Worker(settings.CLOCK).drain()
    assert [one.to for one in old_mail(mail.outbox)] == [["noor@zinneke.example"]]


@pytest.mark.clause("P-06")
def test_who_has_left_keeps_no_account_alive(old: Firm) -> None:
    """Whoever left signs in for another company by now."""
    firm("next", TODAY)
    seen_by(old, TODAY - timedelta(days=1))
    Membership.objects.filter(customer=old.customer, user=old.fleet).update(to_at=NOW - timedelta(days=300))
    [proposal] = [one for one in queries.proposals(desk(), NOW) if one.customer == old.customer]
    assert (proposal.due.kind, proposal.due.since) == ("account", LONG_AGO)


@pytest.mark.clause("P-08")
def test_a_level_of_insights_comes_back_by_an_order_form_and_the_letter_says_so(old: Firm) -> None:
    """II 7.1.3: the customer of Invoice Insights Plus cannot ask for it in the portal."""
    activate_level(old.customer, level=Level.PLUS, from_on=LONG_AGO, by=ROOT, at=NOW)
    seen_by(old, TODAY)
    deactivate(old.customer, application=INSIGHTS_PLUS, by=desk(), at=NOW)
    mail.outbox.clear()
    Worker(FixedClock(NOW)).drain()
    [sent] = old_mail(mail.outbox)
    assert "A new order form starts it again" in sent.body and "ask for it" not in sent.body


@pytest.mark.clause("P-07")
def test_without_an_active_contract_for_twenty_five_months_nobody_is_told() -> None:
    """terms: portal.no_active_contract"""
    gone = firm("gone", date(2024, 10, 21))
    seen_by(gone, TODAY)
    [proposal] = queries.proposals(desk(), NOW)
    assert (proposal.due.kind, proposal.due.due_on) == ("contract", TODAY)
    deactivate(gone.customer, by=desk(), at=NOW)
    mail.outbox.clear()
    Worker(FixedClock(NOW)).drain()
    assert not old_mail(mail.outbox)
    assert not gone.actor(gone.owner).grants


def old_mail(outbox: list[Any]) -> list[Any]:
    return [one for one in outbox if "not used" in one.subject]


@pytest.mark.clause("P-08")
def test_an_unused_application_is_closed_alone_and_told(old: Firm) -> None:
    """terms: portal.unused_application"""
    seen_by(old, TODAY)
    [proposal] = queries.proposals(desk(), NOW)
    assert (proposal.due.application, proposal.due.due_on) == (MY_INVOICE_ONLINE, date(2025, 7, 2))
    deactivate(old.customer, application=MY_INVOICE_ONLINE, by=desk(), at=NOW)
    assert ClosedApplication.objects.get(customer=old.customer).ground == "dormant"
    actor = old.actor(old.owner)
    assert not actor.may(INVOICES_VIEW) and actor.may("lines.view")
    mail.outbox.clear()
    Worker(FixedClock(NOW)).drain()
    [sent] = old_mail(mail.outbox)
    assert "My Invoice Online" in sent.body


def test_the_daily_step_does_nothing_until_the_operator_switches_it_on(old: Firm, settings: Any, tmp_path: Any) -> None:
    """terms: portal.deactivation.automatic"""
    assert deactivate_due(at=NOW) == {"deactivated": 0}
    assert old.actor(old.owner).grants
    folder = tmp_path / "terms"
    folder.mkdir()
    (folder / "own.toml").write_text(
        '[portal.deactivation.automatic]\nflag = true\nclause = "ours"\n', encoding="utf-8"
    )
    settings.TERMS_FOLDER = str(folder)
    assert deactivate_due(at=NOW) == {"deactivated": 1} and deactivate_due(at=NOW) == {"deactivated": 0}
    assert not old.actor(old.owner).grants


def test_only_the_desk_decides(old: Firm) -> None:
    for by in (old.actor(old.owner), desk("billing_desk"), desk("security_desk")):
        assert queries.proposals(by, NOW) == []
        with pytest.raises(NotAuthorized):
            deactivate(old.customer, by=by, at=NOW)


def test_a_use_moves_on_and_never_back(old: Firm) -> None:
    note_use(old.customer.pk, [MY_INVOICE_ONLINE], on=TODAY)
    note_use(old.customer.pk, [MY_INVOICE_ONLINE], on=TODAY - timedelta(days=5))
    use = LastUse.objects.get(customer=old.customer, application=MY_INVOICE_ONLINE)
    assert (use.first_on, use.on) == (LONG_AGO, TODAY)
