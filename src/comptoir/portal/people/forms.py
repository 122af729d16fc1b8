"""What one fills in about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.access.models import Membership
from comptoir.parties.models import Language


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give the person's name.")})
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They receive a message there and choose a password of their own."),
        error_messages={
            "required": _("Give an e-mail address: the person signs in with it."),
            "invalid": _("This is no e-mail address."),
        },
    )
    language = forms.ChoiceField(label=_("Language of messages and pages"), choices=Language.choices)


class OwnerForm(forms.Form):
    """Who is next is chosen, then typed: it cannot be undone by oneself."""

    confirmation = forms.CharField(
        label=_("Type their e-mail address to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the e-mail address of the new Access Owner.")},
    )

    def __init__(self, *args: Any, chosen: Membership | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.chosen = chosen

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"]).strip().lower()
        if self.chosen is None or typed != self.chosen.user.email.lower():
            raise forms.ValidationError(_("This is not the e-mail address of the person you chose."))
        return typed
