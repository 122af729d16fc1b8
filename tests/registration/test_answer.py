"""The operator's answer: a customer at once and whole, or a reason (P-02, P-04; GC 2.1.2, 2.2.1, 8.1.2)."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from comptoir.access.capabilities import ACCESS_MANAGER, DATA, OPERATE_REGISTRATIONS
from comptoir.access.models import Grant, User
from comptoir.access.queries import seat_holder
from comptoir.audit.models import AuditEvent, OutboxEvent
from comptoir.kernel.clock import brussels_date
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import Customer
from comptoir.registration.actions import answering
from comptoir.registration.actions.answering import UnableToAnswer, accept, refuse
from comptoir.registration.actions.documents import ask_document, hand_over
from comptoir.registration.actions.drafts import withdraw
from comptoir.registration.models import Answer, ContactPerson
from comptoir.registration.queries import registered_as, registrations
from comptoir.registration.standing import with_state
from comptoir.scope.actor import Channel, system
from comptoir.scope.authorize import NotAuthorized
from tests.console.cast import Cast, text
from tests.portal.world import NOW, ROOT, START
from tests.registration.forms import PDF, come_in, link_in, outbox, registered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("P-02")]

AFFILIATE = {
    "rows": "1", "affiliates-0-name": "Molen NV", "affiliates-0-number": "0202.239.951", "affiliates-0-ground": "votes",
    "consent": "on",
}  # fmt: skip


@pytest.mark.clause("P-04")
def test_accepted_it_is_a_customer_from_that_day_on_with_its_access_owner(cast: Cast) -> None:
    """GC 2.2.1: the contract starts on the day of acceptance; the registrant has the seat (GC 8.1.2)."""
    registration = registered()
    page = f"/console/registrations/{registration.pk}/"
    shown = text(cast.anna.get(page))
    assert "modulo 97" in shown and "No customer has this number" in shown and "Came in today" in shown
    response = cast.anna.post(page + "accept", {"code": "zinneke"})
    assert response.status_code == 302
    customer = Customer.objects.get(code="zinneke")
    assert customer.accepted_on == brussels_date(NOW)
    assert (customer.legal_name, customer.legal_form, customer.enterprise_number, customer.language) == (
        "Zinneke Koffie BV", "BV", "0403019261", "nl",
    )  # fmt: skip
    owner = seat_holder(customer.pk, NOW)
    assert owner is not None and (owner.email, owner.phone) == ("noor@zinneke.example", "+3225123456")
    assert ContactPerson.objects.get(customer=customer).name == "Noor Peeters"
    assert registered_as(customer.pk) == registration
    assert OutboxEvent.objects.filter(kind="registration.accepted").get().payload["customer"] == customer.pk
    letter = outbox()[-1]
    assert letter.to == ["noor@zinneke.example"] and "/account/password/reset/" in str(letter.body)
    assert sum("password/reset" in str(message.body) for message in outbox()) == 1, "one mail says both"


def test_who_was_accepted_signs_in_and_sees_their_company(cast: Cast) -> None:
    """The other end: by the letter's page they choose a password, and the company is there."""
    registration = registered()
    cast.anna.post(f"/console/registrations/{registration.pk}/accept", {"code": "zinneke"})
    client = Client()
    client.post("/account/password/reset/", {"email": "noor@zinneke.example"})
    found = [str(message.body) for message in outbox() if "password/reset/key" in str(message.body)]
    path = "/account" + found[-1].split("/account", 1)[1].split()[0]
    opened = client.get(path, follow=True)
    form_at = opened.redirect_chain[-1][0]
    client.post(form_at, {"password1": "a-long-phrase-29", "password2": "a-long-phrase-29"})
    assert EmailAddress.objects.filter(user__email="noor@zinneke.example", verified=True).exists()
    client.force_login(User.objects.get(email="noor@zinneke.example"))
    assert "Zinneke Koffie BV" in text(client.get("/company/"))


def test_without_an_access_owner_the_registrant_manages_and_sees_no_data(cast: Cast) -> None:
    """GC 8.1.2."""
    registration = registered(wants_access_owner="no")
    cast.anna.post(f"/console/registrations/{registration.pk}/accept", {"code": "zinneke"})
    customer = Customer.objects.get(code="zinneke")
    assert seat_holder(customer.pk, NOW) is None and not customer.has_access_owner
    grant = Grant.objects.get(customer=customer)
    assert grant.profile == ACCESS_MANAGER and not grant.held_capabilities & DATA
    client = Client()
    client.force_login(grant.holder)
    page = text(client.get("/company/"))
    assert "0403" not in page and "Vismarkt" not in page and "Zinneke" not in page


