"""What documents consist of, and the one about a place: frozen values in the order of reading,
composed once, in one language, for every writer."""

import datetime as dt
from dataclasses import dataclass

from weft.core.terms.dates import first_day
from weft.documents.runs import Words

# Numbers as they are referred to: (first, last) of each unbroken stretch.
Refs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class About:
    """Where a document comes from: the state of the data (a day, as 2026-03-01), the version of
    the method, the licence of the facts, the address of the page, and the software; `notice` is
    something that every reader must know, told first; `rests_on` says whose facts those are."""

    data_day: str
    method: str
    licence: str
    address: str
    software: str
    notice: str = ""
    rests_on: str = ""


@dataclass(frozen=True)
class Picture:
    """An SVG, and what it shows in words."""

    svg: str
    words: str


@dataclass(frozen=True)
class Finding:
    """Something that stands out: its tag, the tag's tone (missing, held, quiet), and a sentence."""

    tag: str
    tone: str
    words: Words
    facts: Refs


@dataclass(frozen=True)
class Field:
    """A policy area of which enough is known: the share of draws of each way, and the answer."""

    area: str
    shares: Picture
    answer: str


@dataclass(frozen=True)
class Key:
    """A way in which two levels can relate: a sample of its weave, and what it means."""

    sample: Picture
    words: str


@dataclass(frozen=True)
class Fields:
    """How two levels relate, area by area; `rest` says of which areas there is no answer."""

    title: str
    lead: str
    heads: tuple[str, ...]
    rows: tuple[Field, ...]
    keys: tuple[Key, ...]
    rest: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """Who holds which role in an area at a level. `state` says first what matters most there:
    contested, or nobody; it is empty elsewhere."""

    state: str
    lines: tuple[str, ...]
    facts: Refs


@dataclass(frozen=True)
class Roles:
    """Policy areas (rows) by levels (columns)."""

    title: str
    lead: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Tie:
    """Something that ties actors: its name, its kind, who takes part, form and strength."""

    name: Words
    kind: str
    members: Words
    form: str
    facts: Refs


@dataclass(frozen=True)
class Ties:
    """What ties actors; `none` says so where nothing does."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Tie, ...]
    none: str


@dataclass(frozen=True)
class Cited:
    """What a document says: its number, the grade, the heading, the paraphrase. `leftwards` is
    their direction as a whole: words that all run to the right do so among Arabic too."""

    source: int
    grade: str
    locator: Words
    paraphrase: Words
    leftwards: bool


@dataclass(frozen=True)
class Note:
    """A fact with its number. `remarks` say who disputes it, or that no document is named."""

    number: int
    words: Words
    remarks: tuple[str, ...]
    cited: tuple[Cited, ...]


@dataclass(frozen=True)
class Group:
    """The facts of one policy area."""

    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Source:
    """A document with its number. `details` are publisher, date and licence, as far as known."""

    number: int
    title: Words
    details: str
    url: str
    grade: str


@dataclass(frozen=True)
class Titled:
    """A heading, and a sentence below it."""

    title: str
    lead: str


@dataclass(frozen=True)
class Frame:
    """What every document has around what it tells: how it begins and ends, and whence it comes."""

    language: str
    leftwards: bool
    day: str  # of the data, to date the file
    title: Words
    subtitle: str
    lead: str
    colophon: str
    imprint: tuple[tuple[str, str], ...]
    comma: str  # between numbers
    foot: str  # what stands after the title at the foot of every page
    page: tuple[str, str, str]  # the words around the number of the page and that of all pages
    author: str

    @property
    def date(self) -> dt.date:
        """The day that dates the file: that of the data, so that the same data are the same
        bytes; a fixed one where it is not said as a date."""
        return read_day(self.day) or dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Document(Frame):
    """A place as a document."""

    weave: Titled
    drawing: Picture
    blank: str
    findings: Titled  # its lead says so where nothing stands out
    found: tuple[Finding, ...]
    fields: Fields | None
    roles: Roles | None
    ties: Ties
    evidence: Titled
    groups: tuple[Group, ...]
    documents: str
    sources: tuple[Source, ...]
    facts: str  # the word before numbers of facts


def read_day(words: str) -> dt.date | None:
    """The first day of a date (a year, a month or a day); None if it is none."""
    try:
        return first_day(words)
    except (AttributeError, ValueError):
        return None
