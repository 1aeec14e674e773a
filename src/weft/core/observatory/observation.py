"""An observation: one figure, with everything that must be known to trust, compare and show it."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from weft.core.atlas.records import Id, Model
from weft.core.observatory.periods import Period
from weft.core.terms import Line

# Units of what is counted one by one. A figure in any other unit is computed from counts, and may
# give them away.
COUNTED_UNITS = (
    "persons", "people", "permits", "applications", "decisions", "households", "families", "cases",
)  # fmt: skip
# Units of what is added up and counts nobody: whose contributions may tell of one of them.
AMOUNT_UNITS = ("euro", "dollar", "dinar", "dirham", "hours")
FREE = "F"  # the confidentiality of what may be shown
TOTAL = "_T"  # of a breakdown: all of them together (SDMX writes it so)

# A measure, a definition, a breakdown and its categories are written as codes.
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_@$+.:/()-]+$", max_length=100)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]

# SDMX code list CL_OBS_STATUS 2.2: how good a figure is. An empty value is missing.
Flag = Literal["A", "B", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "S",
               "U", "V", "W"]  # fmt: skip
# SDMX code list CL_CONF_STATUS 1.3; Weft writes F free, N not for publication, C withheld.
Confidentiality = Literal["F", "N", "C", "D", "S", "A", "O", "T", "M", "I", "G", "B"]


class Observation(Model):
    """One figure. The fields, in this order, are the columns of the store (`weft.store.columns`);
    there each breakdown is a column of its own."""

    area: Line = Field(description="The area as the source calls it: ITC11, Torino")
    place: Id | None = Field(None, description="The place in the registry; empty: not matched")
    measure: Name = Field(description="What is counted, from packs/measures, or the dataset's own")
    period: Period = Field(description="When: a year, a month, a quarter, a day, or two days a/b")
    definition: Name = Field(description="Who is counted, from packs/definitions")
    breakdowns: dict[Name, Code] = Field(
        default_factory=dict, description="sex, age, origin, status, reason ...; _T is the total"
    )
    value: Annotated[float, Field(allow_inf_nan=False)] | None = Field(
        None, description="The figure; empty: missing, never zero"
    )
    low: float | None = Field(None, description="Lower end of the interval of a modelled figure")
    high: float | None = Field(None, description="Upper end of the interval of a modelled figure")
    unit: Name = Field("persons", description="persons, permits, percent, index ...")
    flag: Flag = Field("A", description="Quality: A normal, B break, E estimated, P provisional")
    confidentiality: Confidentiality = Field("F", description="F free, N not for publication")
    modelled: bool = Field(False, description="Computed by a model, never mixed with counted ones")
    source: Line = Field(description="The source: id in the atlas, or title")
    row: int | None = Field(None, ge=1, description="The row of the file it came from")

    @property
    def start(self) -> dt.date:
        """The first day of the period."""
        return self.period.start

    @property
    def until(self) -> dt.date:
        """The day after the last: periods are half-open."""
        return self.period.until
