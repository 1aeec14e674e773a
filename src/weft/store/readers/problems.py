"""What makes a file of figures unreadable as a whole, each kind an error of its own, for whoever
has to say what is wrong and what to do."""

from pathlib import Path

from weft.core.observatory.report import Trouble, make_trouble
from weft.core.observatory.saying import Part

MOST_TROUBLES = 1_000  # located; of the rest only the number is told


class FileProblem(ValueError):  # noqa: N818  # its kinds read as what happened
    """A file cannot be read. Says what was found, what was expected and what to do."""

    code = "file"

    def __init__(
        self,
        path: Path,
        case: str = "",
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        **parts: Part,
    ) -> None:
        """`case`: which of the phrases of its code says it; `parts`: what is filled in."""
        self.path, self.case, self.parts = path, case, parts
        self.sheet, self.row, self.column = sheet, row, column
        where = [path.name, sheet and f"sheet {sheet}", row and f"row {row}", column]
        message = self.as_trouble().message
        super().__init__(f"{', '.join(str(each) for each in where if each)}: {message}")

    def as_trouble(self) -> Trouble:
        """The same in a report."""
        return make_trouble(
            self.code, "error", self.parts, self.case,
            sheet=self.sheet, row=self.row, column=self.column,
        )  # fmt: skip


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


def tell_rest(troubles: list[Trouble], count: int) -> list[Trouble]:
    """Troubles of one kind, of which the first are told: the last of them stands for the rest of
    all `count` too."""
    more = count - sum(each.count for each in troubles)
    if not troubles or more <= 0:
        return troubles
    last = troubles[-1]
    return [*troubles[:-1], last.model_copy(update={"count": last.count + more})]


def note(troubles: list[Trouble], trouble: Trouble) -> None:
    """Note what is wrong in one place; after the first thousand of a kind only their number
    grows."""
    same = [at for at, each in enumerate(troubles) if each.code == trouble.code]
    if len(same) >= MOST_TROUBLES:
        last = troubles[same[-1]]
        troubles[same[-1]] = last.model_copy(update={"count": last.count + trouble.count})
        return
    troubles.append(trouble)
