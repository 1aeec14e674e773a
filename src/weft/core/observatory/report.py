"""What an import has to say: how many figures, what is wrong and where, which places it knows."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from weft.core.atlas.records import Model
from weft.core.observatory.registry import AreaMatch
from weft.core.observatory.saying import Part, say_parts

Severity = Literal["error", "warning", "note"]


class Trouble(Model):
    """Something that a person should look at, where it stands in the file."""

    code: str = Field(description="Kind of trouble: unknown_place, negative, duplicate, total ...")
    severity: Severity = Field(description="An error keeps the version from being published")
    phrase: str = Field("", description="Which phrase says it; none in a report of long ago")
    message: str = Field(description="What was found, what was expected, what to do (English)")
    parts: dict[str, Part] = Field(default_factory=dict, description="What is filled in")
    sheet: str | None = None
    row: int | None = Field(None, description="From 1, as a spreadsheet counts")
    column: str | None = None
    count: Annotated[int, Field(ge=1)] = Field(1, description="How often; the first is located")

    def say(self, language: str) -> str | None:
        """What is wrong in a language; None where only the English message was kept."""
        try:
            return say_parts(self.phrase, self.parts, language)
        except KeyError:
            return None


def make_trouble(
    code: str,
    severity: Severity,
    parts: Mapping[str, Part] | None = None,
    case: str = "",
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    count: int = 1,
) -> Trouble:
    """A trouble with its message, from the phrase `trouble_CODE`, or `trouble_CODE_CASE` where one
    kind of trouble has several. Raises KeyError where there is no such phrase, or a part of it is
    missing."""
    phrase = name_phrase(code, case)
    return Trouble(
        code=code,
        severity=severity,
        phrase=phrase,
        message=say_parts(phrase, parts or {}),
        parts=dict(parts or {}),
        sheet=sheet,
        row=row,
        column=column,
        count=count,
    )


def name_phrase(code: str, case: str = "") -> str:
    """The phrase that says a trouble."""
    return f"trouble_{code}_{case}" if case else f"trouble_{code}"


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
    merged: bool = Field(
        False, description="The file says what becomes of figures of the version before"
    )
    merged_into: int | None = Field(None, description="The number of that version")
    renamed: dict[str, str] = Field(
        default_factory=dict, description="Columns whose head differs from the recipe's"
    )

    @property
    def errors(self) -> tuple[Trouble, ...]:
        """What keeps the version from being published."""
        return tuple(each for each in self.troubles if each.severity == "error")
