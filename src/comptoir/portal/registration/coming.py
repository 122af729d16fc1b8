"""Beginning a registration with an e-mail address, proving it, coming back to the form."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comptoir.parties.models import Language
from comptoir.portal.registration.session import come_in, go_out, kept_private, registration_of
from comptoir.portal.registration.terms import access_is_free, conditions_to_read
from comptoir.registration.actions.drafts import begin as begin_registration
from comptoir.registration.actions.drafts import prove as prove_address
from comptoir.registration.links import DeadLink, find_link
from comptoir.registration.models import LinkPurpose, State
from comptoir.web.views import public_view

DEAD = {
    "unknown": (_("This link leads nowhere"), _("Check that you copied the whole address, or ask for a new link.")),
    "used": (
        _("This link has been used"),
        _("Your address is confirmed. The way back to your form is in our second message; or ask for a new link."),
    ),
    "expired": (
        _("This link has expired"),
        _("Ask for a new one: what you saved within the last 30 days is still there."),
    ),
}
FORM_STATES = (State.BEGUN, State.DRAFT)


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send a link there. You fill in the form once you have opened it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Give your e-mail address."),
            "invalid": _("This is no e-mail address."),
        },
    )
    # Nobody sees this field; whatever fills it in is a machine.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )


@public_view("a company registers before it has any access (P-01)", methods=("GET", "POST"))
def begin(request: Any) -> HttpResponse:
    """Asks for an address. The answer is the same for every address, whoever it belongs to."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["website"]:
            begin_registration(
                email=form.cleaned_data["email"],
                language=_language(),
                network=get_client_ip(request) or "",
                at=request.now,
            )
        return kept_private(redirect("portal:registration:sent"))
    at_hand = registration_of(request)
    context = {"form": form, "at_hand": at_hand, "is_free": access_is_free(request.now)}
    return kept_private(render(request, "portal/registration/begin.html", context, status=422 if form.errors else 200))


@public_view("says what happens next, the same to everyone (P-01)")
def sent(request: Any) -> HttpResponse:
    """The link is on its way, if it is."""
    return kept_private(render(request, "portal/registration/sent.html"))


@public_view("the link's secret is the key (P-01)", methods=("GET", "POST"))
def prove(request: Any, token: str) -> HttpResponse:
    """Opening the link proves nothing: mail scanners open links. Pressing the button does."""
    try:
        if request.method == "POST":
            come_in(request, prove_address(token, at=request.now))
            return kept_private(redirect("portal:registration:form"))
        link = find_link(token, LinkPurpose.PROVE, request.now)
    except DeadLink as dead:
        return _dead(request, dead)
    return kept_private(render(request, "portal/registration/prove.html", {"email": link.registration.email}))


@public_view("the link's secret is the key (P-01)")
def come_back(request: Any, token: str) -> HttpResponse:
    """Back to the form as it was saved, or to how the registration stands."""
    try:
        link = find_link(token, LinkPurpose.RETURN, request.now)
    except DeadLink as dead:
        return _dead(request, dead)
    registration = link.registration
    come_in(request, registration)
    is_open = registration.state(request.now) in FORM_STATES
    return kept_private(redirect("portal:registration:form" if is_open else "portal:registration:state"))


@public_view("the conditions can always be read, by everybody (GC 3)")
def conditions(request: Any) -> HttpResponse:
    """The documents of the portal's contract in force."""
    context = {"documents": conditions_to_read(request.now)}
    return kept_private(render(request, "portal/registration/conditions.html", context))


@public_view("forgets what this browser knew", methods=("POST",))
def leave(request: Any) -> HttpResponse:
    """This browser is at no registration any more; what was saved stays."""
    go_out(request)
    return kept_private(redirect("account_login"))


def _dead(request: Any, dead: DeadLink) -> HttpResponse:
    title, text = DEAD[dead.why]
    context = {"title": title, "text": text}
    return kept_private(render(request, "portal/registration/dead.html", context, status=404))


def _language() -> str:
    spoken = (get_language() or "en")[:2]
    return spoken if spoken in Language.values else Language.ENGLISH.value
