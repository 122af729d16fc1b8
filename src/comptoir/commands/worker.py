"""`comptoir worker`: takes jobs and carries them out."""

import argparse
import os
import signal
import threading
from typing import Any


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("worker", help="take jobs and carry them out")
    parser.add_argument("--once", action="store_true", help="carry out one job, if there is one, and stop")
    parser.add_argument("--beside", type=int, metavar="PID", help="stop once the process that started this is gone")
    parser.add_argument("--drain", action="store_true", help="stop once no job is left that can be done now")


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    from comptoir.jobs.worker import Worker

    worker = Worker(settings.CLOCK)

    def stop(number: int, _: object) -> None:
        # The job at hand is finished first; a second signal of the same kind ends at once.
        worker.stopping.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if args.beside:
        threading.Thread(target=_stop_without, args=(args.beside, worker.stopping), daemon=True).start()
    if args.once or args.drain:
        count = int(worker.run_one()) if args.once else worker.drain()
        print(f"{count} jobs carried out.")
    else:
        worker.run_forever()
    return 0


def _stop_without(parent: int, stopping: threading.Event) -> None:
    """A server killed with -9 leaves no worker behind."""
    while os.getppid() == parent and not stopping.wait(1):
        pass
    stopping.set()
