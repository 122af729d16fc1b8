"""`comptoir demo`: builds the demo operator where it does not stand yet, and serves it."""

import argparse
import os
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.demo import people, standing
from comptoir.demo.standing import Standing, UnableToStand

ROOT = Path(__file__).resolve().parents[3]


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo", help="build and serve the demo operator")
    add = parser.add_argument
    add("--scale", choices=["s", "m", "l"], help="s: 600 SIM cards (default); m: 10 million records; l: 40 million")
    add("--port", type=int, default=8000, help="port to serve on (default: 8000)")
    add("--host", default="localhost", help="address to serve on (default: localhost)")
    add("--fresh", action="store_true", help="build the world anew")
    add("--today", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the demo's today (default: the real date)")
    add("--check", action="store_true", help="build in a temporary folder, check all, print JSON, serve nothing")
    add("--browser", action=argparse.BooleanOptionalAction, help="open a browser once the portal is up")


def run(args: argparse.Namespace) -> int:
    """0 when served or checked; 1 when a check fails, 2 with one sentence when it cannot start."""
    try:
        return _check(args) if args.check else _serve(args)
    except UnableToStand as error:
        return _refuse(str(error))


def _check(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="comptoir-check-") as folder:
        home = Path(folder) / "home"
        today = args.today or _real_date()
        settle(home, today)
        from comptoir.demo.checking import check

        return check(home, args.scale or "s", today)


def _serve(args: argparse.Namespace) -> int:
    home = home_of(args.scale)
    with standing.held(home):
        found = standing.standing_in(home)
        if found is None or args.fresh or not found.fits(args.scale, args.today):
            if found is not None and not found.whole:
                print("The last build was ended before it was done; it is started again.", file=sys.stderr)
            found = _build(home, args.scale or (found.scale if found else "s"), args.today or _real_date())
    settle(home, found.today)
    answer_to(args.host, args.port)
    if found.today != _real_date():
        print(f"This world stands on {found.today}; --fresh builds it anew for today.", file=sys.stderr)
    print(people.as_text(people.players_in(home)))
    print(f"\nhttp://{args.host}:{args.port}/\n", flush=True)
    if args.browser:
        _open_browser(args.host, args.port)
    from comptoir.commands.serve import serve

    return serve(args.host, args.port, with_worker=True)


def _build(home: Path, scale: str, today: date) -> Standing:
    """Builds in a process of its own, so that the serving one starts small."""
    standing.clear(home)
    building = Standing(scale, today, standing.fingerprint(), whole=False)
    standing.mark(home, building)
    pid = os.fork()
    if pid == 0:
        os._exit(_build_here(home, scale, today))
    _, status = os.waitpid(pid, 0)
    if status:
        raise UnableToStand("The demo could not be built; what went wrong stands above.")
    whole = Standing(scale, today, building.fingerprint, whole=True)
    standing.mark(home, whole)
    return whole


def _build_here(home: Path, scale: str, today: date) -> int:
    import traceback

    settle(home, today)
    try:
        import django

        django.setup()
        from comptoir.demo.building import UnableToBuild, build
        from comptoir.demo.scale import SCALES
        from comptoir.demo.stages import Stages
        from comptoir.demo.timeline import UnableToPlace
        from comptoir.demo.world import make_world
    except Exception:
        traceback.print_exc()
        return 1
    stages = Stages()
    print(f"Building the demo world ({scale}) of {today} in {home}", file=sys.stderr)
    try:
        build(make_world(SCALES[scale], today), stages)
    except (UnableToPlace, UnableToBuild) as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return 130
    except Exception:
        traceback.print_exc()
        return 1
    stages.finish()
    return 0


def settle(home: Path, today: date) -> None:
    """The environment in which the settings are read: before django.setup, once."""
    # A demo never touches the database, the terms or the keys of another installation.
    for name in ("DATABASE_URL", "COMPTOIR_TERMS", "COMPTOIR_SECRET_KEY", "COMPTOIR_SECRET_KEYS_BEFORE"):
        os.environ.pop(name, None)
    os.environ["COMPTOIR_HOME"] = str(home)
    os.environ["COMPTOIR_DEMO"] = "1"
    os.environ["DJANGO_SETTINGS_MODULE"] = "comptoir.config.settings"
    if today == _real_date():
        os.environ.pop("COMPTOIR_TODAY", None)
    else:
        os.environ["COMPTOIR_TODAY"] = today.isoformat()


def answer_to(host: str, port: int) -> None:
    """Whoever serves on another name than this machine's own wants to be reached by it; links in mails lead there."""
    name = "localhost" if host in ("0.0.0.0", "::", "::1") else host
    os.environ.setdefault("COMPTOIR_URL", f"http://{name}:{port}")
    if host in ("0.0.0.0", "::"):
        os.environ["COMPTOIR_HOSTS"] = "*"
    elif host not in ("localhost", "127.0.0.1", "::1"):
        os.environ["COMPTOIR_HOSTS"] = f"localhost,127.0.0.1,{host}"


def home_of(scale: str | None) -> Path:
    """COMPTOIR_HOME, or a folder for each scale beside the sources."""
    given = os.environ.get("COMPTOIR_HOME")
    return Path(given).resolve() if given else ROOT / "var" / f"demo-{scale or 's'}"


def _real_date() -> date:
    return datetime.now(ZoneInfo("Europe/Brussels")).date()


def _open_browser(host: str, port: int) -> None:
    import threading
    import time
    import webbrowser

    def wait_and_open() -> None:
        import socket

        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex((host, port)) == 0:
                    webbrowser.open(f"http://{host}:{port}/")
                    return
            time.sleep(0.1)

    threading.Thread(target=wait_and_open, daemon=True).start()


def _refuse(sentence: str) -> int:
    print(f"comptoir: {sentence}", file=sys.stderr)
    return 2
