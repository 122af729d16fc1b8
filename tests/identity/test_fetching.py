"""What a customer's addresses may reach: the public internet, by TLS, little and soon (A-13)."""

import gzip
import socket
import time
from typing import Any

import pytest
from django.conf import LazySettings

from comptoir.identity import fetching
from comptoir.identity.fetching import UnableToFetch, fetch, is_public
from tests.identity.servers import Answer, dripping, serving

pytestmark = pytest.mark.clause("A-13")


def answering(status: int = 200, body: bytes = b"{}", **headers: str) -> Answer:
    return lambda *_: (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def test_what_is_allowed_is_fetched() -> None:
    with serving(answering(body=b"hello")) as port:
        assert fetch(f"https://localhost:{port}/x") == b"hello"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "::127.0.0.1", "fec0::1",
        "ff02::1", "::", "192.0.2.1", "198.18.0.1",
    ],
)  # fmt: skip
def test_no_address_of_an_inner_network_is_public(settings: LazySettings, address: str) -> None:
    settings.FETCH_NETWORKS = []
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_the_internet_s_own_addresses_are(settings: LazySettings, address: str) -> None:
    settings.FETCH_NETWORKS = []
    assert is_public(address)


def test_a_server_on_an_inner_network_is_never_connected_to(settings: LazySettings) -> None:
    settings.FETCH_NETWORKS = []
    asked: list[str] = []

    def answer(_: str, path: str, *__: Any) -> tuple[int, dict[str, str], bytes]:
        asked.append(path)
        return 200, {}, b""

    with serving(answer) as port:
        for host in ("localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            with pytest.raises(UnableToFetch):
                fetch(f"https://{host}:{port}/x")
    assert not asked


def test_the_name_is_resolved_once(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that points inward at the second question gets no second question."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *rest: Any, **options: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *rest, **options)

    with serving(answering(body=b"hello")) as port:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        assert fetch(f"https://localhost:{port}/x") == b"hello"
    assert asked == ["localhost"]


def test_one_inner_address_among_others_is_enough_to_refuse(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FETCH_NETWORKS = ["127.0.0.1/32"]
    with serving(answering(body=b"hello")) as port:
        for others, is_fetched in (((), True), (("10.0.0.1",), False)):
            found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in ("127.0.0.1", *others)]
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, answer=found, **__: answer)
            if is_fetched:
                assert fetch(f"https://localhost:{port}/x") == b"hello"
            else:
                with pytest.raises(UnableToFetch):
                    fetch(f"https://localhost:{port}/x")


def test_only_https() -> None:
    with serving(answering(), tls=False) as port:
        for address in (f"http://localhost:{port}/x", "ftp://localhost/x", "file:///etc/hostname"):
            with pytest.raises(UnableToFetch):
                fetch(address)


def test_a_redirect_is_not_followed() -> None:
    with serving(answering(302, Location="https://localhost/elsewhere")) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")


def test_a_certificate_of_somebody_else_is_refused(settings: LazySettings) -> None:
    settings.FETCH_CA = ""
    with serving(answering()) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")


def test_what_is_too_large_is_refused() -> None:
    with serving(answering(body=b"x" * (fetching.MOST_BYTES + 1))) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.3)

    def slow(*_: Any) -> tuple[int, dict[str, str], bytes]:
        time.sleep(1)
        return 200, {}, b""

    with serving(slow) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")


@pytest.mark.parametrize("part", ["headers", "body"])
def test_what_comes_drop_by_drop_is_given_up(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Each drop comes in time; all of them together never do. A worker is not held by whoever answers so."""
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    monkeypatch.setattr(fetching, "SECONDS_IN_ALL", 1.0, raising=False)
    begun = time.monotonic()
    with dripping(part) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")
    assert time.monotonic() - begun < 4


def test_a_packed_answer_is_read_whole_and_a_packed_flood_is_not() -> None:
    packed = gzip.compress(b"hello" * 1_000)
    with serving(answering(body=packed, Content_Encoding="gzip")) as port:
        assert fetch(f"https://localhost:{port}/x") == b"hello" * 1_000
    flood = gzip.compress(b"\0" * (fetching.MOST_BYTES * 4))
    with serving(answering(body=flood, Content_Encoding="gzip")) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")


def test_what_is_no_success_is_no_answer() -> None:
    with serving(answering(404)) as port, pytest.raises(UnableToFetch):
        fetch(f"https://localhost:{port}/x")
