"""How a registration stands once it is submitted: what was sent, which documents are asked for, the answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from comptoir.kernel.explanation import Step
from comptoir.kernel.identifiers import format_enterprise_number
from comptoir.portal.registration.session import with_registration
from comptoir.registration.actions.documents import hand_over
from comptoir.registration.actions.drafts import UnableToSave, withdraw
from comptoir.registration.files import LARGEST, UnableToTakeFile
from comptoir.registration.models import Registration, State
from comptoir.registration.words import CUSTOMER_KINDS, DOCUMENT_KINDS
from comptoir.scope.refusal import Refused
from comptoir.web import formats
from comptoir.web.uploads import receiving, too_large
from comptoir.web.views import public_view
from comptoir.web.words import sentence

STATES = {
    State.SUBMITTED: ("info", _("We are looking at it")),
    State.DOCUMENTS: ("attention", _("We wait for a document of yours")),
    State.ACCEPTED: ("good", _("Accepted")),
    State.REFUSED: ("bad", _("Refused")),
    State.WITHDRAWN: ("neutral", _("Withdrawn")),
    State.EXPIRED: ("neutral", _("Expired")),
}
NEXT = {
    State.SUBMITTED: _(
        "There is nothing to do for now: we write to you once it is answered, or if we need a document."
    ),
    State.DOCUMENTS: _("Hand over what we ask for here; then we go on."),
}


@public_view("a proved address is the key; the page belongs to its registration only (P-02)")
@with_registration
def show(request: Any, registration: Registration) -> HttpResponse:
    """Where the registration stands, and the next step."""
    return _page(request, registration)


@public_view("a proved address is the key; the registrant's own act (P-01)", methods=("POST",))
@with_registration
def give_up(request: Any, registration: Registration) -> HttpResponse:
    """The registrant asks no longer."""
    try:
        withdraw(registration, at=request.now)
    except UnableToSave as refusal:
        messages.warning(request, _words(refusal))
    else:
        messages.success(request, _now("Your registration is withdrawn."))
    return redirect("portal:registration:state")


@csrf_exempt
@public_view("a proved address is the key; takes only what was asked for (P-02)", methods=("POST",))
@receiving(lambda: LARGEST)
@with_registration
def upload(request: Any, registration: Registration, pk: int) -> HttpResponse:
    """A file for a document that is asked for, of this registration."""
    wish = registration.wishes.get(pk=pk)
    file = request.FILES.get("file")  # now it is received, and the limit looked at
    if fault := too_large(request):
        return _page(request, registration, {wish.pk: fault})
    if file is None:
        return _page(request, registration, {wish.pk: _now("Choose a file first.")})
    try:
        hand_over(wish, name=file.name or "", content=file.read(), at=request.now)
    except UnableToTakeFile as refusal:
        return _page(request, registration, {wish.pk: _words(refusal)})
    messages.success(request, _now("We have received your document."))
    return redirect("portal:registration:state")


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"})
    )


def _page(request: Any, registration: Registration, faults: dict[int, str] | None = None) -> HttpResponse:
    state = registration.state(request.now)
    if state in (State.BEGUN, State.DRAFT):
        return redirect("portal:registration:form")
    faults = faults or {}
    answer = getattr(registration, "answer", None)
    context = {
        "registration": registration,
        "state": STATES[state],
        "next": NEXT.get(state, ""),
        "is_open": state in (State.SUBMITTED, State.DOCUMENTS),
        "is_accepted": state == State.ACCEPTED,
        "may_begin_again": state in (State.REFUSED, State.WITHDRAWN, State.EXPIRED),
        "reason": answer.reason if answer else "",
        "kind": CUSTOMER_KINDS.get(registration.kind, ""),
        "enterprise_number": format_enterprise_number(registration.enterprise_number)
        if registration.enterprise_number
        else "",
        "wishes": [_wish(wish, faults.get(wish.pk, "")) for wish in _wishes(registration)],
        "affiliates": list(registration.affiliates.all()),
        "most": formats.volume(LARGEST),
    }
    return render(request, "portal/registration/state.html", context, status=422 if faults else 200)


def _wishes(registration: Registration) -> Any:
    return registration.wishes.filter(dropped_at=None).prefetch_related("documents__review")


def _wish(wish: Any, fault: str) -> dict[str, Any]:
    handed = [(document, getattr(document, "review", None)) for document in wish.documents.all()]
    return {
        "pk": wish.pk,
        "words": DOCUMENT_KINDS[wish.kind],
        "note": wish.note,
        "is_open": wish.is_open,
        "is_met": wish.met_at is not None,
        "documents": handed,
        "waits": any(review is None for _document, review in handed),
        "form": FileForm(auto_id=f"id_{wish.pk}_%s"),
        "fault": fault,
    }


def _words(refusal: Refused) -> str:
    return sentence(Step(refusal.message, dict(refusal.values)))
