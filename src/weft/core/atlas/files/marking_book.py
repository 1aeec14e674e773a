"""Marks the faulty cells of a workbook and lists them on a first sheet; the rest stays as it is."""

import io
import re
from collections.abc import Sequence
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from weft.core.atlas.files.looking import Choice, look_through
from weft.core.atlas.files.marking import ERRORS, MarkingError, join_messages, tidy
from weft.core.atlas.files.template import fit_note, write_cell
from weft.core.atlas.files.workbook import (
    Sheet,
    WorkbookError,
    count_column,
    escape_xml,
    read_sheets,
)
from weft.core.atlas.problems import Problem

SHOWN = 2_000  # problems marked and listed at once; nobody corrects more in one go
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_COLOUR, _INK, _BLUE = "FFFFC9A8", "FF3A1D0A", "FF27406B"
_COLUMNS = {"sheet": 16, "row": 8, "column": 22, "message": 100}  # and their widths
_SAID = "weft: "  # begins each line of a note that is a mark
_ALWAYS = "TRUE"  # with the colour, what tells our rule from people's own
# What a library does to a text that looks like an escaped sign; see _restore.
_ESCAPES = re.compile(r"_x[0-9A-Fa-f]{4}_|x005F_")
_make_rule: Any = FormulaRule  # which has no types
_LETTERS = re.compile(r"([A-Z]{1,3})( \(.*\))?", re.DOTALL)


def mark_book(content: bytes, problems: Sequence[Problem]) -> bytes:
    """The workbook with its problems marked; raises MarkingError if that would change its words."""
    try:
        sheets = read_sheets(content)
        choices = look_through(content)
    except WorkbookError as error:
        raise MarkingError(f"the file {error}") from error
    try:
        book = _Marking(content, sheets, choices).mark(problems)
        marked = read_sheets(book)
    except MarkingError:
        raise
    except Exception as error:  # a library that meets a broken workbook raises anything
        raise MarkingError(
            "this workbook cannot be opened for marking; save it anew in a spreadsheet program"
        ) from error
    if _list_words(sheets) != _list_words(marked):
        raise MarkingError(
            "this workbook cannot be marked without changing what it says; save it anew as .xlsx"
        )
    return book


def _list_words(sheets: Sequence[Sheet]) -> list[Any]:
    """What is read of a workbook, apart from the list of errors."""
    return [
        (each.title, each.rows, sorted(each.merged), [fault[:3] for fault in each.faults])
        for each in sheets
        if each.title.casefold() != ERRORS
    ]


class _Reader(ExcelReader):
    """Leaves numbers as they stand: as dates they would not come back the same."""

    def read_worksheets(self) -> None:
        book: Any = self.wb
        book._date_formats = set()
        super().read_worksheets()


class _Marking:
    """One open workbook."""

    def __init__(
        self, content: bytes, sheets: Sequence[Sheet], choices: dict[str, list[Choice]]
    ) -> None:
        reader = _Reader(io.BytesIO(content), rich_text=True)
        reader.read()
        self.book: Any = reader.wb
        self.sheets: dict[str, Any] = {each.title: each for each in self.book.worksheets}
        for sheet, relation in reader.parser.find_sheets():
            for choice in choices.get(relation.target, ()):
                _add_choice(self.sheets[sheet.name], choice)
        for title, sheet in list(self.sheets.items()):
            if title.casefold() == ERRORS:
                self.book.remove(self.sheets.pop(title))
            else:
                _clear(sheet)
        for read in sheets:
            _restore(self.sheets.get(read.title), read)

    def mark(self, problems: Sequence[Problem]) -> bytes:
        """The bytes of the marked workbook."""
        ordered = sorted(problems, key=lambda each: (each.where, each.code, each.message))
        cells: dict[tuple[str, int, int], list[Problem]] = {}
        listed: list[tuple[Problem, Any]] = []
        for problem in ordered[:SHOWN]:
            cell = self._find_cell(problem)
            listed.append((problem, cell))
            if cell is not None and problem.where.row:
                key = (problem.where.sheet, cell.row, cell.column)
                cells.setdefault(key, []).append(problem)
        for (sheet, row, column), found in cells.items():
            _mark(self.sheets[sheet].cell(row, column), join_messages(found))
        self._list_errors(listed, len(ordered) - len(listed))
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def _find_cell(self, problem: Problem) -> Any:
        """The cell that a problem is about, or the first of its row; None if it has no place."""
        sheet = self.sheets.get(problem.where.sheet)
        found = _LETTERS.fullmatch(problem.where.column)
        column = count_column(found[1]) + 1 if found else 1
        row = problem.where.row or 1
        if sheet is None or row > LAST_ROW or column > LAST_COLUMN:
            return None
        cell = sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            area = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
            cell = sheet.cell(area.min_row, area.min_col)
        return cell

    def _list_errors(self, listed: Sequence[tuple[Problem, Any]], more: int) -> None:
        sheet = self.book.create_sheet(ERRORS, 0)
        for column, (title, width) in enumerate(_COLUMNS.items(), 1):
            sheet.cell(1, column, title).font = Font(bold=True, color=_BLUE)
            sheet.column_dimensions["ABCD"[column - 1]].width = width
        for number, (problem, target) in enumerate(listed, 2):
            where = problem.where
            for column, text in ((1, where.sheet), (3, where.column), (4, tidy(problem.message))):
                if text:
                    write_cell(sheet.cell(number, column), text)
            sheet.cell(number, 2, where.row or None)
            sheet.cell(number, 4).alignment = Alignment(wrap_text=True, vertical="top")
            if target is not None:
                link = sheet.cell(number, 2 if where.row else 1)
                title = where.sheet.replace("'", "''")
                link.hyperlink = Hyperlink(ref="", location=f"'{title}'!{target.coordinate}")
                link.font = Font(underline="single", color=_BLUE)
        if more:
            sheet.cell(len(listed) + 2, 4, f"and {more} more; correct these first")
        sheet.freeze_panes = "A2"
        self.book.active = 0
        for each in self.book.worksheets:  # or a change in one would be made in all selected
            each.sheet_view.tabSelected = each is sheet
        for view in self.book.views:
            view.firstSheet = 0


