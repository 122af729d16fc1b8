"""Two acts at the same instant, each on a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused


@pytest.fixture
def on_a_server() -> None:
    """SQLite lets one write at a time, from the first statement on: there is nothing to race."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Does all at the same moment; what each came to: "done", or why it was refused."""
    start, said = Barrier(len(acts)), ["done"] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            acts[number]()
        except (Refused, NotAuthorized) as refusal:
            said[number] = str(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
