"""Changes that a customer asks for: dated, old and new, applied once the operator has processed them (P-03)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.rights import give_right
from comptoir.access.actions.seats import designate_access_owner, leave_seat_vacant
from comptoir.access.actors import actor_for
from comptoir.access.models import User
from comptoir.access.queries import seat_holder
from comptoir.audit.models import AuditEvent
from comptoir.kernel.clock import FixedClock, brussels_date
from comptoir.parties.actions.customers import create_customer
from comptoir.parties.models import Customer
from comptoir.registration.actions.changes import (
    UnableToAnswerChange,
    UnableToAskChange,
    apply_change,
    ask_change,
    refuse_change,
)
from comptoir.registration.models import ChangeRequest, ContactPerson
from comptoir.registration.queries import changes
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.models import ScopeNode
from tests.console.cast import Cast, text
from tests.portal.world import NOW, ROOT, START
from tests.registration.forms import outbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("P-03")]
TODAY = brussels_date(NOW)


class Firm:
    """A customer with an Access Owner, an Access Manager and a finance administrator."""

    def __init__(self, code: str = "zinneke", name: str = "Zinneke Koffie BV") -> None:
        self.customer = create_customer(
            code=code, legal_name=name, legal_form="BV", street="Vismarkt 3", postcode="1000", city="Brussel",
            accepted_on=START, language="en", by=ROOT, at=NOW,
        )  # fmt: skip
        self.people: dict[str, User] = {}
        for person, profile in (("owner", ""), ("manager", "access_manager"), ("finance", "finance_administrator")):
            user = invite_user(
                self.customer, email=f"{person}@{code}.example", name=f"{person.title()} {code}", language="en",
                by=ROOT, at=NOW,
            )  # fmt: skip
            self.people[person] = user
            if profile:
                give_right(self.customer, holder=user, profile=profile, scope=self.customer.scope, by=ROOT, at=NOW)
            else:
                designate_access_owner(self.customer, holder=user, by=ROOT, at=NOW)

    def client(self, person: str) -> Client:
        client = Client()
        client.force_login(self.people[person])
        return client

    def actor(self, person: str) -> Actor:
        return actor_for(self.people[person], self.customer.pk, Channel.SESSION, NOW)

    def asked(self, **changed: Any) -> ChangeRequest:
        values = {"kind": "name", "wanted": {"legal_name": "Zinneke NV"}, "from_on": TODAY, "note": ""} | changed
        return ask_change(self.customer, **values, by=self.actor("owner"), at=NOW)


@pytest.fixture
def firm(db: None) -> Firm:
    return Firm()


def test_asked_in_the_portal_applied_in_the_console(firm: Firm, cast: Cast) -> None:
    """Both ends: nothing changes before the operator has processed it."""
    owner = firm.client("owner")
    form = {"legal_name": "Zinneke Koffiehuis NV", "from_on": TODAY.isoformat(), "note": "Published on 3 November."}
    assert owner.post("/company/change/name", form).status_code == 302
    assert "Zinneke Koffie BV" in text(owner.get("/company/")) and "Asked for" in text(owner.get("/company/"))
    letters = [message for message in outbox() if message.to == ["desk@localhost"]]
    assert "Zinneke Koffie BV (zinneke) asks for a change" in str(letters[-1].body)
    change = ChangeRequest.objects.get()
    page = text(cast.anna.get(f"/console/registrations/changes/{change.pk}/"))
    assert "Zinneke Koffie BV → becomes Zinneke Koffiehuis NV" in page and "Published on 3 November." in page
    assert cast.anna.post(f"/console/registrations/changes/{change.pk}/apply").status_code == 302
    firm.customer.refresh_from_db()
    assert firm.customer.legal_name == "Zinneke Koffiehuis NV"
    assert ScopeNode.objects.get(pk=firm.customer.scope_id).label == "Zinneke Koffiehuis NV"
    answer = outbox()[-1]
    assert answer.to == ["owner@zinneke.example"] and "Koffiehuis" not in str(answer.body)
    assert "Done" in text(owner.get("/company/"))


def test_refused_with_a_reason(firm: Firm, cast: Cast) -> None:
    change = firm.asked()
    path = f"/console/registrations/changes/{change.pk}"
    assert "Give a reason" in text(cast.anna.post(f"{path}/refuse", {"reason": ""}))
    cast.anna.post(f"{path}/refuse", {"reason": "Not published yet."})
    assert "Not published yet." in text(firm.client("owner").get("/company/"))
    assert "Not published yet." in str(outbox()[-1].body)
    with pytest.raises(UnableToAnswerChange, match="answered_already"):
        apply_change(change, by=ROOT, at=NOW)
    assert Customer.objects.get(pk=firm.customer.pk).legal_name == "Zinneke Koffie BV"


def test_not_before_its_day(firm: Firm) -> None:
    change = firm.asked(from_on=TODAY + timedelta(days=2))
    with pytest.raises(UnableToAnswerChange, match="not_yet"):
        apply_change(change, by=ROOT, at=NOW)
    apply_change(change, by=ROOT, at=NOW + timedelta(days=2))


def test_the_seat_and_the_legal_form(firm: Firm) -> None:
    seat = {"street": "Havenlaan 5", "postcode": "1080", "city": "Molenbeek", "country": "BE"}
    apply_change(firm.asked(kind="address", wanted=seat), by=ROOT, at=NOW)
    apply_change(firm.asked(kind="legal_form", wanted={"legal_form": "NV"}), by=ROOT, at=NOW)
    firm.customer.refresh_from_db()
    assert (firm.customer.street, firm.customer.city, firm.customer.legal_form) == ("Havenlaan 5", "Molenbeek", "NV")
    event = AuditEvent.objects.filter(verb="customer.details_changed").first()
    assert event is not None and event.data["fields"] == ["legal_form"] and "NV" not in str(event.data)


def test_contact_persons_come_follow_and_leave(firm: Firm) -> None:
    ann = {"name": "Ann", "email": "ANN@zinneke.example", "phone": "02 512 34 56"}
    apply_change(firm.asked(kind="contact", wanted=ann), by=ROOT, at=NOW)
    first = ContactPerson.objects.get()
    assert (first.email, first.phone) == ("ann@zinneke.example", "+3225123456")
    bea = {"replaces": str(first.pk), "name": "Bea", "email": "bea@zinneke.example"}
    change = firm.asked(kind="contact", wanted=bea)
    assert change.before["name"] == "Ann"
    apply_change(change, by=ROOT, at=NOW)
    assert [one.name for one in ContactPerson.objects.filter(to_at=None)] == ["Bea"]
    gone = {"replaces": str(ContactPerson.objects.get(to_at=None).pk)}
    apply_change(firm.asked(kind="contact", wanted=gone), by=ROOT, at=NOW)
    assert not ContactPerson.objects.filter(to_at=None).exists()
    with pytest.raises(UnableToAskChange, match="no_such_contact"):
        firm.asked(kind="contact", wanted=bea)


@pytest.mark.clause("A-01")
@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_today_stands_in_the_form_in_each_language(firm: Firm, language: str) -> None:
    """A browser's date input takes one form of a date only."""
    User.objects.filter(pk=firm.people["owner"].pk).update(language=language)
    shown = firm.client("owner").get("/company/change/name").content.decode()
    assert f'value="{TODAY.isoformat()}"' in shown


