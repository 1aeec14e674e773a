"""Sentences as runs of one language and one direction each, for writers that set type."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from weft.core.terms import Text
from weft.core.terms.direction import is_right_to_left
from weft.core.terms.text import UNSTATED
from weft.pictures.tongues import mark, mark_words, render, runs_leftwards

# French puts a space before these, at which no line may break.
_HIGH = re.compile(r" (?=[:;?!%»])|(?<=«) ")
_STRONG = re.compile(r"[^\W\d_](?:.*[^\W\d_])?", re.DOTALL)
_OTHER = re.compile(r"[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")  # no Arabic, no Hebrew


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one language ('' where it is not known) in one direction."""

    text: str
    language: str
    leftwards: bool


Words = tuple[Run, ...]


def read_runs(sentence: str, language: str) -> Words:
    """The runs of a sentence in a language, in which `tongues.mark` marked words of others."""
    return read_markup(str(render(sentence)), language)


def read_markup(markup: str, language: str) -> Words:
    """The runs of a sentence as `tongues.render` wrote it."""
    reader = _Reader(language)
    reader.feed(markup)
    reader.close()
    return tuple(reader.runs)


def read_text(text: Text | None, language: str, stated: str | None = None) -> Words:
    """A text in a language or in the nearest there is; `stated` is its language, where it does
    not say so itself and its document does."""
    if text is None:
        return ()
    if stated and text.find_language(language) == UNSTATED:
        return read_line(text.read(language), language, stated)
    return read_runs(mark(text, language), language)


def read_line(words: str, language: str, stated: str | None = None) -> Words:
    """Words of which at most their document's language is known."""
    if stated and stated.partition("-")[0] == language.partition("-")[0]:
        return (Run(keep_spaces(words, language), language, is_right_to_left(language)),)
    return (
        read_text(Text(words), language)
        if not stated
        else read_runs(mark_words(words, stated), language)
    )


def read_plain(words: str, language: str) -> Words:
    """Words that we say ourselves in a language: numbers and names among them keep their own
    direction."""
    if not words:
        return ()
    leftwards = runs_leftwards(words)
    own = leftwards == is_right_to_left(language)
    return (Run(keep_spaces(words, language), language if own else "", leftwards),)


def join_text(words: Words) -> str:
    """Words without their languages."""
    return "".join(each.text for each in words)


def keep_spaces(text: str, language: str) -> str:
    """`text` with the spaces at which no line may break."""
    return _HIGH.sub("\u00a0", text) if language.partition("-")[0] == "fr" else text


def split_scripts(words: Words) -> Words:
    """The same runs, those from right to left parted where letters of the other direction stand:
    for writers that state the direction of each run."""
    found = []
    for run in words:
        if not run.leftwards:
            found.append(run)
            continue
        end = 0
        for part in _OTHER.finditer(run.text):
            strong = _STRONG.search(part[0])
            if strong is None:
                continue
            start, stop = part.start() + strong.start(), part.start() + strong.end()
            found.append(Run(run.text[end:start], run.language, True))
            found.append(Run(run.text[start:stop], "", False))
            end = stop
        found.append(Run(run.text[end:], run.language, True))
    return tuple(each for each in found if each.text)


class _Reader(HTMLParser):
    """Reads what `tongues.render` writes: words, and <bdi lang dir> around those of another
    language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.runs: list[Run] = []
        self._leave()

    def _leave(self) -> None:
        self._within, self._leftwards = self.language, is_right_to_left(self.language)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self._within = found.get("lang") or ""
        self._leftwards = found.get("dir") == "rtl"

    def handle_endtag(self, tag: str) -> None:
        self._leave()

    def handle_data(self, data: str) -> None:
        text = keep_spaces(data, self._within)
        self.runs.append(Run(text, self._within, self._leftwards))
