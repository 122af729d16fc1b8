"""Whatever is written into a list's address, a sensible page comes out, never an error."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comptoir.access.models import User
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateFilter,
    Listing,
    MomentColumn,
    NumberColumn,
    TextFilter,
    selected_rows,
)
from comptoir.web.listing.asked import SIZES
from comptoir.web.listing.shown import Shown
from tests.web.things import NOW, Bills, bills, request_for

NAMES = ("q", "state", "sort", "page", "size", "cols", "density", "after", "other", "name_from")
WORDS = (
    "abc", "-1", "0", "1e9", "9" * 5000, "٣", "\x00", "paid", "-total", "total", "'; drop table", "%", "_",
    "2026-13-99", "0001-01-01", "9999-12-31", "NaN", "Infinity", "1e400", "🙂", "compact", "",
)  # fmt: skip
RANGES = ("issued_on_from", "issued_on_to", "total_from", "total_to", "joined_at_from", "joined_at_to")
addresses = st.lists(
    st.tuples(st.sampled_from(NAMES + RANGES), st.sampled_from(WORDS) | st.text(max_size=20)), max_size=8
).map(lambda pairs: urlencode(pairs, errors="replace"))


class People(Listing):
    key = "people"
    title = "People"
    columns = (
        Column("name", "Name", sort=True),
        Column("email", "Address", sort=True),
        MomentColumn("joined_at", "Joined", sort=True),
        NumberColumn("pk", "Number", sort=True, total=True),
    )
    filters = (
        TextFilter("name", "email"),
        ChoiceFilter("state", "Language", [("fr", "French"), ("nl", "Dutch")], field="language"),
        DateFilter("joined_at", "Joined", instants=True),
    )
    default_sort = "name"


@given(addresses, st.text(max_size=60))
def test_no_address_breaks_a_list_in_memory(address: str, cookie: str) -> None:
    page = Shown(Bills(bills(60)), request_for(address, cookies={"list-bills": cookie}))
    written = render_to_string("web/listing/listing.html", {"list": page, "request": page.request})
    assert "list-bills" in written
    assert page.asked.size in SIZES
    assert page.columns
    assert len(page.found.rows) <= page.asked.size


@pytest.mark.django_db
@given(addresses)
def test_no_address_breaks_a_list_of_the_database(address: str) -> None:
    page = Shown(People(User.objects.all()), request_for(address))
    assert page.state in ("rows", "nothing", "nothing_matches")


@pytest.fixture
def people(db: None) -> None:
    User.objects.bulk_create(
        User(email=f"u{i}@example.org", name=f"Person {i:03d}", joined_at=NOW, language="fr" if i % 2 else "nl")
        for i in range(150)
    )


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("address", ["", "q=person&sort=-email&page=2", "size=250&state=fr"])
def test_two_queries_whatever_the_number_of_rows(address: str) -> None:
    """A-12: the number of queries does not grow with the rows."""
    with CaptureQueriesContext(connection) as few:
        assert Shown(People(User.objects.all()), request_for(address)).body
    User.objects.bulk_create(User(email=f"v{i}@example.org", name="Person") for i in range(1_000))
    with CaptureQueriesContext(connection) as many:
        assert Shown(People(User.objects.all()), request_for(address)).body
    assert len(few) == len(many) == 2


@pytest.mark.usefixtures("people")
def test_sums_and_counts_of_the_database_cover_all_that_match() -> None:
    page = Shown(People(User.objects.all()), request_for("state=fr&size=25"))
    wanted = list(User.objects.filter(language="fr").values_list("pk", flat=True))
    assert (page.found.total, page.found.sums["pk"]) == (75, sum(wanted))


@pytest.mark.usefixtures("people")
def test_selected_rows_are_only_rows_that_may_be_seen() -> None:
    seen = People(User.objects.filter(language="fr"))
    hidden = User.objects.filter(language="nl").first()
    mine = User.objects.filter(language="fr").first()
    assert hidden and mine
    request = request_for()
    request.POST = request.GET.copy()
    request.POST.setlist("selected", [str(hidden.pk), str(mine.pk), "x", "9" * 400])
    assert list(selected_rows(request, seen)) == [mine]
    request.POST["all"] = "1"
    request.POST["query"] = "q=person+001"
    assert [user.name for user in selected_rows(request, seen)] == ["Person 001"]
