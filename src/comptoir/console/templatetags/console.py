"""What the console's templates need beyond the design system: `{% load console %}`."""

from django import template

from comptoir.console.words import month_of
from comptoir.kernel.explanation import Explanation, Step
from comptoir.kernel.money import from_micro
from comptoir.web import formats, words

register = template.Library()


@register.filter
def micro_amount(value: int | None) -> str:
    """Whole millionths as an amount without its currency, for columns that name it once."""
    return formats.NOTHING if value is None else formats.amount(from_micro(value))


@register.filter
def micro_signed(value: int | None) -> str:
    """A change of an amount in whole millionths, with its sign."""
    if value is None:
        return formats.NOTHING
    written = formats.money(from_micro(value))
    return f"+{written}" if value > 0 else written


@register.filter
def period_words(value: str) -> str:
    """'2026-10' as 'October 2026'."""
    return month_of(value)


@register.simple_tag
def sentence(said: Explanation | Step) -> str:
    """One message in words."""
    return words.sentence(said)
