"""`comptoir serve`: the portal and the console through gunicorn, with a worker beside them if asked for."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("serve", help="serve the portal and the console")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--with-worker", action="store_true", help="carry out jobs too")


def run(args: argparse.Namespace) -> int:
    return serve(args.host, args.port, args.workers, with_worker=args.with_worker)


def serve(host: str, port: int, workers: int = 2, *, with_worker: bool = False) -> int:
    """Serves until Ctrl-C; 2 with one sentence when the port is taken."""
    from django.conf import settings

    if is_taken(host, port):
        print(f"comptoir: port {port} is taken; choose another with --port.", file=sys.stderr)
        return 2
    if not settings.PLAIN_HTTP and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        print(
            "comptoir: no proxy is trusted to say that a request came by TLS, so every page only leads to https. "
            "Set COMPTOIR_TRUSTED_PROXIES=1 behind a proxy, or COMPTOIR_PLAIN_HTTP=1 on a laptop.",
            file=sys.stderr,
        )
    beside = [sys.executable, "-m", "comptoir", "worker", "--beside", str(os.getpid())]
    companion = subprocess.Popen(beside) if with_worker else None
    try:
        _gunicorn(host, port, workers)
    finally:
        if companion is not None:
            companion.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                companion.wait(timeout=5)
    return 0


def is_taken(host: str, port: int) -> bool:
    """Whether something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _gunicorn(host: str, port: int, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": 2,
                "preload_app": True,
                "accesslog": None,
                "forwarded_allow_ips": "",  # which proxy is believed is the settings' matter (web/transport.py)
                "loglevel": "warning",
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from django.core.wsgi import get_wsgi_application

            return get_wsgi_application()

    Server().run()
