"""The four languages of a document, and how each writes numbers, money and dates.

Babel knows the signs and patterns; they are read once per language, because an invoice of 500 lines writes
thousands of numbers.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Literal, get_args

import babel
from babel.dates import format_date

Language = Literal["fr", "nl", "en", "de"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_LOCALES: dict[Language, str] = {"fr": "fr_BE", "nl": "nl_BE", "en": "en_GB", "de": "de_BE"}
_MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"
_NARROW = "\N{NARROW NO-BREAK SPACE}"  # French groups with it; in print it is too thin to be seen
_SIGNS = {"EUR": "€"}


class NotAnAmount(ValueError):
    """A text is not an amount as this language writes it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """How one language writes numbers, money and dates."""

    language: Language
    locale: babel.Locale
    decimal_sign: str
    group_sign: str
    currency_first: bool
    currency_space: str
    day_pattern: str

    def number(self, value: Decimal | int, decimals: int = 0) -> str:
        """A number with so many decimals, half up: '1 234,50' in French, '1,234.50' in English."""
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        written = f"{abs(rounded):,f}".replace(".", "\0").replace(",", self.group_sign)
        sign = _MINUS if rounded < 0 else ""
        return sign + written.replace("\0", self.decimal_sign)

    def amount(self, value: Decimal) -> str:
        """An amount without its currency, in cents; `NotAnAmount` where cents cannot hold it."""
        if not value.is_finite() or value != value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP):
            raise NotAnAmount(f"{value} is not a whole number of cents.")
        return self.number(value, 2)

    def at_least(self, value: Decimal, fewest: int, most: int = 6) -> str:
        """A number with as many decimals as it needs, between `fewest` and `most`."""
        exponent = value.normalize().as_tuple().exponent
        needed = -exponent if isinstance(exponent, int) else 0
        return self.number(value, min(max(needed, fewest), most))

    def money(self, value: Decimal, currency: str) -> str:
        """An amount with its currency: '1 234,50 €', '€ 1.234,50', '€1,234.50'."""
        return self._with_currency(value, self.amount(abs(value)), currency)

    def whole_money(self, value: Decimal, currency: str) -> str:
        """Money without cents, for axes: '1 235 €'."""
        return self._with_currency(value, self.number(abs(value)), currency)

    def percent(self, rate: Decimal) -> str:
        """A rate that is given in percent: '21 %'; English writes no space."""
        space = "" if self.language == "en" else _NO_BREAK
        return f"{self.at_least(rate, 0)}{space}%"

    def long_date(self, day: date) -> str:
        """A date in words: '15 janvier 2026', '1er janvier 2026'."""
        written = format_date(day, "long", locale=self.locale)
        return written.replace("1", "1er", 1) if self.language == "fr" and day.day == 1 else written

    def short_date(self, day: date) -> str:
        """A date in figures of one width, for columns: '05/01/2026'; German puts dots."""
        return day.strftime("%d.%m.%Y" if self.language == "de" else "%d/%m/%Y")

    def month(self, day: date) -> str:
        """A month and its year: 'décembre 2025'."""
        return format_date(day, "LLLL y", locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """From a day to a day, both included, as short as it can be said: '1–31 décembre 2025'."""
        if first == last:
            return self.long_date(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{self._day(first)}–{self.long_date(last)}"
        return f"{self.long_date(first)} – {self.long_date(last)}"

    def duration(self, seconds: int) -> str:
        """A time of talking: '1 h 03 min 20 s', understood in the four languages."""
        hours, rest = divmod(abs(seconds), 3600)
        minutes, left = divmod(rest, 60)
        parts = [f"{self.number(hours)} h"] if hours else []
        parts += [f"{minutes:02d} min" if hours else f"{minutes} min"] if hours or minutes else []
        parts.append(f"{left:02d} s" if parts else f"{left} s")
        return (_MINUS if seconds < 0 else "") + " ".join(parts).replace(" ", _NO_BREAK)

    def read_number(self, text: str) -> Decimal:
        """The number that `number` wrote so; `NotAnAmount` for any other text."""
        compact = re.sub(r"\s", "", text).replace(_MINUS, "-")
        group = re.escape(self.group_sign.strip())
        whole = rf"\d{{1,3}}(?:{group}\d{{3}})*"
        if not re.fullmatch(rf"-?{whole}(?:{re.escape(self.decimal_sign)}\d+)?", compact, re.ASCII):
            raise NotAnAmount(f"{text!r} is not a number in {self.locale.english_name}.")
        plain = compact.replace(self.group_sign, "") if self.group_sign.strip() else compact
        return Decimal(plain.replace(self.decimal_sign, "."))

    def read_money(self, text: str, currency: str) -> Decimal:
        """The amount that `money` wrote so; `NotAnAmount` for any other text."""
        sign = _SIGNS.get(currency, currency)
        if sign not in text:
            raise NotAnAmount(f"{text!r} does not name {currency}.")
        return self.read_number(text.replace(sign, ""))

    def _day(self, day: date) -> str:
        if self.language == "fr" and day.day == 1:
            return "1er"
        return format_date(day, self.day_pattern, locale=self.locale)

    def _with_currency(self, value: Decimal, written: str, currency: str) -> str:
        sign = _SIGNS.get(currency, currency)
        space = self.currency_space if len(sign) == 1 else _NO_BREAK
        minus = _MINUS if value < 0 else ""
        if not self.currency_first:
            return f"{minus}{written}{space}{sign}"
        return f"{sign}{space}{minus}{written}" if space else f"{minus}{sign}{written}"


@cache
def forms_of(language: Language) -> Forms:
    """How `language` writes; `ValueError` for a language that no document speaks."""
    if language not in _LOCALES:
        raise ValueError(f"Documents speak {', '.join(LANGUAGES)}, not {language!r}.")
    locale = babel.Locale.parse(_LOCALES[language])
    signs = locale.number_symbols["latn"]
    pattern = locale.currency_formats["standard"].pattern.split(";")[0]
    first = pattern.startswith("¤")
    long_date = locale.date_formats["long"].pattern
    return Forms(
        language=language,
        locale=locale,
        decimal_sign=signs["decimal"],
        group_sign=_NO_BREAK if signs["group"] == _NARROW else signs["group"],
        currency_first=first,
        currency_space=_NO_BREAK if re.search(r"¤\s|\s¤", pattern) else "",
        day_pattern=long_date.split(" ")[0],
    )
