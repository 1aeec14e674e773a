"""The cells of a workbook (.xlsx, .xls, .ods) as text, with merged cells filled and formulas that
were never computed named; for the reader of tables."""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree  # nothing is fetched, and expat refuses bombs of entities

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    WorksheetNotFound,
)

from weft.core.observatory.report import Trouble, make_trouble
from weft.store.readers.files import check_workbook
from weft.store.readers.problems import EmptyFile, LockedWorkbook, NoSuchSheet, NotAWorkbook

_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # an .xlsx with a password is an OLE file


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    rows: int
    columns: int
    hidden: bool = False


def open_workbook(path: Path) -> CalamineWorkbook:
    """A workbook. Raises LockedWorkbook, NotAWorkbook, TooLarge, EmptyFile."""
    with path.open("rb") as file:
        begin = file.read(8)
        if not begin:
            raise EmptyFile(path, "nothing")
        ole = begin.startswith(b"\xd0\xcf\x11\xe0")
        locked = ole and _ENCRYPTED in begin + file.read(1 << 22)
    if locked:
        raise LockedWorkbook(path)
    if begin.startswith(b"PK"):
        check_workbook(path)
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise LockedWorkbook(path) from None
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(path, "broken", detail=str(error)) from None


def list_sheets(path: Path, workbook: CalamineWorkbook) -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order, hidden ones marked."""
    found = []
    for each in workbook.sheets_metadata:
        if "WorkSheet" not in str(each.typ):
            continue
        sheet = find_sheet(path, workbook, each.name)
        hidden = each.visible != SheetVisibleEnum.Visible
        rows, columns = (at + 1 for at in sheet.end) if sheet.end else (0, 0)
        found.append(Sheet(each.name, rows, columns, hidden))
    return tuple(found)


def find_sheet(path: Path, workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """One sheet by its name, spaces at its ends and capitals apart. Raises NoSuchSheet."""
    same = [n for n in workbook.sheet_names if n.strip().casefold() == name.strip().casefold()]
    try:
        return workbook.get_sheet_by_name(name if name in workbook.sheet_names else same[0])
    except (WorksheetNotFound, IndexError):
        raise NoSuchSheet(path, wanted=name, found=", ".join(workbook.sheet_names)) from None
    except (CalamineError, ValueError) as error:
        raise NotAWorkbook(path, "sheet", sheet=name, detail=str(error)) from None


def read_sheet(sheet: CalamineSheet, decimal: str = ".") -> Iterator[list[str]]:
    """The rows of a sheet as text, from row 1. Numbers are written with `decimal`, so that they are
    read like the texts beside them; merged cells all hold the text of the first."""
    fill: dict[int, list[tuple[int, int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if (bottom - top + 1) * (right - left + 1) <= 100_000:
            for row in range(top, bottom + 1):
                fill.setdefault(row, []).append((top, left, right))
    kept: dict[tuple[int, int], str] = {}
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False)):
        texts = [write_cell(each, decimal) for each in cells]
        for top, left, right in fill.get(number, ()):
            if number == top:
                kept[top, left] = texts[left] if left < len(texts) else ""
            if _is_words(text := kept.get((top, left), "")):
                texts += [""] * (right + 1 - len(texts))
                texts[left : right + 1] = [text] * (right + 1 - left)
        yield texts


def is_merged(sheet: CalamineSheet, first: int, last: int) -> bool:
    """Whether cells are merged sideways in the rows of a head (from 1)."""
    return any(
        right > left and top + 1 <= last and bottom + 1 >= first
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    )


def _is_words(text: str) -> bool:
    """Figures of merged cells are not repeated: they would be counted twice. Years are heads."""
    return bool(text) and (not re.fullmatch(r"[-\d.,\s]+", text) or len(text) == 4)


def write_cell(cell: Any, decimal: str = ".") -> str:
    """A cell as text: whole numbers without a point, days as 2020-12-31."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return repr(cell).replace(".", decimal) if "e" not in repr(cell) else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def is_error(text: str) -> bool:
    """Whether a formula ended in an error."""
    return text in _ERRORS


def find_uncomputed(path: Path, sheet: str) -> list[Trouble]:
    """Formulas of a sheet that hold no result, as programs leave them that do not compute."""
    if not zipfile.is_zipfile(path):
        return []
    found: list[Trouble] = []
    with zipfile.ZipFile(path) as packed:
        part = _find_part(packed, sheet)
        if not part or b"<f" not in packed.read(part):
            return []
        with packed.open(part) as file:
            for _, node in ElementTree.iterparse(file):  # noqa: S314
                kind: Literal["c", "row"] | str = node.tag.rsplit("}", 1)[-1]
                if kind == "c":
                    parts = {each.tag.rsplit("}", 1)[-1]: each.text for each in node}
                    if "f" in parts and not parts.get("v") and node.get("t") != "str":
                        found.append(_describe_formula(node.get("r", ""), parts["f"], sheet))
                elif kind == "row":
                    node.clear()
    return found


def _describe_formula(cell: str, formula: str | None, sheet: str) -> Trouble:
    letters, row = re.fullmatch(r"([A-Z]*)(\d*)", cell).groups()  # type: ignore[union-attr]
    return make_trouble(
        "formula", "error", {"formula": formula or ""}, "uncomputed",
        sheet=sheet, row=int(row) if row else None, column=letters or None,
    )  # fmt: skip


def _find_part(packed: zipfile.ZipFile, sheet: str) -> str | None:
    """Where the cells of a sheet stand in an .xlsx."""
    names = packed.namelist()
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    try:
        book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
        links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except ElementTree.ParseError:
        return None
    targets = {each.get("Id"): each.get("Target", "") for each in links}
    for node in book.iter():
        if node.tag.endswith("}sheet") and node.get("name") == sheet:
            link = next((v for k, v in node.attrib.items() if k.endswith("}id")), None)
            target = targets.get(link, "").lstrip("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            return part if part in names else None
    return None
