"""The pages of a customer's sign-in, side by side."""

from django.urls import reverse
from django.utils.translation import gettext as _


def rules_tabs(here: str) -> list[tuple[str, str, bool]]:
    return [
        (_("Sign-in rules"), reverse("portal:security:rules"), here == "rules"),
        (_("Sign-ins of your people"), reverse("portal:security:people_history"), here == "history"),
    ]
