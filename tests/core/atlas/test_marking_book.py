"""A workbook comes back with its errors marked and everything else as it was."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

import weft.packs
from tests.core.atlas.books import FILLED, NAME, change, find, list_problems, load, mark, put
from weft.core.atlas.files import marking_book
from weft.core.atlas.files.excel import write_excel
from weft.core.atlas.files.marking import mark_errors
from weft.core.atlas.files.reading import read_atlas
from weft.core.atlas.files.workbook import read_sheets
from weft.core.atlas.problems import Problem, Where


def mend(book: Any) -> None:
    put(book, "places", 3, levels="local")
    put(book, "actors", 3, place="Tanger")
    put(book, "competences", 3, role="fund")


MARKED = mark(FILLED)
COLOUR = marking_book._COLOUR


def list_notes(content: bytes) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in load(content).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def list_choices(sheet: Any) -> list[Any]:
    return list(sheet.data_validations.dataValidation)


def list_marked(content: bytes) -> dict[tuple[str, str], str]:
    return {key: text for key, text in list_notes(content).items() if "weft: " in text}


def test_faulty_cells_have_a_colour_and_a_note() -> None:
    book = load(MARKED)
    for sheet, name in (("places", "levels"), ("actors", "place")):
        cell = find(book, sheet, 3, name)
        assert cell.fill.fgColor.rgb == COLOUR, sheet
    assert find(book, "actors", 3, "place").comment.text == (
        "weft: 'Tangir' is not among the places; did you mean 'tanger'?"
    )
    assert find(book, "actors", 3, "name").fill.patternType is None


def test_a_cell_that_should_not_be_empty_is_marked_itself() -> None:
    cell = find(load(MARKED), "competences", 3, "role")
    assert (cell.value, cell.comment.text) == (None, "weft: 'role' is missing; fill it in")


def test_the_first_sheet_lists_the_errors_with_links_to_the_cells() -> None:
    book = load(MARKED)
    assert book.sheetnames[0] == "_errors" == book.active.title
    rows = [[cell.value for cell in row] for row in book["_errors"].iter_rows()]
    assert rows[0] == ["sheet", "row", "column", "message"]
    assert [row[:3] for row in rows[1:]] == [
        ["actors", 3, "D (place)"],
        ["competences", 3, "D (role)"],
        ["places", 3, "C (levels)"],
    ]
    assert [book["_errors"].cell(row, 2).hyperlink.location for row in (2, 3, 4)] == [
        "'actors'!D3",
        "'competences'!D3",
        "'places'!C3",
    ]
    assert [each.title for each in book.worksheets if each.sheet_view.tabSelected] == ["_errors"]


def test_everything_else_stays() -> None:
    before, after = load(FILLED), load(MARKED)
    assert after.sheetnames[1:] == before.sheetnames
    for old in before.worksheets:
        new = after[old.title]
        rules = [
            {(str(each.sqref), each.formula1, each.error) for each in list_choices(x)}
            for x in (old, new)
        ]
        assert rules[0] == rules[1]
        assert new.freeze_panes == old.freeze_panes
        widths = [{k: v.width for k, v in x.column_dimensions.items()} for x in (old, new)]
        assert widths[0] == widths[1]
        for cell in old[1]:
            other = new[cell.coordinate]
            looks = [(x.value, repr(x.font), repr(x.fill)) for x in (cell, other)]
            assert looks[0] == looks[1]
            if cell.comment:
                assert other.comment.text == cell.comment.text


def test_notes_stay_as_large_as_their_text() -> None:
    with zipfile.ZipFile(io.BytesIO(MARKED)) as archive:
        drawings = [each for each in archive.namelist() if each.endswith(".vml")]
        heights = [
            int(found)
            for each in drawings
            for found in re.findall(rb"height:(\d+)px", archive.read(each))
        ]
    assert len(heights) > 100 and 79 not in heights  # the library's own size


def test_the_marked_workbook_has_the_same_errors() -> None:
    assert list_problems(MARKED) == list_problems(FILLED)
    assert len(list_problems(FILLED)) == 3


def test_once_corrected_it_reads_without_an_error() -> None:
    assert list_problems(change(MARKED, mend)) == []


def test_marking_again_leaves_only_the_marks_of_today() -> None:
    again = mark(MARKED)
    assert list_notes(again) == list_notes(MARKED)
    half = change(again, lambda book: put(book, "places", 3, levels="local"))
    left = mark(half)
    assert list_marked(left).keys() == list_marked(MARKED).keys() - {("places", "C3")}
    assert find(load(left), "places", 3, "levels").fill.patternType is None
    assert list_marked(mark_errors(NAME, left, [])) == {}


def test_own_notes_and_colours_stay_below_the_marks() -> None:
    def colour(book: Any) -> None:
        cell = find(book, "places", 3, "levels")
        cell.fill = PatternFill("solid", fgColor="FF00FF00")
        cell.comment = Comment("ask Rachid", "Officer")
        book["places"]["Z1"] = "colour"

    content = change(FILLED, colour)
    marked = mark(content)
    cell = find(load(marked), "places", 3, "levels")
    assert cell.comment.text.startswith("ask Rachid\nweft: 'levels'")
    assert (cell.comment.author, cell.fill.fgColor.rgb) == ("Officer", "FF00FF00")
    (rule,) = load(marked)["places"].conditional_formatting
    assert (str(rule.sqref), rule.rules[0].dxf.fill.bgColor.rgb) == ("C3", COLOUR)
    assert list_problems(marked) == list_problems(content)
    assert len(list(load(mark(marked))["places"].conditional_formatting)) == 1
    clean = load(mark_errors(NAME, marked, []))
    assert find(clean, "places", 3, "levels").comment.text == "ask Rachid"
    assert not list(clean["places"].conditional_formatting)


def test_people_keep_their_own_rules_of_formatting() -> None:
    from openpyxl.formatting.rule import CellIsRule  # noqa: PLC0415

    own: Any = CellIsRule
    red = PatternFill(bgColor="FFFF0000")
    content = change(
        FILLED,
        lambda book: book["places"].conditional_formatting.add(
            "C2:C9", own(operator="equal", formula=['"local"'], fill=red)
        ),
    )
    (rule,) = load(mark(mark(content)))["places"].conditional_formatting
    assert (str(rule.sqref), rule.rules[0].operator) == ("C2:C9", "equal")


@pytest.mark.parametrize(
    ("where", "cell"),
    [
        (Where(NAME, "places", 3, "B (name)"), "B3"),
        (Where(NAME, "places", 3, "AB"), "AB3"),
        (Where(NAME, "places", 3, "kind"), "A3"),
        (Where(NAME, "places", 3), "A3"),
        (Where("", "places", 3), "A3"),
        (Where(NAME, "places"), None),
        (Where(NAME), None),
        (Where(NAME, "no such sheet", 3, "A"), None),
        (Where(NAME, "places", 9_999_999, "A"), None),
        (Where("other.xlsx", "places", 3), None),
    ],
)
def test_a_problem_is_marked_where_it_is_or_only_listed(where: Where, cell: str | None) -> None:
    marked = mark_errors(NAME, FILLED, [Problem("x", "error", "wrong", where)])
    assert list_marked(marked) == ({("places", cell): "weft: wrong"} if cell else {})
    listed = load(marked)["_errors"]["D2"].value
    assert listed == ("wrong" if where.file != "other.xlsx" else None)


def test_several_problems_of_a_cell_share_its_note() -> None:
    where = Where(NAME, "places", 3, "B (name)")
    problems = [Problem(code, "error", f"{code}\n=wrong", where) for code in "ab"]
    marked = mark_errors(NAME, FILLED, [*problems, *problems])
    assert list_marked(marked) == {("places", "B3"): "weft: a =wrong\nweft: b =wrong"}


def test_no_message_becomes_a_formula() -> None:
    where = Where(NAME, "=cmd", 0, "=A1")
    marked = mark_errors(NAME, FILLED, [Problem("x", "error", "=1+1\x07", where)])
    cells = load(marked)["_errors"][2]
    assert [(cell.value, cell.data_type) for cell in (cells[0], cells[2], cells[3])] == [
        ("=cmd", "s"), ("=A1", "s"), ("=1+1?", "s"),
    ]  # fmt: skip


def test_a_list_without_end_is_cut() -> None:
    problems = [
        Problem("x", "error", f"{row}", Where(NAME, "places", row)) for row in range(2, 2_500)
    ]
    marked = mark_errors(NAME, FILLED, problems)
    assert len(list_marked(marked)) == marking_book.SHOWN
    sheet = load(marked)["_errors"]
    assert sheet.cell(sheet.max_row, 4).value == "and 498 more; correct these first"


def test_merged_cells_are_marked_at_their_corner() -> None:
    content = change(FILLED, lambda book: book["places"].merge_cells("B5:C6"))
    marked = mark_errors(
        NAME, content, [Problem("x", "error", "m", Where(NAME, "places", 6, "C (levels)"))]
    )
    assert list_marked(marked) == {("places", "B5"): "weft: m"}
    assert list_problems(marked) == list_problems(content)


def test_a_workbook_of_the_packs_keeps_its_words() -> None:
    folder = Path(weft.packs.__file__).parent / "mc2cm"
    atlas = read_atlas(folder)
    content = change(
        write_excel(atlas), lambda book: put(book, "actors", 5, kind="club", place="Atlantis")
    )
    marked = mark(content)
    assert {sheet for sheet, _ in list_marked(marked)} == {"actors"}
    assert list_problems(marked) == list_problems(content)
    words = [(each.title, each.rows) for each in read_sheets(content)]
    assert [(each.title, each.rows) for each in read_sheets(marked)][1:] == words
