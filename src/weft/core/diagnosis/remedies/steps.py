"""What a change is made of: facts that are added or altered, and the offices that would do it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weft.core.atlas.atlas import SECTIONS
from weft.core.atlas.records import Fact
from weft.core.diagnosis.scenario import ASSUMED, assume
from weft.core.diagnosis.scene import Scene
from weft.core.terms.phrases import say


class Step(NamedTuple):
    """One fact as it would be: made from what it is now, from None where it is new."""

    section: str
    key: str
    make: Callable[[Any], Fact]


@dataclass(frozen=True)
class Candidate:
    """One change: what it costs, what it does, and the words that say it."""

    code: str
    cost: float
    steps: tuple[Step, ...]
    words: dict[str, str] = field(default_factory=dict)  # fact, actor, role: ids and codes
    # Of changes that are alike, each gives to another actor what it gives to this one, and these
    # actors differ in nothing but their names.
    alike: tuple[Any, ...] = ()

    @property
    def fact(self) -> str:
        """The id of the first fact that it makes or alters."""
        return self.steps[0].key


# Steps, words, and what makes changes alike, where several are.
Made = Iterator[tuple[Any, ...]]


def make_added(scene: Scene, section: str, key: str, **data: Any) -> Step:
    """A new fact that rests on the assumption."""
    name, number = key, 1
    while name in scene.atlas.facts:
        number += 1
        name = f"{key}-{number}"
    citation = {"source": ASSUMED, "grade": "A"}
    fact: Any = SECTIONS[section].model_validate({"id": name, "sources": [citation], **data})
    return Step(section, name, lambda _: fact)


def name_assumed(what: str) -> dict[str, str]:
    """The name of a fact that is assumed, by language."""
    return {language: say(f"assumed_{what}", language) for language in ("en", "fr", "ar")}


def make_changed(section: str, key: str, change: Callable[[Any], dict[str, Any]]) -> Step:
    """A fact with some fields changed, which then rests on the assumption too."""
    return Step(section, key, lambda fact: assume(fact, **change(fact)))


def set_fields(section: str, key: str, fields: dict[str, Any]) -> Step:
    """The same, where the fields do not depend on what the fact is now."""
    return make_changed(section, key, lambda _: fields)


def find_official(scene: Scene, level: str) -> str | None:
    """The government of a level here; else the first office that stands at it."""
    atlas, place = scene.atlas, scene.setting.place
    for each in scene.nearby.list_related(place):
        government = atlas.find_government(each)
        if government and scene.stands_at(government.id, level):
            return government.id
    return next((each.id for each in atlas.actors if scene.stands_at(each.id, level)), None)


def find_officials(scene: Scene) -> tuple[str, str] | None:
    upper, lower = (find_official(scene, level) for level in scene.pair)
    return (upper, lower) if upper and lower and upper != lower else None
