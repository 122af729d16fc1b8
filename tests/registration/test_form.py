"""The registration form: an address proved first, checked as one types, kept, submitted once (P-01; GC 2.1.1)."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from comptoir.audit.models import AuditEvent
from comptoir.jobs.models import Job
from comptoir.kernel.clock import FixedClock
from comptoir.lifecycle.models import DocumentVersion
from comptoir.registration.actions.drafts import begin as begin_registration
from comptoir.registration.models import Attempt, Link, Registration, State
from tests.console.cast import Cast, text
from tests.portal.world import NOW
from tests.registration.forms import FORM, begin, come_in, last_link, link_in, outbox, registered, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("P-01")]


def test_nothing_reaches_the_operator_before_the_address_is_proved(cast: Cast) -> None:
    """GC 2.1.1: a row of the address alone, one mail with a link, nothing in the operator's log or list."""
    client = Client()
    assert begin(client)["Location"] == "/register/sent"
    assert [message.to for message in outbox()] == [["noor@zinneke.example"]]
    assert not AuditEvent.objects.filter(verb__startswith="registration").exists()
    assert client.get("/register/company")["Location"] == "/register/"
    path = last_link("confirm")
    assert "noor@zinneke.example" in text(client.get(path))
    assert Registration.objects.get().proved_at is None, "a mail scanner that opens the link proves nothing"
    assert client.post(path)["Location"] == "/register/company"
    assert Registration.objects.get().proved_at == NOW
    assert "Zinneke" not in text(cast.anna.get("/console/registrations/"))


