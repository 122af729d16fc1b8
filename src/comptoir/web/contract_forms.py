"""What either party writes about the contract: notices, notices of default, letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.lifecycle.actions.notices import LONGEST


class WhatEnds(forms.ChoiceField):
    """Always answered: the empty choice is the whole portal."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class NoticeForm(forms.Form):
    application = WhatEnds(label=_("What ends"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your letter"),
        required=False,
        max_length=LONGEST,
        help_text=_("What you want to say with it. It is kept with the notice."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, applications: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["application"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The whole portal, with all its applications")), *applications]


class ReceivedForm(NoticeForm):
    """A notice that the customer gave by letter or e-mail."""

    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day."), "invalid": _("This is no date.")},
    )

    def __init__(self, *args: Any, applications: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, applications=applications, **options)
        letter = self.fields["text"]
        letter.label, letter.help_text = _("What the customer wrote"), _("It is kept with the notice.")
        letter.required, letter.error_messages["required"] = True, _("Copy what the customer wrote.")
        self.order_fields(["application", "received_on", "text"])


class DefaultForm(forms.Form):
    obligation = forms.CharField(
        label=_("Which duty is not met"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say which duty is not met.")},
    )
    is_serious = forms.BooleanField(
        label=_("It is a serious breach"),
        required=False,
        help_text=_("Then the contract may be ended at once, in writing."),
    )


class LetterForm(forms.Form):
    text = forms.CharField(
        label=_("Your letter"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in writing why the contract ends.")},
    )
