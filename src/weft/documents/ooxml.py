"""What Word's format has and python-docx has no words for: directions, languages, links, fields,
numbered lists, and an archive that is the same bytes each time."""

import io
import zipfile
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# What follows a paragraph's direction, and a table's, in the order that the schema asks for.
_AFTER_BIDI = tuple(
    f"w:{each}"
    for each in (
        "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
        "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
        "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip
_AFTER_VISUAL = tuple(
    f"w:{each}"
    for each in (
        "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc", "tblCellSpacing", "tblInd",
        "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook",
    )
)  # fmt: skip
_AFTER_BORDERS = _AFTER_VISUAL[_AFTER_VISUAL.index("w:shd") :]
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can tell


def make(tag: str, **attributes: str | int) -> Any:
    """An element of Word's namespace with attributes of it."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name.rstrip('_')}"), str(value))
    return element


def turn_paragraph(paragraph: Any, leftwards: bool = True) -> None:
    """Lets a paragraph run from right to left, or from left to right."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(make("bidi", val=int(leftwards)), *_AFTER_BIDI)


def turn_table(table: Any) -> None:
    """Lets the columns of a table run from right to left."""
    table._tbl.tblPr.insert_element_before(make("bidiVisual"), *_AFTER_VISUAL)


def turn_section(section: Any) -> None:
    """Lets a section's pages run from right to left."""
    found = section._sectPr
    after = found.find(qn("w:docGrid"))
    if after is None:
        found.append(make("bidi"))
    else:
        after.addprevious(make("bidi"))


def rule_table(table: Any, colour: str) -> None:
    """Thin lines between the rows of a table and below it."""
    borders = make("tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(make(side, val="single", sz=4, space=0, color=colour))
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)


def repeat_row(row: Any) -> None:
    """Makes a row a header that stands on each page."""
    row._tr.get_or_add_trPr().append(make("tblHeader"))


def shade(properties: Any, colour: str) -> None:
    """Gives the properties of a cell a ground."""
    properties.append(make("shd", val="clear", color="auto", fill=colour))


def set_fonts(style: Any, latin: str, arabic: str, size: float, colour: str, bold: bool) -> None:
    """The fonts of a style in both kinds of script, without those of the theme."""
    properties = style.element.get_or_add_rPr()
    for each in list(properties):
        properties.remove(each)
    properties.append(make("rFonts", ascii=latin, hAnsi=latin, eastAsia=latin, cs=arabic))
    properties.append(make("b", val=int(bold)))
    properties.append(make("bCs", val=int(bold)))
    properties.append(make("color", val=colour))
    properties.append(make("sz", val=round(size * 2)))
    properties.append(make("szCs", val=round(size * 2)))


def set_language(document: Any, language: str, arabic: str) -> None:
    """The language of everything that does not state its own."""
    found = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    found.set(qn("w:val"), language)
    found.set(qn("w:bidi"), arabic)


def state_language(run: Any, language: str, leftwards: bool) -> None:
    """The language of one run."""
    name = "bidi" if leftwards else "val"
    run._r.get_or_add_rPr().append(make("lang", **{name: language}))


def add_field(paragraph: Any, code: str) -> None:
    """A field that Word fills in: PAGE, NUMPAGES."""
    for part in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()
        if part is None:
            words = make("instrText")
            words.text = code
            run._r.append(words)
        elif part == "1":
            run.text = part
        else:
            run._r.append(make("fldChar", fldCharType=part))


def start_link(paragraph: Any, address: str) -> Any:
    """An element for runs that lead to an address; to a mark in the document, if it begins
    with #."""
    if address.startswith("#"):
        link = make("hyperlink", anchor=address[1:], history=1)
    else:
        link = make("hyperlink", history=1)
        key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), key)
    paragraph._p.append(link)
    return link


def set_mark(paragraph: Any, name: str, number: int) -> None:
    """Marks a paragraph as where links to `#name` lead. `number` differs for each mark."""
    start, end = make("bookmarkStart", id=number, name=name), make("bookmarkEnd", id=number)
    paragraph._p.get_or_add_pPr().addnext(start)
    start.addnext(end)


def add_list(document: Any, number: int, form: str, indent: int) -> None:
    """A list of its own whose items are numbered as `form` says: "[%1]"."""
    numbering = document.part.numbering_part.element
    abstract = make("abstractNum", abstractNumId=number)
    abstract.append(make("multiLevelType", val="singleLevel"))
    level = make("lvl", ilvl=0)
    for tag, value in (("start", 1), ("numFmt", "decimal"), ("lvlText", form), ("lvlJc", "left")):
        level.append(make(tag, val=value))
    properties = make("pPr")
    properties.append(make("ind", left=indent, hanging=indent))
    level.append(properties)
    abstract.append(level)
    first = numbering.find(qn("w:num"))
    first.addprevious(abstract)
    item = make("num", numId=number)
    item.append(make("abstractNumId", val=number))
    numbering.append(item)


def join_list(paragraph: Any, number: int) -> None:
    """Makes a paragraph the next item of a list."""
    found = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    found.get_or_add_ilvl().val = 0
    found.get_or_add_numId().val = number


def fix_archive(archive: bytes) -> bytes:
    """The same files without the moment at which they were packed."""
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