def test_from_an_address_to_a_submitted_form(cast: Cast) -> None:
    registration = registered()
    assert registration.state(NOW) == State.SUBMITTED
    assert (registration.enterprise_number, registration.vat_number) == ("0403019261", "BE0403019261")
    assert registration.phone == "+3225123456"
    assert registration.may_bind_at == NOW and registration.terms_accepted_at == NOW and registration.terms_version
    assert [message.to[0] for message in outbox()[2:]] == ["noor@zinneke.example", "desk@localhost"]
    assert "Zinneke Koffie BV" in text(cast.anna.get("/console/registrations/"))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"enterprise_number": "0403.019.262"}, "enterprise_number", "no Belgian enterprise number"),
        ({"enterprise_number": ""}, "", ""),
        ({"enterprise_number": "", "vat_number": ""}, "enterprise_number", "Give the enterprise number"),
        ({"vat_number": "BE0202239951"}, "vat_number", "belongs to another enterprise number"),
        ({"vat_number": "FR123"}, "vat_number", "no VAT number"),
        ({"legal_form": " "}, "legal_form", "Give the legal form"),
        ({"legal_name": ""}, "legal_name", "Give the full legal name"),
        ({"legal_name": "A\r\nBcc: x@y.example"}, "legal_name", "cannot be written"),
        ({"legal_name": "x" * 201}, "legal_name", "at most 200"),
        ({"phone": "112"}, "phone", "no phone number"),
        ({"country": "XX"}, "country", "Choose one"),
        ({"kind": "king"}, "kind", "Choose one"),
        ({"language": "zz"}, "language", "Choose one"),
        ({"may_bind": ""}, "", ""),
        ({"kind": "natural_person", "enterprise_number": "", "vat_number": "", "legal_form": ""}, "", ""),
        ({"kind": "association", "enterprise_number": "", "vat_number": "", "legal_form": ""}, "", ""),
        ({"country": "NL"}, "enterprise_number", "Only a Belgian enterprise number fits here"),
        ({"country": "FR", "enterprise_number": "", "vat_number": "FR40303265045", "phone": "+32 2 512 34 56"}, "", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(changed: dict[str, str], field: str, words: str) -> None:
    client = Client()
    come_in(client)
    response = send(client, **changed)
    if not field:
        assert response.status_code == 302, text(response)
        return
    assert response.status_code == 422
    assert words in text(response) and f'id="said_{field}"' in response.content.decode()
    assert Registration.objects.get().submitted_at is None


@pytest.mark.parametrize(
    ("missing", "words"), [("may_bind", "may act for the customer"), ("terms", "accept the conditions")]
)
def test_both_promises_are_needed(missing: str, words: str) -> None:
    """Who submits states that they may bind the customer, and accepts the terms (GC 2.1.1)."""
    client = Client()
    come_in(client)
    form = {name: value for name, value in FORM.items() if name != missing}
    response = client.post("/register/company", form | {"do": "submit"})
    assert response.status_code == 422 and words in text(response)


def test_affiliates_are_named_with_number_and_ground() -> None:
    """GC 1.2, 9.1: the ground of control is kept, and the guarantee that the affiliates agree."""
    client = Client()
    come_in(client)
    one = {"rows": "2", "affiliates-0-name": "Molen NV", "affiliates-0-number": "0202.239.951",
           "affiliates-0-ground": "votes"}  # fmt: skip
    assert "Confirm that the affiliates agree" in text(send(client, **one))
    wrong = one | {"affiliates-0-number": "0202.239.952", "affiliates-0-ground": "", "consent": "on"}
    said = text(send(client, **wrong))
    assert "Say how the company is controlled" in said and "no Belgian enterprise number" in said
    assert "named already" in text(send(client, **(one | {"affiliates-0-number": "0403019261", "consent": "on"})))
    assert send(client, **one, consent="on").status_code == 302
    registration = Registration.objects.get()
    assert [(row.name, row.number, row.ground) for row in registration.affiliates.all()] == [
        ("Molen NV", "0202239951", "votes")
    ]
    assert registration.consent_at == NOW


def test_checked_and_kept_as_one_types() -> None:
    client = Client()
    come_in(client)
    wrong = client.post("/register/check/enterprise_number", FORM | {"enterprise_number": "0403.019.262"})
    assert "no Belgian enterprise number" in text(wrong) and "Saved" in text(wrong)
    right = client.post("/register/check/enterprise_number", FORM | {"vat_number": "BE0202239951"})
    assert "0403.019.261" in text(right)
    assert "belongs to another" in text(right), "the VAT number depends on it"
    assert Registration.objects.get().draft["legal_name"] == "Zinneke Koffie BV"
    assert client.post("/register/check/email", FORM).status_code == 404
    assert Client().post("/register/check/legal_name", FORM)["Location"] == "/register/"


def test_affiliates_are_checked_as_one_types_too() -> None:
    client = Client()
    come_in(client)
    row = {"rows": "2", "affiliates-0-name": "Molen NV", "affiliates-0-number": "0202.239.952"}
    wrong = text(client.post("/register/check/affiliates-0-number", FORM | row))
    assert "no Belgian enterprise number" in wrong and "Saved" in wrong
    right = client.post("/register/check/affiliates-0-number", FORM | row | {"affiliates-0-number": "BE 0202 239 951"})
    assert "0202.239.951" in text(right)
    again = client.post("/register/check/affiliates-1-number", FORM | row | {"affiliates-1-number": "0403.019.261"})
    assert "This company is named already" in text(again)
    assert "Say how the company is controlled" in text(client.post("/register/check/affiliates-0-ground", FORM | row))
    assert Registration.objects.get().draft["affiliates"][0]["name"] == "Molen NV"
    page = client.get("/register/company").content.decode()
    assert 'hx-post="/register/check/affiliates-0-number"' in page
    for nothing in ("affiliates", "affiliates-2-number", "affiliates-99-name", "affiliates-0-customer"):
        assert client.post(f"/register/check/{nothing}", FORM | row).status_code == 404


def test_another_kind_of_customer_or_another_country_is_looked_at_anew() -> None:
    """What was said about a number before may hold no longer; what nobody has typed yet is not asked for."""
    client = Client()
    come_in(client)
    empty = FORM | {"enterprise_number": "", "vat_number": ""}
    said = client.post("/register/check/kind", empty | {"kind": "natural_person"}).content.decode()
    assert re.search(r'<div id="said_enterprise_number" hx-swap-oob="innerHTML">\s*</div>', said)
    assert "no phone number" in text(client.post("/register/check/country", FORM | {"country": "DE", "phone": "112"}))
    assert "Only a Belgian" in text(client.post("/register/check/country", FORM | {"country": "NL"}))


@pytest.mark.clause("P-01", "P-11")
def test_the_form_names_the_documents_that_it_accepts() -> None:
    for kind, day in (("general_conditions", 4), ("specific_conditions", 2), ("price_list", 3)):
        texts = dict.fromkeys(("fr", "nl", "en", "de"), kind)
        on = date(2026, 11, day)
        DocumentVersion.objects.create(kind=kind, effective_on=on, texts=texts, published_at=NOW, published_label="x")
    client = Client()
    registration = come_in(client)
    shown = text(client.get("/register/company"))
    assert "Specific conditions of 2 November 2026 · General conditions of 4 November 2026" in shown
    send(client)
    registration.refresh_from_db()
    assert registration.terms_version == "2026-11-04"


def test_saved_wrong_as_it_is_and_found_again_by_the_link() -> None:
    client = Client()
    come_in(client)
    client.post("/register/company", FORM | {"enterprise_number": "nonsense", "do": "save"})
    elsewhere = Client()
    assert elsewhere.get(last_link("return"))["Location"] == "/register/company"
    assert 'value="nonsense"' in elsewhere.get("/register/company").content.decode()
    more = elsewhere.post("/register/company", FORM | {"rows": "2", "affiliates-0-name": "Molen", "do": "add"})
    assert more.status_code == 200 and 'name="affiliates-3-name"' in more.content.decode()
    assert 'value="Molen"' in more.content.decode()


def test_sent_twice_it_is_submitted_once() -> None:
    client = Client()
    come_in(client)
    assert [send(client)["Location"] for _ in range(2)] == ["/register/state", "/register/state"]
    send(client, legal_name="Another NV")
    assert Registration.objects.get().legal_name == "Zinneke Koffie BV"
    assert AuditEvent.objects.filter(verb="registration.submitted").count() == 1
    assert client.post("/register/company", FORM | {"do": "save"})["Location"] == "/register/state"


def test_withdrawn_it_is_nobodys(cast: Cast) -> None:
    client = Client()
    registration = registered(client)
    client.post("/register/withdraw")
    client.post("/register/withdraw")
    registration.refresh_from_db()
    assert registration.state(NOW) == State.WITHDRAWN
    assert "Withdrawn" in text(client.get("/register/state"))
    assert AuditEvent.objects.filter(verb="registration.withdrawn").count() == 1


def test_a_link_proves_once(clock: FixedClock) -> None:
    client = Client()
    come_in(client)
    path = last_link("confirm")
    again = Client().post(path)
    assert again.status_code == 404 and "has been used" in text(again)
    assert "has been used" in text(Client().get(path))


def test_an_expired_or_a_forged_link_leads_nowhere(clock: FixedClock) -> None:
    begin(Client())
    path = last_link("confirm")
    forged = path[:-4] + ("0000" if not path.endswith("0000") else "1111")
    number = path.rsplit("/", 1)[1].partition("-")[0]
    for wrong in (forged, f"/register/confirm/{number}-", f"/register/confirm/{number}", "/register/confirm/99-ab",
                  f"/register/return/{path.rsplit('/', 1)[1]}", "/register/confirm/" + "9" * 40 + "-a"):  # fmt: skip
        page = Client().get(wrong)
        assert page.status_code == 404 and "leads nowhere" in text(page)
    clock.advance(timedelta(hours=24))
    assert "has expired" in text(Client().post(path))
    assert Registration.objects.get().proved_at is None


def test_a_draft_expires_and_a_session_ends(clock: FixedClock) -> None:
    client = Client()
    registration = come_in(client)
    clock.advance(timedelta(hours=8))
    assert client.get("/register/company")["Location"] == "/register/"
    client.get(last_link("return"))
    assert client.get("/register/company").status_code == 200
    clock.advance(timedelta(days=30))
    assert registration.state(clock.now()) == State.EXPIRED
    assert "has expired" in text(Client().get(last_link("return")))


def test_each_browser_sees_its_own_registration_only() -> None:
    first, second = Client(), Client()
    registered(first)
    come_in(second, "other@else.example")
    assert "Zinneke" not in second.get("/register/company").content.decode()
    assert second.get("/register/state")["Location"] == "/register/company"
    second.get(last_link("return"))
    first.post("/register/leave")
    assert first.get("/register/state")["Location"] == "/register/"


def test_the_answer_never_tells_who_is_known(cast: Cast) -> None:
    """Status, address and text are the same for a stranger, a member of staff, one who has a draft, and a machine."""
    come_in(Client(), "draft@zinneke.example")
    seen = set()
    for email in ("stranger@x.example", "anna@northwind.example", "draft@zinneke.example", " DRAFT@zinneke.example "):
        client = Client()
        response = begin(client, email)
        seen.add((response.status_code, response["Location"], text(client.get(response["Location"]))))
    client = Client()
    response = begin(client, "machine@x.example", website="http://x.example")
    seen.add((response.status_code, response["Location"], text(client.get(response["Location"]))))
    assert len(seen) == 1
    assert not Registration.objects.filter(email="machine@x.example").exists()


def test_beyond_the_limit_no_mail_follows_and_nothing_is_said(clock: FixedClock) -> None:
    answers = {begin(Client(), "many@x.example")["Location"] for _ in range(5)}
    assert answers == {"/register/sent"} and len(outbox()) == 3
    for number in range(30):
        begin(Client(), f"many{number}@x.example")
    assert len(outbox()) < 25, "one network begins some twenty an hour"
    clock.advance(timedelta(hours=1))
    before = len(outbox())
    begin(Client(), "many@x.example")
    assert len(outbox()) == before + 1
    assert "many" not in str(list(Attempt.objects.values_list("key", flat=True)))


def test_secrets_stand_in_no_event_and_no_table(cast: Cast) -> None:
    registered()
    secret = last_link("return").rsplit("-", 1)[1]
    assert all(secret not in str(job.payload) for job in Job.objects.all())
    assert all(secret not in f"{link.nonce}" for link in Link.objects.all())
    assert "noor" not in str(list(AuditEvent.objects.values_list("author__value", "data"))).lower()


def test_each_mail_is_in_the_language_of_its_reader(settings: Any) -> None:
    """The address page's language first, then the one chosen in the form."""
    begin_registration(email="a@b.example", language="fr", network="x", at=NOW)
    outbox()
    client = Client(headers={"accept-language": "en"})
    come_in(client)
    send(client)
    outbox()
    assert link_in(mail.outbox[-2]).startswith("/register/return/")


def test_pages_are_kept_by_nobody() -> None:
    client = Client()
    for path in ("/register/", "/register/sent"):
        assert client.get(path)["Cache-Control"] == "private, no-store"
    come_in(client)
    assert client.get("/register/company")["Cache-Control"] == "private, no-store"
