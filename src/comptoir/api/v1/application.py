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

#: RFC 9457, as problems.py writes it.
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence."},
    },
}

api = NinjaAPI(
    title="Business portal", version="1", description=DESCRIPTION, docs_url=None, openapi_url=None, urls_namespace="api"
)
api.add_router("", router)


def described(prefix: str) -> dict[str, Any]:
    """The OpenAPI document; `prefix` is where the API stands."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=prefix))
    bearer = {"type": "http", "scheme": "bearer", "description": "A token made in the portal, under Settings."}
    schemas = {**found["components"]["schemas"], "Problem": PROBLEM}
    found["components"] = {**found["components"], "schemas": schemas, "securitySchemes": {"token": bearer}}
    for operations in found["paths"].values():
        for operation in operations.values():
            operation["responses"] |= _refusals(operation)
    return found | {"security": [{"token": []}]}


def _refusals(operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation may answer instead, each a problem; those that cannot be are left out."""
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    possible = {
        400: ("A parameter does not fit.", "query" in places),
        401: ("No token, or one that opens nothing.", True),
        403: ("The token names too little.", bool(operation["x-capabilities"])),
        404: ("Nothing is there, or nothing that this token may see.", "path" in places),
        429: ("Too many requests; Retry-After says when to try again.", True),
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        str(status): {"description": words, "content": content}
        for status, (words, can_be) in possible.items()
        if can_be
    }


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
