"""The audit log: who did what, when, from where; and the proof that nothing was taken away (R-10)."""

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
from comptoir.web.views import console_view


@console_view(AUDIT_VIEW)
def index(request: PageRequest) -> HttpResponseBase:
    """Everything that happened, the latest first."""
    actor = request.actor
    listing = EventList(
        queries.log_of(actor, AUDIT_VIEW),
        actor=actor,
        verbs=queries.verbs(actor, AUDIT_VIEW),
        authors=queries.authors(actor, AUDIT_VIEW),
    )
    context = {"chain": queries.operator_chain(actor, AUDIT_VIEW)}
    return list_page(request, listing, "console/audit/index.html", context)


@console_view(AUDIT_VIEW, methods=("POST",))
def check(request: PageRequest) -> HttpResponse:
    """Computes the operator's own chain anew: a removed or altered event shows."""
    chain = queries.operator_chain(request.actor, AUDIT_VIEW)
    verdict = verify(chain) if chain is not None else None
    if verdict is None or verdict.holds:
        count = formats.number(verdict.events if verdict else 0)
        messages.success(request, _("The operator's log is whole: %(count)s events, each sealed.") % {"count": count})
    else:
        values = {"number": formats.number(verdict.broken_at or 0)}
        messages.error(request, _("The operator's log is broken at event %(number)s.") % values)
    return redirect("console:audit:index")
