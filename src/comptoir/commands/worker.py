"""`comptoir worker`: takes jobs and carries them out."""

import argparse
import os
import socket
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("worker", help="take jobs and carry them out")
    parser.add_argument("--drain", action="store_true", help="stop once no job is left")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    from comptoir.jobs.dispatch import dispatch_waiting
    from comptoir.jobs.work import work

    name = f"{socket.gethostname()}:{os.getpid()}"
    count = work(name, settings.CLOCK.now, drain=args.drain, before=dispatch_waiting)
    print(f"{count} jobs carried out.")
    return 0
