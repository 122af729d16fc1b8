"""The registration form as fields. What is right and wrong in them is said by registration.answers alone."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.explanation import Step
from comptoir.parties.models import Control, Language
from comptoir.portal.registration.saying import said_of
from comptoir.registration.answers import LONGEST, MOST_AFFILIATES, AffiliateAnswer, Answers
from comptoir.registration.countries import COUNTRIES
from comptoir.registration.words import CUSTOMER_KINDS
from comptoir.web import formats

ROWS = 2  # of affiliates, to begin with
TYPED = ("legal_name", "legal_form", "enterprise_number", "vat_number", "street", "postcode", "city", "name", "phone")
#: Checked as one fills them in; of affiliates each field is.
CHECKED = (*TYPED, "kind", "country")
GROUPS = (
    ("company", ("kind", "legal_name", "legal_form", "enterprise_number", "vat_number")),
    ("seat", ("street", "postcode", "city", "country")),
    ("registrant", ("name", "phone", "language")),
)


class CompanyForm(forms.Form):
    """Everything but the affiliates. No field is required here: a draft may be as unfinished as it likes."""

    kind = forms.CharField(
        label=_("Who is the customer?"), widget=forms.RadioSelect(choices=list(CUSTOMER_KINDS.items()))
    )
    legal_name = forms.CharField(label=_("Legal name"), help_text=_("Of a natural person: first name and family name."))
    legal_form = forms.CharField(label=_("Legal form"), help_text=_("Such as SA, NV, SRL, BV, ASBL or VZW."))
    enterprise_number = forms.CharField(
        label=_("Enterprise number"), help_text=_("Ten digits that begin with 0 or 1, such as 0403.019.261.")
    )
    vat_number = forms.CharField(label=_("VAT number"), help_text=_("With its country: BE 0403.019.261."))
    street = forms.CharField(label=_("Street and number"))
    postcode = forms.CharField(label=_("Postcode"))
    city = forms.CharField(label=_("City"))
    country = forms.CharField(label=_("Country"), widget=forms.Select)
    name = forms.CharField(label=_("Your name"))
    phone = forms.CharField(label=_("Your phone number"))
    language = forms.CharField(label=_("Language of our messages"), widget=forms.Select(choices=Language.choices))
    wants_access_owner = forms.CharField(
        label=_("Who decides who may see what?"),
        widget=forms.RadioSelect(
            choices=[
                ("yes", _("I become the Access Owner: I see everything, order, and give rights to others.")),
                ("no", _("Nobody is Access Owner: I give rights to others as Access Manager, and see no data myself.")),
            ]
        ),
    )
    consent = forms.BooleanField(label=_("I guarantee that the affiliates named above agree."))
    may_bind = forms.BooleanField(label=_("I confirm that I have the powers and the authority to bind the customer."))
    terms = forms.BooleanField(label=_("I have read the conditions of the portal and accept them."))

    #: Of the enterprise number it is said where it may be missing; the style sheet knows of whom.
    optional = frozenset({"vat_number", "enterprise_number"})

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        countries = [(code, formats.country(code)) for code in COUNTRIES]
        first, *others = countries
        self.fields["country"].widget.choices = [first, *sorted(others, key=lambda pair: pair[1])]
        for name, field in self.fields.items():
            described = [f"id_{name}_helptext"] if field.help_text else []
            field.widget.attrs["aria-describedby"] = " ".join([*described, f"said_{name}"])
        for name in TYPED:
            self.fields[name].widget.attrs["maxlength"] = LONGEST[name]
        for name in CHECKED:
            self.fields[name].widget.attrs |= check_attributes(name)
        for name, kind in {"street": "street-address", "postcode": "postal-code", "city": "address-level2",
                           "name": "name", "phone": "tel", "legal_name": "organization"}.items():  # fmt: skip
            self.fields[name].widget.attrs["autocomplete"] = kind
        self.fields["phone"].widget.input_type = "tel"


def check_attributes(name: str) -> dict[str, str]:
    """A field that is checked, and the form kept, once one stops typing or leaves it."""
    return {
        "hx-post": reverse("portal:registration:check", args=[name]),
        "hx-trigger": "change, keyup changed delay:700ms",
        "hx-target": f"#said_{name}",
        "hx-swap": "innerHTML",
        "hx-sync": "closest form:queue last",
    }


def is_checked(name: str, answers: Answers) -> bool:
    """Whether a field, named as in answers.problems, is checked as one fills it in."""
    if not name.startswith("affiliates."):
        return name in CHECKED
    return int(name.split(".")[1]) < len(answers.affiliates)


def answers_in(posted: "MultiValueDict[str, str]") -> Answers:
    """What a form holds, as it was typed."""
    count = posted.get("rows", "")
    rows = min(int(count), MOST_AFFILIATES) if count.isascii() and count.isdecimal() and len(count) < 4 else 0
    texts = {name: str(posted.get(name, "")) for name in (*TYPED, "kind", "country", "language")}
    return Answers(
        **texts,
        wants_access_owner=posted.get("wants_access_owner", "yes") != "no",
        affiliates=tuple(
            AffiliateAnswer(
                **{
                    part: str(posted.get(f"affiliates-{row}-{part}", "")).strip()
                    for part in ("name", "number", "ground")
                }
            )
            for row in range(rows)
        ),
        consent="consent" in posted,
        may_bind="may_bind" in posted,
        terms="terms" in posted,
    )


def form_of(answers: Answers) -> CompanyForm:
    values: dict[str, Any] = {name: getattr(answers, name) for name in CompanyForm.base_fields}
    return CompanyForm(values | {"wants_access_owner": "yes" if answers.wants_access_owner else "no"})


def affiliate_rows(answers: Answers, faults: Mapping[str, Step], more: int = 0) -> list[dict[str, Any]]:
    """The rows to show: those that were named, at least some blank ones, and what is said about each field."""
    named = [row for row in answers.affiliates if not row.is_blank] if more else list(answers.affiliates)
    wanted = min(max(len(named) + more, ROWS), MOST_AFFILIATES)
    shown = named + [AffiliateAnswer()] * (wanted - len(named))
    return [
        {
            "number": position,
            "answer": row,
            "grounds": [(value, words, value == row.ground) for value, words in Control.choices],
            "said": {
                part: said_of(key, answers, faults)
                for part in ("name", "number", "ground")
                if (key := f"affiliates.{position}.{part}") in faults
            },
            "checks": {
                part: flatatt(check_attributes(f"affiliates-{position}-{part}"))
                for part in ("name", "number", "ground")
            },
        }
        for position, row in enumerate(shown)
    ]
