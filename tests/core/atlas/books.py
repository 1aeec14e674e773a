"""Workbooks as people fill them in and programs break them, for the tests of marking."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl

from weft.core.atlas.build import build_atlas
from weft.core.atlas.files.marking import mark_errors
from weft.core.atlas.files.reading import read_upload
from weft.core.atlas.files.template import write_template
from weft.core.atlas.problems import AtlasError, Problem

NAME = "town.xlsx"


def list_problems(content: bytes) -> list[Problem]:
    try:
        build_atlas(read_upload(NAME, content))
    except AtlasError as error:
        return list(error.problems)
    return []


def mark(content: bytes) -> bytes:
    return mark_errors(NAME, content, list_problems(content))


def load(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def change(content: bytes, how: Callable[[Any], None]) -> bytes:
    book = load(content)
    how(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(book: Any, sheet: str, row: int, **cells: Any) -> None:
    headings = [cell.value for cell in book[sheet][1]]
    for name, value in cells.items():
        book[sheet].cell(row, headings.index(name) + 1, value)


def find(book: Any, sheet: str, row: int, name: str) -> Any:
    headings = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row, headings.index(name) + 1)


def fill_in(book: Any) -> None:
    """The template as an officer fills it in, with three errors."""
    put(book, "places", 3, name="Tanger", levels="cosmic")
    put(book, "actors", 3, name="City of Tanger", kind="government", place="Tangir")
    put(book, "competences", 3, holder="City of Tanger", area="housing", basis="by law")


FILLED = change(write_template(), fill_in)


def replace(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with other XML in some parts."""
    out = io.BytesIO()
    changed = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as target:
        for each in archive.infolist():
            text = archive.read(each)
            if re.fullmatch(part, each.filename):
                changed += text.count(old.encode())
                text = text.replace(old.encode(), new.encode())
            target.writestr(each, text)
    assert changed
    return out.getvalue()


def find_part(content: bytes, sheet: str) -> str:
    number = load(content).sheetnames.index(sheet) + 1
    return rf"xl/worksheets/sheet{number}\.xml"
