"""Guessing: slowed down over all processes, told nothing by text, status or work; weak passwords; blocked networks."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comptoir.access.actions.suspensions import block_address, suspend_user, unblock_address
from comptoir.access.capabilities import OPERATE_SECURITY
from comptoir.access.models import User
from comptoir.identity import networks
from comptoir.identity.models import SignIn
from comptoir.identity.passwords import surprising
from comptoir.scope.actor import Channel, system
from tests.identity.company import NOW, PASSWORD, World, sign_in, who
from tests.identity.counting import Counting

pytestmark = [pytest.mark.django_db, pytest.mark.clause("A-13")]
DESK = system("security desk", Channel.DESK, staff=frozenset({OPERATE_SECURITY}))
WRONG = "wrong-password-42-x"


def work_of(address: str, said: dict[str, str], device: str = "") -> tuple[int, int, list[str], int, str]:
    """What an attempt costs and shows: hashes, number of queries, their shapes, status, words."""
    cache.clear()
    client = Client()
    if device:
        client.cookies["device"] = device
    Counting.hashed = 0
    with CaptureQueriesContext(connection) as captured:
        response = client.post(reverse(address), said)
    shapes = sorted(_shape(query["sql"]) for query in captured)
    words = re.sub(r'(csrfmiddlewaretoken|value)(="|" value=")[^"]*"', "", response.content.decode())
    return Counting.hashed, len(captured), shapes, response.status_code, re.sub(r"[\w.]+@[\w.]+", "", words)


def _shape(sql: str) -> str:
    """What a query does with which table."""
    table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)
    verb = "SELECT" if sql.startswith("DECLARE") else sql.split()[0]  # a cursor of PostgreSQL's
    return f"{verb} {table[1] if table else ''}"


@pytest.fixture
def counted(settings: LazySettings, world: World) -> Iterator[World]:
    settings.PASSWORD_HASHERS = ["tests.identity.counting.Counting"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()
    gone = world.acme.people["eve"]
    for user in world.acme.people.values():
        user.set_password(PASSWORD)
        user.save()
    gone.is_active = False
    gone.save()
    world.acme.people["ann"].emailaddress_set.all().delete()  # invited, but has not come yet
    work_of("account_login", {"login": "warm@up.example", "password": WRONG})
    yield world
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


def test_an_attempt_costs_and_shows_the_same_for_known_and_unknown(counted: World) -> None:
    seen = [
        work_of("account_login", {"login": email, "password": WRONG})
        for email in ("bob@acme.example", "nobody@acme.example", "eve@acme.example", "ann@acme.example")
    ]
    for one in seen[1:]:
        assert one == seen[0]
    assert seen[0][0] == 1


def test_the_first_step_asks_the_same_of_everyone(counted: World) -> None:
    seen = [work_of("account_login", {"login": email}) for email in ("bob@acme.example", "nobody@acme.example")]
    assert seen[0] == seen[1]
    assert seen[0][0] == 0


def test_a_browser_that_somebody_signed_in_on_learns_nothing_either(counted: World) -> None:
    """The question whether it is known is asked of every address."""
    device = Client()
    sign_in(device, counted.acme.people["bob"])
    code = device.cookies["device"].value
    seen = [
        work_of("account_login", {"login": email, "password": WRONG}, code)
        for email in ("eve@acme.example", "nobody@acme.example", "ann@acme.example")
    ]
    assert seen[0] == seen[1] == seen[2]


def test_asking_for_a_new_password_shows_the_same(counted: World) -> None:
    emails = ("bob@acme.example", "nobody@acme.example")
    seen = [work_of("account_reset_password", {"email": email}) for email in emails]
    assert seen[0][3:] == seen[1][3:]


def test_attempts_are_counted_where_every_process_sees_them(world: World, settings: LazySettings) -> None:
    """The count stands in the database: another process finds it there."""
    bob = world.acme.people["bob"]
    for _ in range(5):
        sign_in(Client(), bob, WRONG)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM comptoir_cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone()[0] >= 1
    client = Client()
    answer = sign_in(client, bob)
    assert who(client) == ""
    assert "Too many attempts" in answer.content.decode()
    assert SignIn.objects.filter(user=bob, outcome="too_many").count() == 1
    settings.ALLOWED_HOSTS = ["*"]
    other_name = Client(SERVER_NAME="another.example")
    sign_in(other_name, bob)
    assert who(other_name) == ""  # another of our names is no fresh start


def test_one_address_s_attempts_do_not_lock_out_another(world: World) -> None:
    for _ in range(5):
        sign_in(Client(), world.acme.people["bob"], WRONG)
    client = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(client, world.acme.people["eve"])
    assert who(client) == "eve"


def test_strangers_who_guess_do_not_lock_out_a_person_s_own_browser(world: World) -> None:
    """Attack and twin: the address is closed to browsers that nobody knows, not to one where its owner signed in."""
    bob = world.acme.people["bob"]
    own, elsewhere = Client(), Client()
    sign_in(own, bob)
    own.post(reverse("account_logout"))
    for number in range(6):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), bob, WRONG)
    sign_in(elsewhere, bob)
    assert who(elsewhere) == "", "six guesses from six addresses, and no more"
    sign_in(own, bob)
    assert who(own) == "bob"


def test_a_known_browser_is_no_way_to_guess_without_end(world: World) -> None:
    """Whoever steals the browser has five guesses too, and none at another person's address."""
    bob, eve = world.acme.people["bob"], world.acme.people["eve"]
    stolen = Client()
    sign_in(stolen, bob)
    stolen.post(reverse("account_logout"))
    for _ in range(5):
        sign_in(stolen, bob, WRONG)
    sign_in(stolen, bob)
    assert who(stolen) == ""
    cache.clear()
    for number in range(5):
        sign_in(Client(REMOTE_ADDR=f"198.51.100.{number}"), eve, WRONG)
    sign_in(stolen, eve)
    assert who(stolen) == "", "known for bob, a stranger to eve"


