"""Files that people hand over: limited while they arrive, on disk from the first byte that does not fit in memory.

A view takes a file so; the limit is looked at before the first byte is read and again at each one:

    @csrf_exempt                     # the token is looked at by `receiving`, after the limit is in place
    @portal_view(CAPABILITY, methods=("GET", "POST"))
    @receiving(lambda: settings.UPLOAD_LIMIT)
    def upload(request): ...
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from comptoir.web import formats

OTHER_FIELDS = 100_000  # bytes that the rest of a form may take
ABANDONED_AFTER = 24 * 3600  # seconds after which a file that was never wholly received is removed


class Unusable(Exception):
    """A file that cannot be taken; the text says why in one sentence."""


class Limit(FileUploadHandler):
    """Stops an upload that is larger than it may be; the rest is passed over, not kept."""

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most, self.received, self.exceeded = most, 0, False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Notes an announced length that is too much: then not one byte is kept."""
        announced = args[2] if len(args) > 2 else 0
        self.exceeded = announced > self.most + OTHER_FIELDS

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.exceeded or self.received > self.most:
            self.exceeded = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        return None


def receiving(
    most: Callable[[], int],
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view that takes files of at most `most()` bytes together; `too_large(request)` says whether it was more."""

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        protected = csrf_protect(view)

        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                sweep_abandoned()
                limit = Limit(request, most())
                request.upload_limit = limit  # type: ignore[attr-defined]
                request.upload_handlers.insert(0, limit)
            return protected(request, *args, **kwargs)

        return limited

    return wrap


def too_large(request: HttpRequest) -> str:
    """The sentence for an upload over the limit; '' when it was within."""
    limit = getattr(request, "upload_limit", None)
    if limit is None or not limit.exceeded:
        return ""
    return _("The file is larger than %(most)s, which is the most that is taken here.") % {
        "most": formats.volume(limit.most)
    }


def text_of(file: "UploadedFile[Any]", most: int) -> str:
    """The whole file as UTF-8 text, with or without a byte order mark. Raises Unusable."""
    if file.size is not None and file.size > most:
        raise Unusable(_("The file is larger than %(most)s.") % {"most": formats.volume(most)})
    content: bytes = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unusable(_("The file is not UTF-8 text: line %(line)s holds other bytes.") % {"line": line}) from None


def sweep_abandoned() -> None:
    """Removes what was left by uploads whose process died: it may hold what must not be kept (U-02)."""
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    for path in folder.glob("*.upload*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > ABANDONED_AFTER:
                path.unlink()


def stream_of(file: "UploadedFile[Any]") -> BinaryIO:
    """The file to be read from its start."""
    file.seek(0)
    return file  # type: ignore[return-value]