def test_refused_with_a_reason_that_the_registrant_reads(cast: Cast) -> None:
    client = Client()
    registration = registered(client)
    page = f"/console/registrations/{registration.pk}/"
    assert "Give a reason" in text(cast.anna.post(page + "refuse", {"reason": " "}))
    cast.anna.post(page + "refuse", {"reason": "The seat is not the published one."})
    assert "The seat is not the published one." in text(client.get("/register/state"))
    letter = outbox()[-1]
    assert letter.to == ["noor@zinneke.example"] and "not the published one" in str(letter.body)
    assert link_in(letter) == "/register/", "the way to the next form"
    assert not Customer.objects.filter(legal_name__startswith="Zinneke").exists()
    assert cast.anna.post(page + "accept", {"code": "zinneke"}).status_code == 422


@pytest.mark.clause("P-01")
def test_whoever_was_refused_finds_what_they_sent_in_the_next_form(cast: Cast) -> None:
    """Nothing typed is lost; the promises are to be made anew, and another address learns nothing."""
    registration = registered(**AFFILIATE)
    refuse(registration, reason="Put the new seat in.", by=ROOT, at=NOW)
    again, stranger = Client(), Client()
    draft = come_in(again).draft
    assert (draft["legal_name"], draft["enterprise_number"], draft["city"]) == (
        "Zinneke Koffie BV", "0403019261", "Brussel"
    )  # fmt: skip
    assert draft["affiliates"] == [{"name": "Molen NV", "number": "0202239951", "ground": "votes"}]
    assert not (draft["may_bind"] or draft["terms"] or draft["consent"])
    assert 'value="Zinneke Koffie BV"' in again.get("/register/company").content.decode()
    come_in(stranger, "other@else.example")
    assert "Zinneke" not in stranger.get("/register/company").content.decode()


@pytest.mark.clause("P-01")
def test_whoever_was_accepted_begins_with_an_empty_form(cast: Cast) -> None:
    """Their next company is another one."""
    accept(registered(), code="zinneke", by=ROOT, at=NOW)
    assert come_in(Client()).draft == {}


def test_answered_twice_it_is_answered_once(cast: Cast) -> None:
    registration = registered()
    accept(registration, code="zinneke", by=ROOT, at=NOW)
    for act in (
        lambda: accept(registration, code="zinneke2", by=ROOT, at=NOW),
        lambda: refuse(registration, reason="no", by=ROOT, at=NOW),
    ):
        with pytest.raises(UnableToAnswer, match="answered_already"):
            act()
    assert Customer.objects.filter(enterprise_number="0403019261").count() == 1
    assert Answer.objects.count() == 1


def test_killed_between_nothing_is_there(cast: Cast, monkeypatch: Any) -> None:
    """Whatever dies within the act takes all of it along: no customer without its answer."""
    registration = registered()

    def die(*_args: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answering, "record", die)
    with pytest.raises(KeyboardInterrupt):
        accept(registration, code="zinneke", by=ROOT, at=NOW)
    assert not Customer.objects.exists() and not Answer.objects.exists()
    assert not User.objects.filter(email="noor@zinneke.example").exists()
    monkeypatch.undo()
    accept(registration, code="zinneke", by=ROOT, at=NOW)
    assert Customer.objects.get().code == "zinneke"


def test_a_known_number_and_a_taken_code_are_said(cast: Cast) -> None:
    known = create_customer(
        code="old", legal_name="Old Zinneke", enterprise_number="0403019261", accepted_on=START, by=ROOT, at=NOW
    )
    registration = registered()
    page = f"/console/registrations/{registration.pk}/"
    assert "Old Zinneke (old) has the same number" in text(cast.anna.get(page))
    assert "customer with this number is known" in text(cast.anna.post(page + "accept", {"code": "zinneke"}))
    assert "old is taken" in text(cast.anna.post(page + "accept", {"code": known.code, "knowing": "on"}))
    assert cast.anna.post(page + "accept", {"code": "zinneke", "knowing": "on"}).status_code == 302