def link_for(user: User) -> str:
    """Where the mail about a new password leads."""
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": user.email})
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)
    assert found
    return found[1]


def follow(link: str, password: str) -> None:
    client = Client()
    page = client.get(link, follow=True)
    path = page.redirect_chain[-1][0] if page.redirect_chain else link  # one that works no longer leads nowhere
    client.post(path, {"password1": password, "password2": password})


def test_every_rule_of_a_password_is_said_before(world: World) -> None:
    client = Client()
    sign_in(client, world.acme.people["bob"])
    page = client.get(reverse("account_change_password")).content.decode()
    rules = re.findall(r"<li>(.*?)</li>", re.search(r'class="help".*?</ul>', page, re.DOTALL)[0])  # type: ignore[index]
    assert len(rules) >= 6 and all(rules)


def test_a_wrong_password_is_asked_for_again_of_the_same_address(world: World) -> None:
    page = sign_in(Client(), world.acme.people["bob"], WRONG).content.decode()
    assert '<input type="hidden" name="login" value="bob@acme.example">' in page
    assert 'aria-describedby="id_password_error"' in page
    assert page.count("The e-mail address or the password is not right.") == 1
    empty = Client().post(reverse("account_login"), {"login": "bob@acme.example", "password": ""}).content.decode()
    assert 'value="bob@acme.example"' in empty and 'id="id_password_error"' in empty
    nobody = Client().post(reverse("account_login"), {"login": "", "password": WRONG}).content.decode()
    assert 'id="id_login_error"' in nobody


def test_one_s_only_address_has_no_buttons_that_do_nothing(world: World) -> None:
    bob = world.acme.people["bob"]
    client = Client()
    sign_in(client, bob)
    for others, buttons in ((0, set()), (1, {"action_primary", "action_send", "action_remove"})):
        if others:
            bob.emailaddress_set.create(email="bob@home.example", verified=False, primary=False)  # type: ignore[attr-defined]
        page = client.get(reverse("account_email")).content.decode()
        assert set(re.findall(r'name="(action_(?:primary|send|remove))"', page)) == buttons


def test_a_link_for_a_new_password_works_once(world: World) -> None:
    bob = world.acme.people["bob"]
    link = link_for(bob)
    for password in ("quiet-marble-83-fern", "stolen-letter-29-oak"):
        follow(link, password)
        bob.refresh_from_db()
        assert bob.check_password("quiet-marble-83-fern")


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_link_for_a_new_password_works_for_an_hour(
    world: World, monkeypatch: pytest.MonkeyPatch, minutes: int, works: bool
) -> None:
    bob = world.acme.people["bob"]
    link = link_for(bob)
    later = datetime.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _: later)
    follow(link, "quiet-marble-83-fern")
    bob.refresh_from_db()
    assert bob.check_password("quiet-marble-83-fern") is works


@pytest.mark.parametrize(
    ("password", "is_strong"),
    [
        (PASSWORD, True),
        ("correct horse battery", True),
        ("Fietsbel-Regenjas-9", True),
        ("aaaaaaaaaaaaaaaa", False),
        ("abcdefghijklmnop", False),
        ("qwertyuiopasdfgh", False),
        ("azertyuiopqsdfgh", False),
        ("hello1hello1hello1", False),
        ("123412341234xyz", False),
        ("987654321098765", False),
    ],
)
def test_what_follows_from_itself_is_guessed(password: str, is_strong: bool) -> None:
    if is_strong:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


