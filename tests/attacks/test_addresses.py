"""No parameter of an address breaks a page: what is no number, no place and no page of a list is the first page."""

import pytest

from tests.portal.world import World

pytestmark = pytest.mark.django_db
ODD = ("9" * 400, "-1", "\u0663", "'", "a\x00b")
PAGES = {
    "/invoices/": ("page", "sort", "year", "issued_on_from", "total_micro_min"),
    "/cards/": ("page", "centre", "cols"),
    "/usage/2026-10/calls": ("after", "category", "day_from"),
    "/reports/by_card/": ("after", "period", "sort"),
    "/people/": ("page", "kinds", "ends_on_from"),
    "/people/why/": ("person", "on", "line"),
    "/log/": ("page", "at_from"),
}


@pytest.mark.clause("A-12")
def test_odd_parameters_are_answered(world: World) -> None:
    owner = world.client("owner")
    owner.raise_request_exception = False
    for address, names in PAGES.items():
        assert owner.get(address).status_code in (200, 404), "the twin"
        for name in names:
            for value in ODD:
                asked = (
                    {name: value} if address != "/people/why/" else {"what": "lines.view", "where": "line", name: value}
                )
                answer = owner.get(address, asked)
                assert answer.status_code in (200, 302, 400, 404, 422), (address, name, value[:20])
