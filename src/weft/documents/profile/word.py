"""The profile for Word: real headings, lists and tables, for whoever has to edit it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from weft.documents.charts import isolate_words
from weft.documents.parts import Picture
from weft.documents.profile.parts import Figure, Grid, ProfileDocument, Section
from weft.documents.runs import Words
from weft.pictures.palette import MADDER

if TYPE_CHECKING:
    from weft.documents.word_hand import Content, Hand

TALLEST = 90  # millimetres of a chart


def write_profile_docx(document: ProfileDocument) -> bytes:
    """The profile as a .docx, the same bytes for the same document."""
    # python-docx is slow to load, and only who writes a document needs it.
    from weft.documents.word_frame import begin, end, list_sources  # noqa: PLC0415

    hand = begin(document)
    if document.warning:
        paragraph = hand.add("")
        hand.say(paragraph, document.warning.title, MADDER, bold=True)
        hand.say(paragraph, f" · {document.warning.lead}")
    hand.add(document.overview.title, "Heading 1")
    if document.overview.lead:
        hand.add(document.overview.lead)
    _add_grid(hand, document.overview.grid)
    for section in document.sections:
        _add_section(hand, section, document.unknown)
    list_sources(hand, document.documents, document.sources)
    return end(hand, document)


def _add_section(hand: "Hand", section: Section, unknown: str) -> None:
    from weft.documents.word_frame import TONES  # noqa: PLC0415

    title = f"{section.title} · {section.of}" if section.of else section.title
    hand.add(title, "Heading 1")
    for figure in section.figures:
        _add_figure(hand, figure)
    for each in section.tables:
        hand.add(each.title, "Heading 2")
        if each.lead:
            hand.add(each.lead, "Caption")
        _add_grid(hand, each.grid)
    for found in section.found:
        paragraph = hand.add("", "List Bullet")
        hand.say(paragraph, found.tag, TONES[found.tone], bold=True)
        hand.say(paragraph, " · ")
        hand.say(paragraph, found.words)
    for remark in section.remarks:
        hand.add(remark)
    if section.holes:
        hand.add(unknown, "Heading 2")
    for hole in section.holes:
        paragraph = hand.add("", "List Bullet")
        hand.say(paragraph, hole.what, bold=True)
        if hole.said:
            hand.say(paragraph, f" · {hole.said}")


def _add_figure(hand: "Hand", figure: Figure) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    from weft.documents.word_frame import LARGEST  # noqa: PLC0415

    hand.add(figure.title, "Heading 2")
    if figure.sentence:
        hand.add(figure.sentence)
    for note in figure.notes:
        hand.say(hand.add("", "Caption"), note, MADDER)
    if figure.chart:
        chart = Picture(isolate_words(figure.chart.svg), figure.chart.words)
        hand.draw_within(hand.add(""), chart, Mm(TALLEST), LARGEST)
    for counted in figure.counted:
        paragraph = hand.add(f"{counted.words} ", "Caption")
        hand.link(paragraph, f"[{counted.source}]", f"#source-{counted.source}")
    _add_grid(hand, figure.table)


def _add_grid(hand: "Hand", grid: Grid) -> None:
    """A table; the last column is as wide as two others, since it is the one for remarks."""
    shares = [1.0] * (len(grid.heads) - 1) + [2.0 if len(grid.heads) > 2 else 1.0]
    rows: list[list[tuple[Content, ...]]] = [
        [
            (partial(_write_number, hand, cell),)
            if at in grid.numeric and len(row) == len(grid.heads)
            else (cell,)
            for at, cell in enumerate(row)
        ]
        for row in grid.rows
    ]
    hand.add_table(grid.heads, rows, [each / sum(shares) for each in shares])
    if grid.rest:
        hand.add(grid.rest, "Caption")


def _write_number(hand: "Hand", words: Words, paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # which Word takes for the end of a line
    hand.say(paragraph, words)
