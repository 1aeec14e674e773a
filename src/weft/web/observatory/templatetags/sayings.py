"""Says in the reader's language what the core keeps as the code of a phrase and its parts, for
templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from weft.core.observatory.report import Trouble
from weft.core.observatory.saying import Saying, write_parts

register = template.Library()


@register.filter
def told(said: Trouble | Saying | str) -> SafeString:
    """What is wrong, or why a column was taken for what. What was kept before there were phrases
    is English, and marked as such; of a reason whose phrase is no more, nothing is left."""
    language = get_language() or "en"
    if isinstance(said, Saying):
        try:
            return format_html("{}", said.say(language))
        except KeyError:
            return SafeString("")
    words = said.say(language) if isinstance(said, Trouble) else None
    if words is not None:
        return format_html("{}", words)
    english = said.message if isinstance(said, Trouble) else said
    return format_html('<span lang="en" dir="ltr">{}</span>', english)


@register.filter
def part(trouble: Trouble, name: str) -> str:
    """One part of a trouble as its sentence has it; nothing where it was not kept."""
    try:
        return write_parts(trouble.parts, get_language() or "en").get(name, "")
    except KeyError:  # a sentence within it, whose phrase is no more
        return ""
