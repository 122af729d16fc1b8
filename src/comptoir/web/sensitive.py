"""What is sensitive asks who it is, unless that was shown a moment ago: `@sensitive` below the view's declaration."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from comptoir.identity.proof import is_confirmed

P = ParamSpec("P")


def sensitive(
    view: Callable[Concatenate[Any, P], HttpResponseBase],
) -> Callable[Concatenate[Any, P], HttpResponseBase]:
    """Asks on the way to the page, so that nothing typed is lost; what is sent later is kept until it was shown."""

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if is_confirmed(request, request.now):
            return view(request, *args, **kwargs)
        return asked_again(request)

    return guarded


def asked_again(request: Any) -> HttpResponseBase:
    """Leads to where one shows who one is, and from there back."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    address = methods[0]["url"] if methods else reverse("sign_in_next")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    if not methods:
        return redirect(address)
    response: HttpResponseBase = suspend_request(request, address)
    return response
