"""What PDF/A-3a and PDF/UA-1 ask of a file, as far as its structure shows it."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
from pypdf import PdfReader

from comptoir.documents.tagged_text import Element, Mark, TaggedText


def text_of(pdf: bytes) -> str:
    """The text of all pages as another reader sees it, with plain blanks."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"[^\S\n]+", " ", "\n".join(pages))


def assert_archival(pdf: bytes) -> None:
    """PDF/A-3a (ISO 19005-3): identification, output intent, embedded fonts, related files."""
    with pikepdf.open(BytesIO(pdf)) as document:
        metadata = bytes(document.Root.Metadata.read_bytes()).decode()
        assert "<pdfaid:part>3</pdfaid:part>" in metadata
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not document.is_encrypted
        fonts = list(_fonts(document))
        assert fonts
        for font in fonts:
            assert "/ToUnicode" in font
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert any(key in descriptor for key in ("/FontFile2", "/FontFile3"))
        related = [file.UF for file in document.Root.get("/AF", [])]
        assert sorted(map(str, related)) == sorted(document.attachments)


def assert_accessible(pdf: bytes, language: str) -> None:
    """PDF/UA-1 (ISO 14289-1): tagged, language, title shown, headings in order, tables with headers, alt texts."""
    with pikepdf.open(BytesIO(pdf)) as document:
        metadata = bytes(document.Root.Metadata.read_bytes()).decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert re.search(r"<dc:title>.*\S.*</dc:title>", metadata)
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang).split("-")[0] == language
        for figure in _items(document.Root.StructTreeRoot, "/Figure"):
            assert str(figure.Alt).strip()
    page = TaggedText(pdf)
    headings = [node.tag for node in page.root.walk() if isinstance(node, Element) and re.fullmatch(r"H\d", node.tag)]
    assert headings[0] == "H1"
    levels = [int(tag[1]) for tag in headings]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    for table in (node for node in page.root.walk() if isinstance(node, Element) and node.tag == "Table"):
        assert any(isinstance(node, Element) and node.tag == "TH" for node in table.walk())


def assert_everything_is_tagged(pdf: bytes) -> None:
    """All that is painted is marked as content or artifact, and each content has one place in the structure."""
    placed = [node for node in TaggedText(pdf).root.walk() if isinstance(node, Mark)]
    assert len(placed) == len(set(placed))
    with pikepdf.open(BytesIO(pdf)) as document:
        found = {Mark(index, number) for index, page in enumerate(document.pages) for number in _marks(page)}
        assert not document.Root.get("/OpenAction")
        assert "/JavaScript" not in document.Root.get("/Names", pikepdf.Dictionary())
    assert found == set(placed)


def assert_tables_are_regular(pdf: bytes) -> None:
    """Each row of a table spans the same number of columns, each header says what it heads."""
    with pikepdf.open(BytesIO(pdf)) as document:
        tables = list(_items(document.Root.StructTreeRoot, "/Table"))
        assert tables
        for table in tables:
            widths = {
                sum(int(_attribute(cell, "/ColSpan") or 1) for cell in [*_items(row, "/TD"), *_items(row, "/TH")])
                for row in _items(table, "/TR")
            }
            assert len(widths) == 1
            for header in _items(table, "/TH"):
                assert _attribute(header, "/Scope") in ("/Column", "/Row", "/Both")


def _marks(page: Any) -> Iterator[int]:
    """The numbers of a page's marked contents; fails for text or paths painted outside all marks."""
    depth = 0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            depth += 1
            properties = instruction.operands[-1]
            if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
                yield int(properties.MCID)
        elif operator == "EMC":
            depth -= 1
        elif operator in ("Tj", "TJ", "f", "f*", "S", "B", "Do", "sh"):
            assert depth, operator


def _attribute(cell: Any, name: str) -> Any:
    attributes = cell.get("/A", [])
    for one in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if name in one:
            return one[name]
    return None


def _fonts(document: pikepdf.Pdf) -> Iterator[Any]:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0":
            yield item


def _items(item: Any, kind: str) -> Iterator[Any]:
    if isinstance(item, pikepdf.Dictionary):
        if item.get("/S") == kind:
            yield item
        kids = item.get("/K")
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            yield from _items(kid, kind)
