"""Says what keeps the catalogues from being complete, one sentence for each fault."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message

from comptoir.commands.translation.catalogues import LANGUAGES, LOCALE, SOURCE_LANGUAGE, key_of, path_of, read
from comptoir.commands.translation.sources import PACKAGE, Key, template_files, texts_in
from comptoir.commands.translation.visible_text import untranslated_in

_PLACEHOLDER = re.compile(r"%\(\w+\)[^a-zA-Z]*[a-zA-Z]|%[sdif]|\{\w*(?:[!:][^{}]*)?\}|</?\w+[^>]*>")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def faults(package: Path = PACKAGE, locale: Path = LOCALE) -> list[str]:
    """All faults of all catalogues and templates; none when every page is complete in every language."""
    texts = texts_in(package)
    same = SameAsSource(locale)
    found = [fault for language in LANGUAGES for fault in _faults_of_language(language, list(texts), locale, same)]
    found += [f"same-as-source.txt: '{entry}' is no longer needed there" for entry in same.unused()]
    for path in template_files(package):
        name = path.relative_to(package.parent).as_posix()
        found += [
            f"{name}:{text.line}: '{text.text}' stands outside translation"
            for text in untranslated_in(path.read_text(encoding="utf-8"), html=path.suffix == ".html")
        ]
    return found


class SameAsSource:
    """The short list of texts that may be the same in another language: 'text', or 'nl: text' for one."""

    def __init__(self, locale: Path) -> None:
        path = locale / "same-as-source.txt"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self._entries = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
        self._used: set[str] = set()

    def allows(self, language: str, text: str) -> bool:
        """Whether the list names this text, for every language or for this one."""
        matching = {text, f"{language}: {text}"} & self._entries
        self._used |= matching
        return bool(matching)

    def unused(self) -> list[str]:
        """What nothing asked for: it would hide a fault one day."""
        return sorted(self._entries - self._used)


def _faults_of_language(language: str, wanted: list[Key], locale: Path, same: SameAsSource) -> Iterator[str]:
    if not path_of(language, locale).exists():
        yield f"{language}: there is no catalogue; run 'comptoir messages update'"
        return
    catalogue = read(language, locale)
    known = {key_of(message): message for message in catalogue if message.id}
    for key in wanted:
        if key not in known:
            yield f"{language}: '{key.text}' is missing from the catalogue; run 'comptoir messages update'"
            continue
        for fault in _faults_of_message(language, key, known[key], same):
            yield f"{language}: '{key.text}' {fault}"
    stale = [key.text for key in known if key not in set(wanted)] + [
        str(message.id) for message in catalogue.obsolete.values()
    ]
    for text in stale:
        yield f"{language}: '{text}' is used nowhere any more; run 'comptoir messages update'"


def _faults_of_message(language: str, key: Key, message: Message, same: SameAsSource) -> Iterator[str]:
    forms = _forms(message)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not all(forms):
        yield "has no translation"
        return
    sources = [key.text, key.plural] if key.plural else [key.text]
    yield from _placeholder_faults(sources, forms)
    if any(_edges(sources[0]) != _edges(form) for form in forms):
        yield "begins or ends with other line breaks than its translation"
    if language == SOURCE_LANGUAGE:
        if forms[: len(sources)] != sources:
            yield "has another text in the English catalogue; English is the source"
    elif forms == sources and _has_words(key.text) and not same.allows(language, key.text):
        yield "is translated by itself; if that is right, name it in same-as-source.txt"


def _placeholder_faults(sources: list[str], forms: list[str]) -> Iterator[str]:
    """A form for one may leave its number out ('one call'); the form for many has exactly the source's."""
    allowed = set().union(*(_PLACEHOLDER.findall(source) for source in sources))
    for number, form in enumerate(forms):
        has = set(_PLACEHOLDER.findall(form))
        needed = set(_PLACEHOLDER.findall(sources[-1])) if number == len(forms) - 1 else set()
        if has - allowed or needed - has:
            yield f"has other placeholders in '{form}'"


def _forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def _edges(text: str) -> tuple[bool, bool]:
    return text.startswith("\n"), text.endswith("\n")


def _has_words(text: str) -> bool:
    return bool(_LETTERS.search(_PLACEHOLDER.sub("", text)))
