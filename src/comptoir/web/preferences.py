"""What a person chooses about the look of pages: language, light or dark. Kept in cookies, changed by a form."""

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from comptoir.access.actors import choose_customer as become
from comptoir.web.gate import before_rules
from comptoir.web.language import COOKIE as LANGUAGE_COOKIE
from comptoir.web.request import PageRequest
from comptoir.web.transport import cookie_name
from comptoir.web.views import public_view, signed_in_view

Theme = Literal["", "light", "dark"]
THEME_COOKIE = "theme"
YEAR = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> Theme:
    """The chosen theme; none: as the device says."""
    chosen = request.COOKIES.get(cookie_name(THEME_COOKIE), "")
    return "light" if chosen == "light" else "dark" if chosen == "dark" else ""


def back_to(request: HttpRequest) -> str:
    """The page the form was on, if it is one of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe and wanted.startswith("/") else "/"


@public_view("the sign-in page can be read in one's language too", methods=("POST",))
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keeps the language for this browser and, once signed in, for the person."""
    response = HttpResponseRedirect(back_to(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        keep(response, LANGUAGE_COOKIE, chosen)
        if request.user.is_authenticated and getattr(request.user, "language", "") != chosen:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


@public_view("the sign-in page can be dark too", methods=("POST",))
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keeps light, dark or as the device says."""
    response = HttpResponseRedirect(back_to(request))
    chosen = request.POST.get("theme", "")
    if chosen in ("light", "dark"):
        keep(response, THEME_COOKIE, chosen)
    else:
        response.set_cookie(cookie_name(THEME_COOKIE), "", max_age=0, secure=not settings.PLAIN_HTTP)
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    """A cookie for a year, read by the server only."""
    secure = not settings.PLAIN_HTTP
    response.set_cookie(cookie_name(name), value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)


@before_rules
@signed_in_view(methods=("POST",))
def choose_customer(request: PageRequest) -> HttpResponse:
    """From here on, acts for another of the person's customers; one that is not theirs changes nothing."""
    chosen = request.POST.get("customer", "")
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19:
        become(request, int(chosen))
    return HttpResponseRedirect("/")
