"""Offerings with their prices; putting the plans of the tariff on offer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comptoir.access.capabilities import OPERATE_CATALOGUE
from comptoir.catalogue import queries
from comptoir.catalogue.actions.offerings import OfferingSpec, UnableToOffer, offer_all
from comptoir.console.catalogue.lists import PLAN_KINDS, OfferingList
from comptoir.console.catalogue.parts import tabs
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.money import to_micro
from comptoir.rating.tariff import Plan
from comptoir.scope.contract import terms_on
from comptoir.web import formats
from comptoir.web.listing import list_page
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

LANGUAGES = ("fr", "nl", "en", "de")


class OfferForm(forms.Form):
    """A price for each plan that the tariff prices and nobody can have yet; an empty one is not put on offer."""

    from_on = forms.DateField(
        label=_("On offer from"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Lines can have the plan from this day on."),
    )  # fmt: skip

    def __init__(self, *args: Any, plans: Sequence[Plan], **options: Any) -> None:
        super().__init__(*args, **options)
        self.plans = {f"price_{plan.id}": plan for plan in plans}
        for name, plan in self.plans.items():
            self.fields[name] = forms.DecimalField(
                label=name_of(plan),
                help_text=_("Code %(code)s, %(kind)s. Euros a month, without VAT.") % {
                    "code": plan.id, "kind": PLAN_KINDS[plan.kind.value],
                },
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=6,
                localize=True,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(given.get(name) is not None for name in self.plans):
            raise forms.ValidationError(_("Give at least one plan a price."))
        return given

    def specs(self) -> list[OfferingSpec]:
        """What is put on offer; whether it is asked in advance is a term."""
        from_on = self.cleaned_data["from_on"]
        in_advance = terms_on(from_on)["billing.in_advance.mobile"].flag
        return [
            OfferingSpec(
                code=plan.id,
                kind="plan",
                plan_kind=plan.kind.value,
                amount_micro=to_micro(self.cleaned_data[name]),
                from_on=from_on,
                names={language: plan.names.get(language) or plan.names["en"] for language in LANGUAGES},
                in_advance=in_advance,
            )
            for name, plan in self.plans.items()
            if self.cleaned_data.get(name) is not None
        ]


@console_view(OPERATE_CATALOGUE)
def index(request: PageRequest) -> HttpResponseBase:
    """What is on offer, at today's prices."""
    on = brussels_date(request.now)
    context = {"tabs": tabs("offerings"), "may_offer": bool(_unpriced(request))}
    return list_page(
        request, OfferingList(queries.offerings(request.actor, on)), "console/catalogue/offerings.html", context
    )


@console_view(OPERATE_CATALOGUE, methods=("GET", "POST"))
def offer_plans(request: PageRequest) -> HttpResponse:
    """Puts plans of the tariff on offer."""
    plans = _unpriced(request)
    first = first_priced_day(request)
    form = OfferForm(request.POST or None, plans=plans, initial={"from_on": first})
    if request.method == "POST" and form.is_valid():
        try:
            offered = offer_all(form.specs(), by=request.actor, at=request.now)
        except UnableToOffer as refusal:
            form.add_error(None, said(refusal))
        else:
            count = len(offered)
            words = ngettext("%(count)s plan is on offer.", "%(count)s plans are on offer.", count)
            messages.success(request, words % {"count": formats.number(count)})
            return redirect("console:catalogue:index")
    context = {"form": form, "plans": plans, "has_tariff": queries.tariff_versions(request.actor).exists()}
    return render(request, "console/catalogue/offer.html", context, status=422 if form.errors else 200)


def name_of(plan: Plan) -> str:
    """A plan of a tariff in the page's language."""
    return str(plan.names.get(formats.language()) or plan.names.get("en") or plan.id)


def first_priced_day(request: PageRequest) -> Any:
    """The first day of the tariff in force: from then on a plan can be priced."""
    latest = queries.tariff_versions(request.actor).first()
    return latest.from_on if latest else brussels_date(request.now)


def _unpriced(request: PageRequest) -> list[Plan]:
    """The plans of the latest tariff that are not on offer yet."""
    latest = queries.tariff_versions(request.actor).first()
    if latest is None:
        return []
    offered = set(queries.offerings(request.actor, brussels_date(request.now)).values_list("code", flat=True))
    return [plan for plan in queries.tariff_of(latest).plans if plan.id not in offered]
