"""charges.csv: one-offs, discounts and credits that wait for a bill run."""

from typing import Any

from comptoir.base.offerings import known_vat
from comptoir.base.problems import UnableToTake
from comptoir.base.reading import Row
from comptoir.base.results import Key, Outcome
from comptoir.base.run import REFUSALS, Run
from comptoir.base.sheets import BILLING_ACCOUNTS, CHARGES, LINES
from comptoir.base.toml_files import LANGUAGES
from comptoir.billing.actions.one_offs import ChargeSpec, add_charges
from comptoir.billing.models import OneOff
from comptoir.catalogue.models import Offering
from comptoir.inventory.models import Line
from comptoir.parties.models import BillingAccount


def bring_charges(run: Run) -> None:
    """Adds the charges that are not there yet, all at once."""
    rows = run.rows(CHARGES)
    if not rows:
        return
    present = _present(rows)
    known = _Known(run, rows)
    specs = []
    for row in rows:
        if row.key in present:
            run.stands(row, present[row.key])
            continue
        try:
            specs.append(known.spec(row))
        except REFUSALS as error:
            run.refuse(row, error)
        else:
            run.say(row, Outcome.CREATED)
    add_charges(specs, by=run.by, at=run.at)
    run.progress(CHARGES.file, len(rows), len(rows))


class _Known:
    """What the rows refer to, fetched once."""

    def __init__(self, run: Run, rows: list[Row]) -> None:
        self.run = run
        self.accounts = {account.code: account for account in BillingAccount.objects.all()}
        named = {row["line"] for row in rows if row["line"]}
        self.lines = {line.code: line for line in Line.objects.filter(code__in=named)}
        self.offered = set(Offering.objects.values_list("code", flat=True))

    def spec(self, row: Row) -> ChargeSpec:
        account = self.run.referred(
            self.accounts, row["billing_account"], kind="billing_account", sheet=BILLING_ACCOUNTS
        )
        line = self.run.referred(self.lines, row["line"], kind="line", sheet=LINES) if row["line"] else None
        names = {language: row[f"name_{language}"] for language in LANGUAGES if row[f"name_{language}"]}
        if len(names) < len(LANGUAGES) and row["code"] not in self.offered:
            raise UnableToTake("base.charge.names", code=row["code"])
        known_vat(row["vat"], row["from"])
        _check_amount(row)
        _check_days(row)
        return ChargeSpec(
            billing_account=account,
            line=line,
            kind=row["kind"],
            code=row["code"],
            names=names,
            amount_micro=row["amount"] or 0,
            share_micro=row["share"],
            vat_code=row["vat"],
            from_on=row["from"],
            to_on=row["to"],
            repeats=row["repeats"],
            clause=row["clause"],
        )


def _check_amount(row: Row) -> None:
    """Either an amount or, of a discount, a share; discounts and credits are below zero."""
    if (row["amount"] is None) == (row["share"] is None):
        raise UnableToTake("base.charge.amount_or_share")
    if row["share"] is not None and row["kind"] != "discount":
        raise UnableToTake("base.charge.share_of_discount")
    if row["amount"] is not None and (row["amount"] > 0) != (row["kind"] == "one_off"):
        raise UnableToTake("base.charge.sign")


def _check_days(row: Row) -> None:
    if row["to"] is not None and not row["repeats"]:
        raise UnableToTake("base.charge.end_of_repeats")
    if row["to"] is not None and row["to"] <= row["from"]:
        raise UnableToTake("base.row.ends_before_start", start=row["from"].isoformat(), end=row["to"].isoformat())


def _present(rows: list[Row]) -> dict[Key, dict[str, Any]]:
    """The charges that stand, by the key of their row, with the cells that are compared."""
    found = OneOff.objects.filter(code__in={row["code"] for row in rows}).select_related("billing_account")
    lines = dict(Line.objects.filter(code__in={row["line"] for row in rows}).values_list("pk", "code"))
    return {
        (
            charge.billing_account.code,
            lines.get(charge.line_ref, "") if charge.line_ref else "",
            charge.kind,
            charge.code,
            charge.from_on.isoformat(),
        ): {
            "amount": charge.amount_micro if charge.share_micro is None else None,
            "share": charge.share_micro,
            "vat": charge.vat_code,
            "to": charge.to_on,
            "repeats": charge.repeats,
        }
        for charge in found
    }
