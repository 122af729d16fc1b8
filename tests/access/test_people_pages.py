"""The pages on which people are invited, given rights and let go, as an Access Owner and an Access Manager use them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from comptoir.access.actions.people import invite_user
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actors import actor_for
from comptoir.access.models import Grant, SeatHolding, User
from comptoir.jobs.worker import Worker
from comptoir.kernel.clock import FixedClock
from comptoir.scope.actor import Channel
from comptoir.scope.models import ScopeNode
from tests.portal.world import NOW, ROOT, World

pytestmark = pytest.mark.usefixtures("at_a_fixed_instant")


def place_of(client: Client, person: User, words: str) -> str:
    """The value of the place that the page offers under these words."""
    page = client.get(reverse("portal:people:give", args=[person.pk])).content.decode()
    found = re.search(rf'name="place" value="(\w+)"[^>]*><span>{re.escape(words)}<', page)
    assert found, f"{words} is not offered: {page}"
    return found[1]


def test_everyone_of_the_customer_sees_whom_to_turn_to(world: World) -> None:
    """P-22: name and contact of the Access Owner for the customer's users, and for nobody else."""
    for person in ("owner", "manager", "finance", "fleet", "user"):
        page = world.client(person).get(reverse("portal:people:index")).content.decode()
        assert "Owner LUMEN" in page
        assert "owner@lumen.example" in page
        assert "BOREALIS" not in page


def test_a_manager_invites_someone_and_gives_a_right_by_an_opaque_place(world: World) -> None:
    """A-03: what and where are chosen from kinds and numbers; the page names no account, line or company."""
    client = world.client("manager")
    invited = client.post(
        reverse("portal:people:invite"), {"name": "Nova", "email": "nova@lumen.example", "language": "nl"}
    )
    nova = User.objects.get(email="nova@lumen.example")
    assert invited.headers["Location"] == reverse("portal:people:give", args=[nova.pk])
    asked = {
        "what": "finance_administrator",
        "tie": "employment",
        "place": place_of(client, nova, "Billing account 1"),
        "until": "",
    }
    address = reverse("portal:people:give", args=[nova.pk])
    preview = client.post(address, asked).content.decode()
    assert "Billing account 1" in preview
    assert "Export lists to a file" in preview
    assert "LUMEN-BA" not in preview
    assert not Grant.objects.filter(holder=nova).exists(), "a preview saves nothing"
    client.post(address, asked | {"save": "1"})
    grant = Grant.objects.get(holder=nova)
    assert (grant.scope, grant.given_label) == (world.lumen.account.scope, "Manager LUMEN")


def test_an_owner_sees_names_of_places_and_how_many_lines_follow(world: World) -> None:
    client, fleet = world.client("owner"), world.lumen.people["user"]
    asked = {
        "what": "fleet_administrator",
        "tie": "employment",
        "place": place_of(client, fleet, "LUMEN shop 100 (100)"),
        "until": "",
    }
    preview = client.post(reverse("portal:people:give", args=[fleet.pk]), asked).content.decode()
    assert "2 lines today" in preview


def test_a_right_on_one_line_is_found_by_number_or_by_its_place_in_the_list(world: World) -> None:
    """A manager knows a line by its place in the list only, an owner by its number."""
    finance = world.lumen.people["finance"]
    address = reverse("portal:people:give", args=[finance.pk])
    line = world.lumen.lines[1]
    by_number = {"what": "service_user", "tie": "employment", "place": "line", "line": line.number}
    world.client("owner").post(address, by_number | {"save": "1"})
    refused = world.client("manager").post(address, by_number | {"save": "1"}).content.decode()
    assert "There is no line of that number." in refused
    world.client("manager").post(address, by_number | {"line": "1", "save": "1"})
    places = list(Grant.objects.filter(holder=finance, profile="service_user").values_list("scope_id", flat=True))
    assert places == [line.scope_id, world.lumen.lines[0].scope_id]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"what": ""}, "Choose what the person may do."),
        ({"what": "emperor"}, "Choose one of these."),
        ({"place": ""}, "Choose where."),
        ({"place": "999999"}, "Choose one of these."),
        ({"place": "line", "line": ""}, "Say which line."),
        ({"place": "line", "line": "nobody"}, "No line has that number or name."),
        ({"until": "2026-11-01"}, "That day has passed."),
        ({"until": "soon"}, "This is no date."),
        ({"tie": ""}, "Say by which tie"),
        ({"from_on": "2027-01-15"}, "The last day lies before the first."),
        ({"limit": "much"}, "This is no amount."),
        ({"what": "service_user"}, "one line"),
        ({"what": "access_manager"}, "an Access Manager never sees customer data"),
    ],
)
def test_a_right_that_cannot_be_given_is_refused_in_a_sentence(
    world: World, changed: dict[str, str], sentence: str
) -> None:
    finance = world.lumen.people["finance"]
    place = str(world.lumen.customer.scope_id)
    asked = {"what": "buyer", "tie": "employment", "place": place, "until": "2026-12-31", "save": "1"}
    before = Grant.objects.count()
    page = world.client("owner").post(reverse("portal:people:give", args=[finance.pk]), asked | changed)
    assert sentence in page.content.decode()
    assert Grant.objects.count() == before


