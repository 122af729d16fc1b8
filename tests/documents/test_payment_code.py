"""The payment code asks a banking app for exactly what the invoice asks for (EPC069-12)."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from comptoir.documents.payment_code import payment_code, payment_text

ASKED = {
    "name": "Northwind Telecom",
    "iban": "BE71096123456769",
    "bic": "GKCCBEBB",
    "communication": "123456789002",
}


def test_the_code_says_the_transfer_line_by_line() -> None:
    assert payment_text(amount=Decimal("2692.9"), **ASKED).split("\n") == [
        "BCD", "002", "1", "SCT", "GKCCBEBB", "Northwind Telecom", "BE71096123456769", "EUR2692.90", "", "123456789002",
    ]  # fmt: skip


def test_the_drawing_is_a_square_of_whole_modules_with_its_three_corners() -> None:
    root = ElementTree.fromstring(payment_code(amount=Decimal("0.01"), **ASKED))
    size = int(root.attrib["viewBox"].split()[-1])
    assert (size - 17) % 4 == 0
    assert size <= 69  # version 13
    dark = {
        (int(x) + step, int(y))
        for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", root[0].attrib["d"])
        for step in range(int(run))
    }
    for left, top in ((0, 0), (size - 7, 0), (0, size - 7)):
        ring = {(left + i, top) for i in range(7)} | {(left, top + i) for i in range(7)}
        assert ring <= dark
        assert {(left + 1 + i, top + 1) for i in range(5)}.isdisjoint(dark)


@pytest.mark.parametrize("amount", ["0.00", "-1", "1000000000.00"])
def test_an_amount_that_no_transfer_takes_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="cannot ask for"):
        payment_code(amount=Decimal(amount), **ASKED)
