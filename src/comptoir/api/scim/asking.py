"""What a request of a directory says: whose directory, which body, which page, which version."""

import json
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from scim2_models import Context, InvalidSyntaxException, PayloadTooLargeException, SearchRequest

from comptoir.access.capabilities import SCIM_PROVISION
from comptoir.access.tokens import LABEL_LENGTH
from comptoir.api.scim.bounds import assert_bounded
from comptoir.directory.actions.people import Outdated
from comptoir.parties.models import Customer
from comptoir.parties.queries import customers
from comptoir.scope.actor import Actor

LARGEST = 1_000_000
_PARAMETERS = ("filter", "sortBy", "sortOrder", "startIndex", "count", "attributes", "excludedAttributes")


def customer_of(request: Any, code: str) -> Customer:
    """The token's own customer, if the address names it and the token may provision the whole of it."""
    own = customers(request.actor, SCIM_PROVISION).filter(pk=request.actor.customer_id, code=code)
    found: Customer | None = own.first() if "\0" not in code else None
    if found is None:
        raise Http404
    return found


def provisioner(request: Any) -> Actor:
    """Who acts, as the log is to name them."""
    actor: Actor = request.actor
    return replace(actor, label=f"directory: {request.bearer.token.name}"[:LABEL_LENGTH])


def root_of(code: str) -> str:
    """The address of a directory's service, as it is given out: never as the request's own header has it."""
    return settings.PORTAL_URL + reverse("scim:config", args=[code]).removesuffix("/ServiceProviderConfig")


def body_of(request: HttpRequest) -> Any:
    """The JSON that was sent. Raises SCIMException."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        length = 0
    if length > LARGEST:
        raise PayloadTooLargeException(detail=f"A request has {LARGEST} bytes at most.")
    try:
        said = json.loads(request.body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail="This is no JSON.") from None
    assert_bounded(said)
    return said


def search_of(request: HttpRequest, kind: Any) -> Any:
    """What a list's address asks; `kind` is the resource, or a union of them. Raises as pydantic and scim2-models."""
    said = {name: request.GET[name] for name in _PARAMETERS if request.GET.get(name)}
    assert_bounded(said)
    return SearchRequest[kind].model_validate(said, scim_ctx=Context.SEARCH_REQUEST)


def version_of(request: HttpRequest) -> int | None:
    """The version that the directory read (If-Match); None: whichever. Raises Outdated for one that never was."""
    said = request.headers.get("If-Match", "").strip()
    if said in ("", "*"):
        return None
    digits = said.removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        raise Outdated("directory.outdated")
    return int(digits)


def is_known(request: HttpRequest, version: int) -> bool:
    """Whether a GET says that it has this version already (If-None-Match)."""
    said = request.headers.get("If-None-Match", "")
    known = {one.strip().removeprefix("W/").strip('"') for one in said.split(",")}
    return request.method == "GET" and bool(said) and ("*" in known or str(version) in known)


def _no_number(said: str) -> Any:
    raise ValueError(said)
