"""Usage files that people hand over: what is no text and no Parquet is told at once.

How files are taken at all stands in web/uploads.py.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from comptoir.web.uploads import Unusable

LOOKED_AT = 4096
BINARY_STARTS = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"%PDF": "PDF",
    b"GIF8": "GIF",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
}
ZIP, PARQUET, GZIP, ZSTD = b"PK\x03\x04", b"PAR1", b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def assert_usage_file(file: "UploadedFile[Any]") -> None:
    """Raises Unusable for a file that is no text and no Parquet; a broken one is told apart when it is read."""
    start = _start_of(file)
    if start.startswith((PARQUET, GZIP, ZSTD, *UTF_16)):
        return
    for signature, name in BINARY_STARTS.items():
        if start.startswith(signature):
            raise Unusable(_("This is a %(kind)s file; usage comes as CSV, NDJSON or Parquet.") % {"kind": name})
    if start.startswith(ZIP):
        raise Unusable(_("This is a ZIP or Excel file; usage comes as CSV, NDJSON or Parquet. Unpack or save it so."))
    if b"\x00" in start:
        raise Unusable(_("This is no text file; usage comes as CSV, NDJSON or Parquet."))


def _start_of(file: "UploadedFile[Any]") -> bytes:
    file.seek(0)
    start: bytes = file.read(LOOKED_AT)
    file.seek(0)
    return start
