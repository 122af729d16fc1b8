"""Notes that a customer used the portal or an application: once a day for each, and for most requests without a query.

Each process remembers what it has noted today; another process may note the same once more, which changes nothing.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from comptoir.access.capabilities import DATA
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.actions.uses import note_use
from comptoir.lifecycle.uses import PORTAL, applications_of
from comptoir.scope.actor import Actor
from comptoir.web.views import declaration_of

log = logging.getLogger(__name__)

_NOTED: dict[date, set[tuple[int, str]]] = {}


class LastUse:
    """After a page was answered well, the application that it belongs to was used.

    A program that reads or changes data uses it too; one that only keeps people in step with a directory does not.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        capabilities = getattr(request, "used_capabilities", None)
        actor: Actor | None = getattr(request, "actor", None)
        if capabilities is not None and actor is not None and response.status_code < 400:
            note_used(actor, capabilities, request.now)  # type: ignore[attr-defined]
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: Any) -> None:
        declared = declaration_of(view)
        if declared is None:
            return
        if declared.place == "portal" or (declared.place == "api" and DATA.intersection(declared.capabilities)):
            request.used_capabilities = declared.capabilities  # type: ignore[attr-defined]


def note_used(actor: Actor, capabilities: Iterable[str], at: datetime) -> None:
    """The customer for whom `actor` acts used what needs these capabilities, of which the actor holds some."""
    if actor.customer_id is None or actor.user_id is None:
        return
    on, customer = brussels_date(at), actor.customer_id
    names = {PORTAL, *applications_of(name for name in capabilities if actor.may(name))}
    noted = _noted(on)
    fresh = {name for name in names if (customer, name) not in noted}
    if not fresh:
        return
    try:
        note_use(customer, fresh, on=on)
    except OperationalError:
        # A busy database: the page was answered, and the next one notes it.
        log.warning("The use by customer %s could not be noted.", customer)
    else:
        noted.update((customer, name) for name in fresh)


def forget() -> None:
    """Nothing counts as noted any more; for tests, whose databases are taken back."""
    _NOTED.clear()


def _noted(on: date) -> set[tuple[int, str]]:
    if on not in _NOTED:
        _NOTED.clear()
    return _NOTED.setdefault(on, set())
