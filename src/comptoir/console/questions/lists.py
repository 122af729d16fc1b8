"""The queue of customers' questions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.console.words import QUESTION_STATES, name_of_line
from comptoir.web.listing import (
    ChoiceFilter,
    Column,
    DateFilter,
    Empty,
    Listing,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    StatusColumn,
    TextFilter,
)


class QuestionList(Listing):
    """Open ones first, the oldest on top: nobody waits longer than whoever asked before."""

    key = "desk-questions"
    title = _("Questions")
    columns = (
        Column("subject", _("About"), source=lambda row: subject_of(row), link=lambda row: question_url(row)),
        Column("customer", _("Customer"), source="invoice.customer.legal_name", sort="invoice__customer__sort_name"),
        Column("invoice", _("Invoice"), source="invoice.number", sort="invoice__number"),
        Column("asked_by", _("Asked by"), source=lambda row: asked_by(row), sort="asked_by__name"),
        MomentColumn("asked_at", _("Asked"), sort="waiting"),
        MomentColumn("last_at", _("Last word"), sort=True, shown=False),
        NumberColumn("message_count", _("Messages"), sort=True, shown=False),
        MoneyColumn("amount", _("Amount"), source=lambda row: row.line.amount_micro if row.line else None),
        StatusColumn("state", _("State"), states=QUESTION_STATES, sort=True),
    )
    filters = (
        TextFilter("invoice__number", "invoice__customer__legal_name", "asked_by__name"),
        ChoiceFilter("state", _("State"), [(state.value, words) for state, (_tone, words) in QUESTION_STATES.items()]),
        DateFilter("asked_at", _("Asked"), instants=True),
    )
    about, look = "invoice__customer_id", "questions"
    default_sort = "asked_at"
    nothing = Empty(
        _("No questions"),
        _("When a customer asks about a line of an invoice, the question stands here until it is answered."),
        icon="question",
    )


def subject_of(question: Any) -> str:
    """What a question is about: a line by its name, or the whole invoice by its number."""
    return name_of_line(question.line) if question.line else str(question.invoice.number)


def asked_by(question: Any) -> str:
    """Who asked, with the company of a third party."""
    name, company = str(question.asked_by), question.asked_company
    return f"{name} ({company})" if company else name


def question_url(question: Any) -> str:
    return reverse("console:questions:show", args=[question.pk])
