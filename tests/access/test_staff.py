"""The operator's own people: roles with the least that the work needs, and always one administrator."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.staff import UnableToAppoint, UnableToEndRole, appoint_staff, end_staff_role
from comptoir.access.actors import actor_for
from comptoir.access.capabilities import STAFF, STAFF_ROLES
from comptoir.access.models import StaffRole, User
from comptoir.access.staff import staff
from comptoir.audit.models import AuditEvent
from comptoir.kernel.clock import FixedClock
from comptoir.parties.actions.customers import create_customer
from comptoir.scope.actor import Channel
from comptoir.scope.authorize import NotAuthorized
from tests.console.cast import Cast, gather, text, work
from tests.portal.world import NOW, ROOT, START

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_a_fixed_instant() -> Iterator[None]:
    before, settings.CLOCK = settings.CLOCK, FixedClock(NOW)
    yield
    settings.CLOCK = before


@pytest.fixture
def cast(db: None) -> Cast:
    return gather()


def desk(user: User):  # type: ignore[no-untyped-def]
    return actor_for(user, None, Channel.DESK, NOW)


def test_only_administrators_appoint_and_end(cast: Cast) -> None:
    anna, bram = desk(cast.people["anna"]), desk(cast.people["bram"])
    with pytest.raises(NotAuthorized):
        appoint_staff(email="x@northwind.example", name="X", role="billing_desk", by=bram, at=NOW)
    with pytest.raises(NotAuthorized):
        end_staff_role(cast.people["carla"], role="customer_desk", by=bram, at=NOW)
    assert staff(bram, NOW) == [] and len(staff(anna, NOW)) == 3
    for name in ("bram", "carla"):
        assert cast.client(name).get("/console/staff/").status_code == 404


def test_nobody_gives_a_role_to_themselves(cast: Cast) -> None:
    anna = cast.people["anna"]
    with pytest.raises(UnableToAppoint, match="not_oneself"):
        appoint_staff(email=anna.email, name="Anna", role="security_desk", by=desk(anna), at=NOW)
    page = cast.anna.post(f"/console/staff/{anna.pk}/give", {"role": "security_desk"})
    assert page.status_code == 422 and "Nobody gives a role to themselves" in text(page)
    assert not StaffRole.objects.filter(user=anna, role="security_desk").exists()


def test_the_last_administrator_stays(cast: Cast) -> None:
    """One who can no longer sign in does not count."""
    anna, bram = cast.people["anna"], cast.people["bram"]
    with pytest.raises(UnableToEndRole, match="last_administrator"):
        end_staff_role(anna, role="administrator", by=desk(anna), at=NOW)
    appoint_staff(email=bram.email, name="Bram", role="administrator", by=desk(anna), at=NOW)
    User.objects.filter(pk=bram.pk).update(is_active=False)
    with pytest.raises(UnableToEndRole, match="last_administrator"):
        end_staff_role(anna, role="administrator", by=desk(anna), at=NOW)
    User.objects.filter(pk=bram.pk).update(is_active=True)
    end_staff_role(anna, role="administrator", by=desk(anna), at=NOW)
    with pytest.raises(UnableToEndRole, match="last_administrator"):
        end_staff_role(bram, role="administrator", by=ROOT, at=NOW)
    assert "last administrator" in text(cast.client("bram").post(
        f"/console/staff/{bram.pk}/end", {"role": "administrator"}, follow=True))  # fmt: skip


def test_an_ended_role_opens_nothing_at_the_next_request(cast: Cast) -> None:
    carla = cast.carla
    assert carla.get("/console/customers/").status_code == 200
    cast.anna.post(f"/console/staff/{cast.people['carla'].pk}/end", {"role": "customer_desk"})
    assert carla.get("/console/customers/").status_code in (302, 404)
    user = User.objects.get(pk=cast.people["carla"].pk)
    assert not user.is_active
    assert AuditEvent.objects.filter(verb="staff.role_ended", object_ref=str(user.pk)).count() == 1
    with pytest.raises(UnableToEndRole, match="not_held"):
        end_staff_role(user, role="customer_desk", by=ROOT, at=NOW)


def test_who_keeps_another_role_keeps_their_sign_in(cast: Cast) -> None:
    bram = cast.people["bram"]
    appoint_staff(email=bram.email, name="Bram", role="security_desk", by=ROOT, at=NOW)
    end_staff_role(bram, role="billing_desk", by=ROOT, at=NOW)
    bram.refresh_from_db()
    assert bram.is_active and desk(bram).staff == STAFF_ROLES["security_desk"]


def test_appointed_in_the_console_and_told(cast: Cast) -> None:
    page = text(cast.anna.get("/console/staff/appoint"))
    assert "Registrations desk: Registrations, documents and changes of customers; no invoices, no usage." in page
    assert page.index("Security desk:") < page.index("Administrator:"), "the least first"
    form = {"name": "Dirk", "email": "dirk@northwind.example", "language": "en", "role": "registrations_desk"}
    assert cast.anna.post("/console/staff/appoint", form).status_code == 302
    work()
    assert mail.outbox[-1].to == ["dirk@northwind.example"]
    dirk = User.objects.get(email="dirk@northwind.example")
    shown = text(cast.anna.get(f"/console/staff/{dirk.pk}/"))
    assert "has not signed in yet" in shown and "Answer registrations and changes" in shown
    client = Client()
    client.force_login(dirk)
    assert client.get("/console/registrations/").status_code == 200
    for path in ("usage", "billing", "questions", "staff", "setup", "audit"):
        assert client.get(f"/console/{path}/").status_code == 404, path
    assert "Signs in" in text(cast.anna.get("/console/staff/"))


def test_somebody_with_customer_rights_cannot_be_appointed(cast: Cast) -> None:
    customer = create_customer(code="x", legal_name="X NV", accepted_on=START, by=ROOT, at=NOW)
    user = invite_user(customer, email="ann@x.example", name="Ann", by=ROOT, at=NOW)
    give_right(
        customer, holder=user, profile="buyer", scope=customer.scope, by=ROOT, at=NOW, to_at=NOW + timedelta(days=9)
    )
    for role in ("billing_desk", "king"):
        with pytest.raises(UnableToAppoint):
            appoint_staff(email="ann@x.example", name="Ann", role=role, by=ROOT, at=NOW)


def test_every_role_is_said_in_words_and_holds_no_more_than_its_work(cast: Cast) -> None:
    from comptoir.console.staff.words import ROLES, opened_by

    assert set(ROLES) == set(STAFF_ROLES)
    for role, held in STAFF_ROLES.items():
        assert len(opened_by(role)) == (len(STAFF) + 1 if role == "administrator" else len(held)), role
