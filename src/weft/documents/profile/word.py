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
NUMBER, NAME = 0.14, 0.42  # of the width of the text: a column of numbers, those of names


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
    together = [hand.add(figure.sentence)] if figure.sentence else []
    for note in figure.notes:
        together.append(hand.add("", "Caption"))
        hand.say(together[-1], note, MADDER)
    if figure.chart:
        chart = Picture(isolate_words(figure.chart.svg), figure.chart.words)
        together.append(hand.add(""))
        hand.draw_within(together[-1], chart, Mm(TALLEST), LARGEST)
    for counted in figure.counted:
        together.append(hand.add(f"{counted.words} ", "Caption"))
        hand.link(together[-1], f"[{counted.source}]", f"#source-{counted.source}")
    for paragraph in together:  # with the table below them
        paragraph.paragraph_format.keep_with_next = True
    _add_grid(hand, figure.table)


def _add_grid(hand: "Hand", grid: Grid) -> None:
    """A table; numbers have narrow columns that end together."""

    def put(at: int, cell: Words | str, bold: bool = False) -> "Content":
        return partial(_write_number, hand, cell, bold) if at in grid.numeric else cell

    rows: list[list[tuple[Content, ...]]] = [
        # The last cell of a short row has words, whatever stands in its column elsewhere.
        [(put(at, x) if at < len(row) - 1 or len(row) == len(grid.heads) else x,)
         for at, x in enumerate(row)]
        for row in grid.rows
    ]  # fmt: skip
    heads = [put(at, each, bold=True) for at, each in enumerate(grid.heads)]
    hand.add_table(heads, rows, _share_out(grid))
    if grid.rest:
        hand.add(grid.rest, "Caption")


def _share_out(grid: Grid) -> list[float]:
    """The widths of columns, as shares of the text's: a last column of words has twice what others
    have; without one, the table is as wide as it needs to be."""
    last = len(grid.heads) - 1
    words = [at for at in range(last + 1) if at not in grid.numeric]
    if last in grid.numeric:
        return [NUMBER if at in grid.numeric else NAME / len(words) for at in range(last + 1)]
    room = (1 - NUMBER * len(grid.numeric)) / (len(words) + 1)
    shares = [NUMBER if at in grid.numeric else room for at in range(last + 1)]
    shares[last] = 2 * room
    return shares


def _write_number(hand: "Hand", words: Words | str, bold: bool, paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # which Word takes for the end of a line
    hand.say(paragraph, words, bold=bold)
