"""Versions of the terms: the latest always readable, what changed, acceptance by going on, refusal (P-11, P-12)."""

from datetime import date, timedelta
from typing import Any

import pytest

from comptoir.access.models import User
from comptoir.audit.models import AuditEvent
from comptoir.kernel.clock import FixedClock
from comptoir.lifecycle import reading
from comptoir.lifecycle.actions.documents import UnableToPublish, accept, publish_version, take_over_acceptance
from comptoir.lifecycle.models import Acceptance, ContractNotice, DocumentConflict, DocumentVersion
from comptoir.registration.actions.answering import accept as accept_registration
from comptoir.scope.authorize import NotAuthorized
from tests.console.cast import text
from tests.lifecycle.cast import NOW, ROOT, TODAY, Firm, desk, signed_in, staff
from tests.registration.forms import outbox, registered

pytestmark = pytest.mark.django_db
BANNER = "Going on to use the portal is acceptance."
FIRST = "You keep your password to yourself.\n\nA notice takes 15 days."
SECOND = "You keep your password to yourself.\n\nA notice takes 30 days. We answer within a week."


def publish(body: str, on: date = TODAY, kind: str = "general_conditions", at: Any = NOW) -> DocumentVersion:
    texts = {language: f"{body} [{language}]" for language in ("fr", "nl", "en", "de")}
    return publish_version(kind=kind, effective_on=on, texts=texts, by=desk("administrator"), at=at)


def accepted(user: User) -> list[tuple[int, str]]:
    rows = Acceptance.objects.filter(user=user, at__isnull=False)
    return list(rows.order_by("at").values_list("version_id", "way"))


@pytest.mark.clause("P-11")
def test_going_on_after_the_banner_is_acceptance_recorded_once(lumen: Firm, clock: FixedClock) -> None:
    """Whoever is told has time to read; the banner stays meanwhile, and going on later is acceptance."""
    version = publish(FIRST)
    client = signed_in(lumen.owner)
    for address in ("/", "/cards/", "/"):
        assert BANNER in text(client.get(address))
        clock.advance(timedelta(minutes=1))
    assert accepted(lumen.owner) == []
    clock.advance(timedelta(minutes=2))
    assert BANNER not in text(client.get("/cards/"))
    assert accepted(lumen.owner) == [(version.pk, "use")]
    client.get("/cards/")
    signed_in(lumen.owner).get("/")
    assert len(accepted(lumen.owner)) == 1
    [event] = AuditEvent.objects.filter(verb="document.accepted")
    assert (event.actor_user, event.object_ref) == (lumen.owner.pk, str(version.pk))
    assert event.at == NOW + timedelta(minutes=5)


@pytest.mark.clause("P-11")
def test_going_on_another_day_is_acceptance_too(lumen: Firm, clock: FixedClock) -> None:
    version = publish(FIRST)
    signed_in(lumen.owner).get("/")
    clock.advance(timedelta(days=3))
    assert BANNER not in text(signed_in(lumen.owner).get("/"))
    assert accepted(lumen.owner) == [(version.pk, "use")]


@pytest.mark.clause("P-11")
def test_reading_the_terms_and_the_contract_is_no_acceptance(lumen: Firm, clock: FixedClock) -> None:
    version = publish(FIRST)
    client = signed_in(lumen.owner)
    client.get("/")
    clock.advance(timedelta(days=1))
    for address in ("/contract/terms", f"/contract/terms/{version.pk}/", "/contract/terms/refuse", "/contract/"):
        shown = client.get(address)
        assert shown.status_code == 200
    client.get("/cards/", headers={"HX-Request": "true"})
    assert accepted(lumen.owner) == []


@pytest.mark.clause("P-11")
def test_what_changed_since_ones_own_last_acceptance_is_shown(lumen: Firm, clock: FixedClock) -> None:
    first = publish(FIRST)
    client = signed_in(lumen.owner)
    client.post("/contract/terms/accept")
    assert accepted(lumen.owner) == [(first.pk, "said")]
    clock.advance(timedelta(days=10))
    middle = publish(FIRST + " Always.", TODAY + timedelta(days=3))
    last = publish(SECOND, TODAY + timedelta(days=8))
    client = signed_in(lumen.owner)
    assert "new since 29 November 2026" in text(client.get("/"))
    body = client.get(f"/contract/terms/{last.pk}/").content.decode()
    assert "Always" not in body, "compared with what this person accepted, not with the version before"
    assert "15</del>" in body.replace('<span class="unseen">]</span>', "") and "<ins>" in body
    assert "2 places differ from the version of 21 November 2026" in text(client.get(f"/contract/terms/{last.pk}/"))
    assert middle.pk not in dict(accepted(lumen.owner))


