"""Numbers that are valid and nobody's: enterprise numbers, IBAN, cards, subscriber identities, phone numbers."""

from comptoir.demo.draws import Draws
from comptoir.kernel.identifiers import make_iccid, parse_enterprise_number, parse_iban

# The shared test network of the numbering plan; 206 is Belgium.
NETWORK = "20699"
CARD_ISSUER = "893299"
_BANKS = ("001", "068", "096", "310", "734")


def enterprise_number(draws: Draws) -> str:
    """Ten digits whose last two check the rest."""
    body = 4_000_000 + draws.below(5_999_999)
    return parse_enterprise_number(f"{body:08d}{97 - body % 97:02d}")


def iban(draws: Draws) -> str:
    """A Belgian account number with its own and the international check digits."""
    account = draws.one_of(_BANKS) + draws.digits(7)
    account += f"{int(account) % 97 or 97:02d}"
    check = 98 - int(account + "111400") % 97
    return parse_iban(f"BE{check:02d}{account}")


def card(serial: int) -> str:
    """The ICCID of the operator's card with this serial number."""
    return make_iccid(f"{CARD_ISSUER}{serial:012d}")


def subscriber(serial: int) -> str:
    """The IMSI on that card."""
    return f"{NETWORK}{serial:010d}"


def mobile(serial: int) -> str:
    """The mobile number of the operator's line with this serial number; neighbours do not look alike."""
    scattered = serial * 7_919 % 1_000_000
    return f"+32460{scattered:06d}"
