"""A form takes its own fields: what is sent beside them changes nothing."""

from typing import Any

import pytest
from django.urls import reverse

from comptoir.access.models import Grant, StaffRole, User
from comptoir.billing.models import LineQuestion
from tests.portal.world import World

pytestmark = pytest.mark.django_db
PUSHED = {
    "is_staff": "1", "is_superuser": "1", "is_active": "", "kind": "service", "role": "administrator", "id": "1",
    "pk": "1", "password": "violet-harbour-47-lamp", "customer": "1", "customer_id": "1", "joined_at": "2020-01-01",
    "holder": "1", "holder_id": "1", "given_label": "Nobody", "source": "1", "seat": "1", "starts_at": "2020-01-01",
    "state": "closed", "asked_by": "1", "invoice": "1", "author": "operator", "capabilities": "operate.staff",
}  # fmt: skip


def facts(user: User) -> dict[str, Any]:
    user = User.objects.get(pk=user.pk)
    kept = {field.attname: getattr(user, field.attname) for field in user._meta.concrete_fields}
    return {name: kept[name] for name in kept if name not in ("name", "phone", "language", "last_login")}


def test_ones_own_settings_change_what_they_show_only(world: World) -> None:
    user = world.lumen.people["user"]
    before = facts(user)
    sent = {"name": "Eva", "phone": "", "language": "nl", "email": "owner@lumen.example"}
    assert world.client("user").post(reverse("portal:settings:index"), PUSHED | sent).status_code == 302
    assert facts(user) == before
    assert User.objects.get(pk=user.pk).name == "Eva", "the twin"
    assert not StaffRole.objects.exists()


def test_an_invitation_makes_a_person_without_any_right(world: World) -> None:
    sent = {"name": "Nova", "email": "nova@lumen.example", "language": "nl"}
    grants = Grant.objects.count()
    world.client("manager").post(reverse("portal:people:invite"), PUSHED | sent)
    nova = User.objects.get(email="nova@lumen.example")
    assert (nova.name, nova.is_active, nova.kind) == ("Nova", True, world.lumen.people["user"].kind)
    assert not nova.has_usable_password()
    assert not getattr(nova, "is_staff", False) and not getattr(nova, "is_superuser", False)
    assert [one.customer for one in nova.memberships.all()] == [world.lumen.customer]
    assert Grant.objects.count() == grants and not StaffRole.objects.exists()


def test_a_right_is_what_was_chosen_from_whoever_gives_it(world: World) -> None:
    finance, owner = world.lumen.people["user"], world.lumen.people["owner"]
    sent = {"what": "buyer", "tie": "employment", "place": str(world.lumen.customer.scope_id), "save": "1"}
    address = reverse("portal:people:give", args=[finance.pk])
    pushed = PUSHED | {"capabilities": ["operate.staff", "people.manage"], "customer": str(world.borealis.customer.pk)}
    assert world.client("owner").post(address, pushed | sent).status_code == 302
    made = Grant.objects.latest("pk")
    assert (made.holder, made.profile, made.customer) == (finance, "buyer", world.lumen.customer)
    assert (made.given_label, made.parent_id) == (owner.name, None)
    assert not {"operate.staff", "people.manage"} & set(made.held_capabilities)


def test_a_question_is_asked_by_whoever_sends_it_about_that_invoice(world: World) -> None:
    invoice = world.lumen.invoice()
    address = reverse("portal:invoices:ask", args=[invoice.number])
    world.client("finance").post(address, PUSHED | {"text": "Why?", "invoice": world.borealis.invoice().pk})
    asked = LineQuestion.objects.get()
    assert (asked.invoice, asked.asked_by) == (invoice, world.lumen.people["finance"])
    assert asked.state != "closed"