def test_a_new_contact_person_needs_name_and_address_one_who_leaves_does_not(firm: Firm) -> None:
    owner = firm.client("owner")
    response = owner.post("/company/change/contact", {"replaces": "", "name": "", "from_on": TODAY.isoformat()})
    assert response.status_code == 422 and text(response).count("Fill this in.") >= 2
    shown = text(owner.get("/company/change/contact"))
    assert "Name optional" not in shown and "Telephone optional" in shown


def test_another_access_owner_when_the_present_one_cannot(firm: Firm, cast: Cast) -> None:
    """GC 8.1.2: asked for by an Access Manager, who sees no data; the operator designates."""
    leave_seat_vacant(firm.customer, by=ROOT, at=NOW)
    manager = firm.client("manager")
    page = text(manager.get("/company/"))
    assert "Access Owner" in page and "Vismarkt" not in page and "Zinneke Koffie" not in page
    form = {"name": "Chris New", "email": "chris@zinneke.example", "phone": "0470 12 34 56"}
    form["from_on"] = TODAY.isoformat()
    assert manager.post("/company/change/access_owner", form).status_code == 302
    cast.anna.post(f"/console/registrations/changes/{ChangeRequest.objects.get().pk}/apply")
    holder = seat_holder(firm.customer.pk, NOW)
    assert holder is not None and (holder.email, holder.phone) == ("chris@zinneke.example", "+32470123456")
    assert "+32 470 12 34 56" in text(firm.client("finance").get("/company/")), "everyone can reach them (P-22)"
    assert any("password/reset" in str(m.body) and m.to == ["chris@zinneke.example"] for m in outbox())


def test_who_may_ask(firm: Firm) -> None:
    """The Access Owner everything, an Access Manager another Access Owner only, others nothing."""
    for person, kind, status in (
        ("manager", "name", 404), ("finance", "name", 404), ("finance", "access_owner", 404), ("owner", "king", 404),
        ("owner", "name", 200), ("manager", "access_owner", 200),
    ):  # fmt: skip
        assert firm.client(person).get(f"/company/change/{kind}").status_code == status, (person, kind)
    for person, kind in (("manager", "name"), ("finance", "access_owner"), ("finance", "name")):
        with pytest.raises(NotAuthorized):
            ask_change(firm.customer, kind=kind, wanted={}, from_on=TODAY, note="", by=firm.actor(person), at=NOW)


