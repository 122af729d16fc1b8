"""What is asked of a token and of a service account."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.web.rights import BY_TOKEN

#: For how long people usually want one; what is longer than the terms allow is left out.
SPANS = (
    (7, _("A week")),
    (30, _("30 days")),
    (90, _("90 days")),
    (182, _("Half a year")),
    (366, _("A year")),
)


def spans(most: int) -> list[tuple[str, Any]]:
    return [(str(days), words) for days, words in SPANS if days <= most]


class TokenForm(forms.Form):
    """A name, what it may do, until when."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What it is for, such as the program that uses it."),
        error_messages={"required": _("Give the token a name by which you will know it.")},
    )
    capabilities = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never more than the account it belongs to, at any moment. Choose only what is needed."),
        error_messages={"required": _("Choose what the token may do.")},
    )
    days = forms.TypedChoiceField(label=_("Runs for"), coerce=int, initial="90")

    def __init__(self, *args: Any, choices: Iterable[str], most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["capabilities"].choices = [(one, BY_TOKEN[one]) for one in choices]  # type: ignore[attr-defined]
        self.fields["days"].choices = spans(most)  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("Your people read it in the log, such as Bookkeeping or Monitoring."),
        error_messages={"required": _("Give the service account a name.")},
    )


class ConnectionForm(forms.Form):
    """The name by which the log knows the directory, and until when its token runs."""

    name = forms.CharField(label=_("Name of the directory"), max_length=80, initial="SCIM")
    days = forms.TypedChoiceField(label=_("Runs for"), coerce=int, initial="366")

    def __init__(self, *args: Any, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["days"].choices = spans(most)  # type: ignore[attr-defined]
