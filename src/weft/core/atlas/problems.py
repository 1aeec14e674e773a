"""What is wrong with a file or an atlas, where, and what to do, for people who mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, order=True)
class Where:
    """A place in a file; what does not apply is left empty."""

    file: str = ""
    sheet: str = ""
    row: int = 0  # line or row, counted from 1; 0: the whole file
    column: str = ""  # column letter, or the name of the field

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.row:
            parts.append(f"{'row' if self.sheet else 'line'} {self.row}")
        if self.column:
            parts.append(f"column {self.column}" if self.sheet else self.column)
        return ", ".join(parts)


@dataclass(frozen=True)
class Problem:
    """One finding: what, where, and what to do about it."""

    code: str
    severity: Severity
    message: str
    where: Where = field(default_factory=Where)
    records: tuple[str, ...] = ()  # ids of the records concerned

    def __str__(self) -> str:
        place = f"{self.where}: " if str(self.where) else ""
        return f"{place}{self.message} [{self.code}]"

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "file": self.where.file,
            "sheet": self.where.sheet,
            "row": self.where.row or None,
            "column": self.where.column,
            "records": list(self.records),
        }


class AtlasError(ValueError):
    """An atlas could not be read. `problems` holds all that is wrong, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda each: (each.where, each.code)))
        shown = "\n".join(str(each) for each in self.problems[:20])
        more = len(self.problems) - 20
        super().__init__(f"{shown}\n... and {more} more" if more > 0 else shown)
