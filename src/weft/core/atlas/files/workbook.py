"""Reads the cells of an .xlsx file of any office program, straight from its XML.

A spreadsheet library gives up on a whole workbook for one broken cell, and on a sheet with one
cell at its far corner fills a grid. Weft needs only texts, numbers, dates and merged ranges, each
with its place, so it reads these alone (ECMA-376 part 1, chapter 18).
"""

import datetime as dt
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

LARGEST = 100_000_000  # bytes of a workbook when unpacked
LONGEST_CELL = 32_767  # characters, in every office program
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ELEMENT = re.compile(rb"<[A-Za-z]")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Parts of a number format that are no date letters: quoted, escaped, padding, [colour].
_NO_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
BROKEN = (KeyError, ValueError, IndexError, EOFError, OSError, RuntimeError, zlib.error,
           zipfile.BadZipFile, NotImplementedError, ElementTree.ParseError)  # fmt: skip


class WorkbookError(ValueError):
    """The file is no workbook, or not one that can be read safely."""


@dataclass
class Sheet:
    """The filled cells of one sheet. Rows count from 1, columns from 0."""

    title: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[str, int, int]] = field(default_factory=list)  # range, row, column
    faults: list[tuple[int, int, str, str]] = field(default_factory=list)  # row, column, code, why
    damage: str = ""  # why the sheet could not be read to its end


