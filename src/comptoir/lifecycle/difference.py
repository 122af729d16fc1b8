"""A readable difference between two versions of a text: sentence by sentence, within a changed one word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "added", "removed"]

_SENTENCE = re.compile(r"\s*\S.*?(?:[.!?:;](?=\s|$)|(?=\n\s*\n)|$)", re.DOTALL)
_WORD = re.compile(r"\s*\S+|\s+$")
_PARAGRAPH = re.compile(r"(\n\s*\n)")
#: Two sentences at least so alike are one that changed; less alike, one went and another came.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text that stayed, came or went. All but the added make the old text, all but the removed the new."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the difference, with whether anything in it changed."""

    parts: tuple[Part, ...]

    @property
    def is_changed(self) -> bool:
        return any(part.kind != "same" for part in self.parts)


def parts_of(old: str, new: str) -> list[Part]:
    """The difference as pieces in reading order."""
    return _joined(_by_sentence(_sentences(old), _sentences(new)))


def paragraphs(old: str, new: str) -> list[Paragraph]:
    """The same, parted where either text begins a paragraph."""
    found: list[Paragraph] = []
    current: list[Part] = []
    for part in parts_of(old, new):
        for index, piece in enumerate(_PARAGRAPH.split(part.text)):
            if index % 2:
                found.append(Paragraph(tuple(current)))
                current = []
            elif piece:
                current.append(Part(part.kind, piece))
    found.append(Paragraph(tuple(current)))
    return [paragraph for paragraph in found if any(part.text.strip() for part in paragraph.parts)]


def changes(old: str, new: str) -> int:
    """In how many places the texts differ."""
    kinds = [part.kind != "same" for part in parts_of(old, new)]
    return sum(1 for index, differs in enumerate(kinds) if differs and (index == 0 or not kinds[index - 1]))


def _sentences(text: str) -> list[str]:
    """The sentences with the white space before each; together they are the text."""
    found = _SENTENCE.findall(text)
    rest = text[sum(map(len, found)) :]
    return [*found, rest] if rest else found


def _by_sentence(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(old[i1:i2]))
            continue
        for before, after in zip_longest(old[i1:i2], new[j1:j2], fillvalue=""):
            yield from _within(before, after)


def _within(before: str, after: str) -> Iterator[Part]:
    """One sentence that became another; as words where they are alike."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield Part("removed", before)
        yield Part("added", after)
        return
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        if old[i1:i2] == new[j1:j2]:
            yield Part("same", "".join(old[i1:i2]))
        else:
            yield Part("removed", "".join(old[i1:i2]))
            yield Part("added", "".join(new[j1:j2]))


def _joined(parts: Iterator[Part]) -> list[Part]:
    """Neighbours of a kind together; between two that stay, all that went stands before all that came."""
    found: list[Part] = []
    went = came = ""
    for part in parts:
        if part.kind == "removed":
            went += part.text
        elif part.kind == "added":
            came += part.text
        elif part.text:
            found += _changed(went, came)
            went = came = ""
            if found and found[-1].kind == "same":
                found[-1] = Part("same", found[-1].text + part.text)
            else:
                found.append(part)
    return found + _changed(went, came)


def _changed(went: str, came: str) -> list[Part]:
    return [part for part in (Part("removed", went), Part("added", came)) if part.text]
