"""The parts of the catalogue side by side."""

from django.urls import reverse
from django.utils.translation import gettext as _

Tab = tuple[str, str, bool]


def tabs(current: str) -> list[Tab]:
    """For `{% tabs tabs %}`; `current` is offerings or tariffs."""
    parts = (("offerings", _("Offerings"), "index"), ("tariffs", _("Tariffs"), "tariffs"))
    return [(words, reverse(f"console:catalogue:{name}"), key == current) for key, words, name in parts]
