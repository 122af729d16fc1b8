"""Pages of tokens, service accounts and the directory: the secret once, others' never (A-14, A-15)."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.tokens import create_token
from comptoir.access.capabilities import FINANCE_ADMINISTRATOR, INVOICES_VIEW, PEOPLE_MANAGE
from comptoir.access.models import Token, User
from comptoir.access.tokens import MARK, actor_for_token
from comptoir.kernel.clock import FixedClock
from tests.access.group import AT, Group, build
from tests.api.signed import browser_of
from tests.directory.connected import ask

pytestmark = pytest.mark.django_db
SECRET = re.compile(MARK + r"[A-Za-z0-9_-]{43}")
OWN = "/settings/tokens/"
FORM = {"name": "Nightly", "capabilities": [INVOICES_VIEW], "days": "30"}


@pytest.fixture(autouse=True)
def at_the_groups_instant(settings: object) -> None:
    settings.CLOCK = FixedClock(AT)  # type: ignore[attr-defined]


@pytest.fixture
def group() -> Group:
    return build()


def secret_on(content: bytes) -> str:
    found = set(SECRET.findall(content.decode()))
    assert len(found) == 1
    return found.pop()


@pytest.mark.clause("A-14")
def test_a_secret_is_shown_once(group: Group) -> None:
    browser = browser_of(group.people["ann"])
    answer = browser.post(OWN + "new", FORM)
    secret = secret_on(answer.content)
    assert answer.headers["Cache-Control"] == "no-store"
    assert actor_for_token(secret, AT) is not None
    for address in (OWN, OWN + "new", f"{OWN}{Token.objects.get().pk}/revoke", "/log/", "/settings/"):
        page = browser.get(address).content.decode()
        assert not SECRET.search(page), address
    assert Token.objects.get().prefix in browser.get(OWN).content.decode()
    again = browser.post(OWN + "new", FORM)
    assert not SECRET.search(again.content.decode()), "sending the form again makes no second one"
    assert Token.objects.count() == 1


@pytest.mark.clause("A-14")
def test_more_than_one_holds_cannot_be_sent(group: Group) -> None:
    """Neither by a capability that the form does not offer, nor by another's id or customer in the form."""
    browser = browser_of(group.people["ann"])
    for more in (
        {"capabilities": ["lines.secrets"]}, {"capabilities": [INVOICES_VIEW, "rights.give"]}, {"capabilities": []},
        {"days": "4000"}, {"days": "-1"}, {"name": ""}, {"name": "x" * 81},
    ):  # fmt: skip
        assert browser.post(OWN + "new", FORM | more).status_code == 200
    assert not Token.objects.exists()
    browser.post(OWN + "new", FORM | {"user": str(group.people["sam"].pk), "customer": str(group.stranger.customer.pk)})
    token = Token.objects.get()
    assert (token.user_id, token.customer_id) == (group.people["ann"].pk, group.parent.customer.pk)


@pytest.mark.clause("A-14")
def test_a_token_says_what_it_lets_a_program_do_and_no_more(group: Group) -> None:
    """By a token people are read; only a person invites them."""
    browser = browser_of(group.people["ann"])
    pages = [browser.get(OWN + "new"), browser.post(OWN + "new", FORM | {"capabilities": [PEOPLE_MANAGE]})]
    pages += [browser.get(OWN), browser.get("/log/?verb=token.created")]
    for page in pages:
        assert "Invite people and let them go" not in page.content.decode()
    assert all("See people and their rights" in page.content.decode() for page in (pages[0], *pages[2:]))


@pytest.mark.clause("A-14")
def test_who_was_not_asked_a_moment_ago_is_asked_again(group: Group) -> None:
    ann = group.people["ann"]
    browser = browser_of(ann, confirmed=False)
    for address, form in ((OWN + "new", FORM), (OWN + "services/new", {"name": "x"}), (OWN + "directory/connect", {})):
        assert browser.post(address, form).status_code == 302
    assert not Token.objects.exists()
    assert not User.objects.filter(kind="service").exists()


@pytest.mark.clause("A-14")
def test_another_companys_are_not_there(group: Group) -> None:
    sam = group.acting("sam", group.stranger)
    theirs = create_token(
        group.stranger.customer,
        user=group.people["sam"],
        name="theirs",
        capabilities=[INVOICES_VIEW],
        days=9,
        by=sam,
        at=AT,
    ).token
    browser, own = browser_of(group.people["ann"]), browser_of(group.people["sam"])
    for method in ("get", "post"):
        assert getattr(browser, method)(f"{OWN}{theirs.pk}/revoke").status_code == 404
    assert Token.objects.get().revoked_at is None
    assert own.post(f"{OWN}{theirs.pk}/revoke").status_code == 302
    assert Token.objects.get().revoked_at == AT


@pytest.mark.clause("A-14")
def test_a_service_account_from_its_making_to_its_end(group: Group) -> None:
    browser = browser_of(group.people["ann"])
    made = browser.post(OWN + "services/new", {"name": "Book<keeping>"})
    account = User.objects.get(kind="service")
    assert made.headers["Location"] == f"{OWN}services/{account.pk}/"
    page = browser.get(made.headers["Location"]).content.decode()
    assert escape("Book<keeping>") in page
    assert "Book<keeping>" not in page
    nothing = browser.get(f"{OWN}services/{account.pk}/token").content.decode()
    assert "holds no right" in nothing
    assert browser.get(f"/people/{account.pk}/give").status_code == 200, "rights are given as to anyone"
    customer, ann = group.parent.customer, group.acting("ann")
    give_right(customer, holder=account, profile=FINANCE_ADMINISTRATOR, scope=customer.scope, by=ann, at=AT)
    secret = secret_on(browser.post(f"{OWN}services/{account.pk}/token", FORM).content)
    assert actor_for_token(secret, AT) is not None
    assert browser.post(f"{OWN}services/{account.pk}/end").status_code == 302
    assert actor_for_token(secret, AT) is None
    assert browser.get(f"{OWN}services/{account.pk}/").status_code == 404


@pytest.mark.clause("A-15")
def test_connecting_a_directory(group: Group) -> None:
    browser = browser_of(group.people["ann"])
    answer = browser.post(OWN + "directory/connect", {"name": "Entra", "days": "366"})
    secret = secret_on(answer.content)
    assert "/scim/v2/parent" in answer.content.decode()
    assert ask(secret, "GET", "/scim/v2/parent/Users").status_code == 200
    actor = actor_for_token(secret, AT)
    assert actor is not None
    assert set(actor.grants) == {"scim.provision"}
    page = browser.get(OWN + "directory/").content.decode()
    assert "Entra" in page
    assert not SECRET.search(page)


@pytest.mark.clause("A-14")
def test_who_may_not_finds_no_such_page(group: Group) -> None:
    """Someone without rights has no tokens to make and no service accounts to see."""
    browser: Client = browser_of(group.people["dan"])
    for address in ("services/", "services/new", "directory/", "directory/connect"):
        assert browser.get(OWN + address).status_code == 404
    assert not browser.post(OWN + "new", FORM | {"capabilities": [PEOPLE_MANAGE]}).content.count(MARK.encode())
    assert not Token.objects.exists()
