"""An operator's first hour: from an empty database to a first invoice, through the pages only."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.billing.models import Invoice
from comptoir.kernel.identifiers import make_iccid
from comptoir.parties.models import Customer
from comptoir.rating.reference import destinations, document
from comptoir.usage.models import UsageBatch
from tests.console.cast import Cast, text, work

BRAND = {
    "name": "Northwind Telecom",
    "colour": "#0a6e5c",
    "street": "Quai du Commerce 12",
    "postcode": "1000",
    "city": "Bruxelles",
    "vat_number": "BE 0403.019.261",
    "iban": "BE71 0961 2345 6769",
}
CUSTOMER = {
    "name": "Atelier Grégoire SRL",
    "vat_number": "BE0608147141",
    "street": "Rue du Pont 4",
    "postcode": "5100",
    "city": "Jambes",
    "language": "fr",
    "since": "2026-10-01",
    "owner_name": "Élise Grégoire",
    "owner_email": "elise@gregoire.example",
    "number": "0470 12 34 56",
    "iccid": make_iccid("893201000000000001"),
    "imsi": "206010000000001",
    "pin": "1234",
    "puk": "12345678",
    "plan": "m",
}


def usage_file() -> SimpleUploadedFile:
    """Forty calls of October, as the plain mapping reads them."""
    first = datetime(2026, 10, 2, 8, 0)
    rows = ["record_id,number,started_at,kind,direction,called,quantity,country"]
    rows += [
        f"{n},+32470123456,{first + timedelta(hours=11 * n):%Y-%m-%dT%H:%M:%SZ},voice,outgoing,+3225123456,{60 + n},BE"
        for n in range(40)
    ]
    return SimpleUploadedFile("october.csv", "\n".join(rows).encode(), "text/csv")


def steps_done(anna: Client) -> list[bool]:
    page = anna.get("/console/setup/").content.decode()
    return ["done" in found for found in re.findall(r'<li class="([^"]*)"><h3>', page)]


@pytest.mark.clause("B-01")
def test_from_nothing_to_a_first_invoice(cast: Cast) -> None:
    """Each step is done by one page; the checklist knows it from the data."""
    anna = cast.anna
    assert steps_done(anna) == [False, True, False, False, False, False, False]
    assert "First hour" in text(anna.get("/console/")) or "first hour" in text(anna.get("/console/"))

    assert anna.post("/console/setup/brand", BRAND).status_code == 302
    assert steps_done(anna)[0]

    checked = anna.post(
        "/console/catalogue/tariffs/adopt",
        {
            "document": SimpleUploadedFile("tariff.toml", document().encode()),
            "destinations": SimpleUploadedFile("destinations.csv", destinations().encode()),
        },
    )
    assert "read without a fault" in text(checked)
    assert not steps_done(anna)[2], "looking at a tariff adopts nothing"
    digest = re.search(r'name="digest" value="(\w+)"', checked.content.decode())
    assert digest is not None
    assert anna.post("/console/catalogue/tariffs/adopt/confirm", {"digest": digest[1]}).status_code == 302

    offered = {"from_on": "2026-01-01", "price_m": "25.00", "price_s": "15"}
    assert anna.post("/console/catalogue/offer", offered).status_code == 302
    assert "2 plans are on offer." in text(anna.get("/console/catalogue/"))

    taken = anna.post("/console/setup/customer", CUSTOMER)
    customer = Customer.objects.get()
    assert taken.headers["Location"] == f"/console/customers/{customer.pk}/"

    sent = anna.post("/console/usage/upload", {"file": usage_file(), "mapping": "plain-csv"})
    assert sent.headers["Location"].startswith("/console/jobs/")
    work()
    assert UsageBatch.objects.get().accepted == 40
    assert steps_done(anna) == [True] * 6 + [False]

    assert anna.post("/console/billing/run", {"period": "2026-10"}).status_code == 302
    work()
    invoice = Invoice.objects.get()
    assert invoice.period == "2026-10" and invoice.number and invoice.customer == customer
    assert steps_done(anna) == [True] * 7
    done = text(anna.get("/console/setup/"))
    assert "Your first invoice is made." in done and invoice.number in done
    paper = anna.get(f"/console/billing/invoices/{invoice.number}/pdf")
    assert paper.headers["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert "first hour" not in text(anna.get("/console/"))


def test_the_first_customer_reads_the_invoice(cast: Cast) -> None:
    """The Access Owner named in the form signs in and sees the invoice in the portal."""
    test_from_nothing_to_a_first_invoice(cast)
    from comptoir.access.models import User

    elise = Client()
    elise.force_login(User.objects.get(email="elise@gregoire.example"))
    assert Invoice.objects.get().number in text(elise.get("/invoices/"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("vat_number", "BE0403019262", "is no VAT number of an EU country"),
        ("iban", "BE71096123456768", "is no IBAN; check the digits"),
        ("colour", "teal", "is no colour such as #2f5fd0"),
        ("bic", "GKCC", "A BIC has 8 or 11 signs"),
        ("phone", "12", "is no phone number"),
        ("name", "", "This field is required"),
    ],
)
def test_a_brand_is_checked_in_words_and_nothing_typed_is_lost(
    cast: Cast, field: str, value: str, sentence: str
) -> None:
    answer = cast.anna.post("/console/setup/brand", {**BRAND, field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "Quai du Commerce 12" in answer.content.decode()
    assert steps_done(cast.anna)[0] is False


def test_a_colour_is_shown_with_its_contrast_while_it_is_chosen(cast: Cast) -> None:
    """White on it reads, or it is darkened, whatever the colour."""
    pale = text(cast.anna.get("/console/setup/brand/preview", {"colour": "#ffee88"}))
    assert "reads well" in pale
    ratios = [float(found) for found in re.findall(r"(\d+\.\d) : 1", pale)]
    assert len(ratios) == 4 and min(ratios) >= 4.5
    without_script = cast.anna.post("/console/setup/brand", {**BRAND, "colour": "#ffee88", "show": "1"})
    assert without_script.status_code == 200 and "#ffee88" in without_script.content.decode()
    assert "End the preview" not in text(without_script), "a colour is previewed, not the portal of someone else"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number", "02 512 34 56", "is no Belgian mobile number"),
        ("iccid", "8932010000000000013", "is no card number; check the digits"),
        ("imsi", "1234", "is no IMSI"),
        ("puk", "12", "The code must be 8 to 8 digits"),
        ("vat_number", "BE0608147142", "is no VAT number"),
        ("owner_email", "", "needs both a name and an e-mail address"),
        ("plan", "xxl", "Select a valid choice"),
    ],
)
def test_a_first_customer_is_taken_on_whole_or_not_at_all(cast: Cast, field: str, value: str, sentence: str) -> None:
    anna = cast.anna
    prepare(anna)
    answer = anna.post("/console/setup/customer", {**CUSTOMER, field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Customer.objects.exists()


def test_the_same_customer_twice_is_one(cast: Cast) -> None:
    """A second click finds it there and changes nothing."""
    anna = cast.anna
    prepare(anna)
    first, second = (anna.post("/console/setup/customer", CUSTOMER) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert Customer.objects.count() == 1


def test_terms_are_read_with_their_clauses(cast: Cast) -> None:
    page = text(cast.anna.get("/console/setup/terms", {"q": "billing.payment_due"}))
    assert "billing.payment_due" in page and "30 days" in page
    assert "COMPTOIR_TERMS" in page


def prepare(anna: Client) -> None:
    """A tariff, and the plan M on offer."""
    from comptoir.catalogue.actions.offerings import OfferingSpec, adopt_tariff, offer
    from tests.portal.world import NOW, ROOT

    adopt_tariff(code="t", from_on=date(2020, 1, 1), document=document(), destinations=destinations(), by=ROOT, at=NOW)
    offer(OfferingSpec("m", "plan", 25_000_000, date(2020, 1, 1), names={"en": "M"}), by=ROOT, at=NOW)