def test_a_place_of_another_customer_is_no_choice(world: World) -> None:
    other = world.borealis.account.scope_id
    asked = {"what": "buyer", "tie": "employment", "place": str(other), "save": "1"}
    page = world.client("owner").post(reverse("portal:people:give", args=[world.lumen.people["finance"].pk]), asked)
    assert "Choose one of these." in page.content.decode()
    assert not Grant.objects.filter(scope_id=other, customer=world.lumen.customer).exists()


def test_ending_a_right_says_what_hangs_from_it_and_counts_at_the_next_request(world: World) -> None:
    """A-07: what hangs from a right ends with it; P-09's neighbour: the very next request sees nothing."""
    finance, fleet = world.lumen.people["finance"], world.lumen.people["fleet"]
    parent = Grant.objects.get(holder=finance)
    Grant.objects.filter(pk=parent.pk).update(may_delegate=True)
    Grant.objects.create(
        customer=world.lumen.customer, holder=fleet, profile="finance_administrator", scope=world.lumen.account.scope,
        parent=parent, from_at=NOW - timedelta(days=1), given_label="Finance LUMEN",
    )  # fmt: skip
    theirs = world.client("fleet")
    assert theirs.get(reverse("portal:invoices:index")).status_code == 200
    client = world.client("owner")
    address = reverse("portal:people:end", args=[parent.pk])
    page = client.get(address).content.decode()
    assert "1 right hangs from it" in page
    assert "Fleet LUMEN" in page
    client.post(address)
    assert theirs.get(reverse("portal:invoices:index")).status_code == 404
    assert world.client("finance").get(reverse("portal:invoices:index")).status_code == 404


@pytest.mark.clause("A-01")
def test_the_next_owner_is_chosen_from_few_and_searched_among_many(world: World, django_assert_max_num_queries) -> None:
    client, customer, address = world.client("owner"), world.lumen.customer, reverse("portal:people:owner")
    finance, owner = world.lumen.people["finance"], world.lumen.people["owner"]
    managing = actor_for(owner, customer.pk, Channel.SESSION, NOW)
    robot = create_service_account(customer, name="Robot LUMEN", by=managing, at=NOW)
    page = client.get(address).content.decode()
    assert f'<option value="{finance.pk}">' in page and f'<option value="{owner.pk}"' not in page
    assert f'<option value="{robot.pk}"' not in page, "no person"
    assert 'name="confirmation"' not in page, "nobody is chosen yet"
    assert "finance@lumen.example" in client.get(address, {"person": finance.pk}).content.decode()
    with django_assert_max_num_queries(60) as seen:
        client.get(address)
    for number in range(70):
        invite_user(customer, email=f"n{number}@lumen.example", name=f"N{number}", by=ROOT, at=NOW, language="en")
    with django_assert_max_num_queries(len(seen)):
        page = client.get(address).content.decode()
    assert "N13" not in page and "finance@lumen.example" not in page and 'name="find"' in page
    assert "N13 · n13@lumen.example" in client.get(address, {"find": "n13"}).content.decode()
    chosen = client.get(address, {"find": "", "person": finance.pk}).content.decode()
    assert f'<input type="hidden" name="person" value="{finance.pk}">' in chosen and 'name="confirmation"' in chosen
    for nobody in ("", str(owner.pk), str(robot.pk), "x"):
        answer = client.post(address, {"person": nobody, "confirmation": "finance@lumen.example"}).content.decode()
        assert "Choose a person." in answer
    assert SeatHolding.objects.get(seat__customer=customer, to_at=None).holder == owner


def test_the_owner_is_replaced_after_typing_it_and_the_operator_is_told(
    world: World, django_capture_on_commit_callbacks
) -> None:
    """A-01: replaced in the portal at any time; the operator is told in writing by the same act."""
    client, finance = world.client("owner"), world.lumen.people["finance"]
    address = reverse("portal:people:owner")
    asked = {"person": str(finance.pk), "confirmation": "finance@borealis.example"}
    assert "This is not the e-mail address" in client.post(address, asked).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, asked | {"confirmation": " Finance@LUMEN.example"})
    assert SeatHolding.objects.get(seat__customer=world.lumen.customer, to_at=None).holder == finance
    assert client.get(reverse("portal:invoices:index")).status_code == 404
    assert world.client("finance").get(reverse("portal:people:owner")).status_code == 200
    Worker(FixedClock(NOW)).drain()
    told = [sent for sent in mail.outbox if "Access Owner" in sent.subject and "Finance LUMEN" in sent.body]
    assert len(told) == 1
    assert "It was Owner LUMEN" in told[0].body


