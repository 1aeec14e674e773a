"""The workbook that people fill in: a sheet a fact type, drop-downs, notes and an example row."""

import io
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from weft.core.atlas.files.columns import SHEETS, Column, find_column, list_columns, name_column
from weft.core.atlas.files.examples import EXAMPLE_MARK, read_example, read_readme
from weft.core.atlas.files.flattening import list_header
from weft.core.atlas.files.workbook import LONGEST_CELL, escape_xml
from weft.core.terms import label, list_codes, list_vocabularies

LAST_ROW = 2000  # drop-downs reach this far
_INDIGO, _LINEN, _GREY, _SAND = "27406B", "FBF8F2", "6F655A", "E4DCCD"
_LINE = 46  # characters on a line of a note


class Book:
    """A workbook under construction."""

    def __init__(self) -> None:
        self.workbook = openpyxl.Workbook()
        del self.workbook["Sheet"]  # the empty one that a new workbook begins with
        self.sheets: dict[str, Any] = {}

    def add_readme(self) -> None:
        """A first sheet that says how to go about it."""
        sheet = self.workbook.create_sheet("read me")
        for line in read_readme():
            sheet.append([line])
        sheet.column_dimensions["A"].width = 110
        for (cell,) in sheet.iter_rows():
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet["A1"].font = Font(bold=True, size=14, color=_INDIGO)

    def add_sheet(self, name: str, header: list[str], rows: list[dict[str, str]]) -> None:
        """A sheet with its header, notes, drop-downs and rows."""
        sheet = self.sheets[name] = self.workbook.create_sheet(name)
        columns = [find_column(name, title) for title in header]
        for index, (title, column) in enumerate(zip(header, columns, strict=True)):
            required = bool(column and column.required)
            cell = sheet.cell(1, index + 1, title)
            cell.font = Font(bold=True, color="FFFFFF" if required else _INDIGO)
            cell.fill = PatternFill("solid", fgColor=_INDIGO if required else _SAND)
            shape = sheet.column_dimensions[name_column(index)]
            shape.width = max(12, len(title) + 4)
            if column:
                cell.comment = _make_note(column)
                # As text, so that no program turns 2014-05 or "pages 3-4" into a day.
                shape.number_format = "General" if column.kind == "number" else "@"
        sheet.freeze_panes = "C2" if header[0] == "id" else "B2"
        for number, row in enumerate(rows, 2):
            for index, (title, column) in enumerate(zip(header, columns, strict=True)):
                if title in row:
                    write_cell(sheet.cell(number, index + 1), row[title], column)
        for index, column in enumerate(columns):
            if column:
                self._add_choice(sheet, name_column(index), column)

    @staticmethod
    def _add_choice(sheet: Any, letter: str, column: Column) -> None:
        """A drop-down. Several words, names, ids, nobody and unknown may be typed as well."""
        if column.vocabulary:
            place = _place_list(column.vocabulary)
            source = f"lists!${place}$2:${place}${len(list_codes(column.vocabulary)) + 1}"
        elif column.kind == "boolean":
            source = '"yes,no"'
        elif column.choices:
            source = f'"{",".join(column.choices)}"'
        elif column.refers_to in SHEETS:
            names = name_column(_index_names(str(column.refers_to)))
            source = f"{column.refers_to}!${names}$2:${names}${LAST_ROW}"
        else:
            return
        choice = DataValidation(type="list", formula1=source, allow_blank=True)
        choice.showErrorMessage = not (column.refers_to or column.several)
        choice.errorTitle = "Not in the list"
        choice.error = "Choose from the list. What its words mean stands on the sheet 'lists'."
        choice.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(choice)

    def _add_lists(self) -> None:
        """The last sheet: every vocabulary, code beside label."""
        sheet = self.workbook.create_sheet("lists")
        for index, vocabulary in enumerate(list_vocabularies()):
            column = 2 * index + 1
            sheet.cell(1, column, vocabulary).font = Font(bold=True, color=_INDIGO)
            sheet.column_dimensions[name_column(column - 1)].width = 22
            sheet.column_dimensions[name_column(column)].width = 60
            for row, code in enumerate(list_codes(vocabulary), 2):
                sheet.cell(row, column, code)
                words = " / ".join(label(vocabulary, code, each) for each in ("en", "fr", "ar"))
                sheet.cell(row, column + 1, words).font = Font(color=_GREY)
        sheet.freeze_panes = "A2"

    def save(self) -> bytes:
        """The file's bytes."""
        self._add_lists()
        out = io.BytesIO()
        self.workbook.save(out)
        return out.getvalue()


def _place_list(vocabulary: str) -> str:
    """The column of a vocabulary's codes on the sheet of lists."""
    return name_column(2 * list_vocabularies().index(vocabulary))


def _index_names(sheet: str) -> int:
    """The column of a sheet that people know its records by."""
    names = [each.name for each in list_columns(sheet)]
    return next(names.index(each) for each in ("name", "title") if each in names)


def write_cell(cell: Any, text: str, column: Column | None = None) -> None:
    """A number as a number where one belongs; else a text, never a formula."""
    if column and column.kind == "number" and len(text) < 15:
        try:
            cell.value = float(text) if not text.isdecimal() else int(text)
        except ValueError:
            pass
        else:
            return
    if len(text) > LONGEST_CELL:
        name = column.name if column else cell.coordinate
        raise ValueError(
            f"sheet {cell.parent.title}, row {cell.row}, {name}: {len(text)} characters, and a "
            f"cell holds {LONGEST_CELL}; write YAML or CSV instead"
        )
    # Around the setter, which would take a text for a formula by its first sign, and cut it.
    cell._value = escape_xml(text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text[:1] in tuple("=+-@")


def _make_note(column: Column) -> Comment:
    return fit_note(Comment(describe_column(column), "Weft"))


def fit_note(comment: Comment) -> Comment:
    """A note as large as its text needs: programs do not scroll them."""
    lines = sum(len(line) // _LINE + 1 for line in comment.text.split("\n"))
    comment.width, comment.height = 340, 24 + 20 * lines
    return comment


def describe_column(column: Column) -> str:
    """The note on a heading."""
    parts = [column.description.rstrip(" .") + "."]
    if column.required:
        parts.append("Needed.")
    if column.several:
        parts.append("Several: a; b; c.")
    if column.kind == "boolean":
        parts.append("yes or no.")
    if column.vocabulary:
        parts.append(f"Words: see '{column.vocabulary}' on the sheet lists.")
    if column.refers_to in SHEETS:
        parts.append(f"A name or id from the sheet {column.refers_to}.")
    return " ".join(parts)


def write_template() -> bytes:
    """An empty workbook with an example row on each sheet, which readers skip."""
    book = Book()
    book.add_readme()
    for sheet in SHEETS:
        example = read_example(sheet)
        header = list_header(sheet, [example] if example else [])
        book.add_sheet(sheet, header, [{header[0]: EXAMPLE_MARK, **example}] if example else [])
        if example:
            for cell in book.sheets[sheet][2]:
                cell.font = Font(italic=True, color=_GREY)
                cell.fill = PatternFill("solid", fgColor=_LINEN)
    return book.save()
