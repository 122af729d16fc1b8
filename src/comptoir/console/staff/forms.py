"""What one fills in to appoint somebody."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from comptoir.access.capabilities import STAFF_ROLES
from comptoir.console.staff.words import role_name, role_sentence
from comptoir.parties.models import Language


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        help_text=_("Choose the least that the work needs; a person may hold several."),
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )

    def __init__(self, *args: Any, held: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        # The widest role stands last: whoever reads from the top meets the least first.
        wide = sorted(set(STAFF_ROLES) - set(held), key=lambda role: (len(STAFF_ROLES[role]), role))
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role, _now("%(role)s: %(sentence)s") % {"role": role_name(role), "sentence": role_sentence(role)})
            for role in wide
        ]


class AppointForm(RoleForm):
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Give the person's name.")})
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They receive a message there and choose a password of their own."),
        error_messages={"required": _("Give an e-mail address."), "invalid": _("This is no e-mail address.")},
    )
    language = forms.ChoiceField(label=_("Language of messages and pages"), choices=Language.choices)
    field_order = ("name", "email", "language", "role")
