"""What is forgotten: drafts that nobody finished, files that belong to nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from comptoir.audit.log import record
from comptoir.registration.files import remove, stored_names
from comptoir.registration.models import Document, Registration
from comptoir.scope.actor import Actor, system

FORGOTTEN_AFTER = timedelta(days=7)
ORPHAN_AFTER = timedelta(days=1)


def tidy(*, at: datetime) -> dict[str, int]:
    """Every day: both, and how many of each."""
    return {"drafts": forget_drafts(by=system("registration"), at=at), "files": sweep_files(at=at)}


@transaction.atomic
def forget_drafts(*, by: Actor, at: datetime) -> int:
    """Removes drafts that expired, or were withdrawn unsent, a week ago; how many. Their links go with them."""
    expired = Q(expires_at__lt=at - FORGOTTEN_AFTER) | Q(withdrawn_at__lt=at - FORGOTTEN_AFTER)
    rows = Registration.objects.filter(expired, submitted_at=None)
    count = rows.count()
    if count:
        rows.delete()
        record(actor=by, verb="registration.drafts_forgotten", obj=None, at=at, count=count)
    return count


def sweep_files(*, at: datetime) -> int:
    """Removes files without a document, left by an upload whose process died; how many."""
    known = set(Document.objects.values_list("stored_as", flat=True))
    limit = (at - ORPHAN_AFTER).timestamp()
    orphans = [name for name, changed in stored_names().items() if name not in known and changed < limit]
    for name in orphans:
        remove(name)
    return len(orphans)
