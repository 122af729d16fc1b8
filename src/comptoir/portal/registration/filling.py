"""The registration form: checked and kept as one types, saved, submitted."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comptoir.kernel.explanation import Step
from comptoir.portal.registration.forms import (
    GROUPS,
    CompanyForm,
    affiliate_rows,
    answers_in,
    form_of,
    is_checked,
)
from comptoir.portal.registration.saying import TOGETHER, field_of, said_of
from comptoir.portal.registration.session import with_registration
from comptoir.portal.registration.terms import access_is_free, conditions_in_force
from comptoir.registration.actions.drafts import UnableToSave, UnableToSubmit, save_draft, submit
from comptoir.registration.answers import Answers, problems
from comptoir.registration.limits import CHECKS, within
from comptoir.registration.models import Registration, State
from comptoir.web.views import public_view
from comptoir.web.words import sentence

LEGENDS = {
    "company": gettext_lazy("The customer"),
    "seat": gettext_lazy("Registered seat or address"),
    "registrant": gettext_lazy("You"),
}


@public_view("a proved address is the key; the page belongs to its registration only (P-01)", methods=("GET", "POST"))
@with_registration
def fill(request: Any, registration: Registration) -> HttpResponse:
    """The form. `do` says what to do with it: save, add rows for affiliates, or submit."""
    if registration.state(request.now) != State.DRAFT:
        return redirect("portal:registration:state")
    if request.method == "GET":
        return _page(request, registration, _draft(registration))
    answers, do = answers_in(request.POST), request.POST.get("do", "save")
    try:
        registration = save_draft(registration, answers, at=request.now)
    except UnableToSave as refusal:
        messages.warning(request, sentence(Step(refusal.message, dict(refusal.values))))
        return redirect("portal:registration:state")
    if do == "add":
        return _page(request, registration, answers, more=3)
    if do != "submit":
        messages.success(request, _("Saved. The link in our message brings you back here."))
        return redirect("portal:registration:form")
    faults = problems(answers)
    if faults:
        return _page(request, registration, answers, faults)
    return _submit(request, registration, answers)


@public_view("a proved address is the key; says what is wrong with one field (P-01)", methods=("POST",))
@with_registration
def check(request: Any, registration: Registration, field: str) -> HttpResponse:
    """What is to be said about one field as it stands, and about one that depends on it; the draft is kept."""
    answers, name = answers_in(request.POST), field_of(field)
    if not is_checked(name, answers) or registration.state(request.now) != State.DRAFT:
        raise Http404
    if within(CHECKS, str(registration.pk), request.now):
        registration = save_draft(registration, answers, at=request.now)
    faults = problems(answers)
    context = {
        "said": said_of(name, answers, faults),
        # Nothing is said about what nobody has typed yet; what was said about it before may hold no longer.
        "others": [
            (other, said_of(other, answers, faults) if getattr(answers, other) else None)
            for other in TOGETHER.get(name, ())
        ],
        "saved_at": registration.saved_at,
    }
    return render(request, "portal/registration/checked.html", context)


def _submit(request: Any, registration: Registration, answers: Answers) -> HttpResponse:
    version = conditions_in_force(request.now).version
    try:
        submit(registration, answers, terms_version=version, at=request.now)
    except UnableToSubmit as refusal:
        messages.warning(request, sentence(Step(refusal.message, dict(refusal.values))))
        return redirect("portal:registration:form")
    return redirect("portal:registration:state")


def _draft(registration: Registration) -> Answers:
    return Answers.of(registration.draft) if registration.draft else Answers(language=registration.language)


def _page(
    request: Any, registration: Registration, answers: Answers, faults: Mapping[str, Step] | None = None, more: int = 0
) -> HttpResponse:
    faults = faults or {}
    form = form_of(answers)
    groups = [(key, LEGENDS[key], [_field(form, name, answers, faults) for name in names]) for key, names in GROUPS]
    context = {
        "registration": registration,
        "groups": groups,
        "owner": _field(form, "wants_access_owner", answers, faults),
        "promises": [_field(form, name, answers, faults) for name in ("may_bind", "terms")],
        "consent": _field(form, "consent", answers, faults),
        "rows": affiliate_rows(answers, faults, more),
        "faults": [(_anchor(name), _summary(form, name, sentence(step))) for name, step in faults.items()],
        "is_free": access_is_free(request.now),
        "conditions": conditions_in_force(request.now),
    }
    return render(request, "portal/registration/form.html", context, status=422 if faults else 200)


def _field(form: CompanyForm, name: str, answers: Answers, faults: Mapping[str, Step]) -> dict[str, Any]:
    bound = form[name]
    if name in faults:
        bound.field.widget.attrs["aria-invalid"] = "true"
    said = said_of(name, answers, faults) if name in faults else None
    return {"bound": bound, "name": name, "said": said, "is_optional": name in form.optional}


def _anchor(name: str) -> str:
    return "id_" + name.replace(".", "-")


def _summary(form: CompanyForm, name: str, words: str) -> str:
    """A line of the summary on top; a promise needs no label, its sentence says it all."""
    if name in ("may_bind", "terms", "consent"):
        return words
    label = str(form[name].label) if name in form.fields else _("Affiliates")
    return _("%(label)s: %(words)s") % {"label": label, "words": words}
