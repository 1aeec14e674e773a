"""A recipe: how one kind of file becomes observations, saved as YAML and used again next year."""

from typing import Literal

from pydantic import Field

from weft.core.atlas.records import Id, Model
from weft.core.observatory.observation import Code, Name
from weft.core.terms import Line

# What a column of a file is. "breakdown" needs `name`; "note" is kept out of the figures;
# "contribution" is what one of the largest contributors gave of the figure, and never shown.
Role = Literal[
    "area", "area_name", "period", "measure", "definition", "breakdown", "value", "low", "high",
    "unit", "flag", "confidentiality", "modelled", "source", "label", "action", "note",
    "contribution",
]  # fmt: skip


class Layout(Model):
    """How the cells of a file are laid out. Empty: found out anew from each file."""

    encoding: Line | None = Field(None, description="utf-8, utf-16, cp1252, cp1256, cp850 ...")
    delimiter: str | None = Field(None, description="What stands between two cells of a CSV file")
    sheet: Line | None = Field(None, description="Of a workbook: which sheet")
    header: tuple[int, int] | None = Field(
        None, description="First and last row of the heads, from 1; titles stand above them"
    )
    last: int | None = Field(None, description="Last row of figures; notes stand below it")
    decimal: Literal[".", ","] | None = Field(None, description="Before the decimals")
    thousands: Literal[".", ",", " ", "'", ""] | None = Field(None, description="Between thousands")


class ColumnRule(Model):
    """What one column is, and how its words are read."""

    column: Line = Field(description="The head of the column in the file")
    role: Role
    name: Name | None = Field(None, description="Of a breakdown: sex, age, origin ...")
    codes: dict[str, Code] = Field(
        default_factory=dict, description="What a word in the file means; others stay as they are"
    )
    also: tuple[Line, ...] = Field((), description="Other heads it has had, from year to year")


class Wide(Model):
    """Columns that are values of something else: one column a year, a sex, an origin."""

    columns: dict[str, str] = Field(description="Head of the column -> the period or code")
    role: Literal["period", "measure", "breakdown"]
    name: Name | None = Field(None, description="Of a breakdown: sex, age, origin ...")


class Recipe(Model):
    """How the files of one dataset are read. The same file and recipe give the same figures."""

    weft: Literal[1] = 1
    kind: Literal["sdmx-csv", "table", "datapackage", "geojson"] = Field(description="Kind of file")
    layout: Layout = Layout()
    columns: tuple[ColumnRule, ...] = Field(description="What each column is")
    wide: Wide | None = Field(None, description="Columns that are years, sexes, origins")
    constants: dict[Name, str] = Field(
        default_factory=dict,
        description="What the file does not say itself: measure, definition, unit, source, period",
    )
    fixed: dict[Name, Code] = Field(
        default_factory=dict, description="Breakdowns that are the same for all: {sex: _T}"
    )
    places: dict[str, Id] = Field(
        default_factory=dict, description="Area in the file -> place of the registry, confirmed"
    )
    unmatched: tuple[str, ...] = Field(
        (), description="Areas of the file that a person said are no place of the registry"
    )
    missing: tuple[str, ...] = Field(
        (
            "",
            "..",
            "...",
            "....",
            "…",
            ":",
            "-",
            "–",
            "NULL",
            "null",
            "NA",
            "N/A",
            "n/a",
            "n.d.",
            "x",
        ),
        description="What stands in a cell where there is no figure",
    )
    totals: dict[Name, tuple[str, ...]] = Field(
        default_factory=dict, description="Breakdown -> words in the file that mean its total"
    )
