"""The visible text of a tagged PDF in reading order, by its structure: headings, tables, cells.

A page's text alone cannot tell the total from a line that someone named "Total"; the structure can, because
text from people never becomes a heading or a table of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

_OPERATORS = "BDC BMC EMC Tf Tj TJ ' \""


class NotTagged(ValueError):
    """The file is no PDF, or a PDF without structure."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of marked content: page index and its number there."""

    page: int
    number: int


@dataclass(slots=True)
class Element:
    """One element of the structure, such as H2, Table, TR or TD."""

    tag: str
    children: list["Element | Mark"] = field(default_factory=list)

    def walk(self) -> Iterator["Element | Mark"]:
        """This element and all below it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Mark):
                yield child
            else:
                yield from child.walk()


class TaggedText:
    """A tagged PDF, opened for reading."""

    def __init__(self, pdf: bytes) -> None:
        try:
            self._pdf = pikepdf.open(BytesIO(pdf))
        except pikepdf.PdfError as error:
            raise NotTagged("The file is not a PDF that can be read.") from error
        if "/StructTreeRoot" not in self._pdf.Root:
            raise NotTagged("The PDF has no structure.")
        self._pages = {page.objgen: index for index, page in enumerate(self._pdf.pages)}
        self._texts: dict[int, dict[int, str]] = {}
        self._maps: dict[tuple[int, int], dict[int, str]] = {}
        self.root = self._element(self._pdf.Root.StructTreeRoot, 0)

    @property
    def language(self) -> str:
        """The document's language, such as 'fr-BE'."""
        return str(self._pdf.Root.get("/Lang", ""))

    def attachment(self, name: str) -> bytes | None:
        """The content of an attached file."""
        found = self._pdf.attachments.get(name)
        return None if found is None else found.get_file().read_bytes()

    def text(self, node: Element | Mark) -> str:
        """The text below a node, white space as single blanks."""
        marks = [node] if isinstance(node, Mark) else [n for n in node.walk() if isinstance(n, Mark)]
        joined = " ".join(self._page_texts(mark.page).get(mark.number, "") for mark in marks)
        return re.sub(r"\s+", " ", joined).strip()

    def after_heading(self, tag: str, heading: str) -> Iterator[Element | Mark]:
        """All that follows the first heading of this tag and text, in reading order."""
        nodes = self.root.walk()
        for node in nodes:
            if isinstance(node, Element) and node.tag == tag and self.text(node) == heading:
                inside = {id(part) for part in node.walk()}
                yield from (later for later in nodes if id(later) not in inside)
                return

    def rows(self, table: Element) -> list[list[str]]:
        """The data cells of a table, row by row; rows of headers only are left out."""
        rows = [node for node in table.walk() if isinstance(node, Element) and node.tag == "TR"]
        cells = [[self.text(c) for c in row.walk() if isinstance(c, Element) and c.tag == "TD"] for row in rows]
        return [row for row in cells if row]

    def _element(self, item: Any, page: int) -> Element:
        page = self._page_of(item, page)
        element = Element(str(item.get("/S", ""))[1:])
        kids = item.get("/K")
        if kids is None:
            return element
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            element.children.append(self._child(kid, page))
        return element

    def _child(self, kid: Any, page: int) -> Element | Mark:
        if not isinstance(kid, pikepdf.Dictionary):
            return Mark(page, int(kid))
        if "/MCID" in kid:
            return Mark(self._page_of(kid, page), int(kid.MCID))
        return self._element(kid, page)

    def _page_of(self, item: Any, page: int) -> int:
        own = item.get("/Pg")
        return page if own is None else self._pages[own.objgen]

    def _page_texts(self, page: int) -> dict[int, str]:
        if page not in self._texts:
            self._texts[page] = self._read_page(self._pdf.pages[page])
        return self._texts[page]

    def _read_page(self, page: pikepdf.Page) -> dict[int, str]:
        fonts = page.resources.get("/Font", pikepdf.Dictionary())
        texts: dict[int, str] = {}
        open_marks: list[int | None] = []
        characters: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page, _OPERATORS):
            operator, operands = str(instruction.operator), instruction.operands
            if operator in ("BDC", "BMC"):
                open_marks.append(_mark_number(operands))
            elif operator == "EMC":
                open_marks.pop()
            elif operator == "Tf":
                characters = self._characters(fonts[str(operands[0])])
            else:
                number = next((mark for mark in reversed(open_marks) if mark is not None), None)
                if number is not None:
                    texts[number] = texts.get(number, "") + _shown(operands[-1], characters)
        return texts

    def _characters(self, font: Any) -> dict[int, str]:
        key = font.objgen
        if key not in self._maps:
            stream = font.get("/ToUnicode")
            self._maps[key] = {} if stream is None else unicode_map(stream.read_bytes().decode("latin-1"))
        return self._maps[key]


def _mark_number(operands: Any) -> int | None:
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties.MCID)
    return None


def _shown(operand: Any, characters: dict[int, str]) -> str:
    """The text of what Tj or TJ shows; glyphs are two bytes each (Identity-H)."""
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(characters.get(high << 8 | low, "\N{REPLACEMENT CHARACTER}") for high, low in pairs)


def unicode_map(cmap: str) -> dict[int, str]:
    """Glyph code to text of a ToUnicode CMap (bfchar and bfrange)."""
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = _from_utf16(text)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = _from_utf16(text)
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return found


def _from_utf16(text: str) -> str:
    return bytes.fromhex(text).decode("utf-16-be")
