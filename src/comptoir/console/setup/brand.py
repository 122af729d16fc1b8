"""The operator's brand: its name and colour, with a preview of how both read, and what invoices need."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import OPERATE_SETTINGS
from comptoir.catalogue.actions.operators import OperatorSpec, describe_operator
from comptoir.catalogue.models import Operator
from comptoir.catalogue.operator import current_operator
from comptoir.console.setup.parts import tabs
from comptoir.console.words import said
from comptoir.documents.colour import contrast
from comptoir.kernel.identifiers import (
    InvalidIdentifier,
    format_iban,
    parse_iban,
    parse_phone_number,
    parse_vat_number,
)
from comptoir.web.brand import shades_of
from comptoir.web.request import PageRequest
from comptoir.web.sensitive import sensitive
from comptoir.web.views import console_view

HEX = re.compile("#[0-9a-fA-F]{6}")
DEFAULT = Operator().colour


def identifier(parse: Callable[[str], str]) -> Callable[[str], str]:
    """A form's check by the kernel's own rule, with its sentence."""

    def checked(text: str) -> str:
        try:
            return parse(text) if text else ""
        except InvalidIdentifier as error:
            raise ValidationError(said(error)) from None

    return checked


class BrandForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    colour = forms.CharField(
        label=_("Colour"),
        help_text=_("One colour; every shade is computed from it so that text on it can be read."),
        widget=forms.TextInput(
            attrs={
                "type": "color",
                "hx-get": "/console/setup/brand/preview",
                "hx-trigger": "input changed delay:120ms",
                "hx-target": "#brand-preview",
                "hx-swap": "innerHTML",
            }
        ),
    )
    street = forms.CharField(label=_("Street and number"), max_length=200)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("City"), max_length=100)
    vat_number = forms.CharField(
        label=_("VAT number"), max_length=20, help_text=_("Such as BE 0403.019.261; it stands on every invoice.")
    )
    iban = forms.CharField(label=_("IBAN"), max_length=42, help_text=_("The account that customers pay to."))
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)
    email = forms.EmailField(label=_("E-mail address for customers"), required=False)
    phone = forms.CharField(label=_("Telephone for customers"), max_length=30, required=False)
    website = forms.CharField(label=_("Website"), max_length=100, required=False)

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].strip().lower()
        if not HEX.fullmatch(colour):
            raise ValidationError(_now("%(text)s is no colour such as #2f5fd0.") % {"text": colour})
        return colour

    def clean_vat_number(self) -> str:
        return identifier(parse_vat_number)(self.cleaned_data["vat_number"])

    def clean_iban(self) -> str:
        return identifier(parse_iban)(self.cleaned_data["iban"])

    def clean_phone(self) -> str:
        return identifier(parse_phone_number)(self.cleaned_data["phone"])

    def clean_bic(self) -> str:
        bic: str = self.cleaned_data["bic"].replace(" ", "").upper()
        if bic and not re.fullmatch("[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", bic):
            raise ValidationError(_now("A BIC has 8 or 11 signs, such as GKCCBEBB."))
        return bic


@console_view(OPERATE_SETTINGS, methods=("GET", "POST"))
@sensitive
def edit(request: PageRequest) -> HttpResponse:
    """Describes the operator; issued invoices keep what they said."""
    operator = current_operator()
    form = BrandForm(request.POST or None, initial=_present(operator))
    if request.method == "POST" and "show" not in request.POST and form.is_valid():
        describe_operator(OperatorSpec(**form.cleaned_data), by=request.actor, at=request.now)
        messages.success(request, _now("Saved. The next invoices bear it; those issued keep what they said."))
        return redirect("console:setup:brand")
    if "show" in request.POST:
        form = BrandForm(initial=request.POST.dict())
    colour = str(form["colour"].value() or DEFAULT)
    context = {"form": form, "preview": shown_colour(colour, str(form["name"].value() or "")), "tabs": tabs("brand")}
    return render(request, "console/setup/brand.html", context, status=422 if form.errors else 200)


@console_view(OPERATE_SETTINGS)
def preview(request: PageRequest) -> HttpResponse:
    """How a colour reads, while it is being chosen."""
    shown = shown_colour(request.GET.get("colour", ""), current_operator().name)
    return render(request, "console/setup/brand_preview.html", {"preview": shown})


def shown_colour(colour: str, name: str) -> dict[str, Any]:
    """The shades of a colour with the contrast of each (WCAG 2; text needs 4.5)."""
    colour = colour if HEX.fullmatch(colour) else DEFAULT
    shades = shades_of(colour)
    pairs = (
        (_("Buttons"), shades.on_fill, shades.fill),
        (_("Links, light"), shades.ink_light, "#ffffff"),
        (_("Chosen, light"), shades.ink_light, shades.wash_light),
        (_("Chosen, dark"), shades.ink_dark, shades.wash_dark),
    )
    return {
        "name": name or "Comptoir",
        "letter": (name or "C")[:1].upper(),
        "colour": colour,
        "shades": shades,
        "altered": shades.fill.lower() != colour.lower(),
        "pairs": [(words, text, ground, f"{contrast(text, ground):.1f}") for words, text, ground in pairs],
    }


def _present(operator: Operator) -> dict[str, Any]:
    if operator.pk is None:
        return {"colour": DEFAULT}
    present = {name: getattr(operator, name) for name in BrandForm.base_fields}
    return {**present, "iban": format_iban(operator.iban)}
