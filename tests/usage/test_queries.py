"""Who sees which usage: the actor's lines and accounts, on the days on which they were the customer's (A-12)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir.access.capabilities import USAGE_VIEW
from comptoir.inventory.actions.changes import move_line
from comptoir.inventory.models import Line
from comptoir.lake.files import write
from comptoir.lake.keyset import InvalidCursor
from comptoir.lake.rollup import rollup
from comptoir.lake.schemas import ROLLUP, ROLLUP_SORT, USAGE_SORT
from comptoir.manifest.actions.publications import publish
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake
from comptoir.rating.schema import RATED
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.models import ScopeNode
from comptoir.usage.actions.batches import import_file
from comptoir.usage.queries import CallFilters, call_page, one_record, unbilled_periods, usage_summary
from comptoir.usage.unbilled import price_batch
from tests.usage.world import AT, BY, World, call, plain, usage_file

pytestmark = pytest.mark.clause("A-12", "U-04")


@pytest.fixture
def used(world: World, tmp_path: Path) -> World:
    """Five calls of each card on 10 and 20 March and in February; card 2 moves to birch on 16 March."""
    move_line(world.lines[1], account=world.accounts["birch"], from_on=date(2025, 3, 16), by=BY, at=AT)
    days = ["2025-02-10", "2025-03-10", "2025-03-20"]
    rows = [
        call(f"{card}-{day}-{n}", card, f"{day}T10:00:0{n}Z", quantity=60 + n)
        for card in (1, 2, 3, 4)
        for day in days
        for n in range(5)
    ]
    batch = import_file(usage_file(tmp_path, *rows), plain(), by=BY, at=AT)
    assert batch.accepted == 60
    price_batch(batch, by=BY, at=AT)
    return world


def on(world: World, customer: str, *nodes: ScopeNode) -> Actor:
    found = world.customers[customer]
    held = frozenset(node.pk for node in nodes or (found.scope,))
    return Actor("someone", Channel.SESSION, 1, found.pk, grants={USAGE_VIEW: held})


def seen(actor: Actor, **filters: Any) -> set[tuple[int, str]]:
    page = call_page(actor, CallFilters(**filters), limit=1000)
    return {(row["line_id"], str(row["started_at"].date())) for row in page.rows}


def of_a_customer(world: World, customer: str) -> set[tuple[int, str]]:
    one, two, three, four = (line.pk for line in world.lines)
    early, late = {"2025-02-10", "2025-03-10"}, {"2025-03-20"}
    if customer == "alder":
        return {(one, day) for day in early | late} | {(two, day) for day in early}
    return {(line, day) for line in (three, four) for day in early | late} | {(two, day) for day in late}


@pytest.mark.parametrize("customer", ["alder", "birch"])
def test_of_a_card_that_moved_neither_sees_the_others_calls(used: World, customer: str) -> None:
    account = used.accounts[customer].scope
    for actor in (on(used, customer), on(used, customer, account)):
        assert seen(actor) == of_a_customer(used, customer)
        rows = usage_summary(actor, ("2025-02", "2025-03"), ("line_id",))
        assert sum(row["records"] for row in rows) == 5 * len(of_a_customer(used, customer))


def test_a_right_on_a_line_shows_the_days_of_its_customer(used: World) -> None:
    moved = Line.objects.get(pk=used.lines[1].pk)
    assert seen(on(used, "birch", moved.scope)) == {(moved.pk, "2025-03-20")}
    assert seen(on(used, "birch", used.lines[2].scope)) == {
        found for found in of_a_customer(used, "birch") if found[0] == used.lines[2].pk
    }
    both = on(used, "birch", moved.scope, used.accounts["birch"].scope)
    assert seen(both) == of_a_customer(used, "birch")


def test_no_right_no_rows(used: World) -> None:
    nobody = Actor("nobody", Channel.SESSION, 1, used.customers["alder"].pk)
    stray = Actor("stray", Channel.SESSION, 1, None, grants={USAGE_VIEW: frozenset({used.lines[0].scope_id})})
    # Rights of another customer do not help in the name of this one.
    crossed = Actor(
        "crossed", Channel.SESSION, 1, used.customers["birch"].pk,
        grants={USAGE_VIEW: frozenset({used.customers["alder"].scope_id})},
    )  # fmt: skip
    for actor in (nobody, stray, crossed):
        assert seen(actor) == set()
        assert usage_summary(actor, ("2025-03",)) == []
    assert len(call_page(BY, CallFilters(), limit=1000).rows) == 60


def test_pages_follow_each_other(used: World) -> None:
    actor, after, found = on(used, "alder"), None, []
    while True:
        page = call_page(actor, CallFilters(), after, limit=7)
        found += page.rows
        after = page.after
        if after is None:
            break
    keys = [(row["started_at"], row["line_id"], row["record_id"]) for row in found]
    assert len(keys) == 25 and keys == sorted(keys, reverse=True) and len(set(keys)) == 25
    with pytest.raises(InvalidCursor):
        call_page(actor, CallFilters(), "page two")


def test_filters(used: World) -> None:
    actor = on(used, "birch")
    three = used.lines[2].pk
    assert seen(actor, lines=(three,), periods=("2025-02",)) == {(three, "2025-02-10")}
    assert seen(actor, kinds=(2,)) == set()
    assert seen(actor, called=32475123456, visited=("BE",), directions=(0,)) == of_a_customer(used, "birch")
    assert seen(actor, from_at=datetime(2025, 3, 20), to_at=datetime(2025, 3, 21)) == {
        found for found in of_a_customer(used, "birch") if found[1] == "2025-03-20"
    }
    assert seen(actor, accounts=(used.accounts["alder"].pk,)) == set()


def test_one_record(used: World) -> None:
    row = call_page(on(used, "alder"), CallFilters(), limit=1).rows[0]
    key = (row["period"], row["line_id"], row["started_at"], row["record_id"])
    assert one_record(on(used, "alder"), *key) == row
    assert one_record(on(used, "birch"), *key) is None
    assert one_record(on(used, "alder"), "2024-01", *key[1:]) is None


def test_billed_and_not_yet_billed(used: World) -> None:
    """A bill run replaces `standard` by `rated` and `rollup`; rows and sums then say so."""
    assert unbilled_periods() == ("2025-02", "2025-03")
    before = usage_summary(on(used, "alder"), ("2025-02", "2025-03"), ("period", "category"))
    assert {row["is_standard"] for row in before} == {True}
    bill("2025-02")
    assert unbilled_periods() == ("2025-03",)
    after = usage_summary(on(used, "alder"), ("2025-02", "2025-03"), ("period", "category"))
    assert [(row["period"], row["is_standard"]) for row in after] == [("2025-02", False), ("2025-03", True)]
    amounts = [[row["amount_micro"] for row in rows] for rows in (before, after)]
    assert amounts[0] == amounts[1]
    rows = call_page(on(used, "alder"), CallFilters(), limit=100).rows
    assert {(row["period"], row["is_standard"]) for row in rows} == {("2025-02", False), ("2025-03", True)}


def bill(period: str) -> None:
    root = lake()._root
    standard = live("standard", periods=[period]).entries
    table = lake().query("SELECT * FROM standard", {"standard": standard})
    entries = [
        write(root, "rated", period, 0, table, RATED, USAGE_SORT),
        write(root, "rollup", period, 0, rollup(table, period), ROLLUP, ROLLUP_SORT),
    ]
    publish(key=f"bill:{period}", add=entries, retire=standard, at=AT, reason="billing", by=BY)
