"""Addresses of the JSON API: the declared operations, and nothing else."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path

from comptoir.api.guard import api_view
from comptoir.api.problems import NOT_THERE, problem
from comptoir.api.v1.application import api, described
from comptoir.api.v1.declaring import DECLARED
from comptoir.web.views import public_view

PREFIX = "api/v1"


@public_view("the description of the API says nothing of anybody")
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(described(PREFIX))


@api_view(methods=("GET",), refuse=problem)
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address."""
    return problem(request, 404, NOT_THERE)


def _guarded(pattern: Any) -> Any:
    """An operation behind its declaration; one that declares nothing stays as it is, and so is never answered."""
    declared = DECLARED.get(str(pattern.name))
    if declared is None:
        return pattern
    view: Any = api_view(*declared, methods=("GET",), refuse=problem)(pattern.callback)
    return URLPattern(pattern.pattern, view, name=pattern.name)


app_name = "api"
urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    # "api-root" is django-ninja's own place-holder, which answers 404.
    *(_guarded(pattern) for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"),
    path("<path:rest>", nothing, name="nothing"),
]
