"""Why a figure of an invoice is what it is: structure for the interfaces to put into words (D-01, U-07)."""

from decimal import Decimal

from comptoir.billing.difference import PARTS
from comptoir.billing.models import Invoice, InvoiceLine
from comptoir.kernel.explanation import Explanation, Step, Value
from comptoir.kernel.periods import Month

CLAUSE = "GC Ma facture 1"
UNITS = {"seconds": "seconds", "bytes": "bytes"}


def explain_difference(invoice: Invoice) -> Explanation:
    """Why an invoice differs from the account's invoice before: parts that sum exactly to the difference.

    `invoice.previous` is read: select it along.
    """
    if invoice.previous is None:
        return Explanation("invoice.first", {}, clause=CLAUSE)
    change = invoice.total_micro - invoice.previous.total_micro
    values: dict[str, Value] = {
        "micro_change": abs(change),
        "micro_before": invoice.previous.total_micro,
        "micro_now": invoice.total_micro,
        "month_before": Month.parse(invoice.previous.period).first_day,
    }
    steps = tuple(
        _part(name, part["micro"], part["lines"])
        for name in PARTS
        if (part := invoice.difference.get(name)) and part["micro"]
    )
    return Explanation(f"invoice.{_way(change)}", values, steps, clause=CLAUSE)


def _part(name: str, micro: int, cards: int) -> Step:
    direction = "more" if micro > 0 else "less"
    return Step(f"invoice.part.{name}.{direction}", {"micro_part": abs(micro), "cards": cards})


def _way(change: int) -> str:
    return "higher" if change > 0 else "lower" if change < 0 else "same"


def explain_line(line: InvoiceLine, *, cards: int) -> Explanation:
    """How a line came about: what sums into it, what lies in bundles, the one rounding, its VAT.

    `cards` is how many cards make it up. `line.invoice` is read.
    """
    parts = _usage(line, cards) if line.kind == "usage" else _charge(line, cards)
    message, values, steps = parts
    rest = [_rounding(line), *_vat(line)]
    return Explanation(message, {"micro_amount": line.amount_micro, **values}, (*steps, *rest), CLAUSE)


def _usage(line: InvoiceLine, cards: int) -> tuple[str, dict[str, Value], list[Step]]:
    unit = UNITS.get(line.unit, "messages")
    charged, bundled = line.values.get("charged", line.quantity), line.values.get("bundled", 0)
    steps = [
        Step(f"line.used.{unit}", {f"{unit}_used": line.quantity, f"{unit}_charged": charged}),
        Step(f"line.bundled.{unit}", {f"{unit}_bundled": bundled, f"{unit}_beyond": charged - bundled}),
        Step("line.sum", {"cards": cards, "micro_exact": line.exact_micro}),
    ]
    if not bundled:
        del steps[1]
    return f"line.usage.{_count(cards)}", {"records": line.values.get("records", 0), "cards": cards}, steps


def _charge(line: InvoiceLine, cards: int) -> tuple[str, dict[str, Value], list[Step]]:
    if line.kind != "recurring":
        return f"line.{line.kind}", {}, []
    steps = [Step("line.sum", {"cards": cards, "micro_exact": line.exact_micro})]
    if line.values.get("correction"):
        steps.insert(0, Step("line.corrected", {}))
        return "line.correction", {"month_of": Month.parse(line.values["month"]).first_day, "cards": cards}, steps
    values: dict[str, Value] = {"cards": cards}
    if line.unit_micro is None:
        return "line.recurring.mixed", values, steps
    values["micro_unit"] = line.unit_micro
    if line.unit_micro * cards == line.exact_micro:
        return f"line.recurring.{_count(cards)}", values, steps
    steps.insert(0, Step("line.days", {"micro_unit": line.unit_micro}))
    return "line.recurring.parts", values, steps


def _rounding(line: InvoiceLine) -> Step:
    if not line.remainder_micro:
        return Step("line.whole_cents", {"micro_amount": line.amount_micro})
    values: dict[str, Value] = {"micro_amount": line.amount_micro, "micro_remainder": line.remainder_micro}
    return Step("line.rounded", values)


def _vat(line: InvoiceLine) -> list[Step]:
    """The invoice's VAT at the line's rate."""
    return [
        Step(
            "line.vat",
            {
                "percent_rate": Decimal(vat["rate"]),
                "micro_base": vat["base_micro"],
                "micro_vat": vat["vat_micro"],
            },
        )
        for vat in line.invoice.vat_lines
        if vat["code"] == line.vat_code
    ]


def _count(cards: int) -> str:
    return "one" if cards == 1 else "many"