def read_sheets(content: bytes) -> list[Sheet]:
    """Every sheet of a workbook; raises WorkbookError if the file as a whole cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_safe(archive)
            return list(_Workbook(archive).read())
    except WorkbookError:
        raise
    except BROKEN as error:
        why = str(error).strip("'\"")[:120]
        raise WorkbookError(f"is no Excel workbook ({why}); save it anew as .xlsx") from error


def _check_safe(archive: zipfile.ZipFile) -> None:
    """Refuse what would fill the memory: zip bombs, and XML that declares entities."""
    if sum(each.file_size for each in archive.infolist()) > LARGEST:
        raise WorkbookError("unpacks to more than 100 MB; split it into several workbooks")
    for each in archive.infolist():
        with archive.open(each) as part:
            beginning = part.read(65_536)
        # A relation may lead to a part of any name, so every part is looked at.
        is_xml = each.filename.lower().endswith((".xml", ".rels"))
        if _ENTITY.search(beginning) or (is_xml and not _ELEMENT.search(beginning)):
            name = each.filename[:80]
            raise WorkbookError(f"is no plain Excel workbook (see {name}); save it anew")


def _name(element: ElementTree.Element) -> str:
    """The tag without its namespace: strict and transitional files differ in that alone."""
    return element.tag.rpartition("}")[2]


def _children(element: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (each for each in element if _name(each) == name)


def _get(element: ElementTree.Element, name: str) -> str:
    """An attribute, whatever its namespace."""
    return next((v for k, v in element.items() if k.rpartition("}")[2] == name), "")


def _read_text(element: ElementTree.Element) -> str:
    """The words of a string item: plain or in runs, without phonetic guides."""
    parts = [
        part.text or ""
        for each in element
        if _name(each) in ("t", "r")
        for part in ([each] if _name(each) == "t" else _children(each, "t"))
    ]
    return _unescape("".join(parts))


def _unescape(text: str) -> str:
    """Characters that XML cannot hold stand as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def escape_xml(text: str) -> str:
    """The reverse: a text that happens to look like such an escape keeps its letters."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


class _Workbook:
    """One open workbook: its shared texts, its date formats, its sheets."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        main = self._find_parts("", "officeDocument")
        self.path = next(iter(main.values()), "xl/workbook.xml")
        self.root = self._parse(self.path)
        properties = next(_children(self.root, "workbookPr"), None)
        by_1904 = properties is not None and _get(properties, "date1904") in ("1", "true")
        self.epoch = dt.datetime(1904, 1, 1) if by_1904 else dt.datetime(1899, 12, 30)
        self.texts = self._read_texts()
        self.dates = self._read_date_styles()

    def read(self) -> Iterator[Sheet]:
        parts = self._find_parts(self.path, "worksheet")
        for group in _children(self.root, "sheets"):
            for each in _children(group, "sheet"):
                if (target := parts.get(_get(each, "id"))) is not None:
                    yield self._read_sheet(Sheet(_get(each, "name")), target)

    def _parse(self, path: str) -> ElementTree.Element:
        with self.archive.open(path) as part:
            return ElementTree.parse(part).getroot()  # noqa: S314  # entities are refused above

    def _find_parts(self, path: str, kind: str) -> dict[str, str]:
        """The parts of one kind that a part names: relation id -> path."""
        folder, name = posixpath.split(path)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.archive.namelist():
            return {}
        return {
            _get(each, "Id"): posixpath.normpath(
                posixpath.join("/", folder, _get(each, "Target"))
            ).lstrip("/")
            for each in self._parse(relations)
            if _get(each, "Type").endswith(f"/{kind}")
        }

    def _read_texts(self) -> list[str]:
        for path in self._find_parts(self.path, "sharedStrings").values():
            return [_read_text(each) for each in _children(self._parse(path), "si")]
        return []

    def _read_date_styles(self) -> list[bool]:
        """For each cell style, whether its numbers are dates."""
        for path in self._find_parts(self.path, "styles").values():
            root = self._parse(path)
            dates = set(map(str, _BUILT_IN_DATES))
            for group in _children(root, "numFmts"):
                for each in group:
                    code = _NO_DATE.sub("", _get(each, "formatCode").partition(";")[0])
                    if re.search("[dmyDMY]", code) and "General" not in code:
                        dates.add(_get(each, "numFmtId"))
            formats = next(_children(root, "cellXfs"), ())
            return [_get(each, "numFmtId") in dates for each in formats]
        return []

    def _read_sheet(self, sheet: Sheet, path: str) -> Sheet:
        try:
            with self.archive.open(path) as part:
                self._read_rows(sheet, part)
        except BROKEN as error:
            sheet.damage = f"{error}"[:120]
        return sheet

    def _read_rows(self, sheet: Sheet, part: Any) -> None:
        number = 0
        for _, element in ElementTree.iterparse(part):  # noqa: S314
            name = _name(element)
            if name == "row":
                given = element.get("r", "")
                number = int(given) if given.isdecimal() and len(given) < 8 else number + 1
                self._read_row(sheet, number, element)
                element.clear()
            elif name == "mergeCell":
                found = _REFERENCE.match(element.get("ref", ""))
                row, column = (int(found[2]), count_column(found[1])) if found else (1, 0)
                sheet.merged.append((element.get("ref", "")[:40], row, column))

    def _read_row(self, sheet: Sheet, number: int, row: ElementTree.Element) -> None:
        column = -1
        for cell in row:
            # The reference may be left out: then a cell follows the one before it.
            found = _REFERENCE.fullmatch(cell.get("r", ""))
            column = count_column(found[1]) if found else column + 1
            try:
                text = self._read_cell(cell)
            except _CellError as error:
                sheet.faults.append((number, column, error.code, str(error)))
            else:
                if text:
                    sheet.rows.setdefault(number, {})[column] = text

    def _read_cell(self, cell: ElementTree.Element) -> str:
        kind = cell.get("t", "n")
        value = ""
        for each in cell:
            name = _name(each)
            if name == "f":
                shown = f" (={each.text[:40]})" if each.text else ""
                raise _CellError("formula", f"a formula{shown}; put its value there instead")
            if name == "v":
                value = each.text or ""
            elif name == "is":
                value = _read_text(each)
        if kind == "s" and value:
            try:
                value = self.texts[int(value)]
            except (ValueError, IndexError):
                message = f"a damaged cell (no text {value[:20]}); type its text again"
                raise _CellError("damaged-cell", message) from None
        elif kind == "n" and value:
            return self._read_number(value, cell.get("s", ""))
        elif kind == "b":
            return "yes" if value in ("1", "true") else "no" if value else ""
        elif kind == "e":
            raise _CellError("formula", f"an error ({value[:20]}); put a value there instead")
        elif kind == "str":
            value = _unescape(value)
        if len(value) > LONGEST_CELL:
            raise _CellError("text-too-long", f"a text of {len(value)} characters; shorten it")
        return value.strip()

    def _read_number(self, value: str, style: str) -> str:
        try:
            number = float(value)
        except ValueError:
            message = f"a damaged cell ('{value[:20]}' is no number); type its value again"
            raise _CellError("damaged-cell", message) from None
        if style.isdecimal() and int(style) < len(self.dates) and self.dates[int(style)]:
            return self._read_date(number)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        return repr(number)

    def _read_date(self, number: float) -> str:
        epoch = self.epoch
        if epoch.year == 1899 and number < 60:  # day 60 is a 29 February 1900 that never was
            epoch += dt.timedelta(days=1)
        try:
            moment = epoch + dt.timedelta(seconds=round(number * 86_400))
        except (OverflowError, ValueError):
            message = f"a date out of range ({number:g}); type it as 2014-05-31"
            raise _CellError("date-out-of-range", message) from None
        return moment.isoformat(" ").removesuffix(" 00:00:00")


class _CellError(ValueError):
    """One cell cannot be read."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def count_column(letters: str) -> int:
    """0 for A, 26 for AA."""
    count = 0
    for each in letters:
        count = count * 26 + ord(each) - 64
    return count - 1
