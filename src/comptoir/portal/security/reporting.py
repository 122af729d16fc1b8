"""Reporting that one's credential was lost, stolen or misused, and the record for the registered letter (P-13)."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from comptoir.access.names import name_in
from comptoir.identity import queries
from comptoir.identity.actions.reports import report_own
from comptoir.identity.models import Happened, What
from comptoir.identity.proof import is_confirmed
from comptoir.portal.security.forms import ReportForm
from comptoir.web.gate import before_rules
from comptoir.web.sensitive import asked_again
from comptoir.web.views import signed_in_view


@before_rules
@signed_in_view(methods=("GET", "POST"))
def report(request: Any) -> HttpResponseBase:
    """One action: everything that is open ends, this session too; the way back is one's mailbox."""
    form = ReportForm(request.POST or None)
    if request.proof.provider:
        del form.fields["remove_second_steps"]  # the company's sign-in looks after its own
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/security/report.html", {"form": form, "own": True})
    said = form.cleaned_data
    if said.get("remove_second_steps") and not is_confirmed(request, request.now):
        return asked_again(request)  # whoever took over an open session must not take the second step away
    made = report_own(
        request.user,
        what=What(said["what"]),
        happened=Happened(said["happened"]),
        note=said["note"],
        remove_second_steps=said.get("remove_second_steps", False),
        by=request.actor,
        at=request.now,
        came_by=request.proof.provider,
    )
    request.session.flush()
    return render(request, "portal/security/reported.html", {"report": made, "own": True})


@before_rules
@signed_in_view()
def letter(request: Any, pk: int) -> HttpResponse:
    """The record, to print and sign."""
    made = queries.reports(request.actor).get(pk=pk)
    context = {"report": made, "person": name_in(made.customer_id, made.user)}
    return render(request, "portal/security/letter.html", context)
