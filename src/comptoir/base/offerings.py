"""offerings.toml: plans, options, applications and one-offs, each with its names and its prices by date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from comptoir.base import cells
from comptoir.base.problems import UnableToReadFile, UnableToTake
from comptoir.base.results import Outcome, RowResult
from comptoir.base.run import REFUSALS, Run
from comptoir.base.sheets import OFFERINGS
from comptoir.base.toml_files import Keys, read_toml, table_lines
from comptoir.catalogue.actions.offerings import OfferingSpec, change_price, offer
from comptoir.catalogue.models import Offering, OfferingKind
from comptoir.scope.contract import terms_on

_PLAN_KINDS = ("metered", "bundled", "shared", "unlimited", "data")


@dataclass(frozen=True, slots=True)
class Told:
    """One offering of the file: how it begins, and its later prices."""

    spec: OfferingSpec
    later: tuple[tuple[date, int], ...]

    @property
    def prices(self) -> list[tuple[date, int]]:
        return [(self.spec.from_on, self.spec.amount_micro), *self.later]


def bring_offerings(run: Run) -> None:
    """Offers what is not on offer yet; what stands otherwise is left as it stands."""
    if run.path(OFFERINGS) is None:
        return
    try:
        found = list(_tables(run))
    except UnableToReadFile as error:
        run.note(OFFERINGS, "", Outcome.REFUSED, error.message, error.values)
        return
    known = {offering.code: offering for offering in Offering.objects.prefetch_related("prices")}
    seen: set[str] = set()
    for kind, line, data in found:
        code = str(data.get("code", "")) if isinstance(data, dict) else ""
        try:
            told = _told(kind, Keys(data))
            if code in seen:
                raise UnableToTake("base.offering.twice", code=code)
            seen.add(code)
            outcome, message, values = _bring(told, known.get(code), run)
        except REFUSALS as error:
            run.refused_codes.add((OFFERINGS, code))
            outcome, message, values = Outcome.REFUSED, error.message, dict(error.values)
        run.results.append(RowResult(OFFERINGS, line, code, outcome, message, values))


def _tables(run: Run) -> Iterator[tuple[OfferingKind, int, Any]]:
    """Kind, line and content of each table, in the order of the kinds. Raises UnableToReadFile."""
    path = run.folder / OFFERINGS
    document = read_toml(path)
    known = {str(kind) for kind in OfferingKind}
    for name, tables in document.items():
        if name not in known or not isinstance(tables, list):
            raise UnableToReadFile("base.file.unknown_table", table=name, known=", ".join(sorted(known)))
        lines = [*table_lines(path, name), *(0 for _ in tables)]
        for line, table in zip(lines, tables, strict=False):
            yield OfferingKind(name), line, table


def _told(kind: OfferingKind, keys: Keys) -> Told:
    from_on = keys.day("from", cells.day)
    spec = OfferingSpec(
        code=keys.text("code", cells.slug),
        kind=str(kind),
        plan_kind=keys.text("kind", cells.choice(*_PLAN_KINDS)) if kind is OfferingKind.PLAN else "",
        names=keys.by_language("names", required=True),
        descriptions=keys.by_language("descriptions", required=False),
        amount_micro=keys.amount("price", cells.amount),
        from_on=from_on,
        in_advance=keys.flag("in_advance", _in_advance(kind, from_on)),
        vat_code=keys.text("vat", cells.code(20), default="standard"),
    )
    later = tuple((k.day("from", cells.day), k.amount("price", cells.amount)) for k in keys.tables("later"))
    keys.nothing_else()
    known_vat(spec.vat_code, spec.from_on)
    days = [spec.from_on, *(day for day, _ in later)]
    if days != sorted(set(days)):
        raise UnableToTake("base.offering.price_order", code=spec.code)
    return Told(spec, later)


def known_vat(code: str, on: date) -> None:
    """Raises UnableToTake for a VAT code that the terms do not have on a day."""
    known = sorted(key.rsplit(".", 1)[-1] for key in terms_on(on).under("billing.vat"))
    if code not in known:
        raise UnableToTake("base.vat.unknown", code=code, known=", ".join(known))


def _in_advance(kind: OfferingKind, on: date) -> bool:
    """Whether it is billed before it is used, by default a term (B-02)."""
    if kind is OfferingKind.ONE_OFF:
        return False
    of_application = kind is OfferingKind.APPLICATION
    key = "billing.in_advance.insights" if of_application else "billing.in_advance.mobile"
    return bool(terms_on(on)[key].flag)


def _bring(told: Told, present: Offering | None, run: Run) -> tuple[Outcome, str, dict[str, Any]]:
    if present is not None:
        others = _differing(told, present)
        if others:
            return Outcome.DIFFERS, "base.row.differs", {"columns": ", ".join(others)}
        return Outcome.UNCHANGED, "", {}
    offering = offer(told.spec, by=run.by, at=run.at)
    for day, micro in told.later:
        change_price(offering, amount_micro=micro, from_on=day, by=run.by, at=run.at)
    return Outcome.CREATED, "", {}


def _differing(told: Told, present: Offering) -> list[str]:
    prices = sorted(present.prices.all(), key=lambda price: price.from_on)
    pairs = {
        "kind": (told.spec.kind, present.kind),
        "plan kind": (told.spec.plan_kind, present.plan_kind),
        "names": (told.spec.names, present.names),
        "descriptions": (told.spec.descriptions, present.descriptions),
        "from": (told.spec.from_on, present.from_on),
        "price": (told.prices, [(price.from_on, price.amount_micro) for price in prices]),
        "vat": (told.spec.vat_code, prices[0].vat_code if prices else ""),
        "in_advance": (told.spec.in_advance, prices[0].in_advance if prices else True),
    }
    return [name for name, (wanted, found) in pairs.items() if wanted != found]
