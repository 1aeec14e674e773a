"""The grammar of the head of SDMX-CSV 1.0 and 2.0: its signs, components, labels and languages; for
the reader of files.

Field guide: SDMX Technical Working Group, "SDMX-CSV Data Message", for SDMX 3.0.
"""

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from weft.store.readers.problems import FileProblem

Labels = Literal["id", "both", "name"]

ACTIONS: dict[str, str] = {
    "I": "information: taken as A",
    "A": "append: what is filled in is added or changed",
    "M": "merge: as A (SDMX 3.0)",
    "R": "replace: the observation becomes what the row says",
    "D": "delete",
}
TECHNICAL = (
    "DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY",
)  # fmt: skip
_BEGIN = re.compile(r'("?)(STRUCTURE(?:\[(?P<inner>.)\])?|DATAFLOW)\1(?P<after>.|\Z)', re.DOTALL)
_HEAD = re.compile(r"(?P<id>[A-Za-z0-9_@$. \[\]-]+?)(?:\[(?P<inside>[^\[\]]*)\])?", re.DOTALL)
_LABELLED = re.compile(
    r"([A-Za-z0-9_@$.-]+(?:\[[^\]]*\])?(?:\.[A-Za-z0-9_@$-]+(?:\[[^\]]*\])?)*): "
)
CODE_AND_NAME = r"^[^\s:]\S*?: "  # "ITC11: Torino", "IT1:DF(1.0): Balance"
_MEASURE = re.compile(r"OBS_VALUE\d*|MEAS_[A-Z0-9]+", re.IGNORECASE)
MOST_HEAD = 1 << 18  # bytes of the first line
_MOST_CELL = 2_000_000  # the limit of DuckDB, so that both ways of reading take the same files


class NotSdmx(FileProblem):
    """The first cell is not that of SDMX-CSV."""

    code = "not_sdmx"


class MissingHead(FileProblem):
    """A column that SDMX-CSV cannot do without is not there."""

    code = "missing_head"


class DoubleHead(FileProblem):
    """Two columns have the same head."""

    code = "double_head"


@dataclass(frozen=True)
class Component:
    """One column: a dimension, a measure, an attribute, or what SDMX-CSV itself needs."""

    at: int  # its place in a row, from 0
    id: str  # DIM_1, CONTACT.NAME
    label: str | None = None
    languages: tuple[str, ...] = ()
    label_at: int | None = None  # where the words of its values stand (labels=name)

    @property
    def is_measure(self) -> bool:
        """Whether it holds what was observed, by the names that such columns have; a file does not
        say it otherwise."""
        return bool(_MEASURE.fullmatch(self.id))


@dataclass(frozen=True)
class Head:
    """What the first row says."""

    version: Literal["1.0", "2.0"]
    delimiter: str
    inner: str  # between the values in one cell
    labels: Labels
    cells: tuple[str, ...]
    components: tuple[Component, ...]

    def find(self, name: str) -> Component | None:
        """The component of this id."""
        return next((each for each in self.components if each.id == name), None)


def is_sdmx(begin: str) -> bool:
    """Whether a text begins as SDMX-CSV does."""
    found = _BEGIN.match(begin.removeprefix("\ufeff"))
    return found is not None and not (found["after"].isalnum() or found["after"] in "_ .")


def read_head(path: Path, begin: str) -> Head:
    """The head, from the first bytes of a file.

    Raises NotSdmx, MissingHead, DoubleHead.
    """
    begin = begin.removeprefix("\ufeff")
    found = _BEGIN.match(begin)
    if not found or not is_sdmx(begin):
        first = begin[:30].partition("\n")[0]
        raise NotSdmx(path, "begin", row=1, found=first)
    cells = _read_record(path, begin, found["after"])
    version: Literal["1.0", "2.0"] = "1.0" if cells[0] == "DATAFLOW" else "2.0"
    if version == "2.0" and (len(cells) < 2 or cells[1].partition(":")[0] != "STRUCTURE_ID"):
        second = cells[1] if len(cells) > 1 else ""
        raise MissingHead(path, "structure", row=1, column="STRUCTURE_ID", found=second)
    if len(cells) < 3:
        raise MissingHead(path, "few", row=1, count=len(cells))
    labels: Labels = "id"
    if "STRUCTURE_NAME" in cells[:4]:
        labels = "name"
    elif any(_LABELLED.match(each) for each in cells[1:]):
        labels = "both"
    inner = found["inner"] or _find_inner(cells)
    components = tuple(_read_components(cells, labels, inner))
    _check_heads(path, components)
    return Head(version, found["after"], inner, labels, tuple(cells), components)


def _read_record(path: Path, begin: str, delimiter: str) -> list[str]:
    if delimiter in "\r\n":
        return [begin.splitlines()[0]]
    csv.field_size_limit(_MOST_CELL)
    try:
        cells = next(csv.reader(io.StringIO(begin, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise NotSdmx(path, "head", row=1, detail=str(error)) from None
    if empty := [n for n, each in enumerate(cells, 1) if not each.strip()]:
        raise MissingHead(path, "empty", row=1, place=empty[0])
    return cells


def _find_inner(cells: list[str]) -> str:
    """The sign between values where STRUCTURE does not tell: that between languages, or ;."""
    for each in cells:
        if found := re.search(r"\[[a-z]{2,3}([^a-z\[\]-])[a-z]{2,3}", each):
            return found[1]
    return ";"


def _read_components(cells: list[str], labels: Labels, inner: str) -> list[Component]:
    made: list[Component] = []
    at = 0
    while at < len(cells):
        text, label, label_at = cells[at], None, None
        if labels == "both" and (found := _LABELLED.match(text)):
            text, label = found[1], text[found.end() :]
        bare = re.sub(r"\[[^\]]*\]", "", text).strip()
        if labels == "name" and bare not in TECHNICAL and at + 1 < len(cells):
            label, label_at = cells[at + 1], at + 1
        last = _HEAD.fullmatch(text)
        inside = (last["inside"] if last else None) or ""
        languages = tuple(each for each in inside.split(inner) if each)
        if bare == "STRUCTURE":
            languages = ()
        made.append(Component(at, bare, label, languages, label_at))
        at += 2 if label_at else 1
    return made


def _check_heads(path: Path, components: tuple[Component, ...]) -> None:
    seen: dict[str, str] = {}
    for each in components:
        if (low := each.id.casefold()) in seen:
            both = f"{seen[low]}, {each.id}"
            raise DoubleHead(path, row=1, column=each.id, found=each.id, both=both)
        seen[low] = each.id
