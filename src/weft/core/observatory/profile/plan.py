"""What a profile looks for, section by section: packs/profile.yaml."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter

from weft.core.atlas.records import Area, Model
from weft.core.observatory.observation import Name
from weft.core.terms import Text
from weft.core.terms.vocabulary import LOADER

Of = Literal["place", "metropolis", "country"]


class Wish(Model):
    """A figure that a section looks for."""

    measure: Name
    by: Name | None = Field(None, description="Broken down by this, of the newest period")


class SectionPlan(Model):
    """A section: whose figures it shows, which, and the policy areas whose facts stand in it."""

    title: Text
    of: Of
    wishes: tuple[Wish, ...] = ()
    areas: tuple[Area, ...] = ()


@cache
def read_plan() -> dict[str, SectionPlan]:
    """The sections by key, in the order of the file."""
    text = files("weft.packs").joinpath("profile.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, SectionPlan]).validate_python(yaml.load(text, LOADER))  # noqa: S506
