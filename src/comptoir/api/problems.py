"""Errors of the JSON API as RFC 9457 has them: a status and one sentence."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

NOT_THERE = "There is nothing here, or nothing that this token may see."


class Problem(Exception):
    """What was asked cannot be answered; `sentence` says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def problem(_request: HttpRequest, status: int, sentence: str, /, **more: Any) -> JsonResponse:
    """The response that says so."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence, **more}
    return JsonResponse(said, status=status, content_type="application/problem+json")
