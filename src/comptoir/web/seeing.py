"""Which pages show a thing of which one may ask "Why can I see this?" (A-11), and where the answer is.

The portal registers its routes (in its AppConfig.ready); the shell's foot links to the answer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

#: From what the address of a page names to the address of the answer; empty: there is none.
Answer = Callable[[Mapping[str, Any]], str]
_ANSWERS: dict[str, Answer] = {}


def register(route: str, answer: Answer) -> None:
    """The pages of a route, such as "portal:invoices:show", can be asked about; known already, it is replaced."""
    _ANSWERS[route] = answer


def why_url(request: HttpRequest) -> str:
    """Where the page that was asked for is answered; empty where there is nothing to ask."""
    match = getattr(request, "resolver_match", None)
    answer = _ANSWERS.get(match.view_name) if match is not None else None
    return answer(match.kwargs) if match is not None and answer is not None else ""
