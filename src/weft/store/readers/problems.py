"""What makes a file of figures unreadable as a whole, each kind an error of its own, for whoever
has to say what is wrong and what to do."""

from pathlib import Path
from typing import Literal

from weft.core.observatory.report import Trouble

MOST_TROUBLES = 1_000  # located; of the rest only the number is told


class FileProblem(ValueError):  # noqa: N818  # its kinds read as what happened
    """A file cannot be read. Says what was found, what was expected and what to do."""

    code = "file"

    def __init__(
        self,
        path: Path,
        found: str,
        todo: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        self.path, self.found, self.todo = path, found, todo
        self.sheet, self.row, self.column = sheet, row, column
        where = [path.name, sheet and f"sheet {sheet}", row and f"row {row}", column]
        super().__init__(f"{', '.join(str(each) for each in where if each)}: {found}; {todo}")

    def as_trouble(self) -> Trouble:
        """The same in a report."""
        return Trouble(
            code=self.code,
            severity="error",
            message=f"{self.found}; {self.todo}",
            parts={"found": self.found, "todo": self.todo},
            sheet=self.sheet,
            row=self.row,
            column=self.column,
        )


class EmptyFile(FileProblem):
    """Nothing is in the file."""

    code = "empty_file"


class CutFile(FileProblem):
    """The file ends before it is complete."""

    code = "cut_file"


class NotText(FileProblem):
    """The file is no text in any encoding that Weft reads."""

    code = "not_text"


class TooLarge(FileProblem):
    """Unpacked, the file is far larger than it should be: a bomb, or no table."""

    code = "too_large"


class LockedWorkbook(FileProblem):
    """The workbook asks for a password."""

    code = "locked_workbook"


class NotAWorkbook(FileProblem):
    """The workbook is broken, or no workbook."""

    code = "not_a_workbook"


class NoSuchSheet(FileProblem):
    """The workbook has no such sheet."""

    code = "no_such_sheet"


class NoTable(FileProblem):
    """No head with rows of figures below it was found."""

    code = "no_table"


class NoSuchColumn(FileProblem):
    """A column that the recipe cannot do without is not in the file."""

    code = "no_such_column"


def tell(
    troubles: list[Trouble],
    code: str,
    found: str,
    todo: str,
    *,
    severity: Literal["error", "warning"] = "error",
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    count: int = 1,
) -> None:
    """Note what is wrong in one place; after the first thousand of a kind only their number
    grows."""
    same = [at for at, each in enumerate(troubles) if each.code == code]
    if len(same) >= MOST_TROUBLES:
        last = troubles[same[-1]]
        troubles[same[-1]] = last.model_copy(update={"count": last.count + count})
        return
    troubles.append(
        Trouble(
            code=code,
            severity=severity,
            message=f"{found}; {todo}",
            parts={"found": found, "todo": todo},
            sheet=sheet,
            row=row,
            column=column,
            count=count,
        )
    )
