"""The profiles that can be given: what each allows, and those that the customer defines for itself (A-04)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.actions.sub_profiles import (
    LONGEST_NAME,
    UnableToDefine,
    change_sub_profile,
    define_sub_profile,
    end_sub_profile,
)
from comptoir.access.capabilities import DATA, RIGHTS_GIVE
from comptoir.access.models import SubProfile
from comptoir.access.profiles import rights_from, sub_profiles
from comptoir.parties.queries import customers
from comptoir.portal.people.said import every_language, spoken
from comptoir.portal.people.tabs import tabs
from comptoir.portal.people.what import own, whats
from comptoir.portal.people.words import CAPABILITIES, PROFILES, refusal_words
from comptoir.web.rights import ORDER
from comptoir.web.views import portal_view


class SubProfileForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("As people of your company would call it: reception, site manager, audit."),
        error_messages={"required": _("Give the profile a name.")},
    )
    capabilities = forms.MultipleChoiceField(
        label=_("What it allows"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(one, CAPABILITIES[one]) for one in ORDER if one in DATA],
        error_messages={
            "required": _("Tick at least one thing that it allows."),
            "invalid_choice": _("Choose one of these."),
        },
    )

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if spoken(name) in every_language({key: words for key, (words, _said) in PROFILES.items()}):
            raise forms.ValidationError(_("A profile of that name exists for everyone; choose another name."))
        return name


@portal_view(RIGHTS_GIVE)
def index(request: Any) -> HttpResponse:
    """Every profile in words; one's own can be changed and ended."""
    actor, at = request.actor, request.now
    found = whats(actor, at)
    numbers = rights_from([what.sub_profile for what in found if what.sub_profile is not None], at)
    context = {
        "whats": [what for what in found if what.sub_profile is None],
        "own": [(what, numbers.get(what.sub_profile.pk, 0)) for what in found if what.sub_profile is not None],
        "may_define": customers(actor, RIGHTS_GIVE).filter(pk=actor.customer_id).exists(),
        "tabs": tabs(actor, "profiles"),
    }
    return render(request, "portal/people/profiles.html", context)


@portal_view(RIGHTS_GIVE, methods=("GET", "POST"))
def define(request: Any) -> HttpResponse:
    """A new profile of the customer's own."""
    customer = customers(request.actor, RIGHTS_GIVE).get(pk=request.actor.customer_id)
    form = SubProfileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = define_sub_profile(customer, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToDefine as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            messages.success(request, _now("%(name)s can be given from now on.") % {"name": made.name})
            return redirect("portal:people:profiles")
    return render(request, "portal/people/profile.html", {"form": form, "sub_profile": None})


@portal_view(RIGHTS_GIVE, methods=("GET", "POST"))
def change(request: Any, pk: int) -> HttpResponse:
    """Another name, or other things for rights given from now on."""
    found = _own(request, pk)
    present = {"name": found.name, "capabilities": found.capabilities}
    form = SubProfileForm(request.POST or None, initial=present)
    if request.method == "POST" and form.is_valid():
        try:
            change_sub_profile(found, **form.cleaned_data, by=request.actor, at=request.now)
        except UnableToDefine as refusal:
            form.add_error(None, refusal_words(refusal))
        else:
            messages.success(request, _now("Saved. Rights given from now on follow it."))
            return redirect("portal:people:profiles")
    context = {"form": form, "sub_profile": found, "given": _given(found, request)}
    return render(request, "portal/people/profile.html", context)


@portal_view(RIGHTS_GIVE, methods=("GET", "POST"))
def end(request: Any, pk: int) -> HttpResponse:
    """It can be given no more; what was given stays."""
    found = _own(request, pk)
    if request.method == "POST":
        end_sub_profile(found, by=request.actor, at=request.now)
        messages.success(request, _now("%(name)s can be given no more.") % {"name": found.name})
        return redirect("portal:people:profiles")
    context = {"what": own(found), "given": _given(found, request)}
    return render(request, "portal/people/profile_end.html", context)


def _own(request: Any, pk: int) -> SubProfile:
    customers(request.actor, RIGHTS_GIVE).get(pk=request.actor.customer_id)
    found: SubProfile = sub_profiles(request.actor, request.now).get(pk=pk)
    return found


def _given(found: SubProfile, request: Any) -> int:
    return rights_from([found], request.now).get(found.pk, 0)
