"""A proposal: what the assistant takes each column of a file to be, for a person to correct."""

from dataclasses import dataclass

from weft.core.observatory.recipe import Recipe, Role


@dataclass(frozen=True)
class ColumnGuess:
    """What one column seems to be, how sure that is, and why."""

    column: str  # its name in the file
    role: Role
    name: str | None  # of a breakdown: sex, age, origin
    confidence: float  # 0 to 1
    why: str  # one sentence (English)


@dataclass(frozen=True)
class Proposal:
    """A recipe to begin with. What is not certain is in `columns` and `notes`."""

    recipe: Recipe
    columns: tuple[ColumnGuess, ...] = ()
    notes: tuple[str, ...] = ()
