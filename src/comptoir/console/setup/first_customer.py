"""A first customer by a short form: the same files as a base has, of one row each, and the same checks."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import CUSTOMER_VIEW, OPERATE_CUSTOMERS, OPERATE_SETTINGS
from comptoir.base.importing import import_base
from comptoir.base.results import BaseResult, Outcome
from comptoir.catalogue import queries as catalogue
from comptoir.console.words import said
from comptoir.kernel.clock import brussels_date
from comptoir.kernel.periods import Month
from comptoir.parties import queries as parties
from comptoir.parties.models import Language
from comptoir.scope.actor import Actor
from comptoir.web import formats
from comptoir.web.request import PageRequest
from comptoir.web.views import console_view

Sheets = Mapping[str, Mapping[str, str]]

#: Which field of the form a column of a file came from.
FIELDS = {
    ("customers.csv", "code"): "code",
    ("customers.csv", "name"): "name",
    ("customers.csv", "vat_number"): "vat_number",
    ("customers.csv", "since"): "since",
    ("people.csv", "email"): "owner_email",
    ("people.csv", "name"): "owner_name",
    ("lines.csv", "number"): "number",
    ("lines.csv", "iccid"): "iccid",
    ("lines.csv", "imsi"): "imsi",
    ("lines.csv", "pin"): "pin",
    ("lines.csv", "puk"): "puk",
    ("lines.csv", "plan"): "plan",
    ("lines.csv", "from"): "since",
}


class CustomerForm(forms.Form):
    """What one customer with one account and one card needs, and no more."""

    name = forms.CharField(label=_("Company"), max_length=200)
    code = forms.SlugField(
        label=_("Code"), max_length=30, required=False,
        help_text=_("How your own systems call the customer; made from the name when left empty."),
    )  # fmt: skip
    vat_number = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=200)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("City"), max_length=100)
    language = forms.ChoiceField(label=_("Language of its invoices"), choices=Language.choices)
    since = forms.DateField(
        label=_("Customer since"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The card is billed from this day on."),
    )  # fmt: skip
    owner_name = forms.CharField(
        label=_("Access Owner"), max_length=200, required=False,
        help_text=_("Whoever may see everything of the customer and give access to others."),
    )  # fmt: skip
    owner_email = forms.EmailField(label=_("E-mail address of the Access Owner"), required=False)
    number = forms.CharField(label=_("Mobile number"), max_length=20, help_text=_("Such as 0470 12 34 56."))
    iccid = forms.CharField(
        label=_("Card number (ICCID)"), max_length=24, help_text=_("18 to 20 digits that begin with 89.")
    )
    imsi = forms.CharField(label=_("IMSI"), max_length=20, help_text=_("15 digits."))
    pin = forms.CharField(label=_("PIN"), max_length=8)
    puk = forms.CharField(label=_("PUK"), max_length=8)
    plan = forms.ChoiceField(label=_("Plan"))

    def __init__(self, *args: Any, plans: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].choices = list(plans)  # type: ignore[attr-defined]

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about."""
        parts = (
            (_now("Company"), ("name", "code", "vat_number", "street", "postcode", "city", "language", "since")),
            (_now("Who has access"), ("owner_name", "owner_email")),
            (_now("Card"), ("number", "iccid", "imsi", "pin", "puk", "plan")),
        )
        return [(words, [self[name] for name in names]) for words, names in parts]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("owner_name")) != bool(given.get("owner_email")) and "owner_email" not in self.errors:
            self.add_error("owner_email", _now("An Access Owner needs both a name and an e-mail address."))
        return given

    def sheets(self) -> Sheets:
        """The files of a base with one row each."""
        given = self.cleaned_data
        code = given["code"] or slugify(given["name"])[:30] or "customer"
        since = given["since"].isoformat()
        account = code.upper()
        found: dict[str, Mapping[str, str]] = {
            "customers.csv": {
                "code": code,
                "name": given["name"],
                "vat_number": given["vat_number"],
                "street": given["street"],
                "postcode": given["postcode"],
                "city": given["city"],
                "language": given["language"],
                "since": since,
                "access_owner": "yes",
            },
            "accounts.csv": {"code": account, "customer": code, "name": given["name"]},
            "billing_accounts.csv": {
                "code": f"{account}-1",
                "account": account,
                "name": given["name"],
                "opened": since,
                "language": given["language"],
            },
            "lines.csv": {
                "code": f"{account}-1-1",
                "billing_account": f"{account}-1",
                **{name: given[name] for name in ("number", "iccid", "imsi", "pin", "puk", "plan")},
                "from": since,
            },
        }
        return {**found, **self._people(code)}

    def _people(self, customer: str) -> Sheets:
        """The Access Owner, where one is named."""
        given = self.cleaned_data
        if not given["owner_email"]:
            return {}
        owner = {"email": given["owner_email"], "name": given["owner_name"], "language": given["language"]}
        return {"people.csv": {**owner, "customer": customer, "profile": "access_owner"}}


@console_view(OPERATE_CUSTOMERS, methods=("GET", "POST"))
def take_on(request: PageRequest) -> HttpResponse:
    """Takes one customer on; all of it or nothing."""
    on = brussels_date(request.now)
    plans = _plans(request)
    form = CustomerForm(request.POST or None, plans=plans, initial={"since": Month.of(on).previous().first_day})
    if request.method == "POST" and form.is_valid():
        sheets = form.sheets()
        result = bring_in(sheets, by=request.actor, at=request.now)
        if result.taken:
            found = parties.customers(request.actor, CUSTOMER_VIEW).get(code=sheets["customers.csv"]["code"])
            messages.success(request, _now("%(name)s is taken on, with one card.") % {"name": found.legal_name})
            return redirect("console:customers:show", pk=found.pk)
        _note(form, result)
    context = {"form": form, "plans": plans, "may_import": request.actor.may(OPERATE_SETTINGS)}
    return render(request, "console/setup/customer.html", context, status=422 if form.errors else 200)


def bring_in(sheets: Sheets, *, by: Actor, at: datetime) -> BaseResult:
    """Brings in a base of one row a file."""
    with TemporaryDirectory(prefix="comptoir-customer-") as folder:
        for file, row in sheets.items():
            with (Path(folder) / file).open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, list(row), delimiter=";")
                writer.writeheader()
                writer.writerow(row)
        return import_base(Path(folder), by=by, at=at)


def _note(form: CustomerForm, result: BaseResult) -> None:
    """Puts the reasons beside the fields that they are about."""
    for row in result.rows:
        if row.outcome is not Outcome.REFUSED or row.message == "base.refers.refused":
            continue
        column = str(row.values.get("column", ""))
        form.add_error(FIELDS.get((row.file, column)), said(row))


def _plans(request: PageRequest) -> list[tuple[str, str]]:
    """The plans on offer, for a choice."""
    plans = catalogue.plans(request.actor, brussels_date(request.now))
    return [(plan.code, plan.name_in(formats.language())) for plan in plans]
