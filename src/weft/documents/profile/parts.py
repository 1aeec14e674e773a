"""What the document of a city's migration profile consists of: frozen values in the order of
reading, composed once, in one language, for every writer."""

from dataclasses import dataclass

from weft.documents.parts import Finding, Frame, Picture, Source, Titled
from weft.documents.runs import Words


@dataclass(frozen=True)
class Grid:
    """A table. A row that is shorter than the heads ends in a cell that takes the rest."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    numeric: tuple[int, ...] = ()  # columns of numbers
    rest: str = ""  # says so where there are more rows than are shown


@dataclass(frozen=True)
class Counted:
    """How a figure is counted, up to the number of its source."""

    words: str
    source: int


@dataclass(frozen=True)
class Figure:
    """Figures for one question: a sentence, what must not be overlooked, the chart (None where one
    number says it all), and the table of the same."""

    title: str
    sentence: str
    notes: tuple[str, ...]
    chart: Picture | None
    counted: tuple[Counted, ...]
    table: Grid


@dataclass(frozen=True)
class Tabled:
    """A table under a heading of its own, with a sentence between them."""

    title: str
    lead: str
    grid: Grid


@dataclass(frozen=True)
class Hole:
    """What is not known, and who could supply it."""

    what: str
    said: str


@dataclass(frozen=True)
class Section:
    """A section: its figures, what else is known, and what is not. `of` names the place whose
    figures these are, where it is another one."""

    title: str
    of: str
    figures: tuple[Figure, ...]
    tables: tuple[Tabled, ...]
    found: tuple[Finding, ...]  # what stands out
    remarks: tuple[str, ...]
    holes: tuple[Hole, ...]


@dataclass(frozen=True)
class ProfileDocument(Frame):
    """A city's migration profile as a document. `warning` stands first, where the document shows
    figures that are not for everybody."""

    warning: Titled | None
    overview: Tabled  # a row for each section
    sections: tuple[Section, ...]
    unknown: str  # the heading over holes
    documents: str  # the heading over sources
    sources: tuple[Source, ...]
