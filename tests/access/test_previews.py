"""Previews: the portal as someone else would see it, and never more than the viewer may see (A-11)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.access.actions.rights import give_right
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import (
    DATA,
    INVOICES_VIEW,
    LINES_VIEW,
    PEOPLE_MANAGE,
    PROFILES,
    USAGE_VIEW,
    bundle_of,
)
from comptoir.access.models import Grant, Membership
from comptoir.access.previews import preview_of
from comptoir.audit.log import record
from comptoir.audit.models import AuditEvent
from comptoir.inventory.models import Line
from comptoir.inventory.own_lines import beyond_own
from comptoir.jobs.models import Job
from comptoir.jobs.queries import jobs
from comptoir.parties.models import BillingAccount, CostCentre, Customer
from comptoir.scope.actor import NOWHERE, Actor, Channel
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeNode
from tests.access.group import AT, Group, build
from tests.portal.world import NOW, World


def acting(world: World, person: str) -> Actor:
    return actor_for(world.lumen.people[person], world.lumen.customer.pk, Channel.SESSION, NOW)


def begin(world: World, viewer: str, person: str) -> Client:
    """A browser in which `viewer` looks as `person`."""
    client = world.client(viewer)
    answer = client.post(reverse("portal:preview:begin", args=[world.lumen.people[person].pk]))
    assert answer.status_code == 302
    return client


@pytest.mark.clause("A-11", "A-03")
def test_a_manager_sees_the_structure_and_none_of_the_data(world: World) -> None:
    client = begin(world, "manager", "finance")
    page = client.get("/").content.decode()
    for words in ("Preview as Finance LUMEN.", "End the preview", "/invoices/", "/usage/", "/reports/"):
        assert words in page
    for address in (
        "/",
        "/invoices/",
        "/cards/",
        "/reports/",
        "/usage/2026-10/",
        "/search?q=LUMEN",
    ):
        seen = client.get(address)
        assert seen.status_code == 200, address
        for word in ("LUMEN Bakeries", "LUMEN person", "LUMEN shop", "LUMEN-BA", "324700"):
            assert word not in seen.content.decode().replace(" ", ""), f"{word} at {address}"
    assert client.get(f"/invoices/{world.lumen.invoice().number}/").status_code == 404
    assert client.get(f"/cards/{world.lumen.lines[0].pk}/").status_code == 404


@pytest.mark.clause("A-11")
def test_an_owner_sees_what_the_person_sees_and_no_more(world: World) -> None:
    client = begin(world, "owner", "user")
    assert "LUMEN person 0" in client.get("/cards/").content.decode()
    assert "LUMEN person 1" not in client.get("/cards/").content.decode()
    assert client.get(f"/cards/{world.lumen.lines[1].pk}/").status_code == 404
    assert client.get("/invoices/").status_code == 404
    month = client.get(f"/usage/2026-10/{world.lumen.lines[0].pk}/").content.decode()
    own = world.client("user").get(f"/usage/2026-10/{world.lumen.lines[0].pk}/").content.decode()
    assert "3 min" in month or "calls" in month
    assert month.count("<tr") == own.count("<tr"), "the user's own lines count as own"


@pytest.mark.clause("A-11", "A-03")
def test_a_page_of_managing_that_is_not_the_viewers_is_not_opened(world: World) -> None:
    """Such a page reads more than lists do: it is named, and nothing of it is shown."""
    client = begin(world, "manager", "owner")
    for name in ("portal:people:owner", "portal:third_parties:new"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403
        assert "They find a page here that is not yours to see" in answer.content.decode()
    assert client.get(reverse("portal:people:invite")).status_code == 200


@pytest.mark.clause("A-11")
def test_nothing_can_be_changed_exported_or_looked_up_about_oneself(world: World) -> None:
    client = begin(world, "owner", "finance")
    before = AuditEvent.objects.count()
    for address in (reverse("portal:people:invite"), "/preferences/customer", "/preferences/theme", "/settings/"):
        assert client.post(address, {"name": "X", "email": "x@lumen.example", "language": "en"}).status_code == 403
    for address in (
        "/invoices/?export=csv",
        "/cards/?export=xlsx",
        f"/usage/2026-10/{world.lumen.lines[0].pk}/?export=csv",
    ):
        assert client.get(address).status_code == 403, address
        bare = address.partition("?")[0]
        assert "export=csv" not in client.get(bare).content.decode(), "what answers 403 is not offered"
        assert "export=csv" in world.client("finance").get(bare).content.decode(), "the person's own page offers it"
    assert "This page is about yourself" in client.get("/settings/").content.decode()
    for method in ("PUT", "PATCH", "DELETE"):
        assert client.generic(method, "/invoices/").status_code in (403, 405)
    assert AuditEvent.objects.count() == before
    assert not Membership.objects.filter(user__email="x@lumen.example").exists()


@pytest.mark.clause("A-11", "A-16")
def test_the_look_is_in_the_log_by_who_looks_and_ends_on_one_click(world: World) -> None:
    client = begin(world, "manager", "finance")
    event = AuditEvent.objects.get(verb="portal.previewed")
    manager, finance = world.lumen.people["manager"], world.lumen.people["finance"]
    assert (event.actor_user, event.object_ref) == (manager.pk, str(finance.pk))
    assert event.chain.customer_ref == world.lumen.customer.pk
    ended = client.post(reverse("portal:preview:end"))
    assert ended.headers["Location"] == reverse("portal:people:person", args=[finance.pk])
    assert client.get("/invoices/").status_code == 404
    assert client.get(reverse("portal:people:index")).status_code == 200
    assert "Preview as" not in client.get("/").content.decode()


def test_a_preview_does_nothing_even_where_the_door_is_forgotten(world: World) -> None:
    """What reaches an action all the same is refused by the log, which every action writes."""
    preview = preview_of(acting(world, "owner"), world.lumen.people["finance"].pk, NOW)
    assert preview is not None
    with pytest.raises(NotAuthorized), transaction.atomic():
        record(actor=preview.actor, verb="x.y", obj=world.lumen.customer, at=NOW)
    own = {"customer_ref": world.lumen.customer.pk, "requested_by": preview.actor.user_id}
    Job.objects.create(kind="x.y", payload={}, created_at=NOW, **own)
    assert jobs(acting(world, "owner")).exists() and not jobs(preview.actor).exists()
    assert (preview.actor.user_id, preview.actor.label) == (world.lumen.people["owner"].pk, "Owner LUMEN")


@pytest.mark.parametrize("person", ["finance", "fleet", "user"])
def test_only_who_manages_people_of_the_whole_company_previews(world: World, person: str) -> None:
    manager = world.lumen.people["manager"]
    address = reverse("portal:preview:begin", args=[manager.pk])
    assert world.client(person).post(address).status_code == 404
    assert preview_of(acting(world, person), manager.pk, NOW) is None


def test_nobody_of_another_company_and_not_oneself(world: World) -> None:
    client = world.client("owner")
    for pk in (world.borealis.people["finance"].pk, world.lumen.people["owner"].pk, 999_999):
        assert client.post(reverse("portal:preview:begin", args=[pk])).status_code == 404
        assert client.get(reverse("portal:preview:show", args=[pk])).status_code == 404
    assert not AuditEvent.objects.filter(verb="portal.previewed").exists()


def test_a_preview_is_over_once_the_person_or_the_right_has_gone(world: World) -> None:
    client = begin(world, "manager", "finance")
    Membership.objects.filter(user=world.lumen.people["finance"]).update(to_at=NOW)
    assert "Preview as" not in client.get("/").content.decode()
    client = begin(world, "manager", "fleet")
    Grant.objects.filter(holder=world.lumen.people["manager"]).update(to_at=NOW - timedelta(seconds=1))
    page = client.get("/").content.decode()
    assert "Preview as" not in page
    assert client.get("/cards/").status_code == 404


def test_counts_say_what_is_hidden_and_a_manager_learns_no_number(world: World) -> None:
    finance = world.lumen.people["finance"].pk
    owners = world.client("owner").get(reverse("portal:preview:show", args=[finance])).content.decode()
    assert "Invoices" in owners and ">3<" in owners and ">0<" in owners
    managers = world.client("manager").get(reverse("portal:preview:show", args=[finance])).content.decode()
    assert "not yours to know" in managers and ">3<" not in managers


def test_the_number_of_queries_of_a_preview_does_not_grow(world: World, django_assert_max_num_queries: Any) -> None:
    viewer, finance = acting(world, "owner"), world.lumen.people["finance"]
    with django_assert_max_num_queries(8):
        preview_of(viewer, finance.pk, NOW)
    for centre in CostCentre.objects.filter(customer=world.lumen.customer):
        give_right(
            world.lumen.customer, holder=finance, profile="fleet_administrator", scope=centre.scope, by=viewer, at=NOW
        )
    with django_assert_max_num_queries(8):
        preview_of(viewer, finance.pk, NOW)


MODELS = (Customer, BillingAccount, CostCentre, Line)
PLACES = ("customer", "account-0", "account-1", "billing-0", "billing-1", "centre")
held = st.lists(
    st.tuples(st.sampled_from(sorted(set(PROFILES) - {"access_owner", "access_manager"})), st.sampled_from(PLACES)),
    max_size=4,
)


class Everywhere(TestCase):
    """Whatever both hold, a preview reaches of each kind of thing what both reach, the viewer not as a line's user."""

    def setUp(self) -> None:
        self.group = build()

    @examples(max_examples=25)
    @given(viewers=held, persons=held, manages=st.sampled_from(["owner", "narrowed"]))
    def test_a_preview_reaches_what_both_reach(
        self, viewers: list[tuple[str, str]], persons: list[tuple[str, str]], manages: str
    ) -> None:
        group = self.group
        Grant.objects.all().delete()
        self._manager(manages)
        for person, wanted in (("bob", viewers), ("cas", persons)):
            for profile, place in wanted:
                self._give(person, profile, place)
        viewer, theirs = group.acting("bob"), group.acting("cas")
        preview = preview_of(viewer, group.people["cas"].pk, AT)
        assert preview is not None
        for capability in DATA | {PEOPLE_MANAGE}:
            assert preview.actor.may(capability) == theirs.may(capability)
            for model in MODELS:
                # A line that one uses oneself is seen on some days only: from there one looks at nobody else's.
                seen = {who: self._rows(model, actor, capability) for who, actor in (
                    ("viewer", beyond_own(viewer, capability)), ("person", theirs), ("preview", preview.actor),
                )}  # fmt: skip
                assert seen["preview"] == seen["viewer"] & seen["person"], (capability, model)

    def _rows(self, model: Any, actor: Actor, capability: str) -> set[int]:
        return set(model.objects.visible_to(actor, capability).values_list("pk", flat=True))

    def _manager(self, manages: str) -> None:
        """Bob manages people: as a further Access Owner, or by a part of that which sees no data."""
        part = () if manages == "owner" else (PEOPLE_MANAGE,)
        self._give("bob", "access_owner", "customer", part)

    def _give(self, person: str, profile: str, place: str, part: tuple[str, ...] = ()) -> None:
        company = self.group.parent
        kind, _, index = place.partition("-")
        nodes = {
            "customer": company.customer, "account": company.accounts[int(index or 0)],
            "billing": company.billing[int(index or 0)], "centre": company.centres[0],
        }  # fmt: skip
        Grant.objects.create(
            customer=company.customer, holder=self.group.people[person], profile=profile, capabilities=list(part),
            scope=nodes[kind].scope, from_at=AT, given_label="test",
        )  # fmt: skip


