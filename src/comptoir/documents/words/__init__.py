"""The words of documents, one TOML catalogue per language, each complete.

A document is made without a request and without Django, so it brings its own words. A test holds the four
catalogues to the same keys and placeholders.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from comptoir.documents.languages import Language, forms_of


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `sections["invoice"]["number"]`; units have a singular and a plural."""

    language: Language
    sections: Mapping[str, Mapping[str, str]]
    units: Mapping[str, tuple[str, str]]

    def say(self, section: str, key: str, **values: str) -> str:
        """One text with its named placeholders filled."""
        return self.sections[section][key].format(**values)

    def unit(self, unit: str, quantity: Decimal) -> str:
        """The unit's name as it follows this quantity ('1,5 mois', '2 Monate')."""
        singular, plural = self.units[unit]
        form = forms_of(self.language).locale.plural_form(abs(quantity))
        return singular if form == "one" else plural


@cache
def words_of(language: Language) -> Words:
    """The words of a language."""
    forms_of(language)
    text = resources.files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    catalogue = tomllib.loads(text)
    units = {key: (forms[0], forms[1]) for key, forms in catalogue.pop("units").items()}
    return Words(language=language, sections=catalogue, units=units)
