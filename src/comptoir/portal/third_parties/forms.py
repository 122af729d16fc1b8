"""The written notice about someone of another company."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.kernel.clock import brussels_date, brussels_midnight
from comptoir.parties.models import Language


class NoticeForm(forms.Form):
    """Who, of which company, for what, until when; `at` is the present instant."""

    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give the person's name.")})
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They are invited there once the operator has taken note."),
        error_messages={
            "required": _("Give an e-mail address: the person signs in with it."),
            "invalid": _("This is no e-mail address."),
        },
    )
    company_name = forms.CharField(
        label=_("Company"), max_length=200, error_messages={"required": _("Say which company the person belongs to.")}
    )
    company_number = forms.CharField(
        label=_("Enterprise number"), max_length=20, required=False, help_text=_("Ten digits if it is Belgian.")
    )
    purpose = forms.CharField(
        label=_("What they are to do for you"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The operator reads it."),
        error_messages={"required": _("Say what they are to do for you.")},
    )
    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("You are warned before it. A new notice is needed to go on."),
        error_messages={"required": _("Give the last day."), "invalid": _("This is no date.")},
    )
    language = forms.ChoiceField(label=_("Language of messages and pages"), choices=Language.choices)
    vouches = forms.BooleanField(
        label=_("Those whose data the third party may see, service users and affiliates, have agreed to it."),
        error_messages={"required": _("Without this assurance there is no notice.")},
    )

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at

    def clean_until(self) -> date:
        last: date = self.cleaned_data["until"]
        if last < brussels_date(self.at):
            raise forms.ValidationError(_("That day has passed."))
        return last

    @property
    def said(self) -> dict[str, Any]:
        """What `give_notice` takes."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "until"}
        return kept | {"to_at": brussels_midnight(self.cleaned_data["until"] + timedelta(days=1))}
