"""The catalogue in the console: a tariff is checked in sentences before it is adopted; plans get their prices."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comptoir.catalogue.models import Offering, OfferingPrice, TariffVersion
from comptoir.rating.reference import destinations, document
from tests.console.cast import Cast, text
from tests.portal.world import World

TARIFF, PREFIXES = document(), destinations()


def check(anna: Client, tariff: str | bytes = TARIFF, prefixes: str | bytes = PREFIXES) -> Any:
    def file(name: str, content: str | bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())

    files = {"document": file("tariff.toml", tariff), "destinations": file("destinations.csv", prefixes)}
    return anna.post("/console/catalogue/tariffs/adopt", files)


def digest_in(page: Any) -> str:
    found = re.search(r'name="digest" value="(\w+)"', page.content.decode())
    assert found is not None, text(page)
    return found[1]


@pytest.mark.parametrize(
    ("tariff", "prefixes", "sentence"),
    [
        (TARIFF.replace('currency = "EUR"', "currency = 12"), PREFIXES, "currency"),
        (TARIFF.replace("[[plans]]", "[[plan]]"), PREFIXES, "plan"),
        ("no toml at all = = =", PREFIXES, "The tariff cannot be used:"),
        (TARIFF, "prefix,country,zone,name\nabc,BE,,\n", "The tariff cannot be used:"),
        (TARIFF.encode("utf-16"), PREFIXES, "The file is not UTF-8 text: line 1 holds other bytes."),
        (TARIFF, b"prefix,country,zone,name\n32,BE,,\xff\n", "The file is not UTF-8 text: line 2 holds other bytes."),
        ("", PREFIXES, "The file is empty."),
    ],
    ids=["wrong type", "unknown table", "no TOML", "no prefix", "UTF-16", "Latin-1", "empty"],
)
def test_a_faulty_tariff_is_refused_with_its_place(
    cast: Cast, tariff: str | bytes, prefixes: str | bytes, sentence: str
) -> None:
    refused = check(cast.anna, tariff, prefixes)
    assert refused.status_code == 422 and sentence in text(refused)
    assert not TariffVersion.objects.exists()


def test_a_tariff_is_looked_at_then_adopted_once(cast: Cast) -> None:
    anna = cast.anna
    page = check(anna)
    said = text(page)
    assert "Plans 9" in said and "Number prefixes 5,252" in said and not TariffVersion.objects.exists()
    digest = digest_in(page)
    for _ in range(2):
        assert anna.post("/console/catalogue/tariffs/adopt/confirm", {"digest": digest}).status_code == 302
    adopted = TariffVersion.objects.get()
    assert (adopted.document, adopted.destinations) == (TARIFF, PREFIXES)
    assert "In force" in text(anna.get("/console/catalogue/tariffs/"))
    assert "EU zone" in text(anna.get(f"/console/catalogue/tariffs/{adopted.pk}/"))


@pytest.mark.parametrize("digest", ["", "../../../etc/passwd", "0" * 64, "x" * 64])
def test_what_was_not_checked_cannot_be_adopted(cast: Cast, digest: str) -> None:
    answer = cast.anna.post("/console/catalogue/tariffs/adopt/confirm", {"digest": digest}, follow=True)
    assert "Hand the files over once more" in text(answer) and not TariffVersion.objects.exists()


def test_what_a_new_tariff_would_break_is_said_before(cast: Cast, world: World) -> None:
    """The same first day, plans that cards have and it does not price, months billed already."""
    same_day = text(check(cast.anna, TARIFF.replace("2018-01-01", "2018-01-01") + "\n# other text\n"))
    assert "Another tariff begins on that day." in same_day
    without_s = re.sub(r'\[\[plans\]\]\nid = "s"\n.*?(?=\n\[\[plans\]\])', "", TARIFF, flags=re.DOTALL)
    later = without_s.replace("valid_from = 2018-01-01", "valid_from = 2026-09-15")
    assert later != TARIFF
    page = check(cast.anna, later)
    said = text(page)
    assert "It does not price every plan on offer: s." in said or "cannot be used" in said
    moved = TARIFF.replace("valid_from = 2018-01-01", "valid_from = 2026-09-15")
    said = text(check(cast.anna, moved))
    assert "These months are billed already and stay as they are: September 2026, October 2026." in said


def test_plans_are_put_on_offer_with_a_price(cast: Cast, world: World) -> None:
    anna = cast.anna
    page = text(anna.get("/console/catalogue/offer"))
    assert "Northwind L" in page and "Northwind S" not in page, "only what is not on offer yet"
    assert "Give at least one plan a price." in text(anna.post("/console/catalogue/offer", {"from_on": "2026-12-01"}))
    bad = anna.post("/console/catalogue/offer", {"from_on": "2026-12-01", "price_l": "-1"})
    assert bad.status_code == 422
    assert anna.post("/console/catalogue/offer", {"from_on": "2026-12-01", "price_l": "39.95"}).status_code == 302
    plan = Offering.objects.get(code="l")
    assert OfferingPrice.objects.get(offering=plan).amount_micro == 39_950_000
    assert set(plan.names) == {"fr", "nl", "en", "de"}
    assert "39.95" not in text(anna.get("/console/catalogue/")), "its price starts in December"
