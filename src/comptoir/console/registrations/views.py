"""Registrations: who waits, and one of them."""

from django.http import HttpResponse, HttpResponseBase

from comptoir.access.capabilities import OPERATE_REGISTRATIONS
from comptoir.console.registrations.lists import RegistrationList
from comptoir.console.registrations.shown import page
from comptoir.console.registrations.tabs import tabs
from comptoir.registration import queries
from comptoir.registration.standing import with_state
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_REGISTRATIONS)
def index(request: PageRequest) -> HttpResponseBase:
    """The queue: whoever waits longest is on top, what is answered below."""
    rows = with_state(queries.registrations(request.actor))
    listing = RegistrationList(rows, request.now)
    return list_page(request, listing, "console/registrations/index.html", {"tabs": tabs("registrations")})


@console_view(OPERATE_REGISTRATIONS)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One registration."""
    return page(request, queries.registrations(request.actor).get(pk=pk))
