"""Customers' questions about their invoices: the queue, one of them with the line it is about, the answer."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Case, DateTimeField, F, Value, When
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import OPERATE_BILLING
from comptoir.billing import queries
from comptoir.billing.actions.questions import LONGEST, UnableToAsk, answer, close
from comptoir.billing.composition import cards_of_line
from comptoir.billing.explaining import explain_difference, explain_line
from comptoir.billing.models import LineQuestion, QuestionState
from comptoir.console.questions.lists import QuestionList, question_url, subject_of
from comptoir.console.words import QUESTION_STATES, said
from comptoir.kernel.explanation import Explanation
from comptoir.parties.actions.looks import record_look
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The customer reads it beside the question."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write an answer."),
            "max_length": _("An answer has at most %(limit_value)d characters."),
        },
    )


@console_view(OPERATE_BILLING)
def index(request: PageRequest) -> HttpResponseBase:
    """The queue: whoever waits longest is on top, what is answered below."""
    rows = in_order_of_waiting(queries.questions(request.actor))
    return list_page(request, QuestionList(rows), "console/questions/index.html")


@console_view(OPERATE_BILLING)
def show(request: PageRequest, pk: int) -> HttpResponse:
    """One question: the line, why it is what it is, what was said."""
    return _page(request, queries.questions(request.actor).get(pk=pk), AnswerForm())


@console_view(OPERATE_BILLING, methods=("POST",))
def say(request: PageRequest, pk: int) -> HttpResponse:
    """The operator's answer."""
    question = queries.questions(request.actor).get(pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer(question, text=form.cleaned_data["text"], by=request.actor, at=request.now)
        except UnableToAsk as refusal:
            form.add_error("text", said(refusal))
        else:
            messages.success(request, _now("The answer stands beside the question."))
            return redirect(question_url(question))
    return _page(request, question, form, status=422)


@console_view(OPERATE_BILLING, methods=("POST",))
def end(request: PageRequest, pk: int) -> HttpResponse:
    """There is no more to say."""
    question = queries.questions(request.actor).get(pk=pk)
    close(question, by=request.actor, at=request.now)
    messages.success(request, _now("The question is closed."))
    return redirect("console:questions:index")


def in_order_of_waiting(rows: Any) -> Any:
    """`waiting` sorts open questions by when they were asked, and puts the others behind them."""
    later = Value(datetime(9000, 1, 1, tzinfo=UTC), output_field=DateTimeField())
    return rows.annotate(waiting=Case(When(state=QuestionState.OPEN, then=F("asked_at")), default=later))


def _page(request: PageRequest, question: LineQuestion, form: forms.Form, status: int = 200) -> HttpResponse:
    record_look(question.invoice.customer_id, page="question", by=request.actor, at=request.now)
    context = {
        "question": question,
        "invoice": question.invoice,
        "subject": subject_of(question),
        "said": list(queries.messages(request.actor, question)),
        "state": QUESTION_STATES[QuestionState(question.state)],
        "explanation": _explanation(request, question),
        "form": form,
        "is_closed": question.state == QuestionState.CLOSED,
    }
    return render(request, "console/questions/show.html", context, status=status)


def _explanation(request: PageRequest, question: LineQuestion) -> Explanation:
    """Why the line is what it is; of a question about a whole invoice, why that differs from the last one."""
    if question.line is None:
        return explain_difference(question.invoice)
    question.line.invoice = question.invoice
    return explain_line(question.line, cards=cards_of_line(request.actor, question.line, limit=1).total)
