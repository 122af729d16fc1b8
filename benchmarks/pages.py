"""Pages through gunicorn: four profiles of the largest customer, every page each of them has, and their queries.

Builds the demo of the scale asked for (m: 40 customers, one with 10,000 SIM cards) where it does not stand yet.
"""

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ("access_owner", "finance_administrator", "fleet_administrator", "service_user")
LINK = re.compile(rb'<a [^>]*href="(/[^"#]*)"')
NOT_PAGES = ("/account/", "/console/", "/static/", "/demo/", "/settings/theme")
PEER = "a page without rows"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scale", choices=["s", "m"], default="m")
    parser.add_argument("--requests", type=int, default=30, help="requests to each page")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Times in milliseconds as a client on the same machine sees them; queries as the database counts them."""
    home = _built(options.scale)
    _set_up(home)
    people = _cast(home)
    pages: dict[str, dict[str, Any]] = {}
    with _served() as port:
        for profile, email in people.items():
            cookie = _session(email)
            for name, path in _pages_of(port, cookie).items():
                pages[f"{profile} {name}"] = _measured(port, cookie, path, options.requests)
    queries = _queries(people, pages)
    slowest = max(pages, key=lambda key: pages[key]["p95_ms"])
    floor = min(page["p50_ms"] for page in pages.values())
    return {
        "name": "pages",
        "figures": {
            "worst_p95_ms": pages[slowest]["p95_ms"],
            "worst_page": f"{slowest} {pages[slowest]['path']}",
            "median_p95_ms": round(statistics.median(page["p95_ms"] for page in pages.values()), 1),
            "pages": len(pages),
            "empty_pages": sum(page["empty"] for page in pages.values()),
            "worst_queries": max(many for _, many in queries.values()),
            "pages_whose_queries_grow": [key for key, (one, ten) in queries.items() if one != ten],
            "slowest": {key: pages[key]["p95_ms"] for key in sorted(pages, key=lambda k: -pages[k]["p95_ms"])[:8]},
        },
        "peers": {PEER: floor},
        "ratios": {"worst_to_floor": round(pages[slowest]["p50_ms"] / floor, 1)},
    }


def _built(scale: str) -> Path:
    """The demo's home; built by a start of the demo that ends as soon as it serves."""
    home = ROOT / "var" / ("demo" if scale == "s" else f"demo-{scale}")
    if not (home / "demo-people.json").exists():
        command = [sys.executable, "-m", "comptoir", "demo", "--scale", scale, "--port", str(_free_port())]
        environment = {**os.environ, "COMPTOIR_HOME": str(home), "COMPTOIR_DEMO": "1", "PYTHONPATH": str(ROOT / "src")}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=ROOT, text=True) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("http://"):
                    break
            process.terminate()
    return home


def _set_up(home: Path) -> None:
    standing = next(home.glob("*standing*"), None)
    os.environ.update(COMPTOIR_HOME=str(home), COMPTOIR_DEMO="1", DJANGO_SETTINGS_MODULE="comptoir.config.settings")
    if standing is not None:
        os.environ["COMPTOIR_TODAY"] = json.loads(standing.read_text())["today"]
    import django

    django.setup()


def _cast(home: Path) -> dict[str, str]:
    """One person of each profile, of the customer with the most cards."""
    from django.db.models import Count

    from comptoir.parties.models import Customer

    largest = Customer.objects.annotate(cards=Count("lines")).order_by("-cards").values_list("code", flat=True)
    players = json.loads((home / "demo-people.json").read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for code in largest:
        for player in players:
            if player["customer"] == code and player["profile"] in PROFILES:
                found.setdefault(player["profile"], player["email"])
        if len(found) == len(PROFILES):
            break
    return found


def _session(email: str) -> str:
    from django.test import Client

    from comptoir.access.models import User

    client = Client()
    client.force_login(User.objects.get(email=email))
    return client.cookies["sessionid"].value


@contextmanager
def _served() -> Iterator[int]:
    port = _free_port()
    command = [sys.executable, "-m", "comptoir", "serve", "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        try:
            yield port
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _get(connection: http.client.HTTPConnection, path: str, cookie: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}", "Host": "localhost"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def _pages_of(port: int, cookie: str) -> dict[str, str]:
    """One address of each page that a person reaches by links, by the name of its route."""
    from django.urls import Resolver404, resolve

    connection = http.client.HTTPConnection("127.0.0.1", port)
    found: dict[str, str] = {}
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        try:
            name = resolve(urlsplit(path).path).view_name
        except Resolver404:
            continue
        if name in found:
            continue
        status, body = _get(connection, path, cookie)
        if status != 200 or body.lstrip()[:9].lower() != b"<!doctype":
            continue
        found[name] = path
        for link in LINK.findall(body):
            target = urljoin(path, link.decode().replace("&amp;", "&"))
            if target not in seen and not target.startswith(NOT_PAGES) and "export=" not in target:
                seen.add(target)
                waiting.append(target)
    return found


def _measured(port: int, cookie: str, path: str, requests: int) -> dict[str, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times = []
    body = b""
    for number in range(requests + 2):
        start = time.perf_counter()
        status, body = _get(connection, path, cookie)
        if status != 200:
            raise SystemExit(f"{path} answers {status}.")
        if number >= 2:  # each worker's first answer also reads its templates
            times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return {
        "path": path,
        "p50_ms": round(times[len(times) // 2], 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "empty": b'class="empty' in body,
    }


def _queries(people: dict[str, str], pages: dict[str, dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """Queries of each page with 25 rows and with 250."""
    from django.db import connection, reset_queries
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from comptoir.access.models import User

    counted = {}
    for key, page in pages.items():
        client = Client(headers={"host": "localhost"})
        email = people[key.split(" ", 1)[0]]
        client.force_login(User.objects.get(email=email))
        counts = []
        for size in (25, 25, 250):  # the first request of a session notes its activity
            glue = "&" if "?" in page["path"] else "?"
            reset_queries()  # the log of queries is of a limited length, and a full one counts wrongly
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{page['path']}{glue}size={size}")
            counts.append(len(queries))
        counted[key] = (counts[1], counts[2])
    return counted
