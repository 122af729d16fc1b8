"""Which pages show a thing of which one may ask "Why can I see this?" (A-11), and where the answer is.

The portal registers its routes (in its AppConfig.ready); the shell's foot links to the answer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

#: From what the address of a page names to the address of the answer; empty: there is none.
Answer = Callable[[Mapping[str, Any]], str]
_ANSWERS: dict[str, tuple[Answer, str]] = {}


def register(route: str, answer: Answer, capability: str = "") -> None:
    """The pages of a route, such as "portal:invoices:show", can be asked about; known already, it is replaced.

    A page that is open to others too names the capability which its answer rests on: they are shown no dead link.
    """
    _ANSWERS[route] = (answer, capability)


def why_url(request: HttpRequest) -> str:
    """Where the page that was asked for is answered; empty where there is nothing to ask."""
    match = getattr(request, "resolver_match", None)
    known = _ANSWERS.get(match.view_name) if match is not None else None
    if match is None or known is None:
        return ""
    answer, capability = known
    if capability and not request.actor.may(capability):  # type: ignore[attr-defined]  # a portal page has its actor
        return ""
    return answer(match.kwargs)
