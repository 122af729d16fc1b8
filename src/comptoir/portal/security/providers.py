"""The customer's own sign-in: adding a provider, what its administrator must know of us, who comes in by it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.access.capabilities import IDENTITY_MANAGE
from comptoir.identity import queries
from comptoir.identity.actions.linking import UnableToLink, invite_all_to_link, invite_to_link, unlink
from comptoir.identity.actions.providers import (
    UnableToAddProvider,
    add_openid_provider,
    add_saml_provider,
    end_provider,
    renew_provider,
)
from comptoir.identity.described import UnableToRead
from comptoir.identity.models import IdentityProvider, Protocol
from comptoir.portal.security.forms import ProviderForm
from comptoir.portal.security.rules import refusal_words
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view(IDENTITY_MANAGE, methods=("GET", "POST"))
@sensitive
def add(request: Any) -> HttpResponse:
    """A provider, by what it says about itself."""
    form = ProviderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _added(request, form.cleaned_data)
        except (UnableToAddProvider, UnableToRead) as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            messages.success(request, _("%(name)s is there. Now tell its administrator about us.") % {"name": made})
            return redirect("portal:security:provider", pk=made.pk)
    return render(request, "portal/security/add_provider.html", {"form": form})


@portal_view(IDENTITY_MANAGE)
def show(request: Any, pk: int) -> HttpResponse:
    """What the provider's administrator must know of us, and who of the customer's people comes in by it."""
    row = queries.providers(request.actor).get(pk=pk)
    context = {
        "row": row,
        "is_saml": row.protocol == Protocol.SAML,
        "facts": _facts(row),
        "people": queries.people_of(request.actor, row),
        "entry": settings.PORTAL_URL + reverse("company_enter", args=[row.slug]),
    }
    return render(request, "portal/security/provider.html", context)


@portal_view(IDENTITY_MANAGE, methods=("POST",))
def renew(request: Any, pk: int) -> HttpResponse:
    """Reads the provider's description anew."""
    row = queries.providers(request.actor).get(pk=pk)
    try:
        renew_provider(row, by=request.actor, at=request.now)
    except UnableToRead as refusal:
        messages.error(request, refusal_words(refusal))
    else:
        messages.success(request, _("Read anew."))
    return redirect("portal:security:provider", pk=pk)


@portal_view(IDENTITY_MANAGE, methods=("POST",))
@sensitive
def end(request: Any, pk: int) -> HttpResponse:
    """Nobody comes in by it any more."""
    row = queries.providers(request.actor).get(pk=pk)
    end_provider(row, by=request.actor, at=request.now)
    messages.success(request, _("Nobody comes in by %(name)s any more.") % {"name": row.name})
    return redirect("portal:security:rules")


@portal_view(IDENTITY_MANAGE, methods=("POST",))
@sensitive
def invite(request: Any, pk: int) -> HttpResponse:
    """Invites one person, or everybody who can be; or ends somebody's link."""
    row = queries.providers(request.actor).get(pk=pk)
    by = {"by": request.actor, "at": request.now}
    chosen = {str(one.user_id): one for one in queries.people_of(request.actor, row)}
    try:
        if "all" in request.POST:
            count = invite_all_to_link(row, **by)
            said = ngettext("%(count)d person is invited.", "%(count)d people are invited.", count)
            messages.success(request, said % {"count": count})
        elif (one := chosen.get(request.POST.get("unlink", ""))) is not None:
            unlink(row, user=queries.member(request.actor, one.user_id), **by)
            messages.success(request, _("%(name)s no longer comes in by it.") % {"name": one.name})
        elif (one := chosen.get(request.POST.get("person", ""))) is not None:
            invite_to_link(row, user=queries.member(request.actor, one.user_id), **by)
            messages.success(request, _("%(name)s is invited.") % {"name": one.name})
    except UnableToLink as refusal:
        messages.error(request, refusal_words(refusal))
    return redirect("portal:security:provider", pk=pk)


def _added(request: Any, said: dict[str, Any]) -> IdentityProvider:
    customer = queries.customer_of(request.actor)
    by = {"by": request.actor, "at": request.now}
    if said["protocol"] == Protocol.OPENID:
        given = {name: said[name] for name in ("name", "issuer", "client_id", "secret")}
        return add_openid_provider(customer, **given, **by)
    given = {name: said[name] for name in ("name", "metadata", "metadata_url")}
    return add_saml_provider(customer, **given, **by)


def _facts(row: IdentityProvider) -> list[tuple[str, str]]:
    """What its administrator types in over there."""

    def address(name: str) -> str:
        return settings.PORTAL_URL + reverse(name, args=[row.slug])

    if row.protocol == Protocol.OPENID:
        return [(_("Redirect address"), address("openid_connect_callback")), (_("Scope"), "openid")]
    return [
        (_("Entity ID and metadata"), address("saml_metadata")),
        (_("Where answers go (ACS)"), address("saml_acs")),
    ]
