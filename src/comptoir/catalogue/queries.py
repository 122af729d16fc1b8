"""Reads of the catalogue for the operator's people. The first argument is who asks."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from comptoir.access.capabilities import OPERATE_CATALOGUE, OPERATE_CUSTOMERS
from comptoir.catalogue.models import Offering, OfferingKind, OfferingPrice, TariffVersion
from comptoir.rating.reading import read_tariff
from comptoir.rating.tariff import Tariff
from comptoir.scope.actor import Actor


def offerings(actor: Actor, on: date) -> "QuerySet[Any]":
    """What is on offer, by code, each with its price on a day: `price_micro`, `price_from_on`, `next_price_on`."""
    if not actor.staff & {OPERATE_CATALOGUE, OPERATE_CUSTOMERS}:
        return Offering.objects.none()
    prices = OfferingPrice.objects.filter(offering=OuterRef("pk"))
    current = prices.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on).order_by("-from_on")
    following = prices.filter(from_on__gt=on).order_by("from_on")
    return Offering.objects.annotate(
        price_micro=Subquery(current.values("amount_micro")[:1]),
        price_from_on=Subquery(current.values("from_on")[:1]),
        in_advance=Subquery(current.values("in_advance")[:1]),
        vat_code=Subquery(current.values("vat_code")[:1]),
        next_price_on=Subquery(following.values("from_on")[:1]),
    ).order_by("code")


def plans(actor: Actor, on: date) -> "QuerySet[Any]":
    """The plans that can be had on a day."""
    return offerings(actor, on).filter(Q(to_on=None) | Q(to_on__gt=on), kind=OfferingKind.PLAN)


def tariff_versions(actor: Actor) -> "QuerySet[TariffVersion]":
    """The tariffs with the day from which each prices usage, the latest first; without their long texts."""
    if OPERATE_CATALOGUE not in actor.staff:
        return TariffVersion.objects.none()
    return TariffVersion.objects.defer("document", "destinations").order_by("-from_on")


def tariff_version(actor: Actor, pk: int) -> TariffVersion:
    """One tariff with its texts; raises TariffVersion.DoesNotExist."""
    return tariff_versions(actor).defer(None).get(pk=pk)


def tariff_of(version: TariffVersion) -> Tariff:
    """The tariff that a version's texts hold; read once per process."""
    return _read(version.pk, version.digest)


@lru_cache(maxsize=8)
def _read(pk: int, digest: str) -> Tariff:
    version = TariffVersion.objects.get(pk=pk, digest=digest)
    return read_tariff(version.document, version.destinations)
