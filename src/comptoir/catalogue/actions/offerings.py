"""Putting offerings, prices and tariffs into the catalogue."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from comptoir.audit.log import record
from comptoir.catalogue.models import Offering, OfferingPrice, TariffVersion
from comptoir.scope.actor import Actor


class UnableToOffer(Exception):
    """An offering, a price or a tariff that cannot be taken; `message` and `values` say why."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(f"{message} {values}")
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class OfferingSpec:
    """One offering with its price from its first day on; money in millionths, without VAT."""

    code: str
    kind: str
    amount_micro: int
    from_on: date
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    plan_kind: str = ""
    in_advance: bool = True
    vat_code: str = "standard"


@transaction.atomic
def offer(spec: OfferingSpec, *, by: Actor, at: datetime) -> Offering:
    """Adds an offering with its first price; raises UnableToOffer when the code is taken."""
    if Offering.objects.filter(code=spec.code).exists():
        raise UnableToOffer("offering.code_taken", code=spec.code)
    offering = Offering.objects.create(
        code=spec.code,
        kind=spec.kind,
        names=spec.names,
        descriptions=spec.descriptions,
        plan_kind=spec.plan_kind,
        from_on=spec.from_on,
    )
    OfferingPrice.objects.create(
        offering=offering,
        amount_micro=spec.amount_micro,
        vat_code=spec.vat_code,
        in_advance=spec.in_advance,
        from_on=spec.from_on,
    )
    record(actor=by, verb="offering.added", obj=offering, at=at, code=spec.code)
    return offering


@transaction.atomic
def change_price(offering: Offering, *, amount_micro: int, from_on: date, by: Actor, at: datetime) -> OfferingPrice:
    """Another price from a day on; raises UnableToOffer unless it is later than the present one's first day."""
    current = offering.prices.filter(to_on=None).latest("from_on")
    if current.from_on >= from_on:
        raise UnableToOffer("offering.price_too_early", from_on=current.from_on.isoformat())
    current.to_on = from_on
    current.save(update_fields=["to_on"])
    price = OfferingPrice.objects.create(
        offering=offering,
        amount_micro=amount_micro,
        vat_code=current.vat_code,
        in_advance=current.in_advance,
        from_on=from_on,
    )
    record(
        actor=by,
        verb="offering.price_changed",
        obj=offering,
        at=at,
        old_micro=current.amount_micro,
        new_micro=amount_micro,
        from_on=from_on.isoformat(),
    )
    return price


@transaction.atomic
def adopt_tariff(
    *, code: str, from_on: date, document: str, destinations: str, by: Actor, at: datetime
) -> TariffVersion:
    """A usage tariff in force from a day on. The same text on the same day is the same tariff."""
    digest = hashlib.sha256(f"{document}\0{destinations}".encode()).hexdigest()
    present = TariffVersion.objects.filter(from_on=from_on).first()
    if present is not None:
        if present.digest == digest:
            return present
        raise UnableToOffer("tariff.day_taken", from_on=from_on.isoformat(), code=present.code)
    tariff = TariffVersion.objects.create(
        code=code,
        from_on=from_on,
        document=document,
        destinations=destinations,
        digest=digest,
        imported_at=at,
    )
    record(actor=by, verb="tariff.adopted", obj=tariff, at=at, code=code, digest=digest)
    return tariff


@transaction.atomic
def offer_all(specs: Sequence[OfferingSpec], *, by: Actor, at: datetime) -> list[Offering]:
    """Adds all of `specs` or none; raises UnableToOffer for the first that cannot be."""
    return [offer(spec, by=by, at=at) for spec in specs]
