"""Sign in with one click, as anybody of the demo's list."""

from itertools import groupby

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import User
from comptoir.demo import people
from comptoir.identity.proof import confirm
from comptoir.web.views import public_view

_PROFILES = {
    "third_party": _("Third party"),
    "access_owner": _("Access Owner: everything of this customer"),
    "access_manager": _("Access Manager: people and rights, no customer data"),
    "finance_administrator": _("Finance: invoices and usage"),
    "fleet_administrator": _("Fleet: cards and usage"),
    "service_user": _("User of one card"),
    "administrator": _("Administrator: the whole console"),
    "billing_desk": _("Billing desk"),
    "customer_desk": _("Customer desk"),
    "registrations_desk": _("Registrations desk"),
    "security_desk": _("Security desk"),
}


@public_view("whoever tries the demo chooses who to be", methods=("GET", "POST"))
def show(request: HttpRequest) -> HttpResponseBase:
    """The list, or the sign-in of who was chosen. Outside the demo there is no such page."""
    if not settings.DEMO:
        raise Http404
    players = people.players_in(settings.HOME)
    if request.method == "POST":
        return _sign_in(request, players)
    groups = [
        (name or _("The operator"), [(player, _PROFILES.get(player.profile, player.profile)) for player in of_group])
        for name, of_group in groupby(players, key=lambda player: player.customer_name)
    ]
    response = render(request, "demo/people.html", {"groups": groups, "password": people.PASSWORD})
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _sign_in(request: HttpRequest, players: list[people.Player]) -> HttpResponseBase:
    """Only who stands on the list, whatever is posted."""
    listed = {player.email: player for player in players}
    chosen = listed.get(request.POST.get("email", ""))
    user = User.objects.filter(email=chosen.email, is_active=True).first() if chosen else None
    if user is None:
        raise Http404
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    confirm(request, settings.CLOCK.now())
    return redirect("/")
