"""The same words in every language we speak, so that a file may be written in any of them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from comptoir.kernel.sorting import fold


def spoken(text: str) -> str:
    """A word as anyone may type it: without case and accents, with either apostrophe."""
    return fold(text).replace("’", "'")


def every_language(words: Mapping[str, Any]) -> dict[str, str]:
    """Folded word -> key: the key itself, and what it is called in each language."""
    found = {spoken(key): key for key in words}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {spoken(str(said)): key for key, said in words.items()}
    return found
