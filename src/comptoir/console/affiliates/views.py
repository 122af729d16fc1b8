"""Naming a customer's affiliate, and ending that (A-08; GC 1.2, 9.1)."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comptoir.access.actions.groups import leave_group, rights_of_the_parent
from comptoir.access.capabilities import CUSTOMER_VIEW, OPERATE_CUSTOMERS
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.parties import queries
from comptoir.parties.actions.affiliates import UnableToNameAffiliate, name_affiliate
from comptoir.parties.actions.looks import record_look, record_looks
from comptoir.parties.control import ground_of
from comptoir.parties.models import Control, Customer
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view
from comptoir.web.words import sentence


class AffiliateForm(forms.Form):
    """Which company, on what ground, since when, and who guarantees that it agrees."""

    code = forms.CharField(
        label=_("Customer code or enterprise number of the affiliate"),
        max_length=40,
        error_messages={"required": _("Say which customer.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground of control"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground of control.")},
    )
    since_on = forms.DateField(
        label=_("Since"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give a date."), "invalid": _("This is no date.")},
    )
    guaranteed_by = forms.CharField(
        label=_("Who guarantees that the affiliate agrees"),
        max_length=200,
        help_text=_("A person of the parent company, by name: it answers for this consent (GC 9.1)."),
        error_messages={"required": _("Say who guarantees that the affiliate agrees.")},
    )
    guaranteed_on = forms.DateField(
        label=pgettext_lazy("date", "On"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give a date."), "invalid": _("This is no date.")},
    )

    def __init__(self, *args: Any, request: PageRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self.request = request
        today = brussels_date(request.now)
        grounds = [(str(one), sentence(ground_of(one, today))) for one in Control]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]

    def clean_code(self) -> Customer:
        text = str(self.cleaned_data["code"]).strip()
        number = "".join(sign for sign in text if sign.isdigit())
        known = queries.customers(self.request.actor, CUSTOMER_VIEW)
        found: Customer | None = known.filter(code=text).first()
        if found is None and len(number) == 10:
            found = known.filter(enterprise_number=number).first()
        if found is None:
            raise forms.ValidationError(_("There is no such customer."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for field in ("since_on", "guaranteed_on"):
            day: date | None = cleaned.get(field)
            if day is not None and day > brussels_date(self.request.now):
                self.add_error(field, _("That day is still to come."))
        return cleaned


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def name(request: PageRequest, pk: int) -> HttpResponse:
    """Names an affiliate of one customer."""
    customer: Customer = queries.customers(request.actor, CUSTOMER_VIEW).get(pk=pk)
    record_look(customer.pk, page="affiliate", by=request.actor, at=request.now)
    today = brussels_date(request.now)
    form = AffiliateForm(request.POST or None, request=request, initial={"since_on": today, "guaranteed_on": today})
    if request.method == "POST" and form.is_valid():
        kept = dict(form.cleaned_data)
        affiliate = kept.pop("code")
        try:
            name_affiliate(customer, affiliate=affiliate, **kept, by=request.actor, at=request.now)
        except UnableToNameAffiliate as refusal:
            form.add_error(None, said(refusal))
        else:
            words = _now("%(affiliate)s is now an affiliate of %(parent)s.")
            messages.success(request, words % {"affiliate": affiliate.legal_name, "parent": customer.legal_name})
            return redirect("console:customers:show", pk=pk)
    return render(request, "console/affiliates/name.html", {"shown_customer": customer, "form": form})


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def end(request: PageRequest, pk: int) -> HttpResponse:
    """Says what ends with an affiliate's tie, then ends it; `pk` is the affiliate."""
    affiliate: Customer = queries.customers(request.actor, CUSTOMER_VIEW).get(pk=pk)
    tie = queries.tie_of(request.actor, CUSTOMER_VIEW, affiliate)
    record_looks((tie.parent_id, tie.affiliate_id), page="affiliate", by=request.actor, at=request.now)
    if request.method == "POST":
        leave_group(tie, by=request.actor, at=request.now)
        words = _now("%(affiliate)s stands alone: nobody of %(parent)s reaches it any more.")
        messages.success(request, words % {"affiliate": affiliate.legal_name, "parent": tie.parent.legal_name})
        return redirect("console:customers:show", pk=pk)
    context = {
        "tie": tie,
        "ground": sentence(ground_of(tie.ground, tie.since_on)),
        "rights": list(rights_of_the_parent(tie, request.now)),
    }
    return render(request, "console/affiliates/end.html", context)
