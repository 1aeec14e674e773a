"""What can be counted and computed, and who could supply it: the data of packs/measures, for
every page and file that names a measure."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from weft.core.atlas.records import Area, Level, Model
from weft.core.observatory.observation import Name
from weft.core.terms import Text
from weft.core.terms.vocabulary import LOADER


class MeasurePackError(ValueError):
    """Files of packs/measures cannot be used; the message names the file, the key and its fault."""


class Measure(Model):
    """One measure: what it counts or computes, of what, and who says that it is done so."""

    label: Text
    kind: Literal["counted", "corrected", "derived"] = Field(
        description="Counted, never below zero; a correction of a register; or computed from others"
    )
    when: Literal["start", "end", "during"] | None = Field(
        None, description="Of one in files: at the start or end of the period, or during it"
    )
    unit: Name
    formula: Text = Field(description="What is counted, or how it is computed")
    denominator: str | None = Field(None, description="What stands below the fraction line")
    needs: tuple[Name, ...] = Field((), description="Of a derived one: what it is made of")
    citation: str
    suppression: str = Field(description="When it may not be shown")
    breakdowns: tuple[Name, ...] = Field((), description="By what it is usually broken down")
    areas: dict[Area, tuple[Name, ...]] = Field(
        default_factory=dict, description="Fields of policy that need it, with which breakdowns"
    )
    suppliers: dict[Level, tuple[Name, ...]] = Field(
        default_factory=dict, description="Who could give it, by level, likeliest first"
    )

    @model_validator(mode="after")
    def _check(self) -> "Measure":
        if (self.kind == "derived") == (self.when is not None):
            raise PydanticCustomError("when", "a measure says when, unless it is derived")
        if self.kind != "derived" and not self.suppliers:
            raise PydanticCustomError("suppliers", "a measure in files names who could supply it")
        if self.kind == "derived" and (not self.needs or self.areas or self.suppliers):
            raise PydanticCustomError("needs", "a derived measure names what it needs, and no more")
        return self

    @property
    def signed(self) -> bool:
        """Whether a figure in a file may lie below zero: a correction may, a count never."""
        return self.kind == "corrected"


_ADAPTER = TypeAdapter(dict[Name, Measure])
_SUPPLIERS = TypeAdapter(dict[Name, Text])


@cache
def read_measures() -> dict[str, Measure]:
    """Every measure of packs/measures by key, in the order of the files."""
    found: dict[str, Measure] = {}
    folder = files("weft.packs").joinpath("measures")
    for file in sorted(folder.iterdir(), key=lambda at: at.name):
        if file.name.endswith(".yaml"):
            text = file.read_text("utf-8")
            try:
                measures = _ADAPTER.validate_python(yaml.load(text, LOADER))  # noqa: S506
            except (yaml.YAMLError, ValidationError) as error:
                raise MeasurePackError(f"packs/measures/{file.name}: {error}") from None
            if twice := found.keys() & measures.keys():
                message = f"{', '.join(sorted(twice))} stand in another file too"
                raise MeasurePackError(f"packs/measures/{file.name}: {message}")
            found |= measures
    for key, measure in found.items():
        wrong = [each for each in measure.needs if each not in found]
        wrong += [
            each
            for named in measure.suppliers.values()
            for each in named
            if each not in read_suppliers()
        ]
        if wrong:
            raise MeasurePackError(f"packs/measures: {key} names {', '.join(wrong)}: not known")
    return found


@cache
def list_counted() -> tuple[str, ...]:
    """The measures that are counted, in the order of the packs."""
    return tuple(key for key, each in read_measures().items() if each.kind == "counted")


@cache
def read_suppliers() -> dict[str, Text]:
    """Who could supply figures: key -> words for it, as they stand in a sentence."""
    text = files("weft.packs").joinpath("suppliers.yaml").read_text("utf-8")
    return _SUPPLIERS.validate_python(yaml.load(text, LOADER))  # noqa: S506


def label_measure(key: str, language: str = "en") -> str:
    """What people call a measure; a dataset's own measure, which is not in the packs, by its key
    in words."""
    measure = read_measures().get(key)
    return measure.label.read(language) if measure else key.replace("_", " ")
