"""Asking for an export of everything one may see, making it, and removing it after its days (P-05; GC 2.2.2)."""

import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from comptoir.access.actors import actor_for
from comptoir.access.capabilities import DATA_EXPORT
from comptoir.access.exporting import for_export
from comptoir.audit.log import record
from comptoir.jobs.queue import enqueue
from comptoir.kernel.clock import brussels_date
from comptoir.lifecycle.export import Progress, rights_digest, write_export
from comptoir.lifecycle.models import DataExport
from comptoir.scope.actor import Actor, Channel
from comptoir.scope.authorize import NotAuthorized, require
from comptoir.scope.contract import terms_on
from comptoir.scope.refusal import Refused

JOB = "lifecycle.export"
FOLDER = "exports"
KEPT = "portal.export.kept"


class UnableToExport(Refused):
    """Whoever asked holds other rights by now."""


@transaction.atomic
def ask_for_export(*, by: Actor, at: datetime) -> DataExport:
    """One export at a time for each person and customer: asked for again, it is the one that is being made."""
    require(by, DATA_EXPORT)
    if by.user_id is None or by.customer_id is None:
        raise NotAuthorized(DATA_EXPORT)
    open_one = DataExport.objects.filter(customer=by.customer_id, asked_by=by.user_id, ready_at=None, removed_at=None)
    found = open_one.select_related("job").order_by("-pk").first()
    if found is not None and found.job is not None and found.job.is_open:
        return found
    made = DataExport.objects.create(customer_id=by.customer_id, asked_by_id=by.user_id, asked_at=at)
    made.job = enqueue(JOB, {"export": made.pk}, by=by, at=at, key=f"{JOB}:{made.pk}", customer_id=by.customer_id)
    made.save(update_fields=["job"])
    record(actor=by, verb="export.asked", obj=made, customer_id=by.customer_id, at=at)
    return made


def make_export(export: DataExport, *, at: datetime, progress: Progress) -> DataExport:
    """Writes the file, with the rights that whoever asked holds now: what they see where they may export.

    Made anew when it was broken off.
    """
    actor = actor_for(export.asked_by, export.customer_id, Channel.SESSION, at)
    if not actor.may(DATA_EXPORT):
        raise UnableToExport("export.no_right")
    name = f"{FOLDER}/{export.pk}-{secrets.token_hex(16)}.zip"
    path = Path(settings.DOCUMENTS_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with translation.override(export.asked_by.language):
            written = write_export(path, for_export(actor), export.asked_by, at, progress)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    on = brussels_date(at)
    with transaction.atomic():
        export.path, export.digest, export.bytes = name, written.digest, written.bytes
        export.files, export.rights = written.files, rights_digest(actor)
        export.ready_at, export.kept_until_on = at, terms_on(on)[KEPT].after(on)
        export.save()
        record(actor=actor, verb="export.made", obj=export, customer_id=export.customer_id, at=at, files=export.files)
    return export


def note_fetched(export: DataExport, *, by: Actor, at: datetime) -> None:
    """The file was handed out."""
    record(actor=by, verb="export.fetched", obj=export, customer_id=export.customer_id, at=at)


def remove_old(*, at: datetime) -> dict[str, Any]:
    """Daily: files past their days are removed; the rows stay as the record that there was one."""
    due = DataExport.objects.filter(removed_at=None, kept_until_on__lte=brussels_date(at))
    count = 0
    for export in due:
        with suppress(FileNotFoundError):
            (Path(settings.DOCUMENTS_ROOT) / export.path).unlink()
        export.removed_at = at
        export.save(update_fields=["removed_at"])
        count += 1
    return {"removed": count}
