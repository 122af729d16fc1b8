"""Everything that somebody may see of a customer, as one ZIP of tables and invoices (P-05)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, TypeAlias
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from comptoir.access.models import User
from comptoir.billing.kept_pdf import content_of
from comptoir.documents.sheets import Column, Row, write_csv
from comptoir.kernel.clock import BRUSSELS, as_utc, brussels_date
from comptoir.lifecycle import export_tables as tables
from comptoir.scope.actor import Actor

#: (files done, files in all)
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many files, how many bytes, and their SHA-256."""

    files: int
    bytes: int
    digest: str


def write_export(path: Path, actor: Actor, user: User, at: datetime, progress: Progress) -> Written:
    """Writes the ZIP beside its place and puts it there whole; in the active language."""
    on = brussels_date(at)
    found = list(tables.of(actor, on))
    invoices = [invoice for invoice in tables.invoices_of(actor, on) if invoice.pdf_path]
    total, done = len(found) + len(invoices), 0
    fresh = path.with_suffix(".part")
    try:
        with ZipFile(fresh, "w", ZIP_DEFLATED) as bundle:
            bundle.writestr(f"{_('read-me')}.txt", _about(user, actor, at))
            for table in found:
                progress(done, total)
                _add_table(bundle, table.name, table.columns, table.rows())
                done += 1
            for invoice in invoices:
                progress(done, total)
                with suppress(FileNotFoundError, ValueError):
                    bundle.writestr(f"{_('invoices')}/{invoice.number}.pdf", content_of(invoice), ZIP_STORED)
                done += 1
            progress(done, total)
            files = len(bundle.namelist())
        digest, size = _digest(fresh), fresh.stat().st_size
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return Written(files, size, digest)


def rights_digest(actor: Actor) -> str:
    """Of what the actor may do and where: an export made with other rights is not handed out."""
    said = {name: sorted(nodes) for name, nodes in sorted(actor.grants.items())}
    text = json.dumps([actor.user_id, actor.customer_id, said], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _add_table(bundle: ZipFile, name: str, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    notice = _("For information. The official document prevails.")
    sink: IO[bytes]
    with bundle.open(f"{name}.csv", "w", force_zip64=True) as sink:
        for chunk in _chunks(columns, rows, notice):
            sink.write(chunk)


def _chunks(columns: Sequence[Column], rows: Iterable[Row], notice: str) -> Iterator[bytes]:
    yield from write_csv(columns, rows, notice=notice)


def _about(user: User, actor: Actor, at: datetime) -> str:
    said = {"name": user.name, "at": f"{as_utc(at).astimezone(BRUSSELS):%Y-%m-%d %H:%M}"}
    lines = [
        _("Everything that %(name)s could see in the portal on %(at)s (Brussels time).") % said,
        _("Tables are CSV in UTF-8, with a point as decimal sign; amounts are in euros."),
        _("For information. The official document prevails."),
    ]
    return "\r\n\r\n".join(lines) + "\r\n"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_kept(kept_until_on: date | None, on: date) -> bool:
    """Whether an export can still be fetched on a day."""
    return kept_until_on is not None and on < kept_until_on
