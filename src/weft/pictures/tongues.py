"""Marks words of another language inside sentences, so that a page gives each its lang
and its direction."""

import re
import unicodedata

from markupsafe import Markup

from weft.core.terms import Text
from weft.core.terms.direction import is_right_to_left
from weft.core.terms.text import UNSTATED
from weft.pictures.markup import escape

# Control characters, which no text of an atlas may hold, so that nobody can write a mark by hand.
_BEGIN, _MIDDLE, _END = "\x02", "\x03", "\x04"
_MARKED = re.compile(f"{_BEGIN}([^{_MIDDLE}]*){_MIDDLE}([^{_END}]*){_END}")


def mark(text: Text, wanted: str = "en") -> str:
    """The words in the wanted language or in what there is; marked if they are of another language
    or run the other way. For sentences that `render` turns into markup."""
    language, words = text.find_language(wanted), text.read(wanted)
    same = language.partition("-")[0] == wanted.partition("-")[0]
    if same or (language == UNSTATED and runs_leftwards(words) == is_right_to_left(wanted)):
        return words
    known = "" if language == UNSTATED else language
    return f"{_BEGIN}{known}{_MIDDLE}{words}{_END}"


def mark_words(words: str, language: str) -> str:
    """Words marked with their language; '' if it is English or not known."""
    if language or runs_leftwards(words):
        return f"{_BEGIN}{language}{_MIDDLE}{words}{_END}"
    return words


def runs_leftwards(words: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for each in words:
        if (found := unicodedata.bidirectional(each)) in ("L", "R", "AL"):
            return found != "L"
    return False


def render(sentence: str) -> Markup:
    """Markup of a sentence: escaped, and each marked part in a <bdi> with lang and dir."""
    parts, end = [], 0
    for found in _MARKED.finditer(sentence):
        parts.append(escape(sentence[end : found.start()]))
        language, words = found.groups()
        lang = f' lang="{escape(language)}"' if language else ""
        dir_ = "rtl" if runs_leftwards(words) else "ltr"
        parts.append(f'<bdi{lang} dir="{dir_}">{escape(words)}</bdi>')
        end = found.end()
    return Markup("".join((*parts, escape(sentence[end:]))))  # noqa: S704  # escaped above
