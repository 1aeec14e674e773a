"""What an import has to say: how many figures, what is wrong and where, which places it knows."""

from typing import Annotated, Literal

from pydantic import Field

from weft.core.atlas.records import Model


class Trouble(Model):
    """Something that a person should look at, where it stands in the file."""

    code: str = Field(description="Kind of trouble: unknown_place, negative, duplicate, total ...")
    severity: Literal["error", "warning", "note"] = Field(
        description="An error keeps the version from being published"
    )
    message: str = Field(description="What was found, what was expected, what to do (English)")
    parts: dict[str, str] = Field(default_factory=dict, description="What the message is made of")
    sheet: str | None = None
    row: int | None = Field(None, description="From 1, as a spreadsheet counts")
    column: str | None = None
    count: Annotated[int, Field(ge=1)] = Field(1, description="How often; the first is located")


class AreaMatch(Model):
    """An area of the file, and the place that it is, or the nearest that it may be."""

    area: str
    name: str | None = None
    place: str | None = Field(None, description="The place of the registry; never a guess")
    how: Literal["code", "name", "recipe", "none"] = "none"
    nearest: tuple[str, ...] = Field((), description="Places it may be, nearest first")
    figures: int = 0


class ImportReport(Model):
    """What came of reading one file with one recipe."""

    rows: int = Field(description="Rows of figures in the file")
    figures: int = Field(description="Observations with a value")
    missing: int = Field(description="Observations whose value is missing")
    troubles: tuple[Trouble, ...] = ()
    areas: tuple[AreaMatch, ...] = ()
    breakdowns: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
    first: str | None = Field(None, description="First period")
    last: str | None = Field(None, description="Last period")
    deleted: int = Field(0, description="Observations of the version before that the file deletes")
    renamed: dict[str, str] = Field(
        default_factory=dict, description="Columns whose head differs from the recipe's"
    )

    @property
    def errors(self) -> tuple[Trouble, ...]:
        """What keeps the version from being published."""
        return tuple(each for each in self.troubles if each.severity == "error")
