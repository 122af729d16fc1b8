"""Customers' questions: asked in the portal, waiting in the console, answered so that the customer reads it."""

from datetime import timedelta

import pytest

from comptoir.billing.models import LineQuestion, QuestionState
from comptoir.kernel.clock import FixedClock
from tests.console.cast import Cast, text
from tests.portal.world import World


def ask(world: World, words: str, line: int = 1) -> LineQuestion:
    invoice = world.lumen.invoice()
    finance = world.client("finance")
    asked = finance.post(f"/invoices/{invoice.number}/ask?line={line}", {"text": words})
    assert asked.status_code == 302
    return LineQuestion.objects.latest("pk")


@pytest.mark.clause("D-01")
def test_an_answer_reaches_whoever_asked(cast: Cast, world: World) -> None:
    question = ask(world, "Why twice this month?")
    assert "Questions to answer 1" in text(cast.bram.get("/console/"))
    page = text(cast.bram.get(f"/console/questions/{question.pk}/"))
    assert "Why twice this month?" in page and "Why this line is what it is" in page
    answered = cast.bram.post(f"/console/questions/{question.pk}/answer", {"text": "Two cards joined on the 11th."})
    assert answered.status_code == 302
    read = text(world.client("finance").get(f"/invoices/questions/{question.pk}/"))
    assert "Two cards joined on the 11th." in read and "Northwind Telecom" in read
    assert "Questions to answer" not in text(cast.bram.get("/console/"))
    assert "Two cards" not in text(world.client("owner", world.borealis).get("/invoices/questions/"))


def test_whoever_waits_longest_is_on_top(cast: Cast, world: World, clock: FixedClock) -> None:
    first = ask(world, "First", 1)
    clock.advance(timedelta(hours=1))
    second = ask(world, "Second", 2)
    clock.advance(timedelta(hours=1))
    cast.bram.post(f"/console/questions/{first.pk}/answer", {"text": "Done."})
    third = ask(world, "Third", 3)
    page = cast.bram.get("/console/questions/").content.decode()
    order = [page.index(f"/console/questions/{each.pk}/") for each in (second, third, first)]
    assert order == sorted(order), "open ones first, the oldest on top; what is answered below"


def test_an_answer_without_words_is_asked_for_again(cast: Cast, world: World) -> None:
    question = ask(world, "Why?")
    for words, sentence in (("   ", "Write an answer."), ("x" * 4001, "An answer has at most 4000 characters.")):
        refused = cast.bram.post(f"/console/questions/{question.pk}/answer", {"text": words})
        assert refused.status_code == 422 and sentence in text(refused)
    assert question.messages.count() == 1


def test_a_closed_question_takes_no_more_words(cast: Cast, world: World) -> None:
    question = ask(world, "Why?")
    for _ in range(2):
        assert cast.bram.post(f"/console/questions/{question.pk}/close").status_code == 302
    question.refresh_from_db()
    assert question.state == QuestionState.CLOSED
    late = cast.bram.post(f"/console/questions/{question.pk}/answer", {"text": "One more thing."})
    assert late.status_code == 422 and "This question is closed" in text(late)
    assert "Your answer" not in text(cast.bram.get(f"/console/questions/{question.pk}/"))
