"""What a directory is told when something is wrong: SCIM's own error, with one sentence (RFC 7644, 3.12)."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from pydantic import ValidationError
from scim2_models import Error, SCIMException

from comptoir.access.actions.people import UnableToDeactivate
from comptoir.directory.actions.people import Outdated
from comptoir.kernel.explanation import Step
from comptoir.scope.authorize import NotAuthorized
from comptoir.scope.refusal import Refused
from comptoir.web.words import sentence

TYPE = "application/scim+json"
NOT_THERE = "There is nothing of that name in this directory."
OURS = "Something went wrong on our side. Nothing was changed; try again in a moment."
_TAKEN = ("directory.user_name_taken", "directory.person_twice")


def error(_request: HttpRequest, status: int, said: str, /, scim_type: str = "") -> HttpResponse:
    """The response that says so."""
    found = Error(status=status, detail=said, scim_type=scim_type or None)
    return HttpResponse(found.model_dump_json(), status=status, content_type=TYPE)


def speaks_scim(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whatever a view raises becomes an error of the protocol, never a page and never a trace."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except SCIMException as found:
            return error(request, found.status, _short(found.detail), found.scim_type)
        except ValidationError as found:
            first = Error.from_validation_error(found.errors(include_url=False)[0])
            return error(request, first.status or 400, _short(first.detail or ""), first.scim_type or "")
        except Refused as found:
            return _refused(request, found)
        except (NotAuthorized, ObjectDoesNotExist, Http404):
            return error(request, 404, NOT_THERE)
        except Exception:
            logging.getLogger(__name__).exception("A request of a directory failed")
            return error(request, 500, OURS)

    return answered


def _refused(request: HttpRequest, found: Refused) -> HttpResponse:
    said = sentence(Step(found.message, dict(found.values)))
    if isinstance(found, Outdated):
        return error(request, 412, said)
    if isinstance(found, UnableToDeactivate):
        return error(request, 409, said)
    if found.message in _TAKEN:
        return error(request, 409, said, "uniqueness")
    return error(request, 400, said, "invalidValue")


def _short(said: str) -> str:
    """A library's words, without what was sent at length."""
    return said if len(said) <= 300 else f"{said[:300]} ..."