@pytest.mark.clause("A-08")
def test_an_affiliate_is_linked_only_to_the_customer_that_the_operator_chose(cast: Cast) -> None:
    """GC 1.2, 9.1: by its number, with the ground and who guarantees; never by itself."""
    molen = create_customer(
        code="molen", legal_name="Molen NV", enterprise_number="0202239951", accepted_on=START, by=ROOT, at=NOW
    )
    other = create_customer(code="other", legal_name="Other NV", accepted_on=START, by=ROOT, at=NOW)
    first = registered(**AFFILIATE)
    cast.anna.post(f"/console/registrations/{first.pk}/accept", {"code": "zinneke"})
    assert not Customer.objects.get(code="zinneke").affiliations.exists(), "not chosen, not linked"
    second = registered(None, "two@x.example", **AFFILIATE)
    row = second.affiliates.get()
    with pytest.raises(UnableToAnswer, match="number_differs"):
        accept(second, code="two", knowing=True, affiliates={row.pk: other}, by=ROOT, at=NOW)
    form = {"code": "two", "knowing": "on", f"affiliate-{row.pk}": str(molen.pk)}
    cast.anna.post(f"/console/registrations/{second.pk}/accept", form)
    bond = Customer.objects.get(code="two").affiliations.get()
    assert (bond.affiliate, bond.ground, bond.guaranteed_by) == (molen, "votes", "Noor Peeters")


def test_somebody_of_the_operators_own_cannot_be_a_registrant(cast: Cast) -> None:
    registration = registered(None, "anna@northwind.example")
    answer = cast.anna.post(f"/console/registrations/{registration.pk}/accept", {"code": "zinneke"})
    assert answer.status_code == 422 and "operator's own people" in text(answer)
    assert not Customer.objects.exists()


def test_only_the_registrations_desk_sees_and_answers(cast: Cast) -> None:
    registration = registered()
    for path in ("", f"{registration.pk}/", "changes/"):
        assert cast.carla.get(f"/console/registrations/{path}").status_code == 404
    for path in ("accept", "refuse", "ask"):
        assert cast.bram.post(f"/console/registrations/{registration.pk}/{path}", {"code": "x"}).status_code == 404
    nobody = system("nobody", Channel.JOB)
    assert not registrations(nobody).exists()
    with pytest.raises(NotAuthorized, match=OPERATE_REGISTRATIONS):
        accept(registration, code="x", by=nobody, at=NOW)
    with pytest.raises(NotAuthorized):
        refuse(registration, reason="x", by=nobody, at=NOW)


def test_whoever_waits_longest_is_on_top(cast: Cast) -> None:
    registered(None, "a@x.example", legal_name="Aaa NV")
    second = registered(None, "b@x.example", legal_name="Bbb NV")
    refuse(second, reason="no", by=ROOT, at=NOW)
    registered(None, "c@x.example", legal_name="Ccc NV")
    assert "Registrations to answer 2" in text(cast.anna.get("/console/"))
    page = text(cast.anna.get("/console/registrations/"))
    assert page.index("Aaa NV") < page.index("Ccc NV") < page.index("Bbb NV")
    refused = text(cast.anna.get("/console/registrations/?stands=refused"))
    assert "Bbb NV" in refused and "Aaa NV" not in refused


def test_the_log_says_who_answered_and_holds_no_personal_values(cast: Cast) -> None:
    registration = registered()
    cast.anna.post(f"/console/registrations/{registration.pk}/refuse", {"reason": "Noor is unknown"})
    event = AuditEvent.objects.get(verb="registration.refused")
    assert event.actor_label == "Anna" and "Noor" not in str(event.data)


@pytest.mark.parametrize("stage", ["submitted", "documents", "review", "accepted", "refused", "withdrawn"])
def test_the_list_says_what_the_registration_says(cast: Cast, stage: str) -> None:
    """The state in the database query and the state of the row are one rule."""
    client = Client()
    registration = registered(client)
    if stage in ("documents", "review"):
        wish = ask_document(registration, kind="statutes", note="", by=ROOT, at=NOW)
        if stage == "review":
            hand_over(wish, name="x.pdf", content=PDF, at=NOW)
    elif stage == "accepted":
        accept(registration, code="zinneke", by=ROOT, at=NOW)
    elif stage == "refused":
        refuse(registration, reason="no", by=ROOT, at=NOW)
    elif stage == "withdrawn":
        withdraw(registration, at=NOW)
    row = with_state(registrations(ROOT)).get(pk=registration.pk)
    expected = "submitted" if stage == "review" else stage
    assert row.stands == row.state(NOW) == expected