def test_who_leaves_loses_everything_and_is_signed_out(world: World) -> None:
    """A-10: one action; open sessions end at once, the sign-in is closed."""
    theirs, client = world.client("finance"), world.client("manager")
    theirs.get("/")
    finance = world.lumen.people["finance"]
    address = reverse("portal:people:leave", args=[finance.pk])
    assert "Finance administrator" in client.get(address).content.decode()
    client.post(address)
    assert theirs.get(reverse("portal:invoices:index")).status_code == 302, "signed out"
    finance.refresh_from_db()
    assert not finance.is_active
    client.get("/")  # shows the message
    assert "Finance LUMEN" not in client.get(reverse("portal:people:index")).content.decode()


def test_the_access_owner_cannot_be_let_go(world: World) -> None:
    page = world.client("manager").post(reverse("portal:people:leave", args=[world.lumen.people["owner"].pk]))
    assert "Name another Access Owner first." in page.content.decode()
    world.lumen.people["owner"].refresh_from_db()
    assert world.lumen.people["owner"].is_active


@pytest.mark.parametrize("name", ["person", "give", "leave"])
@pytest.mark.parametrize("who", ["owner", "manager"])
def test_people_of_another_customer_do_not_exist(world: World, name: str, who: str) -> None:
    for stranger in (world.borealis.people["finance"].pk, 999_999, -1):
        for method in ("get", "post"):
            page = getattr(world.client(who), method)(reverse(f"portal:people:{name}", args=[stranger]))
            assert page.status_code in (404, 405)


@pytest.mark.parametrize("person", ["finance", "fleet", "user"])
def test_who_does_not_manage_people_reaches_none_of_the_pages(world: World, person: str) -> None:
    client, other = world.client(person), world.lumen.people["fleet"].pk
    addresses = [
        reverse("portal:people:invite"), reverse("portal:people:owner"),
        *(reverse(f"portal:people:{name}", args=[other]) for name in ("person", "give", "leave")),
        reverse("portal:people:end", args=[Grant.objects.get(holder_id=other).pk]),
    ]  # fmt: skip
    assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert all(client.post(address).status_code in (404, 405) for address in addresses)


def test_nobody_invites_with_a_broken_address(world: World) -> None:
    page = world.client("owner").post(reverse("portal:people:invite"), {"name": " ", "email": "x", "language": "fr"})
    text = page.content.decode()
    assert "Give the person" in text
    assert "This is no e-mail address." in text


def test_settings_keep_name_telephone_and_language(world: World) -> None:
    """P-20: a person chooses a language; the pages follow."""
    client, user = world.client("user"), world.lumen.people["user"]
    address = reverse("portal:settings:index")
    assert "User of a line" in client.get(address).content.decode()
    bad = client.post(address, {"name": "Ulla", "phone": "abc", "language": "de"}).content.decode()
    assert "This is no telephone number." in bad
    client.post(address, {"name": "Ulla", "phone": "0475 12 34 56", "language": "de"})
    user.refresh_from_db()
    assert (user.name, user.phone, user.language) == ("Ulla", "+32475123456", "de")
    assert client.get(address).headers["Content-Language"] == "de"


def test_the_tree_holds_no_line_and_grows_by_no_query(world: World, django_assert_max_num_queries) -> None:
    client = world.client("manager")
    assert ScopeNode.objects.filter(kind="line").exists()
    client.get(reverse("portal:people:index"))  # the session itself is written once
    with django_assert_max_num_queries(22):
        page = client.get(reverse("portal:people:give", args=[world.lumen.people["finance"].pk]))
    assert "Line 1" not in page.content.decode()


def test_the_language_is_the_persons_and_not_the_browsers(world: World) -> None:
    """P-20: whoever signed in before on this machine leaves no language behind."""
    client = world.client("user")
    client.cookies["language"] = "de"
    assert client.get(reverse("portal:settings:index")).headers["Content-Language"] == "en"
    client.post("/preferences/language", {"language": "nl", "next": "/"})
    assert client.get(reverse("portal:settings:index")).headers["Content-Language"] == "nl"
    client.logout()
    client.cookies["language"] = "de"
    assert client.get(reverse("account_login")).headers["Content-Language"] == "de"
