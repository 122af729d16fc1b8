"""The desk answers notices about third parties, and names affiliates and ends that."""

from datetime import timedelta
from typing import Any

import pytest

from comptoir.access.actions.third_parties import give_notice
from comptoir.access.actors import actor_for
from comptoir.access.models import ThirdPartyNotice
from comptoir.audit.models import AuditEvent
from comptoir.kernel.clock import FixedClock
from comptoir.parties.models import Affiliation, PastAffiliation
from comptoir.scope.actor import Channel
from tests.console.cast import Cast, text
from tests.portal.world import NOW, World

AFFILIATE = {
    "code": "borealis", "ground": "board", "since_on": "2026-10-01", "guaranteed_by": "Owner LUMEN",
    "guaranteed_on": "2026-11-20",
}  # fmt: skip


def notify(world: World, name: str = "Tess Tiers", days: int = 40) -> ThirdPartyNotice:
    customer = world.lumen.customer
    owner = actor_for(world.lumen.people["owner"], customer.pk, Channel.SESSION, NOW)
    return give_notice(
        customer, name=name, email=f"{name[:4].lower()}@auditors.example", company_name="Auditors BV",
        purpose="Checks our invoices.", to_at=NOW + timedelta(days=days), vouches=True, by=owner, at=NOW,
    )  # fmt: skip


@pytest.mark.clause("A-09", "GC 9.2")
def test_the_desk_takes_note_and_refuses_later(cast: Cast, world: World) -> None:
    notice = notify(world)
    shown = text(cast.carla.get(f"/console/third-parties/{notice.pk}/"))
    assert "Checks our invoices." in shown and "Waits for an answer" in shown
    assert AuditEvent.objects.filter(verb="customer.viewed", chain__customer_ref=world.lumen.customer.pk).exists()
    assert cast.carla.post(f"/console/third-parties/{notice.pk}/note").status_code == 302
    assert "Noted by Carla" in text(cast.carla.get(f"/console/third-parties/{notice.pk}/"))
    silent = cast.carla.post(f"/console/third-parties/{notice.pk}/refuse", {"reason": " "})
    assert silent.status_code == 422 and "Give a reason" in text(silent)
    assert cast.carla.post(f"/console/third-parties/{notice.pk}/refuse", {"reason": "A competitor."}).status_code == 302
    shown = text(cast.carla.get(f"/console/third-parties/{notice.pk}/"))
    assert "Refused later" in shown and "A competitor." in shown and "Take note" not in shown
    again = text(cast.carla.post(f"/console/third-parties/{notice.pk}/note", follow=True))
    assert "This notice was answered already, or it is over." in again


def test_those_that_wait_are_on_top_and_only_the_customer_desk_answers(cast: Cast, world: World) -> None:
    first, second = notify(world, "Anne"), notify(world, "Bert", days=10)
    cast.carla.post(f"/console/third-parties/{second.pk}/note")
    page = cast.carla.get("/console/third-parties/").content.decode()
    order = [page.index(f"/console/third-parties/{each.pk}/") for each in (first, second)]
    assert order == sorted(order)
    assert "Third parties to note 1" in text(cast.carla.get("/console/"))
    assert cast.bram.get("/console/third-parties/").status_code == 404
    for action in ("note", "refuse"):
        assert cast.bram.post(f"/console/third-parties/{first.pk}/{action}", {"reason": "x"}).status_code == 404
        assert world.client("owner").post(f"/console/third-parties/{first.pk}/{action}").status_code == 404


@pytest.mark.clause("A-08", "GC 1.2")
def test_an_affiliate_is_named_with_its_ground_and_guarantee_and_ended(cast: Cast, world: World) -> None:
    parent, affiliate = world.lumen.customer, world.borealis.customer
    address = f"/console/affiliates/{parent.pk}/name"
    wrong = {"code": "nobody", "ground": "", "guaranteed_by": "", "since_on": "2027-01-01"}
    refused = text(cast.carla.post(address, AFFILIATE | wrong))
    for words in ("There is no such customer.", "Choose the ground of control.", "Say who guarantees", "still to come"):
        assert words in refused
    assert "A company cannot be its own affiliate." in text(cast.carla.post(address, AFFILIATE | {"code": "lumen"}))
    assert cast.carla.post(address, AFFILIATE).status_code == 302
    assert (tie := Affiliation.objects.get()).guaranteed_by == "Owner LUMEN" and tie.ground == "board"
    assert "Names or dismisses the majority of the board" in text(cast.carla.get(f"/console/customers/{parent.pk}/"))
    owner = world.client("owner")
    owner.post("/preferences/customer", {"customer": str(affiliate.pk)})
    assert "BOREALIS" in owner.get("/cards/").content.decode()
    assert cast.carla.post(f"/console/affiliates/{affiliate.pk}/end").status_code == 302
    assert not Affiliation.objects.exists() and PastAffiliation.objects.get().ended_label == "Carla"
    assert "BOREALIS" not in owner.get("/cards/").content.decode()


@pytest.mark.parametrize("person", ["bram"])
def test_others_of_the_operator_name_no_affiliate(cast: Cast, world: World, person: str, clock: FixedClock) -> None:
    client: Any = cast.client(person)
    assert client.post(f"/console/affiliates/{world.lumen.customer.pk}/name", AFFILIATE).status_code == 404
    assert not Affiliation.objects.exists()
