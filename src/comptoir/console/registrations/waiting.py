"""Registrations and changes that wait for the desk, for the console's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.console.waiting import Waiting
from comptoir.registration import queries
from comptoir.registration.models import State
from comptoir.registration.standing import with_change_state, with_state
from comptoir.web import formats
from comptoir.web.request import PageRequest


def waiting_registrations(request: PageRequest) -> Iterator[Waiting]:
    """Those whose turn is the desk's, and since when the oldest waits."""
    registrations = with_state(queries.registrations(request.actor)).filter(stands=State.SUBMITTED.value)
    changes = with_change_state(queries.changes(request.actor)).filter(stands="asked")
    for label, rows, address in (
        (_("Registrations to answer"), registrations, f"{reverse('console:registrations:index')}?stands=submitted"),
        (_("Changes to process"), changes, f"{reverse('console:registrations:changes')}?stands=asked"),
    ):
        oldest = rows.order_by("waiting").first()
        if oldest is not None:
            note = _("the oldest since %(day)s") % {"day": formats.day(oldest.waiting)}
            yield Waiting(label, formats.number(rows.count()), note, "attention", address)
