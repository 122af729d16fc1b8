"""What PDF/A-3a and PDF/UA-1 ask of a file, as far as its structure shows it."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pikepdf
from pypdf import PdfReader

from comptoir.documents.tagged_text import Element, TaggedText


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
