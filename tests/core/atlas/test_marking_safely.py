"""Whatever stands in a workbook, marking does not change what it says; one that would fill the
memory is refused."""

import io
import re
import zipfile
from typing import Any

import pytest

from tests.core.atlas.books import (
    FILLED,
    NAME,
    change,
    find,
    find_part,
    list_problems,
    load,
    mark,
    put,
    replace,
)
from tests.core.atlas.fuzz import make_mutant
from tests.core.atlas.samples import make_town
from weft.core.atlas.files import looking, marking_book
from weft.core.atlas.files.excel import write_excel
from weft.core.atlas.files.marking import MarkingError, mark_errors
from weft.core.atlas.files.workbook import escape_xml, read_sheets

PLACES = find_part(FILLED, "places")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="J9"><v>0.30000000000000004</v></c>',
        '<c r="J9"><v>12345678901234567890</v></c>',
        '<c r="J9" t="str"><v>5</v></c>',
        '<c r="J9" t="b"><v>1</v></c>',
        '<c r="J9" t="e"><v>#N/A</v></c>',
        '<c r="J9"><f>A1+1</f><v>3</v></c>',
        '<c r="J9" t="d"><v>2014-05-31</v></c>',
        '<c r="J9" t="inlineStr"><is><t>_x005F_x0041_ x005F_</t></is></c>',
        '<c r="J9" t="inlineStr"><is><t>a_x000D_b</t></is></c>',
        '<c r="J9" t="inlineStr"><is><t>=1+1</t></is></c>',
        '<c r="J9" t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t>b</t></r></is></c>',
    ],
)
def test_cells_of_any_sort_say_the_same_afterwards(cell: str) -> None:
    content = replace(
        FILLED, PLACES, "</row></sheetData>", f'</row><row r="9">{cell}</row></sheetData>'
    )
    marked = mark(content)
    assert list_problems(marked) == list_problems(content)
    before, after = (
        next(each.rows for each in read_sheets(x) if each.title == "places")
        for x in (content, marked)
    )
    assert before == after


@pytest.mark.parametrize("day", [1, 59, 60, 61, 41790, 41790.75, 9_999_999, -1])
def test_days_stay_days_even_those_that_never_were(day: float) -> None:
    def add(book: Any) -> None:
        cell = find(book, "competences", 3, "from")
        cell.value, cell.number_format = day, "dd/mm/yyyy"

    content = change(FILLED, add)
    assert list_problems(mark(content)) == list_problems(content)


def test_drop_downs_that_excel_keeps_in_an_extension_are_kept() -> None:
    main = "http://schemas.microsoft.com/office/excel/2006/main"
    later = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        f'xmlns:x14="{later}"><x14:dataValidations count="1" xmlns:xm="{main}">'
        '<x14:dataValidation type="list" allowBlank="1" errorTitle="Not in the list" '
        'xr:uid="{00000000-0002-0000-0200-000000000000}" xmlns:xr="urn:x">'
        "<x14:formula1><xm:f>lists!$A$2:$A$9</xm:f></x14:formula1>"
        "<xm:sqref>K2:K9 M2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    content = replace(FILLED, PLACES, "</worksheet>", f"{extension}</worksheet>")
    rules = load(mark(content))["places"].data_validations.dataValidation
    (found,) = [each for each in rules if "K2:K9" in str(each.sqref)]
    assert (found.type, found.formula1, found.errorTitle) == (
        "list",
        "lists!$A$2:$A$9",
        "Not in the list",
    )
    assert sorted(str(found.sqref).split()) == ["K2:K9", "M2"]


def test_a_workbook_that_the_library_would_empty_is_refused() -> None:
    strict = replace(
        FILLED,
        r"xl/worksheets/sheet\d+\.xml",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    assert list_problems(strict) == list_problems(FILLED)
    with pytest.raises(MarkingError, match="cannot be marked without changing what it says"):
        mark(strict)


# --- what would fill the memory

WHOLE = "A1:XFD1048576"


@pytest.mark.parametrize(
    "xml",
    [
        f'<mergeCells><mergeCell ref="{WHOLE}"/></mergeCells>',
        "<mergeCells><mergeCell ref='A1&#58;XFD1048576'/></mergeCells>",
        f'<hyperlinks><hyperlink location="x" ref="{WHOLE}"/></hyperlinks>',
        '<hyperlinks><hyperlink location="x" ref="A:XFD"/></hyperlinks>',
        '<hyperlinks><hyperlink location="x" ref="1:9999999"/></hyperlinks>',
    ],
)
def test_a_range_over_the_whole_sheet_is_refused(xml: str) -> None:
    content = replace(FILLED, PLACES, "</sheetData>", f"</sheetData>{xml}")
    with pytest.raises(MarkingError, match="too large to be marked"):
        mark_errors(NAME, content, [])


def test_a_note_over_the_whole_sheet_is_refused() -> None:
    content = replace(FILLED, r"xl/comments/comment\d+\.xml", 'ref="A1"', f'ref="{WHOLE}"')
    with pytest.raises(MarkingError, match="too large to be marked"):
        mark_errors(NAME, content, [])


@pytest.mark.parametrize(("limit", "count"), [("CELLS", 10), ("OTHERS", 10)])
def test_more_parts_than_fit_are_refused(
    limit: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, limit, count)
    with pytest.raises(MarkingError, match="too large to be marked"):
        mark_errors(NAME, FILLED, [])


def test_a_cell_in_the_far_corner_fills_no_grid() -> None:
    content = change(FILLED, lambda book: book["places"].cell(1_048_576, 16_384, "far"))
    marked = mark(content)
    assert list_problems(marked) == list_problems(content)


def test_entities_and_bombs_are_refused_before_the_library_sees_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marking_book, "_Marking", None)
    entity = replace(FILLED, "xl/workbook.xml", "<workbook", "<!DOCTYPE x []><workbook")
    with pytest.raises(MarkingError, match="no plain Excel workbook"):
        mark_errors(NAME, entity, [])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 100_000_001)
    with pytest.raises(MarkingError, match="unpacks to more than 100 MB"):
        mark_errors(NAME, out.getvalue(), [])


def add_notes(content: bytes) -> bytes:
    """A mutant with the parts that it lacks because nobody reads them."""
    out = io.BytesIO(content)
    with (
        zipfile.ZipFile(out, "a") as archive,
        zipfile.ZipFile(io.BytesIO(write_excel(make_town()))) as whole,
    ):
        for each in whole.namelist():
            if re.search("comment|drawing", each):
                archive.writestr(each, whole.read(each))
    return out.getvalue()


@pytest.mark.parametrize("seed", range(40))
def test_broken_workbooks_keep_their_errors_or_are_refused(seed: int) -> None:
    (mutant,) = make_mutant("excel", seed).values()
    content = add_notes(mutant)
    before = list_problems(content)
    try:
        marked = mark_errors(NAME, content, before)
    except MarkingError:
        return
    assert list_problems(marked) == before


def test_escapes_are_written_so_that_they_read_the_same() -> None:
    text = "_x0041_"
    content = change(FILLED, lambda book: put(book, "places", 3, name=escape_xml(text)))
    assert list_problems(mark(content)) == list_problems(content)
