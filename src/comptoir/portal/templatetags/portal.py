"""What the portal's templates need beyond the design system: `{% load portal %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from comptoir.billing.lines import unit_of
from comptoir.kernel.explanation import Explanation, Step
from comptoir.kernel.money import from_micro, round_micro_to_cent
from comptoir.portal.words import QUESTION_STATES, in_cents, month_of, name_of_category, signed
from comptoir.rating.schema import Category
from comptoir.web import formats, words
from comptoir.web.components import status_badge

register = template.Library()


@register.filter
def micro_amount(value: int | None) -> str:
    """Whole millionths as an amount without its currency, for columns that name it once."""
    return formats.NOTHING if value is None else formats.amount(from_micro(value))


@register.filter
def micro_amount_cents(value: int | None) -> str:
    """Whole millionths as an amount to the cent, without its currency."""
    return formats.NOTHING if value is None else formats.amount(from_micro(round_micro_to_cent(value)))


@register.filter
def micro_cents(value: int | None) -> str:
    """Whole millionths as money, to the cent."""
    return formats.NOTHING if value is None else in_cents(value)


@register.filter
def micro_signed(value: int | None) -> str:
    """A change of an amount in whole millionths, with its sign."""
    return formats.NOTHING if value is None else signed(value)


@register.filter
def period_words(value: str) -> str:
    """'2026-10' as 'October 2026'."""
    return month_of(value)


@register.filter
def category_words(value: str) -> str:
    """A usage category in the page's language."""
    return name_of_category(value)


@register.filter
def category_number_words(value: int) -> str:
    """A usage category, by its number, in the page's language."""
    return name_of_category(Category(value).name.lower())


@register.filter
def category_quantity(row: Mapping[str, Any], key: str) -> str:
    """A quantity of a row of sums, in the unit of the row's category."""
    return formats.quantity(row[key], unit_of(row["category"]))


@register.simple_tag
def sentence(said: Explanation | Step) -> str:
    """One message of an explanation in words."""
    return words.sentence(said)


@register.simple_tag
def question_state(question: Any) -> SafeString:
    """Where a question stands."""
    return status_badge(*QUESTION_STATES[question.state])