@pytest.mark.clause("P-11")
def test_the_latest_can_always_be_read_in_the_readers_language(lumen: Firm) -> None:
    version = publish(FIRST)
    for language in ("fr", "nl", "en", "de"):
        User.objects.filter(pk=lumen.manager.pk).update(language=language)
        body = text(signed_in(lumen.manager).get(f"/contract/terms/{version.pk}/?since=none"))
        assert f"[{language}]" in body


@pytest.mark.clause("P-11")
def test_a_version_to_come_is_shown_and_asks_nothing_before_its_day(lumen: Firm, clock: FixedClock) -> None:
    publish(FIRST, TODAY + timedelta(days=5))
    client = signed_in(lumen.owner)
    assert BANNER not in text(client.get("/"))
    assert "from 26 November 2026" in text(client.get("/contract/terms"))
    clock.advance(timedelta(days=5))
    assert BANNER in text(client.get("/"))


@pytest.mark.clause("P-11")
def test_refusing_is_a_notice_of_who_speaks_for_the_customer(lumen: Firm) -> None:
    publish(FIRST)
    owner, manager = signed_in(lumen.owner), signed_in(lumen.manager)
    assert manager.post("/contract/terms/refuse", {"text": "No."}).status_code == 404
    assert owner.post("/contract/terms/refuse", {"text": "No."}).status_code == 302
    notice = ContractNotice.objects.get()
    assert (notice.ground, notice.party, notice.last_on) == ("terms", "customer", date(2026, 12, 6))
    assert not Acceptance.objects.filter(at__isnull=False).exists()


@pytest.mark.clause("P-11")
def test_who_refuses_does_not_accept_by_going_on_until_the_last_day(lumen: Firm, clock: FixedClock) -> None:
    """The refusal is the customer's: nobody of it accepts by use while the notice runs; withdrawn, all is as before."""
    version = publish(FIRST)
    for person in (lumen.owner, lumen.fleet):
        signed_in(person).get("/")
    signed_in(lumen.owner).post("/contract/terms/refuse", {"text": "No."})
    clock.advance(timedelta(days=2))
    for person in (lumen.owner, lumen.fleet):
        client = signed_in(person)
        assert BANNER not in text(client.get("/")) and accepted(person) == []
        told = text(client.get("/contract/terms"))
        assert "does not accept the new terms" in told and "6 December 2026" in told and BANNER not in told
    notice = ContractNotice.objects.get()
    signed_in(lumen.owner).post(f"/contract/notices/{notice.pk}/withdraw")
    assert BANNER not in text(signed_in(lumen.fleet).get("/"))
    assert accepted(lumen.fleet) == [(version.pk, "use")], "told of it long ago, and nobody refuses any more"


def test_nobody_accepts_for_another(lumen: Firm) -> None:
    version = publish(FIRST)
    with pytest.raises(NotAuthorized):
        accept([version], user=lumen.fleet, customer=lumen.customer, way="said", by=lumen.actor(lumen.owner), at=NOW)


def test_new_terms_cost_a_request_nothing_while_nothing_is_new(lumen: Firm, django_assert_num_queries: Any) -> None:
    publish(FIRST)
    client = signed_in(lumen.owner)
    client.post("/contract/terms/accept")
    client.get("/cards/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get("/cards/")
    asked = [query["sql"] for query in captured if "lifecycle_" in query["sql"]]
    assert asked == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"effective_on": TODAY - timedelta(days=1)}, "document.past"),
        ({"texts": {"fr": "a", "nl": "b", "en": "c"}}, "document.needs_language"),
        ({"kind": "poem"}, "document.unknown"),
    ],
)
def test_a_version_is_complete_and_not_of_the_past(lumen: Firm, change: dict[str, Any], message: str) -> None:
    """terms: portal.languages"""
    given = {"kind": "general_conditions", "effective_on": TODAY, "texts": dict.fromkeys(("fr", "nl", "en", "de"), "x")}
    with pytest.raises(UnableToPublish) as refused:
        publish_version(**(given | change), by=desk("administrator"), at=NOW)
    assert refused.value.message == message


