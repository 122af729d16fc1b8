"""The totals of an invoice, read back from its PDF: what a person sees, held against what was meant.

Reconciliation must not ask the program that drew the invoice, so the figures are read from the page's own
glyphs, found by the document's structure, parsed in the document's language; then compared with each other
and with the data inside the file. One altered figure, seen or embedded, makes them disagree (B-09).
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from comptoir.documents.invoice.drawing import DATA_NAME
from comptoir.documents.languages import Forms, Language, NotAnAmount, forms_of
from comptoir.documents.tagged_text import Element, Mark, NotTagged, TaggedText
from comptoir.documents.words import Words, words_of

_ASKED = ("to_pay", "collected", "in_favour", "nothing")


class NoTotals(ValueError):
    """The file is not an invoice of ours, or its figures cannot be found or read."""


class TotalsDisagree(ValueError):
    """The figures in one invoice contradict each other; `differences` says which."""

    def __init__(self, number: str, differences: list[str]) -> None:
        super().__init__(f"The figures of {number} disagree: {'; '.join(differences)}.")
        self.number = number
        self.differences = differences


@dataclass(frozen=True, slots=True)
class VatTotal:
    """One row of the VAT table."""

    rate: Decimal
    taxable: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The visible figures of an invoice; `asked` is the large amount on top, never negative."""

    number: str
    currency: str
    net: Decimal
    vat: Decimal
    total: Decimal
    asked: Decimal
    vat_lines: tuple[VatTotal, ...]


def read_totals(pdf: bytes) -> ReadBack:
    """What the invoice shows. `NoTotals` when it shows no totals, `TotalsDisagree` when they contradict."""
    try:
        page = TaggedText(pdf)
        language = cast(Language, page.language.partition("-")[0])
        seen, vat_sums = _visible(page, forms_of(language), words_of(language))
        differences = _contradictions(seen, vat_sums) + _against_data(seen, page.attachment(DATA_NAME))
    except (NotTagged, NotAnAmount, LookupError, ValueError, ArithmeticError) as error:
        raise NoTotals(f"No totals can be read from this file: {error}") from error
    if differences:
        raise TotalsDisagree(seen.number, differences)
    return seen


def _visible(page: TaggedText, forms: Forms, words: Words) -> tuple[ReadBack, tuple[Decimal, Decimal]]:
    summary = page.rows(_table_after(page, words.say("invoice", "summary")))
    vat_rows = page.rows(_table_after(page, words.say("invoice", "vat_table")))
    if len(summary) < 3 or not vat_rows:
        raise NoTotals("a table of totals is missing")
    net, vat, total = (forms.read_number(row[1]) for row in summary[-3:])
    rates = [(_rate(row[0], forms), forms.read_number(row[1]), forms.read_number(row[2])) for row in vat_rows[:-1]]
    sums = forms.read_number(vat_rows[-1][1]), forms.read_number(vat_rows[-1][2])
    currency = _currency(page)
    seen = ReadBack(
        number=_number(page, words),
        currency=currency,
        net=net,
        vat=vat,
        total=total,
        asked=forms.read_money(_asked(page, words), currency),
        vat_lines=tuple(VatTotal(*rate) for rate in rates),
    )
    return seen, sums


def _table_after(page: TaggedText, heading: str) -> Element:
    for node in page.after_heading("H2", heading):
        if isinstance(node, Element) and node.tag == "Table":
            return node
    raise NoTotals(f"no table follows {heading!r}")


def _asked(page: TaggedText, words: Words) -> str:
    """The first text after the heading of the box on top."""
    for key in _ASKED:
        for node in page.after_heading("H2", words.say("invoice", key)):
            if isinstance(node, Mark):
                return page.text(node)
    raise NoTotals("the amount to pay is missing")


def _number(page: TaggedText, words: Words) -> str:
    heading = next(node for node in page.root.walk() if isinstance(node, Element) and node.tag == "H1")
    text = page.text(heading)
    for kind in ("invoice", "credit_note"):
        word = words.say("invoice", kind)
        if text.startswith(f"{word} "):
            return text.removeprefix(word).strip()
    raise NoTotals("the number is missing")


def _currency(page: TaggedText) -> str:
    data = _data(page.attachment(DATA_NAME))
    return str(data["currency"])


def _rate(text: str, forms: Forms) -> Decimal:
    return forms.read_number(text.removesuffix("%").strip())


def _contradictions(seen: ReadBack, vat_sums: tuple[Decimal, Decimal]) -> list[str]:
    """Where the visible figures do not add up among themselves."""
    pairs = [
        ("net and VAT make the total", seen.net + seen.vat, seen.total),
        ("the amount on top is the total", seen.asked, abs(seen.total)),
        (
            "the rates' bases make the net",
            sum((line.taxable for line in seen.vat_lines), Decimal(0)),
            seen.net,
        ),
        ("the rates' VAT makes the VAT", sum((line.vat for line in seen.vat_lines), Decimal(0)), seen.vat),
        ("the VAT table's base is the net", vat_sums[0], seen.net),
        ("the VAT table's sum is the VAT", vat_sums[1], seen.vat),
    ]
    return [f"not true that {what} ({left} and {right})" for what, left, right in pairs if left != right]


def _against_data(seen: ReadBack, content: bytes | None) -> list[str]:
    """Where the visible figures differ from the data inside the file."""
    data = _data(content)
    lines = tuple(
        VatTotal(Decimal(line["rate"]), Decimal(line["taxable"]), Decimal(line["vat"])) for line in data["vat_lines"]
    )
    pairs: list[tuple[str, object, object]] = [
        ("number", seen.number, data["number"]),
        ("net", seen.net, Decimal(data["net"])),
        ("vat", seen.vat, Decimal(data["vat"])),
        ("total", seen.total, Decimal(data["total"])),
        ("VAT lines", seen.vat_lines, lines),
    ]
    return [f"{what} is {left} on the page and {right} in the data" for what, left, right in pairs if left != right]


def _data(content: bytes | None) -> dict[str, Any]:
    if content is None:
        raise NoTotals(f"The file carries no {DATA_NAME}.")
    return cast(dict[str, Any], json.loads(content))
