"""What administrators see and do about the sign-in of their people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries as people
from comptoir.access.capabilities import IDENTITY_MANAGE, PEOPLE_MANAGE
from comptoir.identity import queries
from comptoir.identity.actions.reports import UnableToReport, report_for
from comptoir.identity.models import Happened, What
from comptoir.kernel.explanation import Step
from comptoir.portal.security.forms import ReportForm
from comptoir.portal.security.lists import SignInsOfPeople
from comptoir.portal.security.tabs import rules_tabs
from comptoir.web.listing import list_page
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view
from comptoir.web.words import sentence


@portal_view(PEOPLE_MANAGE, methods=("GET", "POST"))
@sensitive
def report_for_person(request: Any, pk: int) -> HttpResponse:
    """Reports a credential of one of one's people."""
    member = people.members(request.actor).select_related("customer").get(user_id=pk)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = report_for(
                member.customer,
                user=member.user,
                what=What(said["what"]),
                happened=Happened(said["happened"]),
                note=said["note"],
                remove_second_steps=said["remove_second_steps"],
                by=request.actor,
                at=request.now,
            )
        except UnableToReport as refusal:
            form.add_error(None, sentence(Step(refusal.message, dict(refusal.values))))
        else:
            messages.success(request, _("Everything of %(name)s that was open has ended.") % {"name": member.name})
            return redirect("portal:security:letter", pk=made.pk)
    return render(request, "portal/security/report.html", {"form": form, "member": member})


@portal_view(IDENTITY_MANAGE)
def history(request: Any) -> HttpResponseBase:
    """When and how one's people signed in."""
    listing = SignInsOfPeople(queries.sign_ins_of_people(request.actor), capability=IDENTITY_MANAGE)
    return list_page(request, listing, "portal/security/people.html", {"tabs": rules_tabs("history")})
