"""The company's directory: connecting it, and whom it has told us about (A-15)."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from comptoir.access import token_queries as tokens
from comptoir.access.actions.tokens import UnableToMakeToken, longest_days
from comptoir.access.capabilities import IDENTITY_MANAGE, SCIM_PROVISION
from comptoir.directory import queries
from comptoir.directory.actions.connections import connect_directory
from comptoir.parties.models import Customer
from comptoir.portal.people.words import refusal_words
from comptoir.portal.tokens.forms import ConnectionForm
from comptoir.portal.tokens.lists import ToldList
from comptoir.portal.tokens.shown import shown_tokens, tabs_for
from comptoir.portal.tokens.views import show_once
from comptoir.web.listing import list_page
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view(IDENTITY_MANAGE)
def index(request: Any) -> HttpResponseBase:
    """Where a directory sends its people, which tokens it may use, and whom it has told."""
    actor = request.actor
    provisioning = [token for token in tokens.managed_tokens(actor) if SCIM_PROVISION in token.capabilities]
    context = {
        "tabs": tabs_for(actor, "directory"),
        "address": _address(tokens.customer_of(actor)),
        "tokens": shown_tokens(provisioning, request.now),
        "groups": queries.group_sizes(actor),
    }
    return list_page(request, ToldList(queries.told(actor)), "portal/tokens/directory.html", context)


@portal_view(IDENTITY_MANAGE, methods=("GET", "POST"))
@sensitive
def connect(request: Any) -> HttpResponse:
    """An account and a token for the directory; the secret is shown once."""
    form = ConnectionForm(request.POST or None, most=longest_days(request.now))
    back = reverse("portal:tokens:directory")
    if request.method == "POST" and form.is_valid():
        customer = tokens.customer_of(request.actor)
        try:
            new = connect_directory(customer, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToMakeToken as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            return show_once(request, new, back, _address(customer))
    return render(request, "portal/tokens/connect.html", {"form": form})


def _address(customer: Customer) -> str:
    return settings.PORTAL_URL + reverse("scim:config", args=[customer.code]).removesuffix("/ServiceProviderConfig")
