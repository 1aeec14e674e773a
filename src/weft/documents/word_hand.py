"""The hand that writes into Word's format: words in their languages and directions, links,
pictures with their words, tables."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import docx
from docx.shared import Emu, Pt, RGBColor

from weft.documents import ooxml
from weft.documents.images import PER_INCH, write_png
from weft.documents.parts import Frame, Picture, Refs
from weft.documents.runs import Run, Words, split_scripts
from weft.documents.word_styles import name_language, open_section, set_styles
from weft.pictures.palette import INDIGO, LINEN, WARP

INCH = 914_400  # in EMU, the unit of Word's drawings
# A paragraph of a cell: words, or what writes into an empty one.
Content = Words | str | Callable[[Any], object]


class Hand:
    """Writes at the end of a new document."""

    def __init__(self, document: Frame) -> None:
        self.document, self.leftwards = document, document.leftwards
        self.docx: Any = docx.Document()
        # By id: python-docx reads all styles each time that one is named.
        self.styles = set_styles(self.docx, document)
        self.width = open_section(self.docx, document, wide=False, first=True)
        self.marks = 0

    def turn_page(self, wide: bool) -> None:
        """A new page, upright or wide."""
        self.width = open_section(self.docx, self.document, wide)

    def add(self, words: Words | str, style: str = "Normal", at: Any = None) -> Any:
        """A paragraph in a style, in the document or `at` something else that holds any."""
        paragraph = (at or self.docx).add_paragraph()
        self.dress(paragraph, style)
        self.say(paragraph, words)
        return paragraph

    def dress(self, paragraph: Any, style: str, leftwards: bool | None = None) -> None:
        """Gives a paragraph its style, and a direction if it is not that of the document."""
        paragraph._p.style = self.styles[style]
        if self.leftwards:
            ooxml.turn_paragraph(paragraph, leftwards is not False)
        elif leftwards:
            ooxml.turn_paragraph(paragraph)

    def say(self, paragraph: Any, words: Words | str, colour: str = "", bold: bool = False) -> None:
        """Words at the end of a paragraph."""
        if isinstance(words, str):
            words = (Run(words, self.document.language, self.leftwards),)
        for each in split_scripts(words):
            run = paragraph.add_run(each.text)
            if each.leftwards:
                run.font.rtl = True
            if bold:
                run.font.bold = run.font.cs_bold = True
            if colour:
                run.font.color.rgb = RGBColor.from_string(colour[1:])
            if each.language and each.language != self.document.language:
                ooxml.state_language(run, name_language(each.language), each.leftwards)

    def link(self, paragraph: Any, words: str, address: str) -> None:
        """Words that lead to an address."""
        link = ooxml.start_link(paragraph, address)
        if words == address and self.leftwards:
            words = f"\u200e{words}\u200e"  # else its last slash goes to the other end
        run = paragraph.add_run(words)
        run.font.color.rgb = RGBColor.from_string(INDIGO[1:])
        link.append(run._r)

    def refer(self, paragraph: Any, facts: Refs) -> None:
        """Numbers of facts, each stretch leading to its first."""
        for at, (first, last) in enumerate(facts):
            if at:
                self.say(paragraph, self.document.comma)
            words = str(first) if first == last else f"{first}–{last}"
            self.link(paragraph, words, f"#fact-{first}")

    def mark(self, paragraph: Any, name: str) -> None:
        """Lets links to `#name` lead to a paragraph."""
        self.marks += 1
        ooxml.set_mark(paragraph, name, self.marks)

    def draw(self, paragraph: Any, picture: Picture, width: float) -> None:
        """A picture at a width in EMU."""
        self._place(paragraph, picture, write_png(picture.svg, 4), width)

    def draw_within(self, paragraph: Any, picture: Picture, height: float, largest: float) -> None:
        """A picture as wide as the text, but neither higher than `height` nor larger than
        `largest` times its own size."""
        scale = 2.0
        png = write_png(picture.svg, scale)
        # A PNG states its width and height in pixels at bytes 16 and 20.
        wide, high = (int.from_bytes(png[at : at + 4]) / scale / PER_INCH for at in (16, 20))
        ratio = min(self.width / (wide * INCH), height / (high * INCH), largest)
        self._place(paragraph, picture, png, wide * INCH * ratio)

    def _place(self, paragraph: Any, picture: Picture, png: bytes, width: float) -> None:
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Emu(round(width)))
        shape._inline.docPr.set("descr", picture.words)
        for side in "TBLR":  # else LibreOffice keeps its own distance
            shape._inline.set(f"dist{side}", "0")

    def add_table(
        self,
        heads: Sequence[Content] | None,
        rows: Sequence[Sequence[Sequence[Content]]],
        shares: Sequence[float],
    ) -> None:
        """A table whose columns take shares of the width of the text; each cell has paragraphs.
        A row that is shorter ends in a cell that takes the rest."""
        table = self.docx.add_table(rows=0, cols=len(shares))
        table.autofit = False
        widths = [Emu(int(self.width * each)) for each in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        ooxml.rule_table(table, WARP[1:])
        if self.leftwards:
            ooxml.turn_table(table)
        if heads is not None:
            self._fill(table, [(each,) for each in heads], widths, head=True)
        for cells in rows:
            self._fill(table, cells, widths)
        self.add("", "Body Text 2")  # no heading may stick to a table

    def _fill(
        self,
        table: Any,
        cells: Sequence[Sequence[Content]],
        widths: Sequence[Any],
        head: bool = False,
    ) -> None:
        row = table.add_row()
        if head:
            ooxml.repeat_row(row)
        fields = list(row.cells)
        for cell, width in zip(fields, widths, strict=True):
            cell.width = width
        if len(cells) < len(fields):
            fields[len(cells) - 1].merge(fields[-1])
        for at, (cell, content) in enumerate(zip(fields, cells, strict=False)):
            if head:
                ooxml.shade(cell._tc.get_or_add_tcPr(), LINEN[1:])
            for number, words in enumerate(content or ("",)):
                paragraph = self._open(cell, fresh=number == 0)
                if callable(words):
                    words(paragraph)
                else:
                    self.say(paragraph, words, bold=head or at == 0)

    def _open(self, cell: Any, fresh: bool) -> Any:
        """The next paragraph of a cell, which has an empty one to begin with."""
        if not fresh:
            return self.add("", "Body Text 2", cell)
        paragraph = cell.paragraphs[0]
        self.dress(paragraph, "Body Text 2")
        paragraph.paragraph_format.space_before = Pt(2)
        return paragraph
