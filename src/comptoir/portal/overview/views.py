"""The first page of each profile: what needs attention (P-23)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comptoir.web.views import portal_view


@portal_view()
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/overview.html")
