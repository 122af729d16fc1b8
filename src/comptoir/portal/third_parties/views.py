"""People of other companies who act for this one: the list, a notice, one of them, its end (A-09; GC 9.2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.people import UnableToInvite
from comptoir.access.actions.third_parties import UnableToGiveNotice, end_notice, give_notice
from comptoir.access.capabilities import PEOPLE_MANAGE, RIGHTS_GIVE, SEAT_REPLACE
from comptoir.access.third_parties import OVER, NoticeState, last_day, state_of
from comptoir.access.third_party_queries import notices
from comptoir.parties.queries import customers
from comptoir.portal.people.shown import shown_people
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.words import refusal_words
from comptoir.portal.third_parties.forms import NoticeForm
from comptoir.portal.third_parties.lists import ThirdPartyList
from comptoir.portal.third_parties.words import STATES
from comptoir.web.listing import list_page
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view(PEOPLE_MANAGE)
def index(request: Any) -> HttpResponseBase:
    """All of them, those that wait for the operator first."""
    listing = ThirdPartyList(notices(request.actor, request.now), capability=PEOPLE_MANAGE)
    context = {"may_notify": _may_notify(request), "tabs": tabs(request.actor, "third_parties")}
    return list_page(request, listing, "portal/third_parties/index.html", context)


@portal_view(SEAT_REPLACE, methods=("GET", "POST"))
@sensitive
def new(request: Any) -> HttpResponse:
    """The Access Owner's written notice."""
    customer = customers(request.actor, SEAT_REPLACE).get(pk=request.actor.customer_id)
    form = NoticeForm(request.POST or None, at=request.now, initial={"language": customer.language})
    if request.method == "POST" and form.is_valid():
        try:
            notice = give_notice(customer, **form.said, by=request.actor, at=request.now)
        except (UnableToGiveNotice, UnableToInvite) as refusal:
            form.add_error(_field_of(refusal.message), refusal_words(refusal))
        else:
            messages.success(request, _("The operator has your notice."))
            return redirect("portal:third_parties:show", pk=notice.pk)
    return render(request, "portal/third_parties/new.html", {"form": form})


@portal_view(PEOPLE_MANAGE)
def show(request: Any, pk: int) -> HttpResponse:
    """One notice: where it stands, what the person holds, what can be done."""
    notice = notices(request.actor, request.now).get(pk=pk)
    state = state_of(notice, request.now)
    member = queries.members(request.actor).filter(user_id=notice.holder_id).first()
    person = queries.people(request.actor, request.now, [member])[0] if member and state not in OVER else None
    context = {
        "notice": notice,
        "state": STATES[state],
        "last": last_day(notice.to_at),
        "person": shown_people(request.actor, [person])[0] if person else None,
        "is_over": state in OVER,
        "may_give": state == NoticeState.RUNNING and request.actor.may(RIGHTS_GIVE),
        "may_end": state not in OVER and _may_notify(request),
        "is_refused": state in (NoticeState.REFUSED, NoticeState.REFUSED_LATER),
        "waits": state == NoticeState.WAITING,
    }
    return render(request, "portal/third_parties/show.html", context)


@portal_view(SEAT_REPLACE, methods=("GET", "POST"))
@sensitive
def end(request: Any, pk: int) -> HttpResponse:
    """Says what follows, then ends it."""
    notice = notices(request.actor, request.now).get(pk=pk)
    if request.method == "POST":
        end_notice(notice, by=request.actor, at=request.now)
        said = _("%(name)s acts for your company no longer. The operator is told.") % {"name": notice.called}
        messages.success(request, said)
        return redirect("portal:third_parties:show", pk=pk)
    return render(request, "portal/third_parties/end.html", {"notice": notice})


def _may_notify(request: Any) -> bool:
    return customers(request.actor, SEAT_REPLACE).filter(pk=request.actor.customer_id).exists()


def _field_of(message: str) -> str | None:
    """Which field a refusal is about."""
    fields = {
        "third_party.wrong_number": "company_number",
        "third_party.is_own_person": "email",
        "third_party.known_already": "email",
        "third_party.needs_company": "company_name",
        "third_party.needs_purpose": "purpose",
    }
    return fields.get(message)
