"""Finds every text that the sources mark for translation, in Python and in templates."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[2]
_KEYWORDS = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


class Key(NamedTuple):
    """What tells one text from another: context, English form, English plural ('' where there is none)."""

    context: str
    text: str
    plural: str


def texts_in(package: Path = PACKAGE) -> dict[Key, list[str]]:
    """Every marked text, with the files (relative to the package's parent) that use it; sorted both."""
    found: dict[Key, set[str]] = {}
    for path in _files(package):
        name = path.relative_to(package.parent).as_posix()
        for key in keys_of(path.read_text(encoding="utf-8"), template=path.suffix != ".py"):
            found.setdefault(key, set()).add(name)
    return {key: sorted(found[key]) for key in sorted(found)}


def template_files(package: Path = PACKAGE) -> list[Path]:
    """The templates of all rooms of the house."""
    return sorted(path for kind in ("html", "txt") for path in package.rglob(f"*.{kind}") if "templates" in path.parts)


def keys_of(source: str, *, template: bool) -> Iterator[Key]:
    """The texts that one file marks."""
    if template:
        # Without their indentation the lines are one flat Python module for the extractor.
        source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _, message, _, context in extract("python", io.BytesIO(source.encode()), keywords=_KEYWORDS):
        singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if singular:
            yield Key(context or "", singular, plural or "")


def _files(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path
    yield from template_files(package)
