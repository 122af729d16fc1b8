"""The pages of the contract, as its people and the operator's people open them."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest

from comptoir.access.actions.rights import end_right
from comptoir.access.actions.suspensions import suspend_user
from comptoir.access.models import BlockedAddress, Grant, Suspension
from comptoir.catalogue.models import Operator
from comptoir.jobs.models import Job
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock, brussels_midnight
from comptoir.lifecycle.actions.exports import remove_old
from comptoir.lifecycle.actions.notices import carry_out_due
from comptoir.lifecycle.models import ApplicationRequest, ContractNotice, DataExport, NoticeOfDefault
from tests.console.cast import text
from tests.lifecycle.cast import NOW, Firm, desk, firm, signed_in, staff

pytestmark = pytest.mark.django_db


def page(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return text(response)


@pytest.mark.clause("P-04", "P-05")
def test_notice_is_given_shown_and_withdrawn_by_the_owner_others_only_read(lumen: Firm) -> None:
    """terms: portal.notice.customer"""
    owner, manager = signed_in(lumen.owner), signed_in(lumen.manager)
    assert "Runs since 5 January 2026, for an indefinite time" in page(owner, "/contract/")
    assert "the last day with access is 6 December 2026" in page(owner, "/contract/notice")
    assert manager.get("/contract/notice").status_code == 302
    assert manager.post("/contract/notice", {"application": ""}).status_code == 404
    assert owner.post("/contract/notice", {"application": "", "text": "We move."}).status_code == 302
    shown = page(manager, "/contract/")
    assert "The whole portal ends: the last day is 6 December 2026" in shown and "Withdraw" not in shown
    assert "We move." not in shown, "the letter itself is for who speaks for the company or sees it (A-03)"
    assert "We move." in page(owner, "/contract/")
    notice = ContractNotice.objects.get()
    assert manager.post(f"/contract/notices/{notice.pk}/withdraw").status_code == 404
    assert "Take an export of your data" in page(owner, "/contract/")
    owner.post(f"/contract/notices/{notice.pk}/withdraw")
    assert "the last day is" not in page(owner, "/contract/")


@pytest.mark.clause("P-05")
def test_the_desk_gives_notice_and_the_customers_people_see_it(lumen: Firm) -> None:
    """terms: portal.notice.operator"""
    carla = signed_in(staff("customer_desk"))
    address = f"/console/contracts/{lumen.customer.pk}/"
    assert "Lumen NV" in page(carla, "/console/contracts/")
    assert "the last day with access is 21 February 2027" in page(carla, address + "notice")
    assert carla.post(address + "notice", {"application": "technical_assistance", "text": ""}).status_code == 302
    assert "Technical Assistance ends: the last day is 21 February 2027" in page(signed_in(lumen.fleet), "/contract/")
    assert "Technical Assistance ends" in page(carla, address)


@pytest.mark.clause("P-05")
def test_the_desk_writes_a_letter_down_and_strikes_it_out_again(lumen: Firm) -> None:
    carla = signed_in(staff("customer_desk"))
    address = f"/console/contracts/{lumen.customer.pk}/"
    assert "Received today, the last day with access is 6 December 2026" in page(carla, address + "letter")
    nothing = carla.post(address + "letter", {"application": "", "received_on": "2026-11-20", "text": ""})
    assert nothing.status_code == 422 and "Copy what the customer wrote" in text(nothing)
    early = carla.post(address + "letter", {"application": "", "received_on": "2025-01-01", "text": "We leave."})
    assert early.status_code == 422 and "between 5 January 2026 and 21 November 2026" in text(early)
    assert "We leave." in early.content.decode(), "nothing typed is lost"
    carla.post(address + "letter", {"application": "", "received_on": "2026-11-20", "text": "We leave."})
    assert "the last day is 5 December 2026" in page(signed_in(lumen.fleet), "/contract/")
    notice = ContractNotice.objects.get()
    carla.post(f"/console/contracts/notices/{notice.pk}/withdraw")
    assert "the last day is" not in page(signed_in(lumen.fleet), "/contract/")


@pytest.mark.clause("P-05", "P-06")
def test_whose_contract_is_over_reads_so_and_a_new_one_can_begin(lumen: Firm, clock: FixedClock) -> None:
    signed_in(lumen.owner).post("/contract/notice", {"application": "", "text": ""})
    clock.at = brussels_midnight(date(2026, 12, 7))
    carry_out_due(at=clock.now())
    over = signed_in(lumen.owner).get("/invoices/")
    assert over.status_code == 403 and "The portal contract of your company is over" in text(over)
    assert 'href="/register/"' in over.content.decode()
    carla = signed_in(staff("customer_desk"))
    address = f"/console/contracts/{lumen.customer.pk}/"
    assert "Begin a new contract" in page(carla, address)
    carla.post(address + "begin")
    assert "Runs since 7 December 2026" in page(signed_in(lumen.owner), "/contract/")
    assert "Begin a new contract" not in page(carla, address)


@pytest.mark.clause("P-10")
def test_a_new_contract_lifts_what_a_breach_had_suspended(lumen: Firm, clock: FixedClock) -> None:
    carla = signed_in(staff("customer_desk"))
    address = f"/console/contracts/{lumen.customer.pk}/"
    carla.post(address + "default", {"obligation": "Invoices of June are open."})
    found = NoticeOfDefault.objects.get()
    clock.advance(timedelta(days=31))
    carla.post(f"/console/contracts/defaults/{found.pk}/suspend")
    carla.post(f"/console/contracts/defaults/{found.pk}/end", {"text": "We end it."})
    assert not lumen.actor(lumen.owner, clock.now()).grants
    carla.post(address + "begin")
    assert lumen.actor(lumen.owner, clock.now()).grants
    assert not Suspension.objects.filter(lifted_at=None).exists()


@pytest.mark.clause("P-19", "P-21")
def test_every_application_is_listed_with_its_rule_its_state_and_its_price(lumen: Firm) -> None:
    """terms: portal.access_price"""
    shown = page(signed_in(lumen.manager), "/contract/applications")
    for name in ("My Invoice Online", "Fleet Manager", "Invoice Insights Essential", "Invoice Insights Plus",
                 "Invoice Insights Advanced", "Mobile Number Management", "Technical Assistance"):  # fmt: skip
        assert name in shown
    assert "on request, at least" not in shown and "with at least 30 SIM cards" in shown
    assert shown.count("Free") == 5 and shown.count("On the order form, before you sign") == 2
    assert "On since 5 January 2026." in shown
    Operator.objects.create(name="Northwind", email="desk@northwind.example")
    asked = signed_in(lumen.owner).get("/contract/applications").content.decode()
    assert asked.count("mailto:desk@northwind.example?subject=Invoice%20Insights") == 2, "the way to an order form"


@pytest.mark.clause("A-03")
def test_the_number_of_cards_is_told_to_who_sees_cards_only(lumen: Firm) -> None:
    address = "/contract/applications/fleet_manager/why"
    assert "SIM cards today: 0." in page(signed_in(lumen.owner), address)
    assert "SIM cards today" not in page(signed_in(lumen.manager), address)


@pytest.mark.clause("P-10")
def test_both_parties_see_the_running_dates_of_a_breach(lumen: Firm, clock: FixedClock) -> None:
    """terms: portal.breach.suspension, portal.breach.termination"""
    carla, owner = signed_in(staff("customer_desk")), signed_in(lumen.owner)
    address = f"/console/contracts/{lumen.customer.pk}/"
    carla.post(address + "default", {"obligation": "Invoices of June are open."})
    found = NoticeOfDefault.objects.get()
    for shown in (page(owner, "/contract/"), page(carla, address)):
        assert "Invoices of June are open." in shown
        assert "After 15 calendar days: suspension from 7 December 2026" in shown
        assert "After 30 calendar days: the contract may be ended from 22 December 2026" in shown
    assert "Suspend access" not in page(carla, address)
    carla.post(f"/console/contracts/defaults/{found.pk}/suspend")
    assert not Suspension.objects.exists()
    clock.advance(timedelta(days=16))
    assert "Suspend access" in page(carla, address)
    carla.post(f"/console/contracts/defaults/{found.pk}/suspend")
    assert Suspension.objects.get(lifted_at=None).ground == "breach"
    carla.post(f"/console/contracts/defaults/{found.pk}/remedied")
    assert not Suspension.objects.filter(lifted_at=None).exists()
    assert "It was put right" in page(signed_in(lumen.owner), "/contract/")


@pytest.mark.clause("P-10")
def test_the_customer_may_hold_the_operator_to_it_too(lumen: Firm, clock: FixedClock) -> None:
    owner = signed_in(lumen.owner)
    owner.post("/contract/defaults/send", {"obligation": "No answer for weeks.", "is_serious": "on"})
    found = NoticeOfDefault.objects.get()
    assert (found.party, found.is_serious) == ("customer", True)
    assert signed_in(lumen.manager).post(f"/contract/defaults/{found.pk}/end", {"text": "x"}).status_code == 404
    carla = signed_in(staff("customer_desk"))
    assert carla.post(f"/console/contracts/defaults/{found.pk}/remedied").status_code == 404
    assert owner.post(f"/contract/defaults/{found.pk}/end", {"text": "Enough."}).status_code == 302
    assert not lumen.actor(lumen.owner).grants
    assert ContractNotice.objects.get().ground == "breach"


@pytest.mark.clause("P-09")
def test_a_suspended_person_reads_one_sentence_and_no_reason(lumen: Firm) -> None:
    client = signed_in(lumen.fleet)
    page(client, "/contract/")
    why = {"ground": "fraud", "reason": "SECRET REASON"}
    suspend_user(lumen.fleet, customer=lumen.customer, **why, by=desk("security_desk"), at=NOW)
    again = signed_in(lumen.fleet)
    for address in ("/", "/contract/", "/cards/"):
        response = again.get(address)
        assert response.status_code == 403
        assert "Your access is closed at the moment" in text(response)
        assert "SECRET" not in text(response) and "fraud" not in text(response).lower()


@pytest.mark.clause("P-09")
def test_the_security_desk_suspends_and_lifts_people_customers_and_addresses(lumen: Firm) -> None:
    sec = signed_in(staff("security_desk"))
    why = {"ground": "security", "reason": "Odd sign-ins."}
    sec.post("/console/suspensions/person", {"email": lumen.fleet.email, "customer": "", **why})
    sec.post("/console/suspensions/customer", {"customer": "lumen", **why})
    person, company = Suspension.objects.order_by("pk")
    assert (person.user, person.customer, company.user, company.customer) == (lumen.fleet, None, None, lumen.customer)
    assert person.by_label == "Security_Desk" and person.reason == "Odd sign-ins."
    assert not lumen.actor(lumen.owner).grants
    shown = page(sec, "/console/suspensions/")
    assert "Fleet (fleet@lumen.example)" in shown and "Everyone of the customer" in shown
    sec.post(f"/console/suspensions/{company.pk}/", {"reason": "Cleared."})
    assert lumen.actor(lumen.owner).grants and not lumen.actor(lumen.fleet).grants
    assert "Cleared." in page(sec, f"/console/suspensions/{company.pk}/")
    sec.post("/console/suspensions/addresses", {"network": "198.51.100.0/24", "reason": "Attack."})
    blocked = BlockedAddress.objects.get()
    assert "198.51.100.0/24" in page(sec, "/console/suspensions/addresses")
    sec.post(f"/console/suspensions/addresses/{blocked.pk}/unblock")
    assert not BlockedAddress.objects.filter(lifted_at=None).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "nobody@lumen.example", "ground": "fraud", "reason": "x"},
        {"email": "fleet@lumen.example", "ground": "fraud", "reason": ""},
        {"email": "fleet@lumen.example", "ground": "ended", "reason": "x"},
        {"email": "fleet@lumen.example", "customer": "nowhere", "ground": "fraud", "reason": "x"},
    ],
)
def test_a_suspension_needs_somebody_a_ground_and_a_reason(lumen: Firm, fields: dict[str, str]) -> None:
    sec = signed_in(staff("security_desk"))
    assert sec.post("/console/suspensions/person", fields).status_code == 422
    assert not Suspension.objects.exists()


@pytest.mark.parametrize("role", ["billing_desk", "customer_desk", "registrations_desk"])
def test_no_other_desk_suspends(lumen: Firm, role: str) -> None:
    client = signed_in(staff(role))
    assert client.get("/console/suspensions/").status_code == 404
    assert (
        client.post(
            "/console/suspensions/customer", {"customer": "lumen", "ground": "fraud", "reason": "x"}
        ).status_code
        == 404
    )
    assert not Suspension.objects.exists()


@pytest.mark.clause("P-05")
def test_an_export_holds_what_its_maker_sees_and_is_fetched_by_nobody_else(lumen: Firm, clock: FixedClock) -> None:
    """terms: portal.export.kept"""
    owner, fleet = signed_in(lumen.owner), signed_in(lumen.fleet)
    assert signed_in(lumen.manager).post("/contract/export").status_code == 404
    fleet.post("/contract/export")
    fleet.post("/contract/export")
    assert Job.objects.filter(kind="lifecycle.export").count() == 1
    assert fleet.get(f"/contract/export/{DataExport.objects.get().pk}/").status_code == 200
    Worker(clock).drain()
    export = DataExport.objects.get()
    assert export.kept_until_on == date(2026, 12, 5)
    address = f"/contract/export/{export.pk}/file"
    response = fleet.get(address)
    names = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist()
    assert "cards.csv" in names and "read-me.txt" in names
    assert not {"invoices.csv", "people.csv", "billing-accounts.csv"} & set(names)
    other = firm("borealis")
    for client in (owner, signed_in(other.owner)):
        assert client.get(address).status_code == 404
    for grant in Grant.objects.filter(holder=lumen.fleet):
        end_right(grant, by=lumen.actor(lumen.owner), at=NOW)
    assert signed_in(lumen.fleet).get(address).status_code == 404


@pytest.mark.clause("P-05")
def test_an_export_is_gone_after_its_days(lumen: Firm, clock: FixedClock, settings: Any) -> None:
    owner = signed_in(lumen.owner)
    owner.post("/contract/export")
    Worker(clock).drain()
    export = DataExport.objects.get()
    path = settings.DOCUMENTS_ROOT / export.path
    assert path.is_file()
    assert remove_old(at=brussels_midnight(date(2026, 12, 4))) == {"removed": 0}
    assert remove_old(at=brussels_midnight(date(2026, 12, 5))) == {"removed": 1}
    assert not path.exists()
    assert owner.get(f"/contract/export/{export.pk}/file").status_code == 404


@pytest.mark.clause("P-21")
def test_a_closed_application_is_asked_for_and_granted(lumen: Firm) -> None:
    by = signed_in(lumen.owner)
    by.post("/contract/notice", {"application": "my_invoice_online", "text": ""})
    notice = ContractNotice.objects.get()
    carry_out_due(at=brussels_midnight(notice.last_on + timedelta(days=1)))
    by.post("/contract/applications/my_invoice_online/ask")
    request = ApplicationRequest.objects.get()
    assert request.is_open
    carla = signed_in(staff("customer_desk"))
    assert "My Invoice Online" in page(carla, "/console/contracts/")
    carla.post(f"/console/contracts/requests/{request.pk}/grant")
    assert lumen.actor(lumen.owner, brussels_midnight(notice.last_on + timedelta(days=2))).may("invoices.view")


def test_whoever_acts_for_nobody_is_sent_to_the_overview(lumen: Firm) -> None:
    from comptoir.access.models import User

    nobody = User.objects.create_user("nobody@lumen.example", None, name="Nobody", language="en", joined_at=NOW)
    assert signed_in(nobody).get("/contract/").status_code == 302
