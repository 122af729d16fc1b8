"""A page costs the same number of queries whatever the number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.portal.world import World, build

pytestmark = pytest.mark.django_db


def queries(world: World) -> dict[str, int]:
    """How many queries each page takes, by the name of the page."""
    client, card, number = world.client("owner"), world.lumen.lines[0].pk, world.lumen.invoice().number
    position = world.lumen.invoice().lines.filter(kind="usage").first().position
    pages = {
        "overview": "/",
        "invoices": "/invoices/",
        "invoice": f"/invoices/{number}/",
        "line": f"/invoices/{number}/lines/{position}/",
        "part": f"/invoices/{number}/difference/volume/",
        "questions": "/invoices/questions/",
        "usage": "/usage/2026-11/",
        "calls": "/usage/2026-11/calls",
        "calls of a card": f"/usage/2026-10/{card}/",
        "cards": "/cards/",
        "card": f"/cards/{card}/",
        "search": "/search?q=lumen",
    }
    counts = {}
    for name, path in pages.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200, name
        counts[name] = len(captured)
    return counts


def test_ten_times_the_rows_cost_no_query_more(db: None) -> None:
    from django.db import transaction

    with transaction.atomic():
        few = queries(build(cards=3, calls=2))
        transaction.set_rollback(True)
    many = queries(build(cards=30, calls=20))
    assert many == few
    assert max(many.values()) <= 32, many


def test_what_only_one_invoice_s_page_shows_is_read_for_no_list(world: World) -> None:
    client, number = world.client("owner"), world.lumen.invoice().number
    read = {}
    for path in ("/invoices/", f"/invoices/{number}/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        read[path] = [one["sql"] for one in captured if '"billing_invoice"."document"' in one["sql"]]
    assert [len(found) for found in read.values()] == [0, 1], read
