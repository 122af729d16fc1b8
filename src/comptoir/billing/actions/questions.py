"""Questions about an invoice or one of its lines: asked by the customer, answered in the console (D-01)."""

from datetime import datetime

from django.db import transaction

from comptoir.access.capabilities import INVOICES_QUESTION, OPERATE_BILLING
from comptoir.access.models import User
from comptoir.audit.log import record
from comptoir.audit.outbox import emit
from comptoir.billing.models import Invoice, InvoiceLine, LineQuestion, QuestionMessage, QuestionState
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import authorize, require

LONGEST = 4000


class UnableToAsk(Exception):
    """A question or an answer that cannot be taken; `message` and `values` say why."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(f"{message} {values}")
        self.message = message
        self.values = values


@transaction.atomic
def ask(invoice: Invoice, *, line: InvoiceLine | None, text: str, by: Actor, at: datetime) -> LineQuestion:
    """Asks about an invoice, or one line of it; the operator is told."""
    authorize(by, INVOICES_QUESTION, invoice)
    if line is not None and line.invoice_id != invoice.pk:
        raise UnableToAsk("question.line_of_another_invoice")
    question = LineQuestion.objects.create(
        invoice=invoice, line=line, asked_by=_author(by), asked_at=at, state=QuestionState.OPEN
    )
    _say(question, text, by, at, from_operator=False)
    record(
        actor=by, verb="invoice.questioned", obj=question, customer_id=invoice.customer_id, at=at,
        number=invoice.number,
    )  # fmt: skip
    emit("invoice.questioned", {"question": question.pk}, at)
    return question


@transaction.atomic
def reply(question: LineQuestion, *, text: str, by: Actor, at: datetime) -> QuestionMessage:
    """A further word of the customer; an answered question is open again."""
    authorize(by, INVOICES_QUESTION, question)
    _assert_unclosed(question)
    message = _say(question, text, by, at, from_operator=False)
    _move(question, QuestionState.OPEN)
    _log(question, "invoice.question_replied", by, at)
    return message


@transaction.atomic
def answer(question: LineQuestion, *, text: str, by: Actor, at: datetime) -> QuestionMessage:
    """The operator's answer; the customer is told."""
    require(by, OPERATE_BILLING)
    _assert_unclosed(question)
    message = _say(question, text, by, at, from_operator=True)
    _move(question, QuestionState.ANSWERED)
    _log(question, "invoice.question_answered", by, at)
    emit("invoice.question_answered", {"question": question.pk}, at)
    return message


@transaction.atomic
def close(question: LineQuestion, *, by: Actor, at: datetime) -> None:
    """Whoever asked, or the operator, has no more to say; closing twice changes nothing."""
    if not by.may(OPERATE_BILLING):
        authorize(by, INVOICES_QUESTION, question)
    if question.state != QuestionState.CLOSED:
        _move(question, QuestionState.CLOSED)
        _log(question, "invoice.question_closed", by, at)


def _say(question: LineQuestion, text: str, by: Actor, at: datetime, *, from_operator: bool) -> QuestionMessage:
    words = text.strip()
    if not words:
        raise UnableToAsk("question.empty")
    if len(words) > LONGEST:
        raise UnableToAsk("question.too_long", limit=str(LONGEST))
    return QuestionMessage.objects.create(
        question=question, author=_author(by), from_operator=from_operator, text=words, at=at
    )


def _author(by: Actor) -> User:
    if by.user_id is None:
        raise UnableToAsk("question.without_author")
    return User.objects.get(pk=by.user_id)


def _assert_unclosed(question: LineQuestion) -> None:
    if question.state == QuestionState.CLOSED:
        raise UnableToAsk("question.closed")


def _move(question: LineQuestion, state: QuestionState) -> None:
    question.state = state
    question.save(update_fields=["state"])


def _log(question: LineQuestion, verb: str, by: Actor, at: datetime) -> None:
    record(actor=by, verb=verb, obj=question, customer_id=question.invoice.customer_id, at=at)
