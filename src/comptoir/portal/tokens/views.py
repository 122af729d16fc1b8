"""One's own API tokens: made, shown once, revoked (A-14)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access import token_queries as queries
from comptoir.access.actions.tokens import NewToken, UnableToMakeToken, create_token, longest_days, revoke_token
from comptoir.parties.models import Customer
from comptoir.portal.people.words import refusal_words
from comptoir.portal.tokens.forms import TokenForm
from comptoir.portal.tokens.shown import shown_tokens, tabs_for
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view()
def index(request: Any) -> HttpResponse:
    """The tokens that one has for this customer."""
    actor = request.actor
    context = {
        "tokens": shown_tokens(queries.own_tokens(actor), request.now),
        "tabs": tabs_for(actor, "own"),
        "may_make": bool(queries.choices_for(actor, request.user, request.now)),
        "documentation": reverse("api:openapi"),
    }
    return render(request, "portal/tokens/index.html", context)


@portal_view(methods=("GET", "POST"))
@sensitive
def create(request: Any) -> HttpResponse:
    """A token of one's own; its secret is on the page that answers, and nowhere else."""
    choices = queries.choices_for(request.actor, request.user, request.now)
    form = TokenForm(request.POST or None, choices=choices, most=longest_days(request.now))
    if request.method == "POST" and form.is_valid():
        made = made_of(request, form, queries.customer_of(request.actor), request.user)
        if made is not None:
            return show_once(request, made, reverse("portal:tokens:index"))
    context = {"form": form, "choices": choices, "back": reverse("portal:tokens:index"), "whose": ""}
    return render(request, "portal/tokens/create.html", context)


@portal_view(methods=("GET", "POST"))
def revoke(request: Any, pk: int) -> HttpResponse:
    """Says what ends, then ends it."""
    token = queries.reachable_tokens(request.actor).get(pk=pk)
    is_own = token.user_id == request.user.pk
    back = reverse("portal:tokens:index") if is_own else reverse("portal:tokens:services")
    if request.method == "POST":
        revoke_token(token, by=request.actor, at=request.now)
        messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
        return redirect(back)
    shown = shown_tokens([token], request.now)[0]
    return render(request, "portal/tokens/revoke.html", {"token": shown, "back": back, "is_own": is_own})


def show_once(request: Any, made: NewToken, back: str, address: str = "") -> HttpResponse:
    """The page with the secret; kept by nobody on the way."""
    context = {"token": made.token, "secret": made.secret, "back": back, "address": address}
    response = render(request, "portal/tokens/once.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def made_of(request: Any, form: TokenForm, customer: Customer, user: Any) -> NewToken | None:
    """The token; or none, with the refusal said on the form."""
    try:
        return create_token(customer, user=user, **form.cleaned_data, by=request.actor, at=request.now)
    except UnableToMakeToken as refusal:
        form.add_error(None, refusal_words(refusal))
        return None
