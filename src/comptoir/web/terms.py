"""New terms: a banner, and going on after it as acceptance, recorded once (P-11; GC 3).

Somebody is told first, and has time to read; using the portal after that, the same day or another, is going on. The
pages of the contract itself are for reading and refusing: they neither show the banner nor count as going on. Once the
customer refuses, nobody is told any more that going on accepts: it does not.
That nothing is new is kept in the session for a while, so that most requests ask nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.actions.documents import accept, note_told
from comptoir.lifecycle.models import DocumentVersion
from comptoir.lifecycle.reading import refusal_of, to_accept
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor, Channel
from comptoir.web.views import declaration_of

KEY = "terms"
LOOK_AGAIN = timedelta(minutes=10)
TIME_TO_READ = timedelta(minutes=5)
READING = "contract"


class TermsBanner:
    """Gives a request `terms_banner`: the versions that this person has not accepted yet, on pages that tell them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: Any) -> None:
        declared, actor = declaration_of(view), getattr(request, "actor", None)
        if declared is None or declared.place != "portal" or actor is None or not _is_a_page(request, actor):
            return
        state, now = request.session.get(KEY, {}), request.now  # type: ignore[attr-defined]
        if state.get("customer") == actor.customer_id and now - datetime.fromisoformat(state["at"]) < LOOK_AGAIN:
            return
        open_ones = _still_new(request, actor, now)
        request.terms_banner = open_ones  # type: ignore[attr-defined]
        if not open_ones:
            request.session[KEY] = {"customer": actor.customer_id, "at": now.isoformat()}


def forget_banner(request: HttpRequest) -> None:
    """The next page looks anew."""
    request.session.pop(KEY, None)


def _is_a_page(request: HttpRequest, actor: Actor) -> bool:
    """A whole page, opened by the person themselves for a customer, outside the pages about the contract."""
    own = actor.user_id is not None and actor.user_id == request.user.pk and not actor.staff
    match = request.resolver_match
    return (
        own
        and actor.customer_id is not None
        and actor.channel in (Channel.SESSION, Channel.THIRD_PARTY)
        and request.method == "GET"
        and "HX-Request" not in request.headers
        and (match is None or READING not in match.namespaces)
    )


def _still_new(request: HttpRequest, actor: Actor, now: datetime) -> list[DocumentVersion]:
    """The versions to tell of; those told of long enough ago are accepted by this very page."""
    new = to_accept(actor, brussels_date(now))
    if not new or refusal_of(actor.customer_id or 0) is not None:
        return []
    who: Any = {"user": request.user, "customer": Customer(pk=actor.customer_id), "by": actor, "at": now}
    told = note_told(new, **who)
    gone_on = [version for version in new if now - told[version.pk] >= TIME_TO_READ]
    if gone_on:
        accept(gone_on, way="use", **who)
    return [version for version in new if version not in gone_on]
