"""One's own details."""

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.parties.models import Language


class DetailsForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give your name.")})
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        help_text=_("Colleagues who may see it can call you there."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language of pages and messages"), choices=Language.choices)

    def clean_phone(self) -> str:
        said: str = self.cleaned_data["phone"].strip()
        if not said:
            return ""
        try:
            parsed = phonenumbers.parse(said, "BE")
        except phonenumbers.NumberParseException:
            raise forms.ValidationError(_("This is no telephone number.")) from None
        if not phonenumbers.is_possible_number(parsed):
            raise forms.ValidationError(_("This is no telephone number."))
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
