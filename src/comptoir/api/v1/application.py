"""The application behind the JSON API: its description, and what it says when something is wrong."""

import logging
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comptoir.api.problems import NOT_THERE, Problem, problem
from comptoir.api.v1 import invoices, lines, log, me, people, reports
from comptoir.api.v1.declaring import router
from comptoir.scope.authorize import NotAuthorized

__all__ = ["api", "described", "invoices", "lines", "log", "me", "people", "reports"]

OURS = "Something went wrong on our side. Nothing of yours was lost; try again in a moment."
DESCRIPTION = (
    "Read-only. Send a token of the portal's settings in the header `Authorization: Bearer ...`. An answer holds what "
    "the token's account may see, in the same words as the portal. Lists come in pages: ask again with `after`. Errors "
    "are `application/problem+json` (RFC 9457). For information: the official document prevails."
)

api = NinjaAPI(
    title="Business portal", version="1", description=DESCRIPTION, docs_url=None, openapi_url=None, urls_namespace="api"
)
api.add_router("", router)


def described(prefix: str) -> dict[str, Any]:
    """The OpenAPI document; `prefix` is where the API stands."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=prefix))
    bearer = {"type": "http", "scheme": "bearer", "description": "A token made in the portal, under Settings."}
    found["components"] = {**found["components"], "securitySchemes": {"token": bearer}}
    return found | {"security": [{"token": []}]}


@api.exception_handler(Problem)
def _problem(request: HttpRequest, found: Problem) -> HttpResponse:
    return problem(request, found.status, found.sentence)


@api.exception_handler(NotAuthorized)
@api.exception_handler(ObjectDoesNotExist)
@api.exception_handler(Http404)
def _nothing(request: HttpRequest, _found: Exception) -> HttpResponse:
    return problem(request, 404, NOT_THERE)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, found: ValidationError) -> HttpResponse:
    """The first of what does not fit; never what was sent."""
    first = found.errors[0]
    where = str(first["loc"][-1])
    if first["loc"][0] == "path":
        return problem(request, 404, NOT_THERE)
    return problem(request, 400, f"{where}: {first['msg']}.")


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, found: HttpError) -> HttpResponse:
    return problem(request, found.status_code, str(found))


@api.exception_handler(Exception)
def _ours(request: HttpRequest, found: Exception) -> HttpResponse:
    logging.getLogger(__name__).error("An operation of the API failed", exc_info=found)
    return problem(request, 500, OURS)
