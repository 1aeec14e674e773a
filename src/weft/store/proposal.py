"""A proposal: what the assistant takes each column of a file to be, for a person to correct."""

from dataclasses import dataclass

from weft.core.observatory.recipe import Recipe, Role
from weft.core.observatory.saying import Part, Saying


@dataclass(frozen=True)
class ColumnGuess:
    """What one column seems to be, how sure that is, and why."""

    column: str  # its name in the file
    role: Role
    name: str | None  # of a breakdown: sex, age, origin
    confidence: float  # 0 to 1
    why: Saying


@dataclass(frozen=True)
class Proposal:
    """A recipe to begin with. What is not certain is in `columns` and `notes`."""

    recipe: Recipe
    columns: tuple[ColumnGuess, ...] = ()
    notes: tuple[Saying, ...] = ()


def tell_why(phrase: str, **parts: Part) -> Saying:
    """Why a column was taken for what: the phrase `guess_PHRASE`."""
    return Saying(phrase=f"guess_{phrase}", parts=parts)


def tell_doubt(phrase: str, **parts: Part) -> Saying:
    """What is doubtful about a file, or was found out: the phrase `doubt_PHRASE`."""
    return Saying(phrase=f"doubt_{phrase}", parts=parts)
