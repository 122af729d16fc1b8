"""Answers a request with a list: the page, the list alone when only it is wanted, or the sheet of what is seen."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from comptoir.identity.proof import is_confirmed
from comptoir.parties.actions.looks import record_looks
from comptoir.web.listing.export import Form, exported
from comptoir.web.listing.listing import EXPORT_CAPABILITY, Listing
from comptoir.web.listing.shown import Shown
from comptoir.web.listing.sources import QuerysetSource
from comptoir.web.sensitive import asked_again
from comptoir.web.transport import cookie_name

YEAR = 365 * 24 * 3600
FORMS: dict[str, Form] = {"csv": "csv", "xlsx": "xlsx"}
KEPT = ("cols", "density", "size")


def list_page(
    request: HttpRequest, listing: Listing, template: str, context: Mapping[str, Any] | None = None
) -> HttpResponseBase:
    """The page with the list as `list` in its context (`{% listing list %}` writes it)."""
    wanted = request.GET.get(listing.prefix + "export", "")
    if wanted:
        return _sheet(request, listing, wanted)
    shown = Shown(listing, request)
    _note_look(request, listing, shown)
    alone = request.headers.get("HX-Target") == listing.element_id
    if alone:
        response = render(request, "web/listing/listing.html", {"list": shown})
    else:
        response = render(request, template, {**(context or {}), "list": shown})
    _keep_look(request, response, listing)
    return response


def selected_rows(request: HttpRequest, listing: Listing) -> QuerySet[Any, Any]:
    """The rows a bulk action is asked for: those ticked, or all that match; only of those that may be seen."""
    source = listing.source
    if not isinstance(source, QuerysetSource):
        raise TypeError("Rows are selected from a queryset.")
    if request.POST.get("all") == "1":
        return source.matching(listing.read(QueryDict(request.POST.get("query", "")[:4000])), listing.filters)
    return source.selected(request.POST.getlist("selected")[:1_000])


def _sheet(request: Any, listing: Listing, wanted: str) -> HttpResponseBase:
    actor = getattr(request, "actor", None)
    form = FORMS.get(wanted)
    if form is None or not listing.export or actor is None or not actor.may(EXPORT_CAPABILITY):
        raise Http404
    if listing.raw and not is_confirmed(request, request.now):
        return asked_again(request)
    asked = listing.asked(request)
    record_looks(listing.customers(asked), page=listing.look, is_taken=True, by=actor, at=request.now)
    return exported(listing, asked, form, request.now)


def _note_look(request: Any, listing: Listing, shown: Shown) -> None:
    """The log of each customer whose data stands on the page says that one of the operator's people looked (X-04)."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.staff and listing.about:
        record_looks(listing.customers(shown.asked, shown.found.rows), page=listing.look, by=actor, at=request.now)


def _keep_look(request: HttpRequest, response: HttpResponse, listing: Listing) -> None:
    """Keeps chosen columns, density and page size for the next visit."""
    prefix = listing.prefix
    if not any(prefix + name in request.GET for name in KEPT):
        return
    asked = listing.asked(request)
    kept = QueryDict(mutable=True)
    kept.setlist("cols", list(asked.columns))
    kept["size"] = str(asked.size)
    kept["density"] = "compact" if asked.compact else ""
    response.set_cookie(
        cookie_name(listing.cookie),
        kept.urlencode(),
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=not settings.PLAIN_HTTP,
    )
