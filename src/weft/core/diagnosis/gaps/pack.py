"""The data of packs/gaps.yaml as a frozen value: limits, dependencies, challenges and answers."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.explain import explain_file
from weft.core.atlas.records import Area, Model
from weft.core.terms import Line, Term, Text, list_codes
from weft.core.terms.vocabulary import LOADER

Unit = Annotated[float, Field(gt=0, le=1)]
Years = Annotated[int, Field(ge=1)]
Flow = Literal["up", "down", "across"]
Carrier = Literal["both", "up", "down", "from_starter"]
MechanismKind = Annotated[str, Term("mechanism_kinds")]
ZoneKind = Annotated[str, Term("zone_kinds")]

GAP_CODES = ("G-INFO", "G-CAPA", "G-FISC", "G-POLI", "G-ADMI", "G-OBJE", "G-ACCO")
CELL_CODES = (
    "S-ORPHAN", "S-OVERLAP", "S-UNFUNDED", "S-SHADOW", "S-DISTANT", "S-CONTESTED", "S-UNKNOWN",
)  # fmt: skip
ELEMENTS = ("commitment", "resources", "service_quality", "own_interest")


class GapPackError(ValueError):
    """A file of numbers for the gaps cannot be used; the message names each key and its fault."""


class Limits(Model):
    """From where on a gap is slight, and serious."""

    slight: Unit
    serious: Unit


class Reference(Model):
    """Where a row is taken from."""

    document: Line
    heading: Line


class Row(Model):
    """A named thing of the data, in three languages, with its source."""

    code: str
    name: Text
    source: Reference


class ChallengeRow(Row):
    """A challenge: the gaps and cells in which it shows, and the opportunities that answer it."""

    shows_in: tuple[str, ...]
    opportunities: Annotated[tuple[str, ...], Field(min_length=1)]


class GapPack(Model):
    """All of packs/gaps.yaml."""

    version: str
    severity: Limits
    active: Unit
    report_years: Years
    resource_years: Years
    lasting_years: Years
    interdependence: tuple[tuple[Area, Area], ...]
    needed_flows: dict[Area, Annotated[tuple[Flow, ...], Field(min_length=1)]]
    carriers: dict[MechanismKind, Carrier]
    funding_kinds: tuple[MechanismKind, ...]
    service_kinds: tuple[MechanismKind, ...]
    functional_areas: dict[Area, Annotated[tuple[ZoneKind, ...], Field(min_length=1)]]
    challenges: tuple[ChallengeRow, ...]
    opportunities: tuple[Row, ...]
    elements: tuple[Row, ...]

    @model_validator(mode="after")
    def _check(self) -> "GapPack":
        areas = set(list_codes("areas"))
        _compare("needed_flows", self.needed_flows, areas)
        _compare("functional_areas", self.functional_areas, areas)
        _compare("interdependence", {each for pair in self.interdependence for each in pair}, areas)
        for one, other in self.interdependence:
            if one == other:
                raise PydanticCustomError("dependence", f"{one} depends on itself")
        known = {each.code for each in self.opportunities}
        _compare(
            "opportunities", {o for each in self.challenges for o in each.opportunities}, known
        )
        shown = [code for each in self.challenges for code in each.shows_in]
        _compare("shows_in", shown, {*GAP_CODES, *CELL_CODES})
        _compare("elements", [each.code for each in self.elements], set(ELEMENTS))
        if len(shown) != len(set(shown)):
            raise PydanticCustomError("twice", "a gap or cell shows two challenges")
        for row in (*self.challenges, *self.opportunities, *self.elements):
            if set(row.name.root) != {"en", "fr", "ar"}:
                raise PydanticCustomError("names", f"{row.code} needs a name in en, fr and ar")
        if self.severity.slight >= self.severity.serious:
            raise PydanticCustomError("limits", "slight must lie below serious")
        return self

    def find_challenge(self, code: str) -> ChallengeRow | None:
        """The challenge that shows in a gap or cell."""
        return next((each for each in self.challenges if code in each.shows_in), None)

    def list_opportunities(self, code: str) -> tuple[str, ...]:
        """The opportunities that answer a gap or cell."""
        found = self.find_challenge(code)
        return found.opportunities if found else ()

    def list_dependent(self, area: str) -> tuple[str, ...]:
        """The areas that depend on one, in the order of the vocabulary."""
        pairs = [set(pair) for pair in self.interdependence if area in pair]
        return tuple(each for each in list_codes("areas") if any({area, each} == p for p in pairs))


def _compare(name: str, found: Iterable[str], expected: set[str]) -> None:
    given = set(found)
    if wrong := sorted(given ^ expected):
        raise PydanticCustomError("codes", f"{name}: missing or not known: {', '.join(wrong)}")


def read_pack(path: Path | None = None) -> GapPack:
    """The numbers and lists of a YAML file, or Weft's own; raises GapPackError with every problem
    found."""
    if path is None:
        return _read_own()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise GapPackError(f"{path}: cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise GapPackError(f"{path}: this is no text in UTF-8; is it a YAML file?") from None
    return _parse(text, path.name)


@cache  # a user's file may change while Weft runs; Weft's own does not
def _read_own() -> GapPack:
    return _parse(files("weft.packs").joinpath("gaps.yaml").read_text("utf-8"), "gaps.yaml")


def _parse(text: str, name: str) -> GapPack:
    try:
        return GapPack.model_validate(yaml.load(text, LOADER))  # noqa: S506
    except yaml.YAMLError as error:
        raise GapPackError(f"{name}: this is not YAML: {error}") from None
    except ValidationError as error:
        raise GapPackError(explain_file(name, error, GapPack)) from None
