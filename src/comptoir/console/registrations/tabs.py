"""Registrations and changes side by side."""

from django.urls import reverse
from django.utils.translation import gettext as _

Tab = tuple[str, str, bool]


def tabs(current: str) -> list[Tab]:
    """For `{% tabs tabs %}`; `current` is registrations or changes."""
    return [
        (_("Registrations"), reverse("console:registrations:index"), current == "registrations"),
        (_("Changes asked for"), reverse("console:registrations:changes"), current == "changes"),
    ]
