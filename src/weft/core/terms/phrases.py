"""Sentences in the reader's language, from packs/phrases: templates with parts and plural forms."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from weft.core.terms.vocabulary import LOADER

# A template; or, where a number decides its form, one for each plural category of the language
# (Unicode CLDR: zero, one, two, few, many, other).
Template = str | Mapping[str, str]


@cache
def read_phrases() -> dict[str, dict[str, Template]]:
    """Every phrase by code and language; KeyError is raised where two files share a code."""
    phrases: dict[str, dict[str, Template]] = {}
    for file in sorted(files("weft.packs").joinpath("phrases").iterdir(), key=lambda at: at.name):
        if file.name.endswith(".yaml"):
            found = yaml.load(file.read_text("utf-8"), LOADER)  # noqa: S506
            if shared := phrases.keys() & found.keys():
                raise KeyError(f"{file.name}: {', '.join(sorted(shared))} stand in another file")
            phrases |= found
    return phrases


def say(code: str, language: str = "en", **parts: object) -> str:
    """A phrase with its parts filled in; KeyError if there is no such phrase or part.

    A phrase with plural forms needs the part `count`.
    """
    template = _find_template(code, language)
    if not isinstance(template, str):
        count = parts["count"]
        assert isinstance(count, int | float)  # noqa: S101  # a caller's mistake, not a user's
        # A whole million has a category of its own in French and Spanish, and the form of others.
        template = template.get(find_plural(count, language), template["other"])
    return template.format(**parts) if parts else template


@cache
def _find_template(code: str, language: str) -> Template:
    """In the language, else without its region, else in English."""
    phrases = read_phrases()[code]
    return phrases.get(language) or phrases.get(language.partition("-")[0]) or phrases["en"]


def find_plural(count: float, language: str) -> str:
    """The plural category of a number in a language: Arabic has six, French counts 0 as one."""
    from babel import Locale  # noqa: PLC0415  # only sentences with numbers need it

    return str(Locale.parse(language.replace("-", "_")).plural_form(count))


def write_list(words: Sequence[str], language: str = "en", joint: str = "and") -> str:
    """ "a, b and c", or with another joint ("or")."""
    if len(words) < 2:
        return "".join(words)
    return say("list", language).join(words[:-1]) + say(joint, language) + words[-1]


def write_date(day: dt.date, language: str = "en") -> str:
    """ "1 March 2026"."""
    number = "1er" if day.day == 1 and language.startswith("fr") else str(day.day)
    return f"{number} {say('months', language).split()[day.month - 1]} {day.year}"


def write_number(value: float, language: str = "en", decimals: int = 2) -> str:
    """A number with the language's decimal mark: 0.25, 0,25."""
    return f"{value:.{decimals}f}".replace(".", say("decimal", language))
