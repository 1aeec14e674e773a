"""The words of pictures in the reader's language: terms, short lists, scores."""

from collections.abc import Sequence
from functools import cache

from weft.core.terms import label
from weft.core.terms.phrases import say, write_list
from weft.pictures.fabric import EDGE


@cache
def name_term(vocabulary: str, code: str, language: str) -> str:
    """The label of a term, in the language without its region."""
    return label(vocabulary, code, language.partition("-")[0])


def name_column(column: str, language: str) -> str:
    return say("others", language) if column == EDGE else name_term("levels", column, language)


def name_area(area: str, language: str) -> str:
    return name_term("areas", area, language)


def write_some(words: Sequence[str], language: str, most: int = 6) -> str:
    """The first few of a list, and how many there are beyond them."""
    if len(words) > most:
        rest = say("more", language, number=len(words) - most + 1)
        return write_list([*words[: most - 1], rest], language)
    return write_list(words, language)


def lower_first(word: str) -> str:
    """A label as it stands inside a sentence."""
    return word[:1].lower() + word[1:]