def test_the_same_text_or_the_same_day_is_no_new_version(lumen: Firm) -> None:
    publish(FIRST)
    with pytest.raises(UnableToPublish, match="day_taken"):
        publish(SECOND)
    with pytest.raises(UnableToPublish, match="unchanged"):
        publish(FIRST, TODAY + timedelta(days=1))


@pytest.mark.clause("P-11")
def test_the_operator_publishes_from_pasted_text_and_sees_who_accepted(lumen: Firm) -> None:
    anna = signed_in(staff("administrator"))
    fields = {"kind": "general_conditions", "effective_on": "2026-11-21"}
    missing = anna.post("/console/contracts/documents/publish", {**fields, "text_fr": "Un.", "text_en": "One."})
    assert missing.status_code == 422 and "Un." in missing.content.decode()
    whole = {f"text_{language}": f"One. [{language}]" for language in ("fr", "nl", "en", "de")}
    assert anna.post("/console/contracts/documents/publish", fields | whole).status_code == 302
    signed_in(lumen.owner).post("/contract/terms/accept")
    assert [version.kind for version in reading.in_force(TODAY)] == ["general_conditions"]
    shown = text(anna.get("/console/contracts/documents"))
    assert "In force" in shown and "21 November 2026" in shown
    assert "Owner · by saying so" in text(anna.get(f"/console/contracts/{lumen.customer.pk}/"))
    carla = signed_in(staff("customer_desk"))
    assert carla.get("/console/contracts/documents").status_code == 200
    assert carla.get("/console/contracts/documents/publish").status_code == 404


@pytest.mark.clause("P-12")
def test_a_recorded_conflict_names_the_document_that_won_to_whom_it_concerns(lumen: Firm) -> None:
    """terms: portal.precedence.portal"""
    carla = signed_in(staff("customer_desk"))
    fields = {"contract": "portal", "kinds": ["general_conditions", "specific_conditions"], "subject": "The notice."}
    assert carla.post("/console/contracts/order", fields | {"kinds": ["general_conditions"]}).status_code == 422
    assert carla.post("/console/contracts/order", fields | {"customer": "nowhere"}).status_code == 422
    assert carla.post("/console/contracts/order", fields | {"customer": "lumen"}).status_code == 302
    conflict = DocumentConflict.objects.get()
    assert (conflict.winner, conflict.clause, conflict.customer) == ("specific_conditions", "GC 1.3", lumen.customer)
    shown = text(signed_in(lumen.manager).get("/contract/order"))
    assert "What holds: Specific conditions." in shown and "The notice." in shown
    from tests.lifecycle.cast import firm

    assert "The notice." not in text(signed_in(firm("borealis").owner).get("/contract/order"))


@pytest.mark.clause("P-11")
def test_what_the_registrant_accepted_with_the_form_is_their_acceptance(clock: FixedClock) -> None:
    """The new Access Owner is not asked again; what changed between the form and the answer is shown to them."""
    accepted_with_form = publish(FIRST)
    special = publish("Each application has its own.", kind="specific_conditions")
    publish("Not of the portal.", kind="price_list")
    registration = registered(language="en")
    sent_at = registration.terms_accepted_at
    clock.advance(timedelta(days=3))
    later = publish(SECOND, TODAY + timedelta(days=3), at=clock.now())
    customer = accept_registration(registration, code="zinneke", by=desk("registrations_desk"), at=clock.now())
    outbox()  # the reactions to the acceptance are done
    assert take_over_acceptance(customer, by=ROOT, at=clock.now()) == 0, "once is enough"
    user = User.objects.get(email=registration.email)
    rows = Acceptance.objects.filter(user=user, customer=customer).order_by("pk")
    assert {(row.version_id, row.at, row.way) for row in rows} == {
        (accepted_with_form.pk, sent_at, "said"), (special.pk, sent_at, "said"),
    }  # fmt: skip
    client = signed_in(user)
    banner = text(client.get("/"))
    assert BANNER in banner and "Specific conditions: new" not in banner
    assert "differ from the version of 21 November 2026" in text(client.get(f"/contract/terms/{later.pk}/"))


@pytest.mark.clause("P-11")
def test_a_customer_without_a_form_takes_nothing_over(lumen: Firm) -> None:
    publish(FIRST)
    assert take_over_acceptance(lumen.customer, by=ROOT, at=NOW) == 0
    with pytest.raises(NotAuthorized):
        take_over_acceptance(lumen.customer, by=lumen.actor(lumen.owner), at=NOW)
    assert not Acceptance.objects.exists()
