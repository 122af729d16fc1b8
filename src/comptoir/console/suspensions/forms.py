"""What the security desk fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.console.suspensions.lists import CHOSEN, GROUNDS

_REASON = {"required": _("Say why: the reason is kept.")}


class _StopForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[(ground.value, GROUNDS[ground]) for ground in CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("Kept with your name and the time. Whoever is suspended does not see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=_REASON,
    )


class PersonForm(_StopForm):
    email = forms.EmailField(
        label=_("E-mail address of the person"),
        error_messages={"required": _("Say who."), "invalid": _("This is no e-mail address.")},
    )
    customer = forms.CharField(
        label=_("Code of the customer"),
        required=False,
        max_length=40,
        help_text=_("Leave it empty to stop the person everywhere."),
    )
    field_order = ("email", "customer", "ground", "reason")


class CustomerForm(_StopForm):
    customer = forms.CharField(
        label=_("Code of the customer"), max_length=40, error_messages={"required": _("Say which customer.")}
    )
    field_order = ("customer", "ground", "reason")


class AddressForm(forms.Form):
    network = forms.CharField(
        label=_("Network address"),
        max_length=64,
        help_text=_("One address such as 198.51.100.7, or a range such as 198.51.100.0/24."),
        error_messages={"required": _("Say which address.")},
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=_REASON
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is lifted"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), error_messages=_REASON
    )
