"""Typst, kept warm: one compiler per template and process, data in as JSON, PDF out.

Text from people reaches the template as data only (`sys.inputs`), never as markup, so nothing they write can
become code. Every document is PDF/A-3a and PDF/UA-1 in one file, or it is not made.

The compiler's threads do not survive a fork: make the first document after forking, not before.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast

import pikepdf
import typst

from comptoir.documents.typeface import font_folder

STANDARDS = ("a-3a", "ua-1")
Relationship = Literal["source", "data", "alternative", "supplement"]

_LARGE = 256 * 1024

_one_at_a_time = Lock()


class DocumentNotMade(RuntimeError):
    """Typst refused a document: the message says why."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF (PDF/A-3), such as the invoice as UBL. `relationship` as in PDF/A-3, 6.8."""

    name: str
    content: bytes
    media_type: str
    relationship: Relationship
    description: str


def typeset(
    template: str,
    data: Mapping[str, object],
    *,
    on: date,
    attachments: Sequence[Attachment] = (),
    standards: Sequence[str] = STANDARDS,
) -> bytes:
    """The PDF of a template's name and its data, dated `on`; `DocumentNotMade` when Typst refuses it."""
    inputs = {
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        "attachments": json.dumps([_as_json(attachment) for attachment in attachments]),
    }
    try:
        with _one_at_a_time:
            pdf = _compiler(template).compile(
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=cast(Any, list(standards)),
                timestamp=datetime.combine(on, time(), UTC),
            )
    except typst.TypstError as error:
        raise DocumentNotMade(f"The document could not be made: {error.message}.") from error
    return _packed(cast(bytes, pdf))


def _packed(pdf: bytes) -> bytes:
    """A large file with its objects compressed (PDF 1.5, allowed by PDF/A-3): a fifth of the size.

    The tags of a thousand table rows are megabytes of plain text. A small file is left as it is: packing takes
    a quarter of the time of drawing.
    """
    if len(pdf) < _LARGE:
        return pdf
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(
            target,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return target.getvalue()


@cache
def _compiler(template: str) -> typst.Compiler:
    folder = Path(str(resources.files("comptoir.documents") / "templates"))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_folder()])
    return typst.Compiler(input=folder / f"{template}.typ", root=folder, font_paths=fonts)


def _as_json(attachment: Attachment) -> dict[str, object]:
    """Text as text; other content as numbers, because an input of Typst is a text."""
    try:
        content: object = attachment.content.decode("utf-8")
    except UnicodeDecodeError:
        content = list(attachment.content)
    return {
        "name": attachment.name,
        "content": content,
        "media_type": attachment.media_type,
        "relationship": attachment.relationship,
        "description": attachment.description,
    }
