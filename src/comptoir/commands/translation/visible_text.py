"""Finds what a template shows to people without passing it through translation.

HTML's own `translate="no"` marks what is the same in every language (a brand, a code sample).
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from django.template.base import Lexer, Token, TokenType

_SHOWN_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "aria-description", "aria-roledescription"}
_SHOWN_ARGUMENT = re.compile(
    r"\b(label|title|text|heading|hint|placeholder|message|caption|summary|description|empty|alt)"
    r"=(\"[^\"]*\"|'[^']*')"
)
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SILENT = {"script", "style"}
_WORD = re.compile(r"[^\W\d_]")


class Shown(NamedTuple):
    """A text that people see, and the line where it begins."""

    line: int
    text: str


def untranslated_in(template: str, *, html: bool = True) -> list[Shown]:
    """Every visible text of a template that stands outside translation, in order of line."""
    found: list[Shown] = []
    remaining = "".join(_without_tags(template, found))
    if html:
        page = _Page()
        page.feed(remaining)
        page.close()
        found += page.found
    else:
        found += [
            Shown(number, line.strip()) for number, line in enumerate(remaining.splitlines(), 1) if _WORD.search(line)
        ]
    return sorted(found)


def _without_tags(template: str, found: list[Shown]) -> Iterator[str]:
    """The template's own text; of tags, variables, comments and translated blocks the line breaks stay."""
    inside = ""
    for token in Lexer(template).tokenize():
        word = token.contents.split(" ", 1)[0] if token.token_type is TokenType.BLOCK else ""
        if inside:
            inside = "" if word == inside else inside
        elif word in ("blocktranslate", "blocktrans", "comment", "verbatim"):
            inside = f"end{word}"
        elif token.token_type is TokenType.TEXT:
            yield token.contents
            continue
        else:
            found += _arguments(token)
        yield _breaks(token)


def _breaks(token: Token) -> str:
    return "\n" * token.contents.count("\n")


def _arguments(token: Token) -> Iterator[Shown]:
    """Texts handed to an included template or a component: `label="Save"` instead of `label=_("Save")`."""
    if token.token_type is not TokenType.BLOCK:
        return
    for match in _SHOWN_ARGUMENT.finditer(token.contents):
        if _WORD.search(match[2]):
            yield Shown(token.lineno or 0, match[0])


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Shown] = []
        self._silenced_by = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silenced_by:
            self._depth += tag == self._silenced_by
            return
        given = dict(attrs)
        if tag in _SILENT or given.get("translate") == "no":
            if tag not in _VOID:
                self._silenced_by, self._depth = tag, 1
            return
        shown = set(_SHOWN_ATTRIBUTES)
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            shown.add("value")
        for name, value in attrs:
            if name in shown and value and _WORD.search(value):
                self._note(f'{name}="{value}"')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silenced_by == tag:
            self._depth -= 1
            if not self._depth:
                self._silenced_by = ""

    def handle_data(self, data: str) -> None:
        if self._silenced_by or not _WORD.search(data):
            return
        ahead = data[: len(data) - len(data.lstrip())].count("\n")
        self._note(" ".join(data.split())[:80], ahead)

    def _note(self, text: str, lines_ahead: int = 0) -> None:
        self.found.append(Shown(self.getpos()[0] + lines_ahead, text))
