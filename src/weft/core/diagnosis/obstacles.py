"""Why a pair of levels says nothing about a place, for whoever diagnoses a setting or says so."""

from typing import Literal

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import NOBODY, UNKNOWN, Model
from weft.core.diagnosis.method import read_method
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.terms import list_codes
from weft.core.terms.phrases import say

# Why, as the code of a phrase (packs/phrases/obstacles.yaml).
Code = Literal["not_above", "at_once", "no_level_above", "no_level", "no_power"]


class Obstacle(Model):
    """Why a setting is not applicable; `level` is the one that is lacking, if one is."""

    code: Code
    level: str | None = None


def find_obstacle(nearby: Nearby, setting: Setting) -> Obstacle | None:
    """What keeps a pair of levels from saying anything about a place; None if nothing does."""
    atlas, order = nearby.atlas, list_codes("levels")
    if order.index(setting.upper) >= order.index(setting.lower):
        return Obstacle(code="not_above")
    place = atlas.place_by_id[setting.place]
    if setting.upper in place.levels and setting.lower in place.levels:
        return Obstacle(code="at_once")
    related = [atlas.place_by_id[each] for each in nearby.list_related(setting.place)]
    for level in (setting.upper, setting.lower):
        if not any(level in each.levels for each in related):
            above = order.index(level) < order.index(max(place.levels, key=order.index))
            return Obstacle(code="no_level_above" if above else "no_level", level=level)
    if setting.upper == "metropolitan" and not _has_legal_power(nearby, setting):
        return Obstacle(code="no_power")
    return None


def say_obstacle(atlas: Atlas, setting: Setting, obstacle: Obstacle, language: str = "en") -> str:
    """The reason, to go into a sentence: no regional level is recorded for Town."""
    levels = {"upper": setting.upper, "lower": setting.lower, "level": obstacle.level}
    return say(
        f"obstacle_{obstacle.code}",
        language,
        place=atlas.place_by_id[setting.place].name.read(language),
        **{name: say(f"level_{each}", language) for name, each in levels.items() if each},
    )


def _has_legal_power(nearby: Nearby, setting: Setting) -> bool:
    """Whether the upper level holds something by law in the area around the place."""
    scene = Scene(nearby, setting, read_method(), "recorded")
    return any(
        each.basis == "de_jure" and each.holds and scene.speaks_of(each, setting.upper)
        for each in scene.competences
        if each.holder not in (NOBODY, UNKNOWN)
    )
