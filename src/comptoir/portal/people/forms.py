"""What one fills in about people."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.access.queries import Person
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
    """Who is next, typed twice: it cannot be undone by oneself."""

    person = forms.ChoiceField(label=_("The new Access Owner"), error_messages={"required": _("Choose a person.")})
    confirmation = forms.CharField(
        label=_("Type their e-mail address to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the e-mail address of the new Access Owner.")},
    )

    def __init__(self, *args: Any, people: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(person.user_id): person for person in people}
        choices = [("", _("Choose ...")), *((key, f"{p.name} ({p.email})") for key, p in self.people.items())]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        person = self.people.get(cleaned.get("person", ""))
        typed = str(cleaned.get("confirmation", "")).strip().lower()
        if person and typed and typed != person.email.lower():
            self.add_error("confirmation", _("This is not the e-mail address of the person you chose."))
        return cleaned