def _mark(cell: Any, messages: Sequence[str]) -> None:
    own = cell.comment
    lines = [f"{_SAID}{each}" for each in messages]
    text = "\n".join([own.text, *lines] if own else lines)
    cell.comment = fit_note(Comment(text, own.author if own else "Weft"))
    if cell.fill.patternType is None:
        cell.fill = PatternFill("solid", fgColor=_COLOUR)
    else:  # a colour of its own stays below the mark: a heading is white on blue
        fill = PatternFill("solid", fgColor=_COLOUR, bgColor=_COLOUR)
        rule = _make_rule([_ALWAYS], font=Font(color=_INK), fill=fill)
        cell.parent.conditional_formatting.add(cell.coordinate, rule)


def _clear(sheet: Any) -> None:
    """Take out the marks of an earlier time."""
    for cell in sheet._cells.values():
        if cell.has_style and cell.fill.fgColor.rgb == _COLOUR:
            cell.fill = PatternFill()
        if cell.comment:
            lines = cell.comment.text.split("\n")
            kept = [each for each in lines if not each.startswith(_SAID)]
            if len(kept) == len(lines):
                fit_note(cell.comment)  # the library has lost its size
            elif any(kept):
                cell.comment = fit_note(Comment("\n".join(kept), cell.comment.author))
            else:
                cell.comment = None
    rules = ConditionalFormattingList()
    for each in sheet.conditional_formatting:
        for rule in each.rules:
            if not _is_mark(rule):
                rules.add(each, rule)
    sheet.conditional_formatting = rules


def _is_mark(rule: Any) -> bool:
    fill = rule.dxf.fill if rule.dxf else None
    return rule.formula == [_ALWAYS] and fill is not None and fill.bgColor.rgb == _COLOUR


def _restore(sheet: Any, read: Sheet) -> None:
    """Undo what the library changes of numbers, days and texts when it reads and writes them."""
    if sheet is None:
        return
    for cell in sheet._cells.values():
        if cell.data_type == "n" and isinstance(cell._value, (int, float)):
            cell._value = repr(cell._value)  # it would keep 16 digits
        elif cell.data_type == "d" and not is_date_format(cell.number_format):
            cell.number_format = "yyyy-mm-dd"
    for row, cells in read.rows.items():
        for column, text in cells.items():
            if _ESCAPES.search(text) and (cell := sheet._cells.get((row, column + 1))):
                cell._value = escape_xml(text)


def _add_choice(sheet: Any, choice: Choice) -> None:
    """A drop-down that stood in an extension, which the library does not read."""
    known = {"type", "errorStyle", "imeMode", "operator", "allowBlank", "showDropDown",
             "showInputMessage", "showErrorMessage", "errorTitle", "error", "promptTitle",
             "prompt"}  # fmt: skip
    values: dict[str, Any] = {
        name: value for name, value in choice.attributes.items() if name in known
    }
    values |= {name: text for name, text in choice.parts.items() if name.startswith("formula")}
    rule = DataValidation(**values)
    for area in choice.parts.get("sqref", "").split():
        rule.add(area)
    sheet.add_data_validation(rule)
