"""Numbers, money, dates and quantities as the reader's language writes them (fr_BE, nl_BE, en_GB, de_BE)."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache

import babel
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton
from django.utils.translation import get_language, pgettext

from comptoir.documents.languages import LANGUAGES, Forms, Language, forms_of
from comptoir.kernel.clock import BRUSSELS, as_utc
from comptoir.kernel.identifiers import format_enterprise_number
from comptoir.kernel.money import Money, from_micro

NO_BREAK = "\N{NO-BREAK SPACE}"
NOTHING = "–"
_VOLUMES = ((10**12, "TB", "To"), (10**9, "GB", "Go"), (10**6, "MB", "Mo"), (10**3, "kB", "ko"))


def language() -> Language:
    """The language of this page; English where none of the four is active."""
    active = (get_language() or "en")[:2]
    return active if active in LANGUAGES else "en"


def forms() -> Forms:
    """How the page's language writes numbers and money."""
    return forms_of(language())


def number(value: Decimal | int, decimals: int = 0) -> str:
    """1,234 in the reader's form."""
    return forms().number(value, decimals)


def decimal(value: Decimal | int) -> str:
    """A number with as many decimals as it has, at most six."""
    return forms().at_least(Decimal(value), 0)


def percent(rate: Decimal | int, decimals: int = 0) -> str:
    """A rate given in percent: 12.5 -> '12.5 %'."""
    space = "" if language() == "en" else NO_BREAK
    return f"{number(Decimal(rate), decimals)}{space}%"


def amount(value: Money | Decimal, decimals: int = 2) -> str:
    """An amount without its currency; with more decimals when cents cannot hold it."""
    plain = value.amount if isinstance(value, Money) else value
    return forms().at_least(plain, decimals)


def money(value: Money | Decimal, currency: str = "EUR") -> str:
    """An amount with its currency: '€ 1.234,50', '1 234,50 €', '€1,234.50'."""
    if isinstance(value, Money):
        return money(value.amount, value.currency)
    known = forms()
    sign = {"EUR": "€"}.get(currency, currency)
    space = known.currency_space if len(sign) == 1 else NO_BREAK
    written = known.at_least(abs(value), 2)
    minus = "\N{MINUS SIGN}" if value < 0 and any(c in "123456789" for c in written) else ""
    if known.currency_first:
        return f"{sign}{space}{minus}{written}" if space else f"{minus}{sign}{written}"
    return f"{minus}{written}{space}{sign}"


def micro(value: int, currency: str = "EUR") -> str:
    """Whole millionths as money."""
    return money(from_micro(value), currency)


def day(value: date) -> str:
    """A date in figures of one width, for columns: 05/01/2026."""
    return forms().short_date(_date(value))


def long_day(value: date) -> str:
    """A date in words: 5 January 2026. German's "5." stays with its month."""
    return forms().long_date(_date(value)).replace(". ", ".\N{NO-BREAK SPACE}")


def month(value: date) -> str:
    """A month and its year: January 2026."""
    return forms().month(_date(value))


def short_month(value: date) -> str:
    """A month for axes and chips: Jan 2026."""
    return str(format_skeleton("yMMM", _date(value), locale=_locale()))


def weekday(value: date) -> str:
    """Monday 5 January."""
    return babel_date(_date(value), "EEEE d MMMM", locale=_locale())


def moment(value: datetime) -> str:
    """An instant as the clock in Brussels showed it: 05/01/2026 14:03."""
    local = as_utc(value).astimezone(BRUSSELS)
    return f"{day(local.date())} {local:%H:%M}"


def exact_moment(value: datetime) -> str:
    """An instant to the second, in Brussels time."""
    local = as_utc(value).astimezone(BRUSSELS)
    return f"{day(local.date())} {local:%H:%M:%S}"


def duration(seconds: int) -> str:
    """A time of talking: h:mm:ss."""
    hours, rest = divmod(abs(int(seconds)), 3600)
    sign = "\N{MINUS SIGN}" if seconds < 0 else ""
    return f"{sign}{number(hours)}:{rest // 60:02d}:{rest % 60:02d}"


def volume(octets: int) -> str:
    """Bytes in the largest unit (powers of ten) that keeps at least one before the point: 4.8 GB."""
    for size, english, french in _VOLUMES:
        if abs(octets) >= size:
            unit = french if language() == "fr" else english
            value = Decimal(octets) / size
            return f"{number(value, 0 if abs(value) >= 100 else 1)}{NO_BREAK}{unit}"
    return f"{number(octets)}{NO_BREAK}{'o' if language() == 'fr' else 'B'}"


def quantity(value: int, unit: str) -> str:
    """A quantity of usage by its unit: 'seconds', 'bytes', anything else counts pieces."""
    if unit == "seconds":
        return duration(value)
    return volume(value) if unit == "bytes" else number(value)


def phone(value: str | int) -> str:
    """A number of E.164 in groups: +32 470 12 34 56; what is no such number is shown as it stands."""
    digits = str(value).lstrip("+")
    if not digits.isdigit() or len(digits) < 8:
        return str(value)
    return _grouped_phone(digits)


@cache
def _grouped_phone(digits: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return f"+{digits}"
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.replace(" ", NO_BREAK)


def enterprise_number(value: str) -> str:
    """A Belgian enterprise number as printed: 0403.019.261; a number of elsewhere is shown as it stands."""
    return format_enterprise_number(value) if value.isascii() and value.isdecimal() and len(value) == 10 else value


def country(code: str) -> str:
    """A country's name in the reader's language; ships and planes have one too."""
    if code == "XS":
        return pgettext("network", "Ship")
    if code == "XA":
        return pgettext("network", "Plane")
    return str(_locale().territories.get(code, code))


def _locale() -> babel.Locale:
    return forms().locale


def _date(value: date) -> date:
    """The calendar day; an instant is read on Brussels' calendar."""
    return as_utc(value).astimezone(BRUSSELS).date() if isinstance(value, datetime) else value
