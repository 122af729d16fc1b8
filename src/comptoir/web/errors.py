"""Pages for what goes wrong: one clear sentence in the reader's language, and never a trace."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.web.refusals import note_refusal

Words = tuple[str | Promise, str | Promise, str]

MESSAGES: dict[int, Words] = {
    400: (_("This request cannot be read"), _("Go back and try once more."), "attention"),
    403: (_("You may not do this"), _("Whoever manages access at your company can give you the right."), "attention"),
    404: (
        _("This page does not exist"),
        _("Or it is not yours to see. Check the address, or start from the overview."),
        "info",
    ),
    405: (_("This address is not meant to be used so"), _("Start from the overview."), "info"),
    429: (_("Too many requests"), _("Wait a moment, then try again."), "attention"),
    500: (_("Something went wrong on our side"), _("Nothing of yours was lost. Try again in a moment."), "bad"),
}
EXPIRED: Words = (
    _("This form has been open too long"),
    _("Go back, reload the page and send it again: nothing was changed."),
    "attention",
)


def message_page(
    request: HttpRequest, status: int, words: Words, *, next_page: tuple[str, str | Promise] | None = None
) -> HttpResponse:
    """A page that says one thing and offers the way on: (address, words), else to the overview."""
    title, text, tone = words
    url, way_on = next_page or ("/", _("To the overview"))
    context = {"title": title, "text": text, "tone": tone, "mark": tone, "next_url": url, "next_words": way_on}
    response = render(request, "web/message.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    """405, with the methods that would be."""
    response = message_page(request, 405, MESSAGES[405])
    response.headers["Allow"] = ", ".join(sorted(methods))
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(request, 400, MESSAGES[400])


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(request, 403, MESSAGES[403])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return message_page(request, 404, MESSAGES[404])


def too_many(request: HttpRequest) -> HttpResponse:
    note_refusal(request, "too_many")
    return message_page(request, 429, MESSAGES[429])


def server_error(request: HttpRequest) -> HttpResponse:
    """The page; where even that cannot be made (no database, a broken template), its bare words."""
    try:
        return message_page(request, 500, MESSAGES[500])
    except Exception:
        title, text, _tone = MESSAGES[500]
        return HttpResponse(f"{title}. {text}\n", status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    note_refusal(request, "forged_form")
    return message_page(request, 403, EXPIRED)
