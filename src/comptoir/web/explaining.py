"""The answer to "Why?": a page that can be linked and printed, and the same as a side sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from comptoir.kernel.explanation import Explanation


def explanation_page(
    request: HttpRequest,
    explanation: Explanation,
    *,
    title: str | Promise,
    back: str = "",
    back_label: str | Promise = "",
) -> HttpResponse:
    """Answers with the explanation, as a sheet where the page asked for one; `back` is the page it belongs to."""
    context = {"explanation": explanation, "title": title, "back": back, "back_label": back_label}
    return render(request, "web/explanation.html", context)
