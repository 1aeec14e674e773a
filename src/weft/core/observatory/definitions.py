"""Who counts as a migrant: the definitions of packs/definitions.yaml, what differs between two of
them, and the refusal to add up across them."""

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter

from weft.core.atlas.records import Model
from weft.core.observatory.observation import Name
from weft.core.terms import Text
from weft.core.terms.vocabulary import LOADER

UNKNOWN = "unknown"
GROUPS = (
    "naturalised", "native_born_foreigners", "undocumented", "asylum_seekers", "temporary",
)  # fmt: skip

Criterion = Literal[
    "citizenship", "birth", "parents_birth", "permit", "register", "status", "estimate", "move",
    "everybody", "ethnicity", "unknown",
]  # fmt: skip
Group = Literal[
    "naturalised", "native_born_foreigners", "undocumented", "asylum_seekers", "temporary"
]
Stance = Literal["counted", "left_out", "partly", "unknown"]


class UnknownDefinition(KeyError):  # noqa: N818  # reads as what happened
    """There is no definition of that key; the message lists those there are."""

    def __str__(self) -> str:
        return str(self.args[0])


class DefinitionsDiffer(ValueError):  # noqa: N818
    """Figures of different definitions were to be added up or put in one series."""

    def __init__(self, definitions: tuple[str, ...], doing: str) -> None:
        self.definitions = definitions
        super().__init__(
            f"{doing} figures of different definitions ({', '.join(definitions)}) would count "
            "some people twice and others not at all; choose figures of one definition"
        )


class Mapping(Model):
    """How an international rule sees a definition."""

    text: str
    citation: str


class Definition(Model):
    """One way to say who counts."""

    key: Name
    label: Text
    counts: Text = Field(description="Whom it counts")
    leaves_out: Text = Field(description="Whom it leaves out")
    criterion: Criterion = Field(description="What decides whether somebody counts")
    months: int | None = Field(None, ge=1, description="The shortest stay that counts")
    groups: dict[Group, Stance] = Field(description="Whether it counts some groups")
    un: Mapping
    eurostat: Mapping


class Difference(Model):
    """One thing in which two definitions differ. `code` is that of a phrase."""

    code: Literal[
        "definition_criterion", "definition_months", "definition_group", "definition_unstated"
    ]
    one: str
    other: str
    one_says: str | None = None
    other_says: str | None = None
    group: Group | None = None


_ADAPTER = TypeAdapter(dict[str, Definition])


@cache
def read_definitions() -> dict[str, Definition]:
    """Every definition by key, in the order of packs/definitions.yaml."""
    text = files("weft.packs").joinpath("definitions.yaml").read_text("utf-8")
    rows = yaml.load(text, LOADER)  # noqa: S506
    return _ADAPTER.validate_python({key: {"key": key, **row} for key, row in rows.items()})


def find_definition(key: str) -> Definition:
    """The definition of a key; raises UnknownDefinition."""
    found = read_definitions().get(key)
    if found is None:
        listed = ", ".join(read_definitions())
        raise UnknownDefinition(f"there is no definition '{key[:60]}'; use one of: {listed}")
    return found


def label_definition(key: str, language: str = "en") -> str:
    """What people call a definition."""
    return find_definition(key).label.read(language)
