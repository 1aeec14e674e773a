"""Who counts as a migrant: the definitions of packs/definitions.yaml, what differs between two of
them, and the refusal to add up across them."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import combinations
from typing import Literal

import yaml
from pydantic import Field, TypeAdapter

from weft.core.atlas.records import Model
from weft.core.observatory.observation import Name
from weft.core.terms import Text
from weft.core.terms.phrases import say
from weft.core.terms.vocabulary import LOADER

UNKNOWN = "unknown"
Criterion = Literal[
    "citizenship", "birth", "parents_birth", "permit", "register", "status", "estimate", "move",
    "everybody", "ethnicity", "unknown",
]  # fmt: skip
Group = Literal[
    "naturalised", "native_born_foreigners", "undocumented", "asylum_seekers", "temporary"
]
Stance = Literal["counted", "left_out", "partly", "unknown"]
GROUPS: tuple[Group, ...] = (
    "naturalised", "native_born_foreigners", "undocumented", "asylum_seekers", "temporary",
)  # fmt: skip


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

    text: Text
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
    """One thing in which two definitions differ; `say_difference` writes it out."""

    code: Literal[
        "definition_criterion", "definition_months", "definition_group", "definition_unstated"
    ]
    one: str = Field(description="Key of the one definition")
    other: str = Field(description="Key of the other")
    group: Group | None = Field(None, description="Whom one counts and the other does not")


class Contrast(Model):
    """Two ways of counting that stand side by side, and all in which they differ."""

    one: Name = Field(description="Key of the one definition")
    other: Name = Field(description="Key of the other; the same where neither says whom it counts")
    differences: tuple[Difference, ...]


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
    """What people call a definition; the key of one that there is not, as words."""
    found = read_definitions().get(key)
    return found.label.read(language) if found else key.replace("_", " ")


def compare_definitions(one: str, other: str) -> tuple[Difference, ...]:
    """What differs between two definitions; nothing for one with itself.

    A definition that is not stated may be any, so that it differs even from another such one.
    """
    first, second = find_definition(one), find_definition(other)
    if UNKNOWN in (one, other):
        return (Difference(code="definition_unstated", one=one, other=other),)
    found: list[Difference] = []
    if (first.key != second.key) and (
        first.criterion != second.criterion or first.criterion == "status"
    ):
        found.append(Difference(code="definition_criterion", one=one, other=other))
    if first.months != second.months:
        found.append(Difference(code="definition_months", one=one, other=other))
    found += [
        Difference(code="definition_group", one=one, other=other, group=group)
        for group in GROUPS
        if first.groups[group] != second.groups[group]
    ]
    return tuple(found)


def list_contrasts(ways: Iterable[tuple[str, str]]) -> tuple[Contrast, ...]:
    """What differs between each two definitions among figures, of each of which the definition and
    the source are given; by key. What two sources do not state differs too."""
    sources: dict[str, set[str]] = defaultdict(set)
    for definition, source in ways:
        sources[definition].add(source)
    pairs = list(combinations(sorted(sources), 2))
    if len(sources.get(UNKNOWN, ())) > 1:
        pairs.append((UNKNOWN, UNKNOWN))
    return tuple(
        Contrast(one=one, other=other, differences=compare_definitions(one, other))
        for one, other in pairs
    )


def check_same_definition(definitions: Iterable[str], doing: str = "adding up") -> str:
    """The one definition of all these figures; raises DefinitionsDiffer if there are several."""
    found = tuple(dict.fromkeys(definitions))
    if len(found) != 1:
        raise DefinitionsDiffer(found, doing)
    return found[0]


def say_difference(difference: Difference, language: str = "en") -> str:
    """One difference as a sentence."""
    pair = find_definition(difference.one), find_definition(difference.other)
    one, other = (each.label.read(language) for each in pair)
    if difference.code == "definition_unstated":
        return say("definition_unstated", language)
    if difference.code == "definition_group":
        assert difference.group is not None  # noqa: S101  # its own kind has one
        words = [say(f"stance_{each.groups[difference.group]}", language) for each in pair]
        subject = say(f"group_{difference.group}", language)
    elif difference.code == "definition_criterion":
        words = [each.counts.read(language).rstrip(".") for each in pair]
        subject = say("definition_criterion", language)
    else:
        words = [
            say("stay_months", language, count=each.months)
            if each.months
            else say("stay_unstated", language)
            for each in pair
        ]
        subject = say("definition_months", language)
    return say(
        "definition_pair",
        language,
        subject=subject,
        one=one,
        one_says=words[0],
        other=other,
        other_says=words[1],
    )
