#!/usr/bin/env python3
"""Builds the demo operator and serves its portal. Needs nothing but Python 3.11 or later."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Comptoir needs Python 3.11 or later; this is Python " + sys.version.split()[0] + ".")

import argparse
import datetime
import os
import socket

import bootstrap


def main() -> None:
    arguments = _arguments()
    if not arguments.check:
        _refuse_taken_port(arguments.host, arguments.port)
    try:
        python = str(bootstrap.prepare("runtime"))
    except bootstrap.UnableToPrepare as error:
        sys.exit(str(error))
    os.execve(python, [python, "-m", "comptoir", "demo", *sys.argv[1:]], bootstrap.environment())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="demo.py", description=__doc__, allow_abbrev=False)
    add = parser.add_argument
    add("--port", type=_port, default=8000, help="port to serve on (default: 8000)")
    add("--host", default="localhost", help="address to serve on (default: localhost)")
    add("--fresh", action="store_true", help="build the demo anew")
    add(
        "--scale",
        choices=["s", "m", "l"],
        help="s: 600 SIM cards (default), m: 10 million records, l: 40 million",
    )
    add("--today", type=_day, metavar="YYYY-MM-DD", help="the demo's today (default: the real date)")
    add(
        "--check",
        action="store_true",
        help="build in a temporary folder, check all, print JSON, serve nothing",
    )
    add("--browser", action=argparse.BooleanOptionalAction, help="open a browser once the portal is up")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a number from 1 to 65535 is needed, not " + repr(text))
    return int(text)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date such as 2026-11-20 is needed, not " + repr(text)) from None


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(f"Port {port} on {host} cannot be served: {error.strerror}. Try --port {port + 1}.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
