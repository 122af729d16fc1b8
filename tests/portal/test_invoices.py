"""The invoice pages: the list, one invoice, why it differs, its lines down to the card (D-01)."""

import csv
import io
import re

import pytest
from django.urls import reverse

from comptoir.billing.models import Invoice
from tests.portal.world import World

pytestmark = pytest.mark.django_db


def amounts(text: str) -> list[int]:
    """Signed amounts as the page writes them, in cents."""
    found = re.findall(r"([+−]?)€([\d,]+)\.(\d\d)\b", text)
    cents = [(sign, int(whole.replace(",", "") + part)) for sign, whole, part in found]
    return [-amount if sign == "−" else amount for sign, amount in cents]


def test_the_list_shows_own_invoices_and_their_sum(world: World) -> None:
    page = world.client("owner").get("/invoices/").content.decode()
    own = Invoice.objects.filter(customer=world.lumen.customer)
    assert all(f"/invoices/{invoice.number}/" in page for invoice in own)
    total = sum(invoice.total_micro for invoice in own)
    assert f"{total / 1_000_000:,.2f}" in page


def test_filters_narrow_the_list(world: World) -> None:
    client = world.client("finance")
    page = client.get("/invoices/?period=2026-09").content.decode()
    assert f"/invoices/{world.lumen.invoice('2026-09').number}/" in page
    assert f"/invoices/{world.lumen.invoice('2026-10').number}/" not in page
    assert "Nothing matches" in client.get("/invoices/?q=no-such-number").content.decode()


@pytest.mark.clause("D-01")
def test_the_parts_of_the_difference_sum_to_it_on_the_page(world: World) -> None:
    invoice = world.lumen.invoice()
    page = world.client("owner").get(f"/invoices/{invoice.number}/").content.decode()
    table = re.search(r'<table class="steps parts">.*?</table>', page, re.DOTALL)
    assert table is not None
    shown = [amounts(cell)[0] for cell in re.findall(r'<td class="end nowrap">(.*?)</td>', table[0])]
    assert invoice.previous is not None
    change = (invoice.total_micro - invoice.previous.total_micro) // 10_000
    assert len(shown) > 3
    assert sum(shown[:-1]) == shown[-1] == change


@pytest.mark.clause("D-01")
def test_a_new_card_and_a_one_off_charge_are_among_the_reasons(world: World) -> None:
    page = world.client("owner").get(f"/invoices/{world.lumen.invoice().number}/difference").content.decode()
    assert "New cards (1) add" in page
    assert "One-off charges are €7.50 higher." in page


def test_the_cards_behind_a_part_are_named(world: World) -> None:
    page = world.client("owner").get(f"/invoices/{world.lumen.invoice().number}/difference/cards_added/")
    content = page.content.decode()
    assert "LUMEN person 2" in content
    assert "LUMEN person 1" not in content


def test_lines_and_vat_add_up_to_the_total(world: World) -> None:
    invoice = world.lumen.invoice()
    page = world.client("owner").get(f"/invoices/{invoice.number}/").content.decode()
    table = re.search(r'<table class="table labelled invoice-lines">.*?</table>', page, re.DOTALL)
    assert table is not None
    body, foot = table[0].split("<tfoot>")
    lines = re.findall(r'data-label="Amount"><span>([−\d.,]+)', body)
    total = re.findall(r'data-label="(?:VAT|Total with VAT|Without VAT)">([−\d.,]+)', foot)
    cents = [int(re.sub(r"[.,]", "", text)) for text in lines]
    net, *vat, gross = [int(re.sub(r"[.,]", "", text)) for text in total]
    assert len(cents) == invoice.lines.count()
    assert sum(cents) == net
    assert net + sum(vat) == gross == invoice.total_micro // 10_000


def test_every_page_with_billing_data_says_that_the_document_prevails(world: World) -> None:
    """U-09"""
    client, number = world.client("owner"), world.lumen.invoice().number
    card = world.lumen.lines[0].pk
    for path in (
        "/", "/invoices/", f"/invoices/{number}/", f"/invoices/{number}/lines/1/", f"/invoices/{number}/difference",
        "/usage/2026-11/", "/usage/2026-11/calls", f"/usage/2026-10/{card}/", f"/cards/{card}/",
    ):  # fmt: skip
        assert "The official document prevails." in client.get(path).content.decode(), path


@pytest.mark.clause("D-01")
def test_the_cards_of_a_usage_line_sum_to_the_line(world: World) -> None:
    invoice = world.lumen.invoice()
    client = world.client("owner")
    for line in invoice.lines.all():
        path = f"/invoices/{invoice.number}/lines/{line.position}/"
        page = client.get(path).content.decode()
        assert f"{line.exact_micro / 1_000_000:,.2f}"[:-1] in page
        if line.kind != "usage":
            continue
        content = b"".join(client.get(f"{path}?export=csv").streaming_content).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content)))
        assert len(rows) == 3
        assert sum(round(float(row["Amount (EUR)"]) * 1_000_000) for row in rows) == line.exact_micro


def test_from_a_card_of_a_line_to_its_calls(world: World) -> None:
    invoice = world.lumen.invoice()
    line = invoice.lines.filter(kind="usage").first()
    client = world.client("owner")
    page = client.get(f"/invoices/{invoice.number}/lines/{line.position}/").content.decode()
    target = re.search(r'href="(/usage/2026-10/\d+/\?category=\d+)"', page)
    assert target is not None
    assert client.get(target[1]).status_code == 200


def test_the_explanation_of_a_line_names_sum_rounding_and_vat(world: World) -> None:
    invoice = world.lumen.invoice()
    line = invoice.lines.filter(kind="usage").first()
    page = world.client("finance").get(f"/invoices/{invoice.number}/lines/{line.position}/why").content.decode()
    assert "of 3 cards" in page
    assert "VAT of 21%" in page
    assert "GC Ma facture 1" in page


def test_the_pdf_comes_as_an_attachment(db: None) -> None:
    from tests.portal.world import build

    world = build(cards=1, calls=1, pdfs=True)
    invoice = world.lumen.invoice()
    answer = world.client("owner").get(f"/invoices/{invoice.number}/pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_what_is_past_its_retention_is_gone(world: World) -> None:
    """D-01, D-12; terms: retention.billing_data.my_invoice_online, retention.invoice_pdf.green_bill."""
    from datetime import UTC, datetime

    from django.conf import settings

    invoice = world.lumen.invoice("2026-08")
    client, path = world.client("owner"), f"/invoices/{invoice.number}/"
    settings.CLOCK.at = datetime(2027, 8, 31, 12, tzinfo=UTC)
    assert "What you pay for" in client.get(path).content.decode()
    settings.CLOCK.at = datetime(2027, 9, 1, 12, tzinfo=UTC)
    page = client.get(path).content.decode()
    assert "no longer kept here" in page
    assert "What you pay for" not in page
    assert client.get(f"{path}lines/1/").status_code == 404
    settings.CLOCK.at = datetime(2028, 8, 31, 12, tzinfo=UTC)
    assert client.get(path).status_code == 200
    settings.CLOCK.at = datetime(2028, 9, 1, 12, tzinfo=UTC)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["show", "pdf", "difference", "ask"])
def test_a_number_that_is_none_is_not_found(world: World, name: str) -> None:
    client = world.client("owner")
    for number in ("2026-999999", "x", "0"):
        assert client.get(reverse(f"portal:invoices:{name}", args=[number])).status_code == 404
