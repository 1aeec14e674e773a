"""The words of pictures in the reader's language, from words.yaml: phrases, lists, dates."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import yaml

from weft.core.terms import label
from weft.core.terms.vocabulary import LOADER
from weft.pictures.fabric import EDGE

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"})


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.partition("-")[0] in RIGHT_TO_LEFT


@cache
def _read_words() -> dict[str, dict[str, str]]:
    text = files("weft.pictures").joinpath("words.yaml").read_text("utf-8")
    words: dict[str, dict[str, str]] = yaml.load(text, LOADER)  # noqa: S506
    return words


def list_phrases() -> dict[str, dict[str, str]]:
    """Every phrase by code and language."""
    return {code: dict(each) for code, each in _read_words().items()}


def say(code: str, language: str, **parts: object) -> str:
    """A phrase with its parts filled in; KeyError if there is no such phrase."""
    phrase = _find_phrase(code, language)
    return phrase.format(**parts) if parts else phrase


@cache
def _find_phrase(code: str, language: str) -> str:
    phrases = _read_words()[code]
    return phrases.get(language) or phrases.get(language.partition("-")[0]) or phrases["en"]


@cache
def name_term(vocabulary: str, code: str, language: str) -> str:
    """The label of a term, in the language without its region."""
    return label(vocabulary, code, language.partition("-")[0])


def name_column(column: str, language: str) -> str:
    return say("others", language) if column == EDGE else name_term("levels", column, language)


def name_area(area: str, language: str) -> str:
    return name_term("areas", area, language)


def write_list(words: Sequence[str], language: str) -> str:
    """ "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return say("list", language).join(words[:-1]) + say("and", language) + words[-1]


def write_some(words: Sequence[str], language: str, most: int = 6) -> str:
    """The first few of a list, and how many there are beyond them."""
    if len(words) > most:
        rest = say("more", language, number=len(words) - most + 1)
        return write_list([*words[: most - 1], rest], language)
    return write_list(words, language)


def lower_first(word: str) -> str:
    """A label as it stands inside a sentence."""
    return word[:1].lower() + word[1:]


def write_date(day: dt.date, language: str) -> str:
    """ "1 March 2026"."""
    number = "1er" if day.day == 1 and language.startswith("fr") else str(day.day)
    return f"{number} {say('months', language).split()[day.month - 1]} {day.year}"


def write_score(value: float, language: str) -> str:
    """Two decimals, with the language's decimal mark."""
    return f"{value:.2f}".replace(".", say("decimal", language))
