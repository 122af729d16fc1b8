"""Reads, renews, writes and compiles the catalogues in `locale/<language>/LC_MESSAGES/django.po`.

A catalogue names files without line numbers and bears no dates, so that it changes only when words do.
"""

import io
import os
import time
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from comptoir.commands.translation.sources import PACKAGE, Key

SOURCE_LANGUAGE = "en"
LANGUAGES = ("fr", "nl", "en", "de")
LOCALE = PACKAGE / "locale"
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural={plural};\\n"

"""


def path_of(language: str, locale: Path = LOCALE) -> Path:
    """Where a language's catalogue stands."""
    return locale / language / "LC_MESSAGES" / "django.po"


def read(language: str, locale: Path = LOCALE) -> Catalog:
    """A language's catalogue; an empty one where there is no file yet."""
    path = path_of(language, locale)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def key_of(message: Message) -> Key:
    """The key of a catalogue's entry."""
    text, *plural = [message.id] if isinstance(message.id, str) else message.id
    return Key(message.context or "", text, plural[0] if plural else "")


def renew(language: str, texts: dict[Key, list[str]], locale: Path = LOCALE) -> int:
    """Brings a catalogue to exactly these texts and keeps their translations; returns how many are empty.

    A text that changed is a new one: it starts empty, never as a guess from a similar one.
    """
    known = {key_of(message): message for message in read(language, locale) if message.id}
    renewed = Catalog(locale=language)
    empty = 0
    for key, files in texts.items():
        old = known.get(key)
        translation = _english(key) if language == SOURCE_LANGUAGE else old.string if old else ""
        empty += not all(translation) if isinstance(translation, tuple | list) else not translation
        renewed.add(
            (key.text, key.plural) if key.plural else key.text,
            translation or (("", "") if key.plural else ""),
            locations=[(name, 0) for name in files],
            user_comments=old.user_comments if old else [],
            context=key.context or None,
        )
    _write(language, renewed, locale)
    return empty


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Makes each catalogue's .mo beside it; readers see the old one or the new one, never half of one."""
    made = []
    for source in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        fresh = source.with_suffix(f".{os.getpid()}.new")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        # Never older than its source, so that a start can tell by the times that nothing is to be done.
        moment = max(time.time_ns(), source.stat().st_mtime_ns)
        os.utime(fresh, ns=(moment, moment))
        made.append(fresh.replace(source.with_suffix(".mo")))
    return made


def _english(key: Key) -> str | tuple[str, str]:
    return (key.text, key.plural) if key.plural else key.text


def _write(language: str, catalogue: Catalog, locale: Path) -> None:
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False, sort_output=True)
    path = path_of(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = _HEADER.format(language=language, plural=catalogue.plural_expr)
    path.write_text(header + body.getvalue().decode().strip() + "\n", encoding="utf-8")
