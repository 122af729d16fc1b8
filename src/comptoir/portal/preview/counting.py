"""How much of each kind a person sees, and how much of that the viewer sees too: numbers, never things."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comptoir.access import capabilities as may
from comptoir.access.previews import Preview, to_count
from comptoir.billing import queries as billing
from comptoir.inventory import queries as inventory
from comptoir.kernel.clock import brussels_date
from comptoir.parties import queries as parties
from comptoir.scope.actor import Actor


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind of thing: how many the person sees (None: not for this viewer to know), how many both."""

    label: str | Promise
    theirs: int | None
    shared: int

    @property
    def hidden(self) -> int | None:
        return None if self.theirs is None else self.theirs - self.shared


def counted(viewer: Actor, preview: Preview, at: datetime) -> list[Counted]:
    """For each kind that the person may see at all; one who sees no data learns no number of it either (A-03)."""
    theirs = to_count(viewer, preview, at)
    today = brussels_date(at)
    kinds: list[tuple[str, str | Promise, Any]] = [
        (may.INVOICES_VIEW, _("Invoices"), lambda actor: billing.kept_invoices(actor, today)),
        (may.LINES_VIEW, _("Cards and lines"), lambda actor: inventory.lines(actor)),
        (may.CUSTOMER_VIEW, _("Billing accounts"), lambda actor: parties.billing_accounts(actor, may.CUSTOMER_VIEW)),
    ]
    return [
        Counted(label, rows(theirs).count() if viewer.reaches(capability) else None, rows(preview.actor).count())
        for capability, label, rows in kinds
        if theirs.may(capability)
    ]
