"""What every record of an atlas has: an id, sources, a period, who says so, who may see it."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from weft.core.terms import Line, PartialDate, Term, Text, first_day, in_force, slugify

NOBODY = "nobody"  # surveyed: no actor holds this
UNKNOWN = "unknown"  # asked, and not known
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=200)]
Section = Literal[
    "places", "sources", "actors", "competences", "mechanisms", "policies",
    "resources", "reports", "zones", "disputes", "surveys", "facts",
]  # fmt: skip


class Ref:
    """Annotation of a field that names records of one section by id (or by name, in files)."""

    def __init__(self, section: Section, *also: str) -> None:
        self.section = section
        self.also = also  # words that are answers of their own: nobody, unknown


def _read_decimal_comma(value: Any) -> Any:
    """Spreadsheets in many languages write 0,5 for 0.5."""
    if isinstance(value, str) and value.count(",") == 1 and "." not in value:
        return value.replace(",", ".")
    return value


def _empty_if_nobody(value: Any) -> Any:
    """The word "nobody" is the recorded answer "there is none", an empty list."""
    return () if value == NOBODY else value


# None: nobody has said. An empty tuple: recorded as none.
OrNobody = BeforeValidator(_empty_if_nobody)

Grade = Annotated[str, Term("grades")]
Level = Annotated[str, Term("levels")]
Area = Annotated[str, Term("areas")]
Phase = Annotated[str, Term("phases")]
Decimal = BeforeValidator(_read_decimal_comma)
Share = Annotated[float, Decimal, Field(ge=0, le=1, allow_inf_nan=False)]
Amount = Annotated[float, Decimal, Field(ge=0, le=1e15, allow_inf_nan=False)]
Year = Annotated[int, Field(ge=1800, le=2200)]


class Model(BaseModel):
    """A frozen value that rejects fields it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Citation(Model):
    """Where a source says it."""

    source: Annotated[Id, Ref("sources")] = Field(description="The document, by id or title")
    locator: Line | None = Field(
        None, description="Where in the document: a section heading, article or page"
    )
    grade: Grade | None = Field(
        None, description="A to D, if this statement is better or worse than its document"
    )
    paraphrase: Text | None = Field(
        None, description="What the source says there, in your own words"
    )


class Position(Model):
    """Another actor's word on a fact."""

    actor: Annotated[Id, Ref("actors")] = Field(description="Who confirms or disputes the fact")
    stand: Annotated[str, Term("stands")] = Field(description="confirms or disputes")
    reason: Text | None = Field(None, description="Why, in the actor's words or close to them")
    date: PartialDate | None = Field(None, description="When this was said")
    source: Annotated[Id, Ref("sources")] | None = Field(
        None, description="The document that reports it"
    )
    locator: Line | None = Field(None, description="Where in that document")


class Record(Model):
    """Anything in an atlas that has an id."""

    id: Id = Field(
        description="Letters, digits, hyphens. May stay empty: it is then made from the name",
    )

    def list_key(self) -> tuple[str | None, ...]:
        """The words an id is made from where none was given."""
        raise NotImplementedError

    def make_id(self) -> str:
        """The same id for the same key: independent of order and of other records."""
        return "-".join(slug for part in self.list_key() if part and (slug := slugify(part)))[:200]


class Sourced(Record):
    """A record that rests on documents."""

    sources: tuple[Citation, ...] = Field((), description="The documents that say so")


class Fact(Sourced):
    """A record that somebody states, for a time, and that others may confirm or dispute."""

    start: PartialDate | None = Field(
        None, alias="from", description="First day (a year, month or day); empty: not known"
    )
    until: PartialDate | None = Field(
        None, description="First day on which it no longer holds; empty: still holds"
    )
    asserted_by: Annotated[Id, Ref("actors")] | None = Field(
        None, description="The actor who states it, if it is not simply the source"
    )
    positions: tuple[Position, ...] = Field(
        (), description="Actors who confirm or dispute the fact"
    )
    visibility: Annotated[str, Term("visibilities")] = Field(
        "public", description="Who may see it: public, network, place, own"
    )
    note: Text | None = Field(None, description="Anything a reader should know")

    @model_validator(mode="after")
    def _check_period(self) -> "Fact":
        if self.start and self.until and first_day(self.start) >= first_day(self.until):
            raise PydanticCustomError(
                "reversed_period",
                "the period from {start} until {until} is empty or reversed; 'until' is the first "
                "day on which the fact no longer holds",
                {"start": self.start, "until": self.until},
            )
        return self

    def holds_on(self, day: Any) -> bool:
        """Whether the fact's half-open period contains a day (datetime.date)."""
        return in_force(self.start, self.until, day)

    @property
    def disputed_by(self) -> tuple[str, ...]:
        """The actors who dispute the fact."""
        return tuple(each.actor for each in self.positions if each.stand == "disputes")
