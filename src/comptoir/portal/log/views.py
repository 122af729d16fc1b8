"""The customer's log: who did what, when; looks of the operator's people too; searched, exported, proved (A-16)."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from comptoir.access.capabilities import AUDIT_VIEW
from comptoir.audit import queries
from comptoir.audit.log import verify
from comptoir.web import formats
from comptoir.web.listing import list_page
from comptoir.web.log.lists import EventList
from comptoir.web.request import PageRequest
from comptoir.web.views import portal_view


@portal_view(AUDIT_VIEW)
def index(request: PageRequest) -> HttpResponseBase:
    """Everything that happened where the viewer may read the log, the latest first."""
    actor = request.actor
    listing = EventList(
        queries.events(actor, AUDIT_VIEW).order_by("-at", "-pk"),
        actor=actor,
        verbs=queries.verbs(actor, AUDIT_VIEW),
        authors=queries.authors(actor, AUDIT_VIEW),
    )
    return list_page(request, listing, "portal/log/index.html", {"chain": queries.chain_of(actor, AUDIT_VIEW)})


@portal_view(AUDIT_VIEW, methods=("POST",))
def check(request: PageRequest) -> HttpResponse:
    """Computes the customer's chain anew: a removed or altered event shows."""
    chain = queries.chain_of(request.actor, AUDIT_VIEW)
    verdict = verify(chain) if chain is not None else None
    if verdict is None or verdict.holds:
        count = formats.number(verdict.events if verdict else 0)
        messages.success(request, _("Your log is whole: %(count)s events, each sealed.") % {"count": count})
    else:
        values = {"number": formats.number(verdict.broken_at or 0)}
        messages.error(request, _("Your log is broken at event %(number)s. Please tell us.") % values)
    return redirect("portal:log:index")
