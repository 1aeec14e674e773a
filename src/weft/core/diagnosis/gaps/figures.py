"""Figures on people and measures that are no facts of an atlas: the observatory hands them in."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.records import Area, Model


class Measures(Model):
    """How many measures an area needs at a place, and for how many of them there are local data."""

    place: str
    area: Area
    needed: Annotated[int, Field(ge=1)]
    local: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _check(self) -> "Measures":
        if self.local > self.needed:
            raise PydanticCustomError("local", "more measures have local data than are needed")
        return self


class Population(Model):
    """The inhabitants of a place."""

    place: str
    people: Annotated[int, Field(ge=0)]


class Figures(Model):
    """What the observatory knows; by default nothing."""

    measures: tuple[Measures, ...] = ()
    populations: tuple[Population, ...] = ()

    def find_measures(self, place: str, area: str) -> Measures | None:
        """The measures of an area at a place; None if nobody has said."""
        return next((m for m in self.measures if (m.place, m.area) == (place, area)), None)

    def find_people(self, place: str) -> int | None:
        """The inhabitants of a place; None if nobody has said."""
        return next((each.people for each in self.populations if each.place == place), None)


NOTHING = Figures()
