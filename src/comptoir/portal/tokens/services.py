"""Service accounts of the company: made, given rights as anyone is, given tokens, ended (A-14)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access import queries as people
from comptoir.access import token_queries as queries
from comptoir.access.actions.service_accounts import (
    UnableToMakeServiceAccount,
    create_service_account,
    end_service_account,
)
from comptoir.access.actions.tokens import longest_days
from comptoir.access.capabilities import RIGHTS_GIVE, TOKENS_MANAGE
from comptoir.portal.people.shown import shown_people
from comptoir.portal.people.words import refusal_words
from comptoir.portal.tokens.forms import ServiceForm, TokenForm
from comptoir.portal.tokens.shown import shown_tokens, tabs_for
from comptoir.portal.tokens.views import made_of, show_once
from comptoir.web.sensitive import sensitive
from comptoir.web.views import portal_view


@portal_view(TOKENS_MANAGE)
def index(request: Any) -> HttpResponse:
    """All of them, with how many tokens each has."""
    actor = request.actor
    context = {
        "accounts": queries.service_accounts(actor, request.now),
        "tabs": tabs_for(actor, "services"),
        "may_make": queries.may_make_services(actor),
    }
    return render(request, "portal/tokens/services.html", context)


@portal_view(TOKENS_MANAGE, methods=("GET", "POST"))
@sensitive
def create(request: Any) -> HttpResponse:
    """A new one; what it may do is chosen next."""
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        customer = queries.customer_of(request.actor)
        try:
            user = create_service_account(customer, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToMakeServiceAccount as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            messages.success(request, _("The service account is there. Give it a right, then a token."))
            return redirect("portal:tokens:service", pk=user.pk)
    return render(request, "portal/tokens/new_service.html", {"form": form})


@portal_view(TOKENS_MANAGE)
def show(request: Any, pk: int) -> HttpResponse:
    """One of them: its rights, its tokens, and what can be done."""
    actor = request.actor
    member = queries.service_members(actor).get(user_id=pk)
    found = people.people(actor, request.now, [member])
    context = {
        "member": member,
        "rights": shown_people(actor, found)[0].rights if found else (),
        "tokens": shown_tokens(queries.managed_tokens(actor).filter(user_id=pk), request.now),
        "may_give": actor.may(RIGHTS_GIVE),
        "may_make": bool(queries.choices_for(actor, member.user, request.now)),
    }
    return render(request, "portal/tokens/service.html", context)


@portal_view(TOKENS_MANAGE, methods=("GET", "POST"))
@sensitive
def create_token(request: Any, pk: int) -> HttpResponse:
    """A token for one of them, shown once."""
    member = queries.service_members(request.actor).get(user_id=pk)
    choices = queries.choices_for(request.actor, member.user, request.now)
    form = TokenForm(request.POST or None, choices=choices, most=longest_days(request.now))
    back = reverse("portal:tokens:service", args=[pk])
    if request.method == "POST" and form.is_valid():
        new = made_of(request, form, member.customer, member.user)
        if new is not None:
            return show_once(request, new, back)
    context = {"form": form, "choices": choices, "back": back, "whose": member.name}
    return render(request, "portal/tokens/create.html", context)


@portal_view(TOKENS_MANAGE, methods=("GET", "POST"))
@sensitive
def end(request: Any, pk: int) -> HttpResponse:
    """Says what ends, then ends it all."""
    member = queries.service_members(request.actor).get(user_id=pk)
    if request.method == "POST":
        end_service_account(member.customer, user=member.user, by=request.actor, at=request.now)
        messages.success(request, _("%(name)s can do nothing any more.") % {"name": member.name})
        return redirect("portal:tokens:services")
    live = queries.managed_tokens(request.actor).filter(queries.living(request.now), user_id=pk)
    return render(request, "portal/tokens/end_service.html", {"member": member, "tokens": live.count()})