@pytest.mark.parametrize(
    ("password", "is_strong"),
    [
        ("Bob-acme-portal-1", False),
        ("ACME.example.comptoir", False),
        ("acme!portal!2026!", False),
        ("northwind-password-1", False),
        ("acme violet harbour", True),
        ("bobsled-marble-47", True),
    ],
)
def test_what_everybody_would_try_first_is_no_password(
    world: World, settings: LazySettings, password: str, is_strong: bool
) -> None:
    """One's own name, one's company's and the operator's: with another word or two beside them they may stand."""
    settings.PORTAL_URL = "https://portal.northwind.example"
    if is_strong:
        validate_password(password, world.acme.people["bob"])
    else:
        with pytest.raises(ValidationError):
            validate_password(password, world.acme.people["bob"])


def test_the_sentence_about_own_words_says_so(world: World) -> None:
    with pytest.raises(ValidationError, match="your company's and ours"):
        validate_password("acme-example-Bx71", world.acme.people["bob"])


def test_the_sentence_says_what_is_missing() -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password("zzzzzzzzzzzzzzzzzz")
    assert "Add at least 8 characters" in " ".join(refusal.value.messages)
    assert surprising("zzzz") == 1


def is_breached(password: str) -> bool:
    return password == "known-from-a-breach-71"


def test_a_checker_of_breaches_can_be_put_in(settings: LazySettings) -> None:
    validate_password("known-from-a-breach-71")  # nobody is asked unless the settings say so
    settings.PASSWORD_BREACH_CHECKER = "tests.identity.test_guessing.is_breached"
    settings.AUTH_PASSWORD_VALIDATORS = [
        *settings.AUTH_PASSWORD_VALIDATORS, {"NAME": "comptoir.identity.passwords.BreachValidator"},
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="breach"):
        validate_password("known-from-a-breach-71")
    validate_password(PASSWORD)


@pytest.mark.clause("P-09")
@pytest.mark.parametrize(
    ("network", "address", "is_let_in"),
    [
        ("203.0.113.7", "203.0.113.7", False),
        ("203.0.113.0/24", "203.0.113.200", False),
        ("203.0.113.0/24", "::ffff:203.0.113.200", False),
        ("203.0.113.0/24", "203.0.114.1", True),
        ("2001:db8::/32", "2001:db8:1::5", False),
        ("2001:db8::/32", "2001:db9::5", True),
    ],
)
def test_a_blocked_address_is_refused_at_once(world: World, network: str, address: str, is_let_in: bool) -> None:
    block_address(network, reason="attack", by=DESK, at=NOW)
    networks.forget()
    for path in ("/account/login/", "/", "/static/x.css"):
        answer = Client(REMOTE_ADDR=address).get(path)
        assert (answer.status_code != 403) is is_let_in, path
    if not is_let_in:
        assert answer.content.decode().strip() == "Access from this network address is blocked."
        unblock_address(network, reason="over", by=DESK, at=NOW)
        networks.forget()
        assert Client(REMOTE_ADDR=address).get("/account/login/").status_code == 200


@pytest.mark.clause("P-09")
def test_only_a_trusted_proxy_says_where_a_request_comes_from(world: World, settings: LazySettings) -> None:
    block_address("203.0.113.7", reason="attack", by=DESK, at=NOW)
    networks.forget()
    forged: Any = {"X-Forwarded-For": "198.51.100.1"}
    assert Client(REMOTE_ADDR="203.0.113.7").get("/account/login/", headers=forged).status_code == 403
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    behind: Any = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    assert Client(REMOTE_ADDR="10.0.0.1").get("/account/login/", headers=behind).status_code == 403
    honest: Any = {"X-Forwarded-For": "203.0.113.7, 198.51.100.1"}
    assert Client(REMOTE_ADDR="10.0.0.1").get("/account/login/", headers=honest).status_code == 200


@pytest.mark.clause("P-09")
def test_looking_for_blocks_costs_a_query_now_and_then(world: World, django_assert_num_queries: Any) -> None:
    block_address("203.0.113.7", reason="attack", by=DESK, at=NOW)
    networks.forget()
    with django_assert_num_queries(1):
        assert not any(networks.is_blocked(f"198.51.100.{last}") for last in range(200))


@pytest.mark.clause("P-09")
def test_who_is_stopped_does_not_come_in_by_any_way(world: World) -> None:
    bob = world.acme.people["bob"]
    suspend_user(bob, ground="security", reason="stolen laptop", by=DESK, at=NOW)
    client = Client()
    answer = sign_in(client, bob)
    assert answer["Location"] == reverse("account_inactive")
    assert who(client) == ""
    assert SignIn.objects.get(user=bob).outcome == "closed"


def test_nobody_signs_up_or_links_an_account_by_themselves(world: World) -> None:
    for address in ("/account/3rdparty/", "/account/3rdparty/signup/", "/account/social/connections/"):
        assert Client().get(address).status_code == 404
