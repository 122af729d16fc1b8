"""One registration as the desk sees it: who asks, what was checked, its documents, its answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.console.registrations.lists import STATES
from comptoir.kernel.identifiers import format_enterprise_number
from comptoir.parties.actions.looks import record_look
from comptoir.parties.models import Customer, Language
from comptoir.registration import queries
from comptoir.registration.actions.answering import LONGEST_REASON
from comptoir.registration.actions.documents import LONGEST_NOTE
from comptoir.registration.evidence import asked_of
from comptoir.registration.models import DocumentWish, Registration, State
from comptoir.registration.words import CUSTOMER_KINDS, DOCUMENT_KINDS
from comptoir.scope.actor import Actor
from comptoir.web import formats
from comptoir.web.request import PageRequest

WAITING = (State.SUBMITTED, State.DOCUMENTS)


class AcceptForm(forms.Form):
    """The code of the new customer, and that a known number was looked at."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("How your own systems call the customer."),
        error_messages={"required": _("Give a code."), "invalid": _("Letters, digits, dashes and underscores only.")},
    )  # fmt: skip
    knowing = forms.BooleanField(
        label=_("I have looked at the customer with the same number: this is another one, or its contract is over."),
        required=False,
    )


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever asked reads it word for word."),
        error_messages={"required": _("Give a reason.")},
    )  # fmt: skip


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Document"),
        error_messages={"required": _("Choose a document."), "invalid_choice": _("Choose a document.")},
    )
    note = forms.CharField(
        label=_("What to say about it"), required=False, max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose ...")), *((kind, DOCUMENT_KINDS[kind]) for kind in kinds)]


def page(
    request: PageRequest,
    registration: Registration,
    *,
    accept: forms.Form | None = None,
    refuse: forms.Form | None = None,
    ask: forms.Form | None = None,
    faults: dict[int, str] | None = None,
) -> HttpResponse:
    """The page of one registration, with forms as they were sent where something is wrong."""
    state = registration.state(request.now)
    _note_look(request, registration)
    known = queries.customers_with_number(request.actor, registration.enterprise_number, registration.vat_number)
    is_wrong = any(form is not None and form.errors for form in (accept, refuse, ask)) or faults
    context = {
        "registration": registration,
        "state": STATES[state],
        "is_open": state in WAITING,
        "waits_for_documents": any(wish.is_open for wish in registration.wishes.all()),
        "days": (request.now - registration.submitted_at).days if registration.submitted_at else 0,
        "enterprise_number": format_enterprise_number(registration.enterprise_number)
        if registration.enterprise_number
        else "",
        "kind": CUSTOMER_KINDS.get(registration.kind, registration.kind),
        "language": Language(registration.language).label,
        "checks": _checks(registration, known),
        "known": known,
        "affiliates": _affiliates(request.actor, registration),
        "wishes": shown_wishes(registration, faults or {}),
        "answer": getattr(registration, "answer", None),
        "accept": accept or AcceptForm(initial={"code": _code(registration)}),
        "refuse": refuse or RefuseForm(),
        "ask": ask or AskForm(kinds=asked_of(registration.kind)),
        "may_ask": bool(asked_of(registration.kind)),
        "terms": formats.long_day(registration.terms_on) if registration.terms_on else registration.terms_version,
    }
    return render(request, "console/registrations/show.html", context, status=422 if is_wrong else 200)


def _note_look(request: PageRequest, registration: Registration) -> None:
    """Once it is a customer's: its log says that one of the operator's people looked (X-04)."""
    answer = getattr(registration, "answer", None)
    if answer is not None and answer.customer_id is not None:
        record_look(answer.customer_id, page="registration", by=request.actor, at=request.now)


def _checks(registration: Registration, known: list[Customer]) -> list[tuple[str, str]]:
    """(tone, words) of what the platform has looked at by itself."""
    found: list[tuple[str, str]] = [("good", _now("The e-mail address is the registrant's"))]
    if registration.enterprise_number:
        number = format_enterprise_number(registration.enterprise_number)
        found.append(("good", _now("The enterprise number %(number)s is well formed (modulo 97)") % {"number": number}))
    else:
        found.append(("attention", _now("There is no enterprise number")))
    if registration.vat_number and registration.enterprise_number:
        found.append(("good", _now("The VAT number fits the enterprise number")))
    elif registration.vat_number:
        found.append(("good", _now("The VAT number is well formed")))
    for customer in known:
        said = _now("%(name)s (%(code)s) has the same number") % {"name": customer.legal_name, "code": customer.code}
        found.append(("attention", said))
    if not known and (registration.enterprise_number or registration.vat_number):
        found.append(("good", _now("No customer has this number")))
    return found


def _affiliates(actor: Actor, registration: Registration) -> list[dict[str, Any]]:
    """Each affiliate that was named, with the customers whose number it carries."""
    return [
        {
            "pk": row.pk, "name": row.name, "number": row.number, "ground": row.get_ground_display(),
            "customer": row.customer, "matches": queries.customers_with_number(actor, row.number),
        }
        for row in registration.affiliates.select_related("customer")
    ]  # fmt: skip


def _code(registration: Registration) -> str:
    return slugify(registration.legal_name)[:40].strip("-")


def shown_wishes(registration: Registration, faults: dict[int, str]) -> list[dict[str, Any]]:
    """What was asked for, what was handed over, and what was made of it."""
    wishes = registration.wishes.prefetch_related("documents__review")
    return [
        {
            "pk": wish.pk,
            "words": DOCUMENT_KINDS[wish.kind],
            "state": _state(wish),
            "note": wish.note,
            "asked_at": wish.asked_at,
            "asked_label": wish.asked_label,
            "is_open": wish.is_open,
            "documents": [
                (document, getattr(document, "review", None), faults.get(document.pk, ""))
                for document in wish.documents.all()
            ],
        }
        for wish in wishes
    ]


def _state(wish: DocumentWish) -> tuple[str, Any]:
    if wish.met_at is not None:
        return "good", _("Accepted")
    return ("neutral", _("Not needed any more")) if wish.dropped_at else ("attention", _("Waited for"))
