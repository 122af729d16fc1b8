"""The payment code of an invoice: a QR code that a banking app turns into a filled transfer.

The European Payments Council's code (EPC069-12, version 2): UTF-8, error level M, at most version 13. A
Belgian structured communication goes into the structured field as its twelve digits, as banking apps expect.
"""

from decimal import Decimal

import qrcode
from qrcode.constants import ERROR_CORRECT_M

LARGEST = Decimal("999999999.99")
_LONGEST_NAME = 70
_MASK = 3  # any mask is valid; weighing all eight takes six times as long


def payment_code(*, name: str, iban: str, bic: str, amount: Decimal, communication: str) -> str:
    """The code as SVG of one path, one unit a module, without its quiet zone; the amount is in euros.

    `iban` and `communication` are written without spaces or signs. `ValueError` for an amount out of range.
    """
    text = payment_text(name=name, iban=iban, bic=bic, amount=amount, communication=communication)
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text.encode("utf-8"))
    code.make(fit=True)
    return _as_svg(code.get_matrix())


def payment_text(*, name: str, iban: str, bic: str, amount: Decimal, communication: str) -> str:
    """What the code says, line by line (EPC069-12, 2.1)."""
    if not Decimal("0.01") <= amount <= LARGEST:
        raise ValueError(f"A payment code cannot ask for {amount}.")
    asked = f"EUR{amount:.2f}"
    return "\n".join(("BCD", "002", "1", "SCT", bic, name[:_LONGEST_NAME], iban, asked, "", communication))


def _as_svg(matrix: list[list[bool]]) -> str:
    size = len(matrix)
    path = "".join(
        f"M{start} {row}h{length}v1h-{length}z"
        for row, modules in enumerate(matrix)
        for start, length in _runs(modules)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def _runs(modules: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules stand together: (first, how many)."""
    runs: list[tuple[int, int]] = []
    for position, dark in enumerate(modules):
        if dark and runs and sum(runs[-1]) == position:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((position, 1))
    return runs
