"""The tariff that prices a record, ready to price; read and compiled once per process."""

from datetime import date
from functools import lru_cache

from comptoir.catalogue.models import TariffVersion
from comptoir.rating.rules import CompiledTariff, compile_tariff, standard
from comptoir.rating.tariff import Tariff


def tariff_on(day: date, *, at_standard_price: bool = False) -> CompiledTariff:
    """The tariff in force on a Brussels day; raises TariffVersion.DoesNotExist when there is none yet.

    `at_standard_price` leaves bundles out, as for traffic that is not billed yet (U-04).
    """
    version = TariffVersion.objects.filter(from_on__lte=day).defer("document", "destinations").latest("from_on")
    compiled = _compiled(version.pk, version.digest)
    return standard(compiled) if at_standard_price else compiled


@lru_cache(maxsize=8)
def _compiled(pk: int, digest: str) -> CompiledTariff:
    version = TariffVersion.objects.get(pk=pk, digest=digest)
    return compile_tariff(Tariff.read(version.document, version.destinations))
