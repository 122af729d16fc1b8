"""What somebody does who may change the database's own rules: takes the guards away, and sets them again after."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from comptoir.audit import guards


@contextmanager
def guards_away() -> Iterator[None]:
    _run(guards.undoing(connection.vendor))
    try:
        yield
    finally:
        _run(guards.statements(connection.vendor))


def _run(statements: object) -> None:
    with connection.cursor() as cursor:
        for statement in list(statements):  # type: ignore[call-overload]
            cursor.execute(statement)
