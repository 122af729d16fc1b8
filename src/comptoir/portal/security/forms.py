"""What is asked on the pages of sign-in and security."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from comptoir.identity.models import Happened, Protocol, What


class ReportForm(forms.Form):
    what = forms.ChoiceField(label=_("What is it about?"), choices=What.choices, widget=forms.RadioSelect)
    happened = forms.ChoiceField(label=_("What happened?"), choices=Happened.choices, widget=forms.RadioSelect)
    remove_second_steps = forms.BooleanField(
        label=_("Remove passkeys and authenticator apps too"),
        help_text=_("Choose this when the telephone or key with them is gone."),
        required=False,
    )
    note = forms.CharField(
        label=_("What we should know"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class DomainForm(forms.Form):
    name = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("What stands behind the @ of your people's addresses, such as company.com."),
    )


class ProviderForm(forms.Form):
    """One of two protocols: only what belongs to the chosen one is asked for."""

    protocol = forms.ChoiceField(
        label=_("How does it speak?"),
        choices=Protocol.choices,
        widget=forms.RadioSelect,
        initial=Protocol.OPENID,
        help_text=_("Most sign-in services speak both; OpenID Connect is the simpler one."),
    )
    name = forms.CharField(label=_("Name"), max_length=40, help_text=_("Your people read it on the sign-in page."))
    issuer = forms.URLField(
        label=_("Address of the provider (issuer)"), required=False, max_length=500, assume_scheme="https"
    )
    client_id = forms.CharField(label=_("Client ID"), required=False, max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is kept sealed and never shown again."),
    )
    metadata_url = forms.URLField(
        label=_("Address of its metadata"), required=False, max_length=500, assume_scheme="https"
    )
    metadata = forms.CharField(
        label=_("Or its metadata itself"),
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("protocol") == Protocol.OPENID:
            for name in ("issuer", "client_id", "secret"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in."))
        elif not said.get("metadata") and not said.get("metadata_url") and "metadata_url" not in self.errors:
            self.add_error("metadata_url", _("Give the address of the metadata, or paste them below."))
        return said
