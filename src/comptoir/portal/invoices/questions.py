"""Questions about an invoice or one of its lines: asked, followed, closed (D-01)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import INVOICES_QUESTION, INVOICES_VIEW
from comptoir.billing import queries
from comptoir.billing.actions.questions import LONGEST, UnableToAsk, ask, close, reply
from comptoir.billing.models import LineQuestion, QuestionState
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.explanation import Step
from comptoir.portal.invoices.lists import QuestionList, invoice_url, question_url, subject_of
from comptoir.portal.words import QUESTION_STATES, name_of_line
from comptoir.web.listing import list_page
from comptoir.web.views import portal_view
from comptoir.web.words import sentence


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write what you would like to know."),
            "max_length": _("A question has at most %(limit_value)d characters."),
        },
    )


class ReplyForm(QuestionForm):
    field_order = ("text",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Your reply")


@portal_view(INVOICES_VIEW)
def index(request: Any) -> HttpResponseBase:
    """All questions about invoices that one may see."""
    listing = QuestionList(queries.questions(request.actor), capability=INVOICES_VIEW)
    return list_page(request, listing, "portal/invoices/questions.html")


@portal_view(INVOICES_QUESTION, methods=("GET", "POST"))
def ask_about(request: Any, number: str) -> HttpResponse:
    """Asks about an invoice, or about the line that `?line=` names."""
    on = brussels_date(request.now)
    invoice = queries.invoice(request.actor, number, on)
    wanted = request.GET.get("line", "")
    line = None
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 7:
        line = queries.invoice_line(request.actor, number, int(wanted), on)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask(invoice, line=line, text=form.cleaned_data["text"], by=request.actor, at=request.now)
        except UnableToAsk as refusal:
            form.add_error("text", _words(refusal))
        else:
            messages.success(request, _now("Your question is with the operator. The answer will stand here."))
            return redirect("portal:invoices:question", pk=asked.pk)
    context = {
        "form": form,
        "invoice": invoice,
        "line": line,
        "subject": name_of_line(line) if line else invoice.number,
        "micro": line.amount_micro if line else invoice.total_micro,
    }
    return render(request, "portal/invoices/ask.html", context)


@portal_view(INVOICES_VIEW)
def show(request: Any, pk: int) -> HttpResponse:
    """One question with everything said about it."""
    return _page(request, queries.questions(request.actor).get(pk=pk), ReplyForm())


@portal_view(INVOICES_QUESTION, methods=("POST",))
def say(request: Any, pk: int) -> HttpResponse:
    """A further word; an answered question is open again."""
    question = queries.questions(request.actor).get(pk=pk)
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            reply(question, text=form.cleaned_data["text"], by=request.actor, at=request.now)
        except UnableToAsk as refusal:
            form.add_error("text", _words(refusal))
        else:
            return redirect(question_url(pk) + "#last")
    return _page(request, question, form)


@portal_view(INVOICES_QUESTION, methods=("POST",))
def end(request: Any, pk: int) -> HttpResponse:
    """There is no more to say."""
    question = queries.questions(request.actor).get(pk=pk)
    close(question, by=request.actor, at=request.now)
    messages.success(request, _now("The question is closed."))
    return redirect(question_url(pk))


def _page(request: Any, question: LineQuestion, form: forms.Form) -> HttpResponse:
    context = {
        "question": question,
        "invoice": question.invoice,
        "invoice_url": invoice_url(str(question.invoice.number)),
        "subject": subject_of(question),
        "said": list(queries.messages(request.actor, question)),
        "state": QUESTION_STATES[QuestionState(question.state)],
        "form": form,
        "may_reply": request.actor.may(INVOICES_QUESTION) and question.state != QuestionState.CLOSED,
    }
    return render(request, "portal/invoices/question.html", context)


def _words(refusal: UnableToAsk) -> str:
    return sentence(Step(refusal.message, dict(refusal.values)))
