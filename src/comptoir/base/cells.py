"""How one cell is read: the text of a CSV cell to a checked value, or UnableToTake."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from comptoir.base.problems import UnableToTake
from comptoir.kernel import identifiers
from comptoir.kernel.money import to_micro

Reader: TypeAlias = Callable[[str], Any]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]{2,}")
_BELGIAN_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_MICRO_LIMIT = 10**15


def text(longest: int) -> Reader:
    """Any text of at most `longest` characters."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise UnableToTake("base.cell.too_long", longest=longest)
        return cell

    return read


def code(longest: int = 40) -> Reader:
    """A code: letters, digits, dots, dashes, slashes and underscores."""

    def read(cell: str) -> str:
        if len(cell) > longest or not _CODE.fullmatch(cell):
            raise UnableToTake("base.cell.code", text=cell, longest=longest)
        return cell

    return read


def slug(cell: str) -> str:
    """A code that can stand in an address: letters, digits, dashes and underscores."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", cell, re.ASCII):
        raise UnableToTake("base.cell.slug", text=cell)
    return cell


def choice(*known: str) -> Reader:
    """One of the known words."""

    def read(cell: str) -> str:
        if cell.lower() not in known:
            raise UnableToTake("base.cell.choice", text=cell, known=", ".join(known))
        return cell.lower()

    return read


language = choice("fr", "nl", "en", "de")


def country(cell: str) -> str:
    """A country as two capital letters."""
    if not re.fullmatch(r"[A-Za-z]{2}", cell, re.ASCII):
        raise UnableToTake("base.cell.country", text=cell)
    return cell.upper()


def truth(cell: str) -> bool:
    """yes or no; true or false; 1 or 0."""
    if cell.lower() not in _TRUTHS:
        raise UnableToTake("base.cell.truth", text=cell)
    return _TRUTHS[cell.lower()]


def day(cell: str) -> date:
    """2025-03-31 or 31/03/2025."""
    try:
        found = _BELGIAN_DAY.fullmatch(cell)
        made = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(cell)
    except ValueError:
        raise UnableToTake("base.cell.day", text=cell) from None
    if not 1950 <= made.year <= 2200:
        raise UnableToTake("base.cell.day", text=cell)
    return made


def amount(cell: str) -> int:
    """Euros with at most six decimals, with a point or a comma, as millionths."""
    micro = _micro(cell)
    if abs(micro) >= _MICRO_LIMIT:
        raise UnableToTake("base.cell.amount", text=cell)
    return micro


def share(cell: str) -> int:
    """A share such as 10 % or 0.10, above 0 and at most 1, in millionths."""
    percent = cell.endswith("%")
    micro = _micro(cell.removesuffix("%").strip())
    if percent:
        if micro % 100:
            raise UnableToTake("base.cell.share", text=cell)
        micro //= 100
    if not 0 < micro <= 1_000_000:
        raise UnableToTake("base.cell.share", text=cell)
    return micro


def email(cell: str) -> str:
    """An e-mail address, in small letters."""
    if len(cell) > 254 or not _EMAIL.fullmatch(cell):
        raise UnableToTake("base.cell.email", text=cell)
    return cell.lower()


def colour(cell: str) -> str:
    """A colour as #rrggbb."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", cell):
        raise UnableToTake("base.cell.colour", text=cell)
    return cell.lower()


def pin(cell: str) -> str:
    """Four to eight digits; never shown in a sentence."""
    return _secret(cell, 4)


def puk(cell: str) -> str:
    """Eight digits; never shown in a sentence."""
    return _secret(cell, 8)


def imsi(cell: str) -> str:
    """A subscriber identity of fifteen digits at most."""
    return identifiers.parse_imsi(cell)


iban = identifiers.parse_iban
enterprise_number = identifiers.parse_enterprise_number
vat_number = identifiers.parse_vat_number
mobile = identifiers.parse_belgian_mobile
phone = identifiers.parse_phone_number
iccid = identifiers.parse_iccid


def _secret(cell: str, shortest: int) -> str:
    if not (re.fullmatch(r"\d{1,8}", cell, re.ASCII) and len(cell) >= shortest):
        raise UnableToTake("base.cell.secret", shortest=shortest, longest=8)
    return cell


def _micro(cell: str) -> int:
    compact = re.sub(r"\s", "", cell).replace(",", ".")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", compact, re.ASCII):
        raise UnableToTake("base.cell.amount", text=cell)
    return to_micro(Decimal(compact))
