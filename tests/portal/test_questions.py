"""A line can be questioned: asked, answered by the operator, replied to, closed; others never see it."""

import pytest

from comptoir.audit.models import AuditEvent
from comptoir.billing.actions.questions import answer
from comptoir.billing.models import LineQuestion
from tests.portal.world import NOW, World, actor_of, staff

pytestmark = pytest.mark.django_db


def ask(world: World, text: str = "Why so much roaming?", line: int | None = 1) -> LineQuestion:
    number = world.lumen.invoice().number
    path = f"/invoices/{number}/ask" + (f"?line={line}" if line else "")
    sent = world.client("finance").post(path, {"text": text})
    assert sent.status_code == 302
    return LineQuestion.objects.latest("pk")


@pytest.mark.clause("D-01")
def test_a_question_is_asked_answered_and_closed(world: World) -> None:
    question = ask(world)
    client, path = world.client("finance"), f"/invoices/questions/{question.pk}/"
    page = client.get(path).content.decode()
    assert "Why so much roaming?" in page
    assert "Waiting for an answer" in page
    answer(question, text="Two cards were in the United States.", by=actor_of(staff()), at=NOW)
    page = client.get(path).content.decode()
    assert "Two cards were in the United States." in page
    assert "Northwind Telecom" in page
    assert "was answered" in client.get("/").content.decode()
    assert client.post(f"{path}reply", {"text": "Which two?"}).status_code == 302
    assert "Waiting for an answer" in client.get(path).content.decode()
    client.post(f"{path}close")
    page = client.get(path).content.decode()
    assert "Closed" in page
    assert "Your reply" not in page
    verbs = AuditEvent.objects.filter(verb__startswith="invoice.question").values_list("verb", flat=True)
    assert len(verbs) == 4


def test_the_line_and_the_invoice_show_that_it_was_questioned(world: World) -> None:
    ask(world, line=2)
    number, client = world.lumen.invoice().number, world.client("owner")
    assert "questioned" in client.get(f"/invoices/{number}/").content.decode()
    assert "Questions about this" in client.get(f"/invoices/{number}/lines/2/").content.decode()
    assert "Questions about this" not in client.get(f"/invoices/{number}/lines/1/").content.decode()


def test_nothing_typed_is_lost(world: World) -> None:
    number = world.lumen.invoice().number
    sent = world.client("finance").post(f"/invoices/{number}/ask?line=1", {"text": "x" * 4001})
    page = sent.content.decode()
    assert sent.status_code == 200
    assert "at most 4000 characters" in page
    assert "x" * 4001 in page
    assert not LineQuestion.objects.exists()
    empty = world.client("finance").post(f"/invoices/{number}/ask", {"text": "  "}).content.decode()
    assert "Write what you would like to know." in empty


def test_text_is_shown_as_text(world: World) -> None:
    question = ask(world, "<script>alert(1)</script> & why?")
    page = world.client("finance").get(f"/invoices/questions/{question.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_another_customer_neither_sees_nor_answers_it(world: World) -> None:
    question = ask(world)
    other = world.client("owner", world.borealis)
    path = f"/invoices/questions/{question.pk}/"
    assert other.get(path).status_code == 404
    assert other.post(f"{path}reply", {"text": "mine"}).status_code == 404
    assert other.post(f"{path}close").status_code == 404
    assert "Waiting" not in other.get("/invoices/questions/").content.decode()
    assert question.messages.count() == 1


def test_who_may_not_ask_cannot(world: World) -> None:
    number = world.lumen.invoice().number
    for person in ("manager", "user", "fleet"):
        assert world.client(person).post(f"/invoices/{number}/ask", {"text": "x"}).status_code == 404
    assert not LineQuestion.objects.exists()


def test_a_closed_question_takes_no_more_words(world: World) -> None:
    question, client = ask(world), world.client("finance")
    client.post(f"/invoices/questions/{question.pk}/close")
    page = client.post(f"/invoices/questions/{question.pk}/reply", {"text": "more"}).content.decode()
    assert "This question is closed" in page
    assert question.messages.count() == 1


def test_the_list_of_questions_filters_by_state(world: World) -> None:
    ask(world)
    client = world.client("owner")
    assert "Finance LUMEN" in client.get("/invoices/questions/?state=open").content.decode()
    assert "Nothing matches" in client.get("/invoices/questions/?state=closed").content.decode()
