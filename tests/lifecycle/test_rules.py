"""The rules of a contract's life as rules over dates: notices, breach, what is unused, applications, precedence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.access import capabilities as may
from comptoir.kernel.periods import add_months
from comptoir.lifecycle import applications, breach, dormancy, notice, precedence
from comptoir.lifecycle.applications import Status
from comptoir.lifecycle.dormancy import Dormant, Use
from comptoir.scope.contract import terms_on
from comptoir.web.words import messages, words

DAY = date(2026, 3, 31)
TERMS = terms_on(DAY)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
NONE_OR_DAYS = st.none() | DAYS


@pytest.mark.clause("P-05")
def test_the_customers_notice_is_fifteen_calendar_days_the_operators_three_months() -> None:
    """terms: portal.notice.customer, portal.notice.operator"""
    assert notice.last_day("customer", DAY, TERMS) == date(2026, 4, 15)
    assert notice.last_day("operator", DAY, TERMS) == date(2026, 6, 30)
    assert notice.first_day_without(date(2026, 4, 15)) == date(2026, 4, 16)


@pytest.mark.clause("P-05")
@pytest.mark.parametrize(
    ("party", "given", "last"),
    [
        ("customer", date(2028, 2, 20), date(2028, 3, 6)),  # a leap year
        ("customer", date(2026, 12, 25), date(2027, 1, 9)),
        ("operator", date(2026, 11, 30), date(2027, 2, 28)),  # a month without that day: its last one
        ("operator", date(2027, 11, 30), date(2028, 2, 29)),
        ("operator", date(2028, 2, 29), date(2028, 5, 29)),
    ],
)
def test_days_and_months_are_those_of_the_calendar(party: str, given: date, last: date) -> None:
    """terms: portal.notice.customer, portal.notice.operator"""
    assert notice.last_day(party, given, TERMS) == last


@pytest.mark.clause("P-05")
def test_a_notice_says_how_its_last_day_came_about() -> None:
    said = notice.explain("customer", DAY, date(2026, 4, 15), date(2026, 4, 10), TERMS)
    assert words(said) == [
        "The last day is 15 April 2026; days left: 5.",
        "Notice was given on 31 March 2026; that day is not counted.",
        "The customer's notice is 15 calendar days.",
        "Access stops as 16 April 2026 begins.",
    ]
    assert said.clause == "GC 2.2.2"
    over = notice.explain("operator", DAY, date(2026, 6, 30), date(2026, 7, 1), TERMS)
    assert words(over)[0] == "The last day was 30 June 2026."


@pytest.mark.clause("P-10")
def test_suspension_after_fifteen_whole_days_the_end_after_thirty() -> None:
    """terms: portal.breach.suspension, portal.breach.termination"""
    found = breach.dates(DAY, False, TERMS)
    assert (found.suspend_from, found.terminate_from) == (date(2026, 4, 16), date(2026, 5, 1))
    assert breach.stage(found, date(2026, 4, 15)) is breach.Stage.RUNS
    assert breach.stage(found, date(2026, 4, 16)) is breach.Stage.MAY_SUSPEND
    assert breach.stage(found, date(2026, 4, 30)) is breach.Stage.MAY_SUSPEND
    assert breach.stage(found, date(2026, 5, 1)) is breach.Stage.MAY_TERMINATE
    assert breach.stage(found, date(2026, 5, 1), remedied=True) is breach.Stage.REMEDIED
    assert breach.stage(found, date(2026, 5, 1), remedied=True, ended=True) is breach.Stage.ENDED


@pytest.mark.clause("P-10")
def test_a_serious_breach_may_be_ended_at_once_and_is_suspended_no_sooner() -> None:
    found = breach.dates(DAY, True, TERMS)
    assert breach.may_terminate(found, DAY) and not breach.may_suspend(found, DAY)
    said = breach.explain(found, breach.stage(found, DAY), True, TERMS)
    assert words(said)[0] == "The contract may be ended, since 31 March 2026."
    assert "A serious breach: the contract may be ended at once." in words(said)


def facts(**given: object) -> dormancy.Facts:
    return dormancy.Facts(**({"contract_from": date(2020, 1, 1), "used_on": DAY, "measured_from": DAY} | given))  # type: ignore[arg-type]


@pytest.mark.clause("P-06")
def test_an_account_unused_for_twelve_months_may_end_either_use_keeps_it() -> None:
    """The customer's use (FR) and a user's sign-in (NL) each keep it. terms: portal.unused_account"""
    today = date(2027, 3, 31)
    assert [one.kind for one in dormancy.due(facts(), today, TERMS)] == [Dormant.ACCOUNT]
    assert dormancy.due(facts(), today - timedelta(days=1), TERMS) == []
    assert dormancy.due(facts(used_on=None, signed_in_on=DAY + timedelta(days=1)), today, TERMS) == []
    never = facts(contract_from=DAY, used_on=None)
    assert dormancy.due(never, today, TERMS)[0].since == DAY


@pytest.mark.clause("P-07")
def test_no_active_contract_for_twenty_five_months() -> None:
    """terms: portal.no_active_contract"""
    gone, today = date(2024, 3, 1), date(2026, 4, 1)
    assert [one.kind for one in dormancy.due(facts(without_contract_from=gone), today, TERMS)] == [Dormant.CONTRACT]
    assert dormancy.due(facts(without_contract_from=gone), date(2026, 3, 31), TERMS) == []


@pytest.mark.clause("P-08")
def test_an_application_unused_for_six_months_may_be_deactivated() -> None:
    """terms: portal.unused_application"""
    started = date(2025, 9, 30)
    found = facts(applications={"a": Use(started), "b": Use(started, DAY), "c": Use(DAY)}, measured_from=started)
    [due] = dormancy.due(found, date(2026, 3, 30), TERMS)
    assert (due.application, due.since, due.due_on) == ("a", started, date(2026, 3, 30))
    assert dormancy.due(found, date(2026, 3, 29), TERMS) == []


@pytest.mark.clause("P-08")
def test_nothing_counts_as_unused_before_use_was_measured() -> None:
    old = {"a": Use(date(2020, 1, 1))}
    measured = date(2026, 1, 1)
    assert dormancy.due(facts(applications=old, measured_from=None), DAY, TERMS) == []
    assert dormancy.due(facts(applications=old, measured_from=measured), date(2026, 6, 30), TERMS) == []
    [due] = dormancy.due(facts(applications=old, measured_from=measured), date(2026, 7, 1), TERMS)
    assert (
        words(due.explanation)[2] == "Use is measured since 1 January 2026; before that day nothing counts as unused."
    )


@given(used=NONE_OR_DAYS, signed=NONE_OR_DAYS, begun=DAYS, today=DAYS)
def test_whatever_is_used_later_is_never_due_earlier(
    used: date | None, signed: date | None, begun: date, today: date
) -> None:
    """Due exactly from the day that lies the term after the last sign of life."""
    found = dormancy.Facts(contract_from=begun, used_on=used, signed_in_on=signed)
    last = max(day for day in (begun, used, signed) if day)
    due = dormancy.due(found, today, TERMS)
    assert bool(due) == (today >= add_months(last, TERMS["portal.unused_account"].months))


def states(**given: object) -> dict[str, applications.State]:
    known = applications.Facts(**({"contract_from": date(2026, 1, 5)} | given))  # type: ignore[arg-type]
    return {state.application: state for state in applications.states(known, DAY, TERMS)}


@pytest.mark.clause("P-21")
def test_each_application_comes_by_its_own_rule() -> None:
    fresh = states()
    assert {name: state.status for name, state in fresh.items()} == {
        may.MY_INVOICE_ONLINE: Status.ON,
        may.FLEET_MANAGER: Status.OFF,
        may.INSIGHTS_ESSENTIAL: Status.WAITING,
        may.INSIGHTS_PLUS: Status.OFF,
        may.INSIGHTS_ADVANCED: Status.OFF,
        may.MOBILE_NUMBER_MANAGEMENT: Status.OFF,
        may.TECHNICAL_ASSISTANCE: Status.ON,
    }
    grown = states(
        first_data_on=date(2026, 2, 1),
        cards=30,
        mobile_from=date(2025, 12, 1),
        levels={"plus": date(2026, 2, 15)},
        granted={may.FLEET_MANAGER: date(2026, 1, 20)},
    )
    assert {name: state.since for name, state in grown.items()} == {
        may.MY_INVOICE_ONLINE: date(2026, 1, 5),
        may.FLEET_MANAGER: date(2026, 2, 1),
        may.INSIGHTS_ESSENTIAL: date(2026, 2, 1),
        may.INSIGHTS_PLUS: date(2026, 2, 15),
        may.INSIGHTS_ADVANCED: None,
        may.MOBILE_NUMBER_MANAGEMENT: date(2026, 1, 5),
        may.TECHNICAL_ASSISTANCE: date(2026, 1, 5),
    }


@pytest.mark.clause("P-21")
def test_fleet_manager_takes_thirty_cards() -> None:
    """terms: fleet_manager.minimum_sim_cards"""
    assert not states(cards=29)[may.FLEET_MANAGER].may_ask
    assert states(cards=30)[may.FLEET_MANAGER].may_ask
    granted = {"granted": {may.FLEET_MANAGER: DAY}, "first_data_on": DAY}
    below = states(cards=29, **granted)[may.FLEET_MANAGER]
    assert below.is_on and any("at once" in line for line in words(below.explanation))
    assert applications.is_below_minimum(applications.Facts(DAY, cards=29, granted={may.FLEET_MANAGER: DAY}), TERMS)


@pytest.mark.clause("P-21")
def test_the_number_of_cards_is_told_only_on_demand() -> None:
    state = states(cards=41)[may.FLEET_MANAGER]
    assert not any("41" in line for line in words(state.explanation))
    assert "SIM cards today: 41." in words(state.with_counts().explanation)


@pytest.mark.clause("P-05", "P-21")
def test_what_is_closed_is_off_whatever_its_rule_says_and_with_the_contract_all_is() -> None:
    closed = states(closed={may.MY_INVOICE_ONLINE: ("dormant", date(2026, 3, 1))})[may.MY_INVOICE_ONLINE]
    assert closed.status is Status.CLOSED and closed.may_ask
    assert words(closed.explanation)[0] == "Off since 1 March 2026: it was not used for a long time."
    over = states(contract_to=DAY)
    assert {state.status for state in over.values()} == {Status.CLOSED}
    assert states(contract_to=DAY + timedelta(days=1))[may.MY_INVOICE_ONLINE].is_on


def test_every_state_and_every_rule_has_words() -> None:
    known = messages()
    for name in applications.ALL:
        assert f"application.rule.{name}" in known
    for stage in breach.Stage:
        assert f"breach.stage.{stage}" in known


@pytest.mark.clause("P-12")
def test_the_order_of_documents_is_the_contracts() -> None:
    """terms: portal.precedence.portal, portal.precedence.mobile, portal.precedence.internet"""
    assert precedence.winner("portal", ["general_conditions", "specific_conditions"], TERMS) == "specific_conditions"
    assert precedence.winner("portal", ["general_conditions", "registration_form"], TERMS) == "registration_form"
    assert precedence.winner("mobile", ["price_list", "general_conditions"], TERMS) == "general_conditions"
    assert precedence.winner("mobile", ["contract_summary", "affiliates_list"], TERMS) == "contract_summary"
    assert precedence.winner("internet", ["offer", "acceptable_use_policy"], TERMS) == "acceptable_use_policy"
    assert [len(precedence.order_of(name, TERMS)) for name in precedence.CONTRACTS] == [3, 6, 7]
    said = precedence.explain("portal", ["general_conditions", "registration_form"], TERMS)
    assert words(said) == [
        "What holds: Registration form.",
        "Registration form: place 1 of 3.",
        "General conditions: place 3 of 3.",
    ]


@pytest.mark.clause("P-12")
@pytest.mark.parametrize("kinds", [["offer", "price_list"], ["general_conditions"], []])
def test_an_order_decides_only_between_its_own_documents(kinds: list[str]) -> None:
    with pytest.raises(precedence.UnknownDocument):
        precedence.winner("portal", kinds, TERMS)