def test_lines_that_only_both_share_are_reached_by_whole_lines_alone(world: World) -> None:
    """A right on a cost centre and one on an account share lines; one on an account shows only what was used on it."""
    customer, owner = world.lumen.customer, acting(world, "owner")
    viewer, person = world.lumen.people["manager"], world.lumen.people["fleet"]
    Grant.objects.filter(holder__in=[viewer, person]).delete()
    account, centre = world.lumen.account.scope, CostCentre.objects.get(customer=customer, code="100").scope
    for holder, scope in ((viewer, account), (person, centre)):
        give_right(customer, holder=holder, profile="fleet_administrator", scope=scope, by=owner, at=NOW)
    Grant.objects.create(
        customer=customer, holder=viewer, profile="access_owner", capabilities=[PEOPLE_MANAGE], scope=customer.scope,
        from_at=NOW, given_label="test",
    )  # fmt: skip
    by_account = preview_of(acting(world, "manager"), person.pk, NOW)
    assert by_account is not None and by_account.actor.nodes(USAGE_VIEW) == NOWHERE
    Grant.objects.filter(holder=viewer, scope=account).update(scope=centre)
    Grant.objects.filter(holder=person).update(scope=account)
    by_centre = preview_of(acting(world, "manager"), person.pk, NOW)
    assert by_centre is not None
    lines = Line.objects.visible_to(by_centre.actor, LINES_VIEW)
    assert set(lines) == set(Line.objects.visible_to(acting(world, "manager"), LINES_VIEW))
    kinds = ScopeNode.objects.filter(pk__in=by_centre.actor.nodes(USAGE_VIEW)).values_list("kind", flat=True)
    assert set(kinds) == {"line"}
    assert by_centre.hidden == by_centre.places == 1
    assert INVOICES_VIEW not in bundle_of("fleet_administrator")


@pytest.fixture
def group(db: None) -> Iterator[Group]:
    yield build()