def test_another_companys_changes_are_not_there(firm: Firm) -> None:
    """Neither seen nor withdrawn nor asked for; the own one is the twin that succeeds."""
    other = Firm("molen", "Molen NV")
    change = firm.asked(note="Secret-29")
    stranger = other.client("owner")
    assert "Secret-29" not in text(stranger.get("/company/")) and "Zinneke" not in text(stranger.get("/company/"))
    assert stranger.post(f"/company/changes/{change.pk}/withdraw").status_code == 404
    with pytest.raises(NotAuthorized):
        ask_change(
            firm.customer, kind="name", wanted={"legal_name": "X"}, from_on=TODAY, note="", by=other.actor("owner"),
            at=NOW,
        )  # fmt: skip
    assert not changes(other.actor("owner")).exists()
    assert firm.client("owner").post(f"/company/changes/{change.pk}/withdraw").status_code == 302
    with pytest.raises(UnableToAnswerChange):
        apply_change(change, by=ROOT, at=NOW)


def test_a_manager_never_sees_the_owners_changes(firm: Firm) -> None:
    """A-03: not even their old and new values."""
    firm.asked(wanted={"legal_name": "Canary-17 NV"})
    page = text(firm.client("manager").get("/company/"))
    assert "Canary-17" not in page and "Zinneke Koffie" not in page
    assert not changes(firm.actor("manager")).exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"wanted": {"legal_name": "Zinneke Koffie BV"}}, "nothing"),
        ({"wanted": {"legal_name": " "}}, "needed"),
        ({"wanted": {"legal_name": "x" * 201}}, "unreadable"),
        ({"wanted": {"legal_name": "a\r\nb"}}, "unreadable"),
        ({"kind": "accepted_on"}, "unknown_kind"),
        ({"kind": "address", "wanted": {"street": "a", "postcode": "1", "city": "b", "country": "ZZ"}}, "needed"),
        ({"kind": "contact", "wanted": {"name": "A", "email": "none"}}, "needed"),
        ({"kind": "contact", "wanted": {"name": "A", "email": "a@b.example", "phone": "1"}}, "phone_number"),
    ],
)
def test_what_cannot_be_asked_for(firm: Firm, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(UnableToAskChange, match=message):
        firm.asked(**changed)


def test_only_its_own_fields_are_taken(firm: Firm) -> None:
    """Mass assignment: a field of another kind, or of none, is not kept."""
    change = firm.asked(wanted={"legal_name": "Zinneke NV", "code": "king", "vat_number": "BE1", "accepted_on": "x"})
    assert change.wanted == {"legal_name": "Zinneke NV"}


def test_asked_twice_it_is_asked_once(firm: Firm) -> None:
    assert firm.asked() == firm.asked()
    with pytest.raises(UnableToAskChange, match="asked_already"):
        firm.asked(wanted={"legal_name": "Another NV"})


def test_what_changed_meanwhile_is_shown(firm: Firm, cast: Cast, clock: FixedClock) -> None:
    change = firm.asked()
    Customer.objects.filter(pk=firm.customer.pk).update(legal_name="Renamed meanwhile NV")
    page = text(cast.anna.get(f"/console/registrations/changes/{change.pk}/"))
    assert "Something has changed since it was asked" in page and "Renamed meanwhile NV" in page


def test_applied_twice_it_is_applied_once(firm: Firm) -> None:
    change = firm.asked()
    apply_change(change, by=ROOT, at=NOW)
    for act in (
        lambda: apply_change(change, by=ROOT, at=NOW),
        lambda: refuse_change(change, reason="x", by=ROOT, at=NOW),
    ):
        with pytest.raises(UnableToAnswerChange, match="answered_already"):
            act()
    with pytest.raises(NotAuthorized):
        apply_change(change, by=firm.actor("owner"), at=NOW)


@pytest.mark.clause("P-22")
def test_everyone_of_the_company_finds_whom_to_turn_to(firm: Firm) -> None:
    """GC 8.1.2: name and contact of the Access Owner, or of the Access Managers when there is none."""
    finance = firm.client("finance")
    page = text(finance.get("/company/"))
    assert "Owner zinneke" in page and "owner@zinneke.example" in page
    leave_seat_vacant(firm.customer, by=ROOT, at=NOW)
    page = text(finance.get("/company/"))
    assert "manager@zinneke.example" in page and "owner@zinneke.example" not in page
    assert "manager@zinneke.example" not in text(Firm("molen", "Molen NV").client("finance").get("/company/"))
