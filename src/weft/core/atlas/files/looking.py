"""Looks through the parts of a workbook before a library opens it: what would fill the memory, and
the drop-downs that the library would lose."""

import io
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from weft.core.atlas.files.workbook import BROKEN, WorkbookError, count_column

CELLS = 400_000  # each takes the library half a kilobyte
OTHERS = 200_000  # elements of any other sort: styles, rules, drawings
SPANNED = 300_000  # cells inside ranges that the library fills: merged cells, links, tables
# Elements that come with every cell, row or shared text, and are gone once it is read.
_LIGHT = frozenset({"v", "is", "t", "row", "si"})
_SPANS = frozenset({"mergeCell", "hyperlink", "comment", "table"})
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
# Excel itself writes a drop-down here whose words stand on another sheet.
_LATER = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


@dataclass
class Choice:
    """A rule on what may be typed into some cells."""

    attributes: dict[str, str]
    parts: dict[str, str] = field(default_factory=dict)  # formula1, formula2, sqref


def look_through(content: bytes) -> dict[str, list[Choice]]:
    """Part of the workbook -> the rules on its cells that stand in an extension.

    Raises WorkbookError if the library could not open the workbook in reasonable space.
    """
    look = _Look()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for each in archive.infolist():
                with archive.open(each) as part:
                    if _is_xml(part):
                        part.seek(0)
                        look.read(each.filename, part)
    except WorkbookError:
        raise
    except BROKEN as error:
        raise WorkbookError("has a damaged part; save it anew") from error
    return look.choices


def _is_xml(part: Any) -> bool:
    """Whether a part may be XML, in any encoding and under any name."""
    return b"<" in part.read(1_000)


class _Look:
    """Counts what is in the parts, one after the other."""

    def __init__(self) -> None:
        self.cells = self.others = self.spanned = 0
        self.choices: dict[str, list[Choice]] = {}
        self._path: list[str] = []
        self._name = ""
        self._text: list[str] = []

    def read(self, name: str, part: Any) -> None:
        """Take one part in."""
        self._name, self._path = name, []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        with suppress(expat.ExpatError):  # what comes after a fault, the library does not read
            parser.ParseFile(part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._text.clear()
        self._path.append(local)
        if local == "c":
            self.cells += 1
        elif local not in _LIGHT:
            self.others += 1
        if local in _SPANS:
            self.spanned += _measure(attributes.get("ref", "A1"))
        if self.cells > CELLS or self.others > OTHERS or self.spanned > SPANNED:
            raise WorkbookError("is too large to be marked; the list of errors says where they are")
        if local == "dataValidation" and space == _LATER:
            self.choices.setdefault(self._name, []).append(Choice(attributes))

    def _end(self, name: str) -> None:
        path = self._path
        path.pop()
        if "dataValidation" in path[-2:] and (found := self.choices.get(self._name)):
            part = "sqref" if name.endswith(" sqref") else path[-1]
            if text := "".join(self._text).strip():
                found[-1].parts[part] = text
        self._text.clear()


def _measure(area: str) -> int:
    """How many cells a range has; one that is not plain counts as too many."""
    found = _RANGE.fullmatch(area.strip())
    if not found:
        return SPANNED + 1
    left, top, right, bottom = found.groups()
    if right is None:
        return 1
    width = abs(count_column(right) - count_column(left)) + 1
    return width * (abs(int(bottom) - int(top)) + 1)
