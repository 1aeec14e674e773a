"""The vocabularies of packs/vocabularies.yaml, for types that validate and pages that label."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from weft.core.terms.text import fold

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _read_vocabularies() -> dict[str, dict[str, dict[str, str]]]:
    """Vocabulary -> code -> language -> label, in the order of the file."""
    text = files("weft.packs").joinpath("vocabularies.yaml").read_text("utf-8")
    vocabularies: dict[str, dict[str, dict[str, str]]] = yaml.load(text, LOADER)  # noqa: S506
    return vocabularies


def list_vocabularies() -> tuple[str, ...]:
    """The names of all vocabularies."""
    return tuple(_read_vocabularies())


@cache
def list_codes(vocabulary: str) -> tuple[str, ...]:
    """The codes of a vocabulary in its own order; KeyError if there is no such vocabulary."""
    return tuple(_read_vocabularies()[vocabulary])


@cache
def _list_below_state() -> frozenset[str]:
    levels = list_codes("levels")
    return frozenset(levels[levels.index("national") + 1 :])


def is_below_state(levels: Iterable[str]) -> bool:
    """Whether one of some levels is more local than the State."""
    return not _list_below_state().isdisjoint(levels)


def label(vocabulary: str, code: str, language: str = "en") -> str:
    """What people call `code` in `language`; English where that language has no label."""
    labels = _read_vocabularies()[vocabulary][code]
    return labels.get(language) or labels["en"]


@cache
def _index_terms(vocabulary: str) -> dict[str, str]:
    """Folded code or label in any language -> code; a label that two codes share is left out."""
    terms = _read_vocabularies()[vocabulary]
    index: dict[str, str] = {}
    shared: set[str] = set()
    for code, labels in terms.items():
        for name in {fold(each) for each in labels.values()}:
            shared.update({name} & index.keys())
            index[name] = code
    for name in shared:
        del index[name]
    return index | {fold(code.replace("_", " ")): code for code in terms}


def match_term(vocabulary: str, word: str) -> str | None:
    """The code that `word` means (a code, or a label in any language), or None."""
    if word in _read_vocabularies()[vocabulary]:
        return word
    return _index_terms(vocabulary).get(fold(word.replace("_", " ")))


def _suggest(vocabulary: str, word: str) -> str:
    """The end of an error message: the nearest code, or all of them."""
    from difflib import get_close_matches  # only a wrong word needs it  # noqa: PLC0415

    if any(sign in word for sign in ",،") and all(
        match_term(vocabulary, each.strip()) for each in word.replace("،", ",").split(",")
    ):
        return "separate several with a semicolon: a; b"
    codes = list_codes(vocabulary)
    near = get_close_matches(word.lower().replace(" ", "_"), codes, n=1)
    return f"did you mean '{near[0]}'?" if near else f"use one of: {', '.join(codes)}"


class Term:
    """Annotation of a string that must be a code, or a label, of one vocabulary.

    `Annotated[str, Term("areas")]` validates to the code.
    """

    def __init__(self, vocabulary: str) -> None:
        self.vocabulary = vocabulary

    def _check(self, word: str) -> str:
        code = match_term(self.vocabulary, word)
        if code is None:
            raise PydanticCustomError(
                "unknown_code",
                "'{word}' is not in the list '{vocabulary}'; {suggestion}",
                {
                    "word": word[:80],
                    "vocabulary": self.vocabulary,
                    "suggestion": _suggest(self.vocabulary, word[:80]),
                },
            )
        return code

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "enum": list(list_codes(self.vocabulary))}
