"""The workbook that people fill in: a sheet a fact type, drop-downs, notes and an example row."""

import io
from functools import cache
from importlib.resources import files
from typing import Any

import openpyxl
import yaml
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from weft.core.atlas.files.tables import SHEETS, Column, list_columns, list_header, name_column
from weft.core.terms import label, list_codes, list_vocabularies
from weft.core.terms.vocabulary import LOADER

EXAMPLE_MARK = "example"
LAST_ROW = 2000  # drop-downs reach this far
_INDIGO, _LINEN, _GREY = "27406B", "FBF8F2", "6F655A"


@cache
def _read_examples() -> dict[str, Any]:
    text = files("weft.packs").joinpath("template.yaml").read_text("utf-8")
    examples: dict[str, Any] = yaml.load(text, LOADER)  # noqa: S506
    return examples


def read_example(sheet: str) -> dict[str, str]:
    """The example row of a sheet: column -> text."""
    return {key: str(value) for key, value in _read_examples()["examples"].get(sheet, {}).items()}


class Book:
    """A workbook under construction."""

    def __init__(self) -> None:
        self.workbook = openpyxl.Workbook()
        self.workbook.remove(self.workbook.active)
        self.sheets: dict[str, Any] = {}
        self.lists: dict[str, str] = {}  # vocabulary -> range on the sheet of lists

    def add_readme(self) -> None:
        """A first sheet that says how to go about it."""
        sheet = self.workbook.create_sheet("read me")
        for line in _read_examples()["readme"].strip().split("\n"):
            sheet.append([line])
        sheet.column_dimensions["A"].width = 100
        sheet["A1"].font = Font(bold=True, size=14, color=_INDIGO)
        for (cell,) in sheet.iter_rows(min_row=2):
            cell.alignment = Alignment(wrap_text=True, vertical="top")

    def add_sheet(self, name: str, header: list[str], rows: list[dict[str, str]]) -> None:
        """A sheet with its header, notes, drop-downs and rows."""
        sheet = self.sheets[name] = self.workbook.create_sheet(name)
        columns = {each.name: each for each in list_columns(name)}
        for index, title in enumerate(header, 1):
            cell = sheet.cell(1, index, title)
            known = columns.get(title) or columns.get(title.rpartition(":")[0])
            if known:
                cell.comment = Comment(_describe(known), "Weft", height=110, width=300)
            required = bool(known and known.required)
            cell.font = Font(bold=True, color="FFFFFF" if required else _INDIGO)
            cell.fill = PatternFill("solid", fgColor=_INDIGO if required else "E4DCCD")
            sheet.column_dimensions[name_column(index - 1)].width = max(12, len(title) + 4)
        sheet.freeze_panes = "B2"
        for number, row in enumerate(rows, 2):
            for index, title in enumerate(header, 1):
                if title in row:
                    self._write(sheet.cell(number, index), row[title])
        for index, title in enumerate(header):
            if title in columns and not columns[title].several:
                self._add_choice(sheet, index, columns[title])

    @staticmethod
    def _write(cell: Any, text: str) -> None:
        """A text, never a formula: the type is set after the value, which would guess it."""
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[:1] in "=+-@"

    def _add_choice(self, sheet: Any, index: int, column: Column) -> None:
        source = ""
        if column.vocabulary:
            source = self.lists.setdefault(column.vocabulary, "")
            source = f"lists!${name_column(self._list_index(column.vocabulary))}$2:${name_column(self._list_index(column.vocabulary))}${len(list_codes(column.vocabulary)) + 1}"
        elif column.is_bool:
            source = '"yes,no"'
        elif column.refers_to in SHEETS:
            source = f"{column.refers_to}!$B$2:$B${LAST_ROW}"
        if not source:
            return
        strict = not column.refers_to  # names, ids, nobody and unknown may be typed too
        choice = DataValidation(
            type="list", formula1=source, allow_blank=True, showErrorMessage=strict
        )
        choice.error = "Choose from the list. What the words mean stands on the sheet 'lists'."
        letter = name_column(index)
        choice.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(choice)

    @staticmethod
    def _list_index(vocabulary: str) -> int:
        return list_vocabularies().index(vocabulary) * 2

    def add_lists(self) -> None:
        """The last sheet: every vocabulary, code beside label."""
        sheet = self.workbook.create_sheet("lists")
        for vocabulary in list_vocabularies():
            column = self._list_index(vocabulary) + 1
            sheet.cell(1, column, vocabulary).font = Font(bold=True, color=_INDIGO)
            for row, code in enumerate(list_codes(vocabulary), 2):
                sheet.cell(row, column, code)
                words = " / ".join(label(vocabulary, code, each) for each in ("en", "fr", "ar"))
                sheet.cell(row, column + 1, words).font = Font(color=_GREY)

    def save(self) -> bytes:
        """The file's bytes."""
        self.add_lists()
        out = io.BytesIO()
        self.workbook.save(out)
        return out.getvalue()


def _describe(column: Column) -> str:
    parts = [column.description + "."]
    if column.required:
        parts.append("Needed.")
    if column.several:
        parts.append("Several: a; b; c.")
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
