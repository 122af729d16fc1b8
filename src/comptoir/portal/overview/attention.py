"""What needs attention now: answers to read, questions that wait, invoices to pay soon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.access.capabilities import INVOICES_VIEW, PEOPLE_MANAGE
from comptoir.access.review_queries import counts, reviews
from comptoir.billing import queries
from comptoir.billing.models import QuestionState
from comptoir.kernel.clock import brussels_date
from comptoir.portal.invoices.lists import invoice_url, question_url, subject_of
from comptoir.web import formats

SOON = timedelta(days=10)
MOST = 5


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits: a tone, a sentence, and where it is dealt with."""

    tone: str
    text: str
    url: str
    action: str


def attention(request: Any) -> list[Matter]:
    """The matters of this person, the most urgent first; empty when nothing waits."""
    found = [*_due(request), *_questions(request)] if request.actor.may(INVOICES_VIEW) else []
    return [*_review(request), *found] if request.actor.may(PEOPLE_MANAGE) else found


def _review(request: Any) -> Iterator[Matter]:
    """An access review that is open and waits for this person."""
    review = reviews(request.actor).filter(closed_at=None).first()
    if review is not None and (waiting := counts(review, request.now)["waiting"]):
        tone = "attention" if review.due_on >= brussels_date(request.now) else "bad"
        values = {"count": formats.number(waiting), "day": formats.long_day(review.due_on)}
        text = _("Access review: %(count)s rights to confirm or end by %(day)s.") % values
        yield Matter(tone, text, reverse("portal:reviews:show", args=[review.pk]), _("Answer"))


def _due(request: Any) -> Iterator[Matter]:
    on = brussels_date(request.now)
    due = queries.kept_invoices(request.actor, on).filter(due_on__gte=on, due_on__lte=on + SOON)
    for invoice in due.order_by("due_on", "number")[:MOST]:
        values = {
            "number": invoice.number,
            "amount": formats.micro(invoice.total_micro),
            "day": formats.long_day(invoice.due_on),
        }
        text = _("Invoice %(number)s of %(amount)s is due on %(day)s.") % values
        yield Matter("attention", text, invoice_url(invoice.number), _("To the invoice"))


def _questions(request: Any) -> Iterator[Matter]:
    """Answers of the operator to read, then how many questions still wait for one."""
    asked = queries.questions(request.actor)
    for question in asked.filter(state=QuestionState.ANSWERED)[:MOST]:
        text = _("Your question about “%(subject)s” was answered.") % {"subject": subject_of(question)}
        yield Matter("info", text, question_url(question.pk), _("Read the answer"))
    waiting = asked.filter(state=QuestionState.OPEN).count()
    if waiting:
        url = f"{reverse('portal:invoices:questions')}?state={QuestionState.OPEN}"
        text = _("Questions that wait for the operator's answer: %(count)s.") % {"count": formats.number(waiting)}
        yield Matter("neutral", text, url, _("Show them"))
