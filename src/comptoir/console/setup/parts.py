"""The parts of the settings side by side."""

from django.urls import reverse
from django.utils.translation import gettext as _

Tab = tuple[str, str, bool]


def tabs(current: str) -> list[Tab]:
    """For `{% tabs tabs %}`; `current` is first_hour, brand, terms or base."""
    parts = (
        ("first_hour", _("First hour"), "index"),
        ("brand", _("Brand"), "brand"),
        ("terms", _("Terms"), "terms"),
        ("base", _("Base import"), "base"),
    )
    return [(words, reverse(f"console:setup:{name}"), key == current) for key, words, name in parts]
