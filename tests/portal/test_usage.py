"""Usage: what is not billed yet at the standard price, the calls of a card, and why one costs what it costs."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from comptoir.kernel.clock import FixedClock
from tests.portal.world import NOW, World

pytestmark = pytest.mark.django_db


def exported(client, path: str) -> list[dict[str, str]]:
    text = b"".join(client.get(path).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.clause("U-04")
def test_what_is_not_billed_yet_is_marked_standard(world: World) -> None:
    client = world.client("owner")
    answer = client.get("/usage/")
    assert answer.headers["Location"] == "/usage/2026-11/"
    page = client.get("/usage/2026-11/").content.decode()
    assert "Standard price." in page
    assert "not billed yet" in page
    assert "Standard price." not in client.get("/usage/2026-10/").content.decode()
    card = world.lumen.lines[0].pk
    assert "standard price" in client.get(f"/usage/2026-11/{card}/").content.decode()


@pytest.mark.clause("U-04")
def test_the_standard_price_knows_no_bundle(world: World) -> None:
    client, card = world.client("owner"), world.lumen.lines[0].pk
    billed = exported(client, f"/usage/2026-10/{card}/?category=1&export=csv")
    standard = exported(client, f"/usage/2026-11/{card}/?category=1&export=csv")
    assert {row["Amount (EUR)"] for row in billed} == {"0.00"}
    assert all(float(row["Amount (EUR)"]) > 0 for row in standard)


def test_sums_by_category_and_by_card_agree_with_the_calls(world: World) -> None:
    client = world.client("finance")
    for month in ("2026-10", "2026-11"):
        cards = exported(client, f"/usage/{month}/?export=csv")
        calls = exported(client, f"/usage/{month}/calls?export=csv")
        total = round(sum(float(row["Amount (EUR)"]) for row in calls), 6)
        assert round(sum(float(row["Amount (EUR)"]) for row in cards), 6) == total > 0
        page = client.get(f"/usage/{month}/").content.decode()
        assert f"€{total:,.2f}" in page


def test_calls_are_filtered_by_kind_country_and_day(world: World) -> None:
    client, card = world.client("owner"), world.lumen.lines[0].pk
    path = f"/usage/2026-10/{card}/"
    everything = exported(client, path + "?export=csv")
    data = exported(client, path + "?kind=4&export=csv")
    abroad = exported(client, path + "?country=US&export=csv")
    first = exported(client, path + "?day_from=2026-10-01&day_to=2026-10-01&export=csv")
    assert {row["What"] for row in data} == {"Data"}
    assert {row["Where"] for row in abroad} == {"United States"}
    assert {row["When"][:10] for row in first} == {"2026-10-01"}
    assert len(everything) == 12 > len(data) > len(abroad) > 0


def test_calls_come_a_page_at_a_time_without_a_gap(db: None) -> None:
    from tests.portal.world import build

    world = build(cards=1, calls=25)
    client, card = world.client("owner"), world.lumen.lines[0].pk
    path, seen = f"/usage/2026-10/{card}/?size=25", []
    while path:
        page = client.get(path).content.decode()
        seen += re.findall(r'href="(/usage/[^"]+/why)"', page)
        after = re.search(r'href="([^"]+)" rel="next"', page)
        path = after[1].replace("&amp;", "&") if after else ""
    assert len(seen) == len(set(seen)) == 75


@pytest.mark.clause("U-07")
@pytest.mark.parametrize("month", ["2026-10", "2026-11"])
def test_every_call_explains_its_own_amount(world: World, month: str) -> None:
    client = world.client("owner")
    for line in world.lumen.lines:
        page = client.get(f"/usage/{month}/{line.pk}/").content.decode()
        rows = re.findall(r'data-label="Amount"><span>([\d.,]+)<a class="why" href="([^"]+)"', page)
        assert rows
        for amount, url in rows:
            why = client.get(url).content.decode()
            sentence = re.search(r'explained-sentence">(.*?)</p>', why)
            assert sentence is not None
            assert f"€{amount}" in sentence[1], (sentence[1], amount)


@pytest.mark.clause("U-07")
def test_the_first_sentence_says_by_which_price_or_bundle(world: World) -> None:
    client, card = world.client("owner"), world.lumen.lines[0].pk

    def sentence(month: str, category: int) -> str:
        page = client.get(f"/usage/{month}/{card}/?category={category}").content.decode()
        url = re.search(r'href="(/usage/[^"]+/why)"', page)
        assert url is not None
        found = re.search(r'explained-sentence">(.*?)</p>', client.get(url[1]).content.decode())
        assert found is not None
        return found[1]

    assert sentence("2026-10", 31).endswith(" a minute.")
    assert "all of it lies inside the bundle" in sentence("2026-10", 1)
    assert "standard price" in sentence("2026-11", 1)


@pytest.mark.clause("U-07")
def test_the_explanation_is_a_page_and_a_sheet(world: World) -> None:
    client, card = world.client("owner"), world.lumen.lines[0].pk
    url = re.search(r'href="(/usage/[^"]+/why)"', client.get(f"/usage/2026-10/{card}/").content.decode())
    assert url is not None
    page = client.get(url[1]).content.decode()
    sheet = client.get(url[1], headers={"HX-Request": "true", "HX-Target": "sheet-body"}).content.decode()
    assert "<html" in page
    assert "<html" not in sheet
    assert "sheet-head" in sheet


def test_months_that_are_no_longer_or_not_yet_shown_do_not_exist(world: World) -> None:
    """D-01; terms: retention.call_details.my_invoice_online."""
    client, card = world.client("owner"), world.lumen.lines[0].pk
    for path in ("/usage/2026-12/", "/usage/2025-10/", f"/usage/2025-10/{card}/", "/usage/2026-13/", "/usage/0000-00/"):
        assert client.get(path).status_code == 404, path
    settings.CLOCK.at = datetime(2027, 8, 31, 12, tzinfo=UTC)
    assert client.get(f"/usage/2026-08/{card}/").status_code == 200
    settings.CLOCK.at = datetime(2027, 9, 1, 12, tzinfo=UTC)
    assert client.get(f"/usage/2026-08/{card}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["after=x", "after=1.2.3", "after=" + "9" * 60, "kind=99", "kind=x", "country=%00", "day_from=2026-99-99",
     "day_from=0001-01-01", "size=7", "sort=nothing", "cols=nothing", "page=-1", "category=-5", "after=%00"],
)  # fmt: skip
def test_a_hand_written_address_never_breaks_a_list_of_calls(world: World, query: str) -> None:
    client, card = world.client("owner"), world.lumen.lines[0].pk
    for path in (f"/usage/2026-10/{card}/", "/usage/2026-11/calls", "/usage/2026-11/"):
        assert client.get(f"{path}?{query}").status_code == 200, path


@pytest.mark.parametrize(
    "path",
    [
        "/usage/2026-10/{card}/1.1/why",
        "/usage/2026-10/{card}/x/why",
        "/usage/2026-10/{card}/99999999999999999999.5/why",
        "/usage/2026-10/99999999999999999999/",
        "/usage/2026-10/-1/",
        "/usage/2026-10/9223372036854775807/",
        "/cards/99999999999999999999/",
        "/cards/9223372036854775807/",
        "/invoices/2026-000001/lines/99999999999999999999/",
        "/invoices/questions/99999999999999999999/",
    ],
)
def test_a_key_that_is_none_is_not_found(world: World, path: str) -> None:
    assert world.client("owner").get(path.format(card=world.lumen.lines[0].pk)).status_code == 404


@pytest.mark.clause("A-13")
def test_a_sheet_of_raw_calls_asks_who_it_is_again(world: World) -> None:
    """The page with them does not, nor does the sheet of their sums: it is the raw data that leave."""
    owner = world.lumen.people["owner"]
    owner.set_password("violet-harbour-47-lamp")
    owner.save()
    client = world.client("owner")
    calls, sums = "/usage/2026-11/calls", "/usage/2026-11/"
    assert client.get(f"{calls}?export=csv").status_code == 200, "signed in just now"
    settings.CLOCK = FixedClock(NOW + timedelta(minutes=20))
    answer = client.get(f"{calls}?export=csv")
    assert answer.status_code == 302 and answer["Location"].startswith("/account/")
    assert "next=%2Fusage%2F2026-11%2Fcalls%3Fexport%3Dcsv" in answer["Location"]
    assert client.get(calls).status_code == 200
    assert client.get(f"{sums}?export=csv").status_code == 200
