"""What a directory is answered: a resource, or a page of them."""

import json
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from scim2_models import Context, InvalidPathException, ListResponse, SearchRequest

from comptoir.api.scim.discovery import MOST, USUAL
from comptoir.api.scim.errors import TYPE
from comptoir.directory.columns import Shape
from comptoir.directory.filtering import condition, order
from comptoir.directory.shapes import version_of


def resource(thing: Any, asked: Any = None, *, status: int = 200) -> HttpResponse:
    """One resource, with the attributes that were asked for."""
    ctx = Context.RESOURCE_CREATION_RESPONSE if status == 201 else Context.RESOURCE_QUERY_RESPONSE
    content = thing.model_dump_json(scim_ctx=ctx, response_parameters=asked)
    response = HttpResponse(content, status=status, content_type=TYPE)
    if thing.meta and thing.meta.version:
        response.headers["ETag"] = thing.meta.version
    if thing.meta and thing.meta.location:
        response.headers["Location" if status == 201 else "Content-Location"] = thing.meta.location
    return response


def unchanged(row: Any) -> HttpResponse:
    """What the directory has already (RFC 7644, 3.14)."""
    return HttpResponse(status=304, headers={"ETag": version_of(row)})


def listed(kind: Any, things: list[Any], total: int, asked: Any = None) -> HttpResponse:
    """A page; `total` is how many there are in all."""
    start = asked.start_index if asked is not None and asked.start_index else 1
    page = ListResponse[kind](
        total_results=total, start_index=start, items_per_page=len(things), resources=things or None
    )
    dump = page.model_dump(scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=asked)
    # An empty page says so, rather than nothing.
    dump.setdefault("Resources", [])
    return HttpResponse(json.dumps(dump, ensure_ascii=False), content_type=TYPE)


def found_rows(rows: "QuerySet[Any]", shape: Shape, asked: SearchRequest[Any]) -> "QuerySet[Any]":
    """The rows that are asked for, in the order that is asked for. Raises scim2_models.SCIMException."""
    if asked.filter is not None:
        rows = rows.filter(condition(shape, asked.filter))
    if asked.sort_by is None:
        return rows.order_by("pk")
    binding = asked.sort_binding(shape.resource)
    if binding is None:
        raise InvalidPathException(path=str(asked.sort_by), detail="The list cannot be sorted by this attribute.")
    descending = asked.sort_order == SearchRequest.SortOrder.descending
    return rows.order_by(*order(shape, binding, descending=descending), "pk")


def page_of(
    parts: list[tuple["QuerySet[Any]", Callable[[Any], Any]]], asked: SearchRequest[Any]
) -> tuple[list[Any], int]:
    """One page over one or more kinds of rows, each with how it is shown; and how many there are in all."""
    limit = min(MOST, USUAL if asked.count is None else asked.count)
    skip = (asked.start_index or 1) - 1
    things: list[Any] = []
    total = 0
    for rows, shown in parts:
        count = rows.count()
        wanted = limit - len(things)
        if wanted > 0 and skip < count:
            things += [shown(row) for row in rows[skip : skip + wanted]]
        skip = max(0, skip - count)
        total += count
    return things, total
