"""tariff.toml with destinations.csv: how usage is priced, in the form that rating reads (docs/rating.md)."""

from django.utils.text import slugify

from comptoir.base.problems import UnableToTake
from comptoir.base.reading import read_text
from comptoir.base.results import Outcome
from comptoir.base.run import REFUSALS, Run
from comptoir.base.sheets import DESTINATIONS, OFFERINGS, TARIFF
from comptoir.catalogue.actions.offerings import adopt_tariff
from comptoir.catalogue.models import Offering, OfferingKind, TariffVersion
from comptoir.rating.document import TariffFault
from comptoir.rating.reading import read_tariff
from comptoir.rating.tariff import Tariff


def bring_tariff(run: Run) -> None:
    """Adopts the tariff from its first day on; every plan on offer must be priced by it."""
    path = run.path(TARIFF)
    if path is None:
        _check_plans_stand(run)
        return
    try:
        document, tariff = _read(run)
        _assert_prices_plans(tariff)
        code = slugify(tariff.name)[:60]
        before = TariffVersion.objects.filter(from_on=tariff.valid_from).exists()
        destinations = read_text(run.folder / DESTINATIONS)
        adopt_tariff(
            code=code,
            from_on=tariff.valid_from,
            document=document,
            destinations=destinations,
            by=run.by,
            at=run.at,
        )
    except REFUSALS as error:
        run.note(TARIFF, "", Outcome.REFUSED, error.message, error.values)
    else:
        run.note(TARIFF, code, Outcome.UNCHANGED if before else Outcome.CREATED)


def _read(run: Run) -> tuple[str, Tariff]:
    if run.path(DESTINATIONS) is None:
        raise UnableToTake("base.file.missing", file=DESTINATIONS)
    document, destinations = read_text(run.folder / TARIFF), read_text(run.folder / DESTINATIONS)
    try:
        return document, read_tariff(document, destinations)
    except TariffFault as fault:
        raise UnableToTake("base.tariff.fault", reason=str(fault)) from None


def _assert_prices_plans(tariff: Tariff) -> None:
    priced = {plan.id for plan in tariff.plans}
    for code in Offering.objects.filter(kind=OfferingKind.PLAN).values_list("code", flat=True):
        if code not in priced:
            raise UnableToTake("base.tariff.without_plan", plan=code)


def _check_plans_stand(run: Run) -> None:
    """Without a tariff in the folder, new plans must be priced by the one that stands."""
    version = TariffVersion.objects.order_by("from_on").last()
    if version is None or run.path(OFFERINGS) is None:
        return
    try:
        _assert_prices_plans(read_tariff(version.document, version.destinations))
    except UnableToTake as error:
        run.note(OFFERINGS, "", Outcome.REFUSED, error.message, error.values)
