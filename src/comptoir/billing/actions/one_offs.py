"""One-off charges, discounts and credits that wait for a bill run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from comptoir.access.capabilities import OPERATE_BILLING
from comptoir.audit.log import record
from comptoir.billing.models import OneOff
from comptoir.inventory.models import Line
from comptoir.parties.models import BillingAccount
from comptoir.scope.actor import Actor
from comptoir.scope.authorize import require


@dataclass(frozen=True, slots=True)
class ChargeSpec:
    """One charge on a billing account; discounts and credits are below zero, a share stands instead of an amount.

    It falls due in the month of `from_on`; one that repeats falls due in every month up to `to_on`.
    """

    billing_account: BillingAccount
    kind: str  # one_off, discount, credit
    code: str
    from_on: date
    amount_micro: int = 0
    share_micro: int | None = None
    line: Line | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    vat_code: str = "standard"
    to_on: date | None = None
    repeats: bool = False
    clause: str = ""


@transaction.atomic
def add_charges(specs: Sequence[ChargeSpec], *, by: Actor, at: datetime) -> list[OneOff]:
    """Adds all of `specs`; one audit event for each billing account."""
    require(by, OPERATE_BILLING)
    made = OneOff.objects.bulk_create([_one_off(spec) for spec in specs], batch_size=500)
    counts: dict[BillingAccount, list[str]] = {}
    for spec in specs:
        counts.setdefault(spec.billing_account, []).append(spec.code)
    for account, codes in counts.items():
        record(actor=by, verb="charges.added", obj=account, at=at, codes=codes)
    return made


def _one_off(spec: ChargeSpec) -> OneOff:
    return OneOff(
        billing_account=spec.billing_account,
        line_ref=spec.line.pk if spec.line else None,
        kind=spec.kind,
        code=spec.code,
        names=dict(spec.names),
        amount_micro=spec.amount_micro,
        share_micro=spec.share_micro,
        vat_code=spec.vat_code,
        from_on=spec.from_on,
        to_on=spec.to_on,
        repeats=spec.repeats,
        clause=spec.clause,
    )
