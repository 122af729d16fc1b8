"""One's own settings: name, language, look, sign-in, and what one may do, in words."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from comptoir.access import queries
from comptoir.access.actions.own import change_own_details
from comptoir.access.capabilities import IDENTITY_MANAGE
from comptoir.portal.people.shown import own_rights
from comptoir.portal.settings.forms import DetailsForm
from comptoir.web.language import COOKIE
from comptoir.web.preferences import keep
from comptoir.web.views import signed_in_view


@signed_in_view(methods=("GET", "POST"))
def index(request: Any) -> HttpResponse:
    """Shows the settings, and keeps one's own details."""
    user = request.user
    own = {"name": user.name, "phone": user.phone, "language": user.language}
    form = DetailsForm(request.POST or None, initial=own)
    if request.method == "POST" and form.is_valid():
        change_own_details(user, **form.cleaned_data, by=request.actor, at=request.now)
        language = form.cleaned_data["language"]
        with translation.override(language):
            messages.success(request, _("Saved."))
        response = redirect("portal:settings:index")
        keep(response, COOKIE, language)
        return response
    context = {
        "form": form,
        "rights": own_rights(request.actor, request.now),
        "contacts": queries.contacts(request.actor, request.now),
        "has_second_step": _has_second_step(user),
        "manages_sign_in": request.actor.may(IDENTITY_MANAGE),
    }
    return render(request, "portal/settings/index.html", context)


def _has_second_step(user: Any) -> bool:
    return bool(user.authenticator_set.exclude(type="recovery_codes").exists())
