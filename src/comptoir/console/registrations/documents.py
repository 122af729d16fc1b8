"""Documents of a registration: asked for, handed out to the desk only, reviewed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now

from comptoir.access.capabilities import OPERATE_REGISTRATIONS
from comptoir.console.registrations.shown import AskForm, page
from comptoir.console.words import said
from comptoir.registration import queries
from comptoir.registration.actions.documents import (
    UnableToAskDocument,
    UnableToReview,
    ask_document,
    drop_wish,
    review_document,
)
from comptoir.registration.evidence import asked_of
from comptoir.registration.files import content_of
from comptoir.registration.models import Registration
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def ask(request: PageRequest, pk: int) -> HttpResponse:
    """The registrant is asked for a document, by mail."""
    registration = queries.registrations(request.actor).get(pk=pk)
    form = AskForm(request.POST, kinds=asked_of(registration.kind))
    if form.is_valid():
        try:
            ask_document(registration, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToAskDocument as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, _now("The registrant is asked for it."))
            return redirect("console:registrations:show", pk=pk)
    return page(request, registration, ask=form)


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def drop(request: PageRequest, pk: int) -> HttpResponse:
    """It is asked for no longer."""
    wish = queries.wishes(request.actor).get(pk=pk)
    drop_wish(wish, by=request.actor, at=request.now)
    return redirect("console:registrations:show", pk=wish.registration_id)


@console_view(OPERATE_REGISTRATIONS)
def download(request: PageRequest, pk: int) -> HttpResponse:
    """A file, to be kept and not to be shown: no browser runs what a stranger handed over."""
    document = queries.documents(request.actor).get(pk=pk)
    try:
        content = content_of(document.stored_as)
    except FileNotFoundError:
        raise Registration.DoesNotExist from None
    response = HttpResponse(content, content_type=document.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_plain(document.name)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@console_view(OPERATE_REGISTRATIONS, methods=("POST",))
def review(request: PageRequest, pk: int) -> HttpResponse:
    """Accepted, or refused with a reason that the registrant reads."""
    document = queries.documents(request.actor).get(pk=pk)
    accepted = request.POST.get("do") == "accept"
    try:
        review_document(
            document, accepted=accepted, reason=request.POST.get("reason", ""), by=request.actor, at=request.now
        )
    except UnableToReview as refusal:
        return page(request, document.wish.registration, faults={document.pk: said(refusal)})
    messages.success(request, _now("The document is accepted.") if accepted else _now("The document is refused."))
    return redirect("console:registrations:show", pk=document.wish.registration_id)


def _plain(name: str) -> str:
    """A name that a header can carry."""
    return "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\;' else "_" for sign in name)
