"""How a document for Word looks: fonts that every office has, the colours of the place page, A4,
and the foot of each page."""

from typing import Any

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Emu, Mm, Pt

from weft.documents import ooxml
from weft.documents.parts import Frame
from weft.documents.runs import join_text
from weft.pictures.palette import INK, WALNUT

SERIF, SANS, ARABIC = "Georgia", "Calibri", "Arial"
SIDE, TOP = Mm(18), Mm(17)
# name: font, size, colour, bold, space before and after in points
STYLES = {
    "Normal": (SANS, 10.5, INK, False, 0, 6),
    "Title": (SERIF, 27, INK, True, 0, 4),
    "Subtitle": (SANS, 9, WALNUT, False, 0, 6),
    "Heading 1": (SERIF, 15, INK, True, 18, 6),
    "Heading 2": (SANS, 10.5, INK, True, 10, 3),
    "Body Text": (SANS, 12.5, INK, False, 0, 6),  # the lead
    "List Bullet": (SANS, 10.5, INK, False, 0, 4),
    "List Number": (SANS, 8.5, INK, False, 0, 2),  # facts and documents
    "List Continue": (SANS, 8.5, WALNUT, False, 0, 2),  # what documents say
    "Caption": (SANS, 9, WALNUT, False, 0, 6),
    "Body Text 2": (SANS, 8.5, INK, False, 0, 2),  # in tables
    "Footer": (SANS, 8, WALNUT, False, 0, 0),
}
# Word knows languages with their region only.
REGIONS = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA", "es": "es-ES", "it": "it-IT",
           "pt": "pt-PT"}  # fmt: skip


def name_language(language: str) -> str:
    """A language as Word names it."""
    return REGIONS.get(language, language)


def set_styles(docx: Docx, document: Frame) -> dict[str, str]:
    """Fonts, sizes and spaces, and the language of the whole; the id of each style by its name."""
    ids = {}
    for name, (font, size, colour, bold, before, after) in STYLES.items():
        style: Any = docx.styles[name]
        ids[name] = style.style_id
        ooxml.set_fonts(style, font, ARABIC, size, colour[1:], bold)
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before), Pt(after),
        )  # fmt: skip
        style.paragraph_format.line_spacing = 1.15 if size < 13 else 1.0
        for border in style.element.xpath("w:pPr/w:pBdr | w:pPr/w:contextualSpacing"):
            border.getparent().remove(border)
    named = name_language(document.language)
    ooxml.set_language(
        docx,
        "en-GB" if document.leftwards else named,
        named if document.leftwards else "ar-SA",
    )
    return ids


def open_section(docx: Docx, document: Frame, wide: bool, first: bool = False) -> int:
    """Pages of A4 from here on, upright or `wide`; how wide their text may be, in EMU."""
    section: Any = docx.sections[0] if first else docx.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.left_margin = section.right_margin = SIDE
    section.top_margin, section.bottom_margin = TOP, Mm(20)
    section.footer_distance = Mm(10)
    if document.leftwards and first:  # later sections take after the first
        ooxml.turn_section(section)
    width = int(section.page_width - 2 * SIDE)
    section.footer.is_linked_to_previous = False
    _write_foot(section.footer, document, width)
    return width


def _write_foot(footer: Any, document: Frame, width: int) -> None:
    paragraph = footer.paragraphs[0]
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        stop._tab.getparent().remove(stop._tab)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(width), WD_TAB_ALIGNMENT.RIGHT)
    if document.leftwards:
        ooxml.turn_paragraph(paragraph)

    def write(words: str) -> None:
        paragraph.add_run(words).font.rtl = document.leftwards or None

    before, between, after = document.page
    write(f"{join_text(document.title)} · {document.foot}\t{before}")
    ooxml.add_field(paragraph, "PAGE")
    write(between)
    ooxml.add_field(paragraph, "NUMPAGES")
    write(after)


def set_properties(docx: Docx, document: Frame, day: Any) -> None:
    """Title, author, language and dates of the file, none of them by the clock."""
    properties = docx.core_properties
    properties.title = join_text(document.title)[:255]
    properties.author = properties.last_modified_by = document.author
    properties.subject = document.lead[:255]
    properties.language = document.language
    properties.comments = properties.keywords = properties.category = ""
    properties.created = properties.modified = properties.last_printed = day
    properties.revision = 1
