"""Writes numbers as the reader's language does, for templates."""

from django import template
from django.utils.translation import get_language

from weft.core.terms.direction import is_right_to_left
from weft.core.terms.phrases import say

register = template.Library()
LEFT_TO_RIGHT = "\u200e"  # a mark that is not seen


@register.filter
def localised(value: float | None) -> str:
    """1,200,000 or 2.5, with the signs of the language; a dash for what is not known."""
    if value is None:
        return "–"
    language = get_language()
    signs = str.maketrans({",": say("thousands", language), ".": say("decimal", language)})
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")
    words = text.translate(signs)
    # As Unicode's locale data (CLDR) has it: else the minus stands behind its number.
    return f"{LEFT_TO_RIGHT}{words}" if value < 0 and is_right_to_left(language) else words


@register.filter
def tenths(value: float) -> str:
    """12.5: one decimal, with the signs of the language."""
    return localised(round(float(value), 1))


@register.filter
def percent(value: float) -> str:
    """A share in [0, 1] as 30 %."""
    return say("share", get_language(), percent=f"{value * 100:.0f}")
