"""What one fills in to ask for a change."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.registration.countries import COUNTRIES
from comptoir.registration.details import FIELDS
from comptoir.registration.models import ContactPerson
from comptoir.registration.words import DETAILS
from comptoir.web import formats

OPTIONAL = {"replaces", "phone", "legal_form"}


class ChangeForm(forms.Form):
    """The fields of one kind of change, the day, and a word to the operator."""

    from_on = forms.DateField(
        label=_("From which day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Give the day."), "invalid": _("This is no date.")},
    )
    note = forms.CharField(
        label=_("What we should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as where the change is published."),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        people: Sequence[ContactPerson],
        today: date,
        before: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for name in FIELDS[kind]:
            self.fields[name] = _field(name, kind, people, leaves=bool(self.data.get("replaces")))
            self.fields[name].initial = before.get(name, "")
        self.fields["from_on"].initial = today
        self.order_fields([*FIELDS[kind], "from_on", "note"])

    @property
    def wanted(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in FIELDS[self.kind]}


def _field(name: str, kind: str, people: Sequence[ContactPerson], *, leaves: bool) -> forms.Field:
    # Where a contact person leaves and nobody follows, only whom it is about is needed.
    required = name not in OPTIONAL and not (kind == "contact" and leaves)
    shared: dict[str, Any] = {
        "label": DETAILS[name],
        "required": required,
        "error_messages": {"required": _("Fill this in."), "invalid": _("This is no e-mail address.")},
    }
    if name == "country":
        return forms.ChoiceField(choices=[(code, formats.country(code)) for code in COUNTRIES], **shared)
    if name == "replaces":
        choices = [("", _("Nobody: one more")), *((str(one.pk), one.name) for one in people)]
        return forms.ChoiceField(
            choices=choices,
            help_text=_("Choose a person and leave the rest empty if they leave and nobody follows."),
            **shared,
        )
    if name == "email":
        return forms.EmailField(max_length=200, **shared)
    return forms.CharField(max_length=200, **shared)
