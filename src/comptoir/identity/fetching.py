"""Fetching from addresses that a customer gave: TLS only, public networks only, no redirect, little and soon.

The name is resolved once, every address it has is judged, and the connection goes to the address that was judged: a
name that points elsewhere a moment later changes nothing.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

#: How long each part of an answer may take, and a connection from its beginning to its end: whoever answers drop by
#: drop is always soon enough for the first, and would hold a worker for hours.
SECONDS = 5
SECONDS_IN_ALL = 10
MOST_BYTES = 1_000_000
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


class UnableToFetch(requests.RequestException):
    """The address may not be reached, or what is there is no answer."""


def session() -> requests.Session:
    """A session that reaches public addresses by TLS, and nothing else. Its errors are requests' own."""
    found = _GuardedSession()
    found.trust_env = False
    found.verify = settings.FETCH_CA or True
    found.mount("https://", _PublicAdapter())
    found.mount("http://", _Refusing())
    return found


def fetch(url: str) -> bytes:
    """What stands at `url`. Raises UnableToFetch."""
    try:
        with session() as opened:
            response = opened.get(url, headers={"Accept": "application/json, application/xml, text/xml, */*"})
    except UnableToFetch:
        raise
    except requests.RequestException as error:
        raise UnableToFetch(str(error)) from error
    if response.status_code != 200:
        raise UnableToFetch(f"It answered {response.status_code}.")
    return response.content


def is_public(address: str) -> bool:
    """Whether an address may be connected to: one of the internet's own, or of a network that the settings allow."""
    found: Any = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or _translated(found)
    if mapped is not None:
        found = mapped
    if any(found in ipaddress.ip_network(name) for name in settings.FETCH_NETWORKS):
        return True
    return bool(found.is_global) and not found.is_multicast and not getattr(found, "is_site_local", False)


def _translated(address: Any) -> ipaddress.IPv4Address | None:
    """The address behind one that a network translates to the older kind (NAT64, and the compatible form of old)."""
    if address.version == 6 and any(address in network for network in _TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


class _GuardedSession(requests.Session):
    """Every request has a limit of time and size, and is answered by whom it was sent to."""

    def request(self, method: str | bytes, url: Any, *args: Any, **options: Any) -> requests.Response:
        options.update(allow_redirects=False, stream=True)
        options["timeout"] = SECONDS
        begun = time.monotonic()
        response = super().request(str(method), url, *args, **options)
        if 300 <= response.status_code < 400:
            response.close()
            raise UnableToFetch("It sends to another address.")
        response._content = _limited(response.iter_content(16_384))
        if time.monotonic() - begun >= SECONDS_IN_ALL:
            raise UnableToFetch("It takes too long.")  # what was cut off may look whole
        return response


def _limited(pieces: Iterable[bytes]) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) > MOST_BYTES:
            raise UnableToFetch("It is too large.")
    return bytes(found)


class _PublicConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        try:
            return _connected(self._dns_host, self.port, self.timeout)
        except OSError as error:
            raise NewConnectionError(self, str(error)) from error


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection


class _PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"https": _PublicPool}


class _Refusing(HTTPAdapter):
    def send(self, *args: Any, **options: Any) -> requests.Response:
        raise UnableToFetch("Only https addresses are fetched.")


def _end_in_time(opened: socket.socket) -> None:
    """Shuts the connection when its time is up, whatever it does then and whoever wraps it."""
    same = opened.dup()

    def shut() -> None:
        with same, suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(SECONDS_IN_ALL, shut)
    clock.daemon = True
    clock.start()


def _connected(host: str, port: int | None, timeout: Any) -> socket.socket:
    """A socket to one of the host's addresses, all of which are public; the name is not asked for again."""
    found = socket.getaddrinfo(host.strip("[]"), port or 443, type=socket.SOCK_STREAM)
    if not found or not all(is_public(str(place[0])) for *_, place in found):
        raise OSError("This address is not on the public internet.")
    error: OSError | None = None
    for family, kind, protocol, _, place in found[:3]:
        opened = socket.socket(family, kind, protocol)
        opened.settimeout(float(timeout) if isinstance(timeout, int | float) else SECONDS)
        try:
            opened.connect(place)
        except OSError as refused:
            error = refused
            opened.close()
        else:
            _end_in_time(opened)
            return opened
    raise error or OSError("Nobody answers there.")
