"""What a request carries once it has passed the middleware; for annotations of views."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from comptoir.access.snapshot import Company
from comptoir.scope.actor import Actor

if TYPE_CHECKING:
    from comptoir.catalogue.models import Operator


class PageRequest(HttpRequest):
    """A request of someone signed in: who acts, when, for whom, at which operator's."""

    actor: Actor
    now: datetime
    operator: "Operator"
    customer: Company | None
    customers: tuple[Company, ...]


def asks_export(request: HttpRequest) -> bool:
    """Whether the answer is a sheet to take along: of a page's list, or of its second one."""
    return any(name.endswith("export") for name in request.GET)
