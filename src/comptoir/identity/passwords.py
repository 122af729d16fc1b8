"""Which passwords are too weak, and the sentence that says what is missing (A-13)."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.access.models import Membership

#: So many characters must not follow from the ones before them: about what three unrelated words have.
SURPRISING = 9
_SHORTEST_WORD = 4
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "1234567890", "qwertzuiop")
_FOLLOWS = frozenset(pair for row in _ROWS for line in (row, row[::-1]) for pair in pairwise(line))


def surprising(password: str) -> int:
    """How many characters do not follow from what stands before: no repetition, no row, no piece seen already."""
    text = password.casefold()
    count, place = 0, 0
    while place < len(text):
        seen = _seen_before(text, place)
        if seen:
            place += seen
            continue
        count += not (place and _follows(text[place - 1], text[place]))
        place += 1
    return count


def _seen_before(text: str, place: int) -> int:
    """The length of the longest piece from `place` on that stands before it too; pieces of one or two do not count."""
    longest = 0
    for size in range(3, len(text) - place + 1):
        if text[place : place + size] not in text[:place]:
            break
        longest = size
    return longest


def _follows(before: str, after: str) -> bool:
    return abs(ord(before) - ord(after)) <= 1 or (before, after) in _FOLLOWS


class StrengthValidator:
    """A password whose characters mostly follow from one another is guessed, however long it is."""

    def validate(self, password: str, user: Any = None) -> None:
        missing = SURPRISING - surprising(password)
        if missing > 0:
            said = ngettext(
                "Too easy to guess: much of it follows from what stands before. Add a word that does not belong to it.",
                "Too easy to guess: much of it follows from what stands before. Add at least %(missing)d characters "
                "that do not belong to it, such as another word.",
                missing,
            )
            raise ValidationError(said % {"missing": missing}, code="password_predictable")

    def get_help_text(self) -> str:
        return _("Three or four words that do not belong together make a good password.")


class OwnWordsValidator:
    """Without the words that anybody would try first, a password must still be hard to guess: the person's name and
    address, their companies', and those of this portal."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.casefold()
        for word in sorted(own_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != password.casefold() and surprising(rest) < SURPRISING:
            raise ValidationError(
                _("Without your name, your company's and ours, little is left to guess. Add another word or two."),
                code="password_of_own_words",
            )

    def get_help_text(self) -> str:
        return _("Your name, your company's and ours count for nothing in it.")


def own_words(user: Any = None) -> set[str]:
    """In small letters; what is shorter than four signs says nothing."""
    said = ["comptoir", "portal", "password", settings.PORTAL_URL, settings.DEFAULT_FROM_EMAIL]
    if user is not None:
        said += [user.name, user.email]
    if user is not None and user.pk:
        running = Membership.objects.filter(user=user, to_at=None)
        said += running.values_list("customer__legal_name", flat=True)
    found = {word for text in said for word in re.split(r"[\W_]+", str(text).casefold())}
    return {word for word in found if len(word) >= _SHORTEST_WORD}


class BreachValidator:
    """Asks the checker that the settings name; without one nobody asks: a service of others is nobody's default."""

    def validate(self, password: str, user: Any = None) -> None:
        is_known: Callable[[str], bool] = import_string(settings.PASSWORD_BREACH_CHECKER)
        if is_known(password):
            raise ValidationError(
                _("This password is known from a breach of another site. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return _("It must not be known from a breach of another site.")
