"""The console's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comptoir.web.views import console_view


@console_view()
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "console/home.html")
