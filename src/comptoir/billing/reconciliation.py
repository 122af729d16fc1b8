"""The proof of a run: the same totals by another path than the one that made them (B-09).

The run sums with its own SQL over the files it wrote. Here the raw and rated files are counted and summed
again from the manifest, the lines from the database, and the totals are read back from the PDFs.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from comptoir.billing.kept_pdf import content_of
from comptoir.billing.models import BillRun, Invoice, InvoiceLine
from comptoir.kernel.money import from_micro, round_micro_to_cent
from comptoir.lake.entry import Entry
from comptoir.manifest.queries import live
from comptoir.manifest.reading import lake

SHOWN = 20  # differences listed in a report; all are counted

RATED_SQL = """
SELECT billing_account_id AS account, category, count(*)::BIGINT AS records,
       sum(amount_micro)::BIGINT AS micro
FROM rated GROUP BY ALL
"""
RAW_SQL = "SELECT billing_account_id AS account, count(*)::BIGINT AS records FROM raw GROUP BY ALL"
CHARGES_SQL = """
SELECT billing_account_id AS account, invoice_line_key AS key, sum(amount_micro)::BIGINT AS micro
FROM charges GROUP BY ALL
"""


@dataclass
class Report:
    """What was compared and what did not agree; `reconciled` only when every check found nothing."""

    period: str
    checks: dict[str, int] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)
    difference_count: int = 0

    @property
    def reconciled(self) -> bool:
        return self.difference_count == 0 and bool(self.checks)

    def compare(self, check: str, where: str, expected: object, found: object) -> None:
        self.checks[check] = self.checks.get(check, 0) + 1
        if expected == found:
            return
        self.difference_count += 1
        if len(self.differences) < SHOWN:
            self.differences.append({"check": check, "where": where, "expected": str(expected), "found": str(found)})

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "reconciled": self.reconciled}


def reconcile(run: BillRun, *, documents: bool = True) -> Report:
    """Compares records, charges, lines, invoices and PDFs of a run; reads only."""
    report = Report(run.period)
    snapshot = live("raw", "rated", "rollup", "charges", periods=[run.period])
    _files_whole(report, snapshot.entries)
    _records_rated(report, snapshot.of("raw"), snapshot.of("rated"))
    _lines_meet_sources(report, run, _exact_sums(snapshot.of("rated"), snapshot.of("charges")))
    _invoices_meet_lines(report, run)
    _numbers_without_gaps(report, run)
    if documents:
        _documents_meet_invoices(report, run)
    return report


def _files_whole(report: Report, entries: tuple[Entry, ...]) -> None:
    """What each file holds is what the manifest says of it."""
    for entry in entries:
        if "amount_micro" in entry.sums:
            table = lake().query(
                "SELECT count(*)::BIGINT AS rows, coalesce(sum(amount_micro), 0)::BIGINT AS micro FROM f",
                {"f": [entry]},
            )
            found = table.to_pylist()[0]
            report.compare(
                "file", entry.path, (entry.rows, entry.sums["amount_micro"]), (found["rows"], found["micro"])
            )


def _records_rated(report: Report, raw: tuple[Entry, ...], rated: tuple[Entry, ...]) -> None:
    """Every record that came in was rated, once, for the account that had it."""
    came = {row["account"]: row["records"] for row in lake().query(RAW_SQL, {"raw": raw}).to_pylist()}
    priced: dict[int, int] = {}
    for row in lake().query(RATED_SQL, {"rated": rated}).to_pylist():
        priced[row["account"]] = priced.get(row["account"], 0) + row["records"]
    for account in sorted(came.keys() | priced.keys()):
        report.compare("records", f"account {account}", came.get(account, 0), priced.get(account, 0))


def _exact_sums(rated: tuple[Entry, ...], charges: tuple[Entry, ...]) -> dict[tuple[int, str], int]:
    """Exact millionths by (billing account, line key), straight from the records and the charges."""
    sums = {
        (row["account"], f"usage:{row['category']:02d}"): row["micro"]
        for row in lake().query(RATED_SQL, {"rated": rated}).to_pylist()
    }
    sums |= {
        (row["account"], row["key"]): row["micro"]
        for row in lake().query(CHARGES_SQL, {"charges": charges}).to_pylist()
    }
    return sums


def _lines_meet_sources(report: Report, run: BillRun, sums: Mapping[tuple[int, str], int]) -> None:
    """Records + remainder = line, to the millionth; no line without a source, no source without a line."""
    rows = InvoiceLine.objects.filter(invoice__run=run).values_list(
        "invoice__billing_account_id", "key", "exact_micro", "amount_micro", "remainder_micro"
    )
    seen = set()
    for account, key, exact, amount, remainder in rows:
        seen.add((account, key))
        where = f"account {account}, {key}"
        report.compare("line", where, sums.get((account, key)), exact)
        report.compare("rounding", where, (round_micro_to_cent(exact), exact), (amount, amount + remainder))
    for missing in sorted(sums.keys() - seen):
        report.compare("line", f"account {missing[0]}, {missing[1]}", sums[missing], None)


def _invoices_meet_lines(report: Report, run: BillRun) -> None:
    nets: dict[int, int] = {}
    for invoice, amount in InvoiceLine.objects.filter(invoice__run=run).values_list("invoice_id", "amount_micro"):
        nets[invoice] = nets.get(invoice, 0) + amount
    for invoice in Invoice.objects.filter(run=run):
        where = str(invoice.number)
        vat = sum(line["vat_micro"] for line in invoice.vat_lines)
        base = sum(line["base_micro"] for line in invoice.vat_lines)
        report.compare("invoice", where, (nets.get(invoice.pk, 0), base), (invoice.net_micro, invoice.net_micro))
        report.compare("vat", where, (vat, invoice.net_micro + vat), (invoice.vat_micro, invoice.total_micro))


def _numbers_without_gaps(report: Report, run: BillRun) -> None:
    for series in sorted(set(Invoice.objects.filter(run=run).values_list("series", flat=True))):
        numbers = sorted(
            int(number.rsplit("-", 1)[1])
            for number in Invoice.objects.filter(series=series, number__isnull=False).values_list("number", flat=True)
        )
        report.compare("numbers", series, list(range(1, len(numbers) + 1)) == numbers, True)


def _documents_meet_invoices(report: Report, run: BillRun) -> None:
    """What a reader of the PDF sees is what was booked."""
    for invoice in Invoice.objects.filter(run=run):
        try:
            seen: object = _seen(content_of(invoice))
        except (OSError, ValueError) as error:
            seen = str(error)
        booked = (str(invoice.number), _cents(invoice.net_micro), _cents(invoice.total_micro))
        report.compare("document", str(invoice.number), booked, seen)


def _seen(content: bytes) -> tuple[str, Decimal, Decimal]:
    # The reader of documents takes a second to load: pages that only list runs do without.
    from comptoir.documents.invoice import read_totals

    totals = read_totals(content)
    return totals.number, totals.net, totals.total


def _cents(micro: int) -> Decimal:
    return from_micro(micro).quantize(Decimal("0.01"))
