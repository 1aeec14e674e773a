"""Which records answer a question: filters over what the reader may see, for the lists of the read
API, with indexes that are made once for each state of the atlas.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable

from weft.core.atlas import FACT_SECTIONS, SECTIONS, Atlas, Fact
from weft.core.atlas.atlas import find_section, list_areas
from weft.core.atlas.facts import Actor, Survey, Zone
from weft.core.atlas.subjects import list_actors
from weft.core.terms import Text, fold
from weft.web.atlas.facts import View

Test = Callable[[Fact], bool]
Index = dict[str, list[Fact]]


def begins(name: Text, word: str) -> bool:
    """Whether a name in any language has a word that begins so; accents and case do not count."""
    wanted = fold(word)
    starts = rf"(?:^|\W){re.escape(wanted)}"
    return any(re.search(starts, fold(each)) for each in name.root.values())


def filter_facts(
    view: View,
    *,
    section: str | None = None,
    area: str | None = None,
    level: str | None = None,
    place: str | None = None,
    actor: str | None = None,
    source: str | None = None,
    on: dt.date | None = None,
    contested: bool | None = None,
) -> list[Fact]:
    """The facts that are so in every respect that is asked for, in the order of the file format:
    who acts, who does what, what ties them, and so on."""
    atlas = view.atlas
    tests: list[Test] = []
    if section is not None:
        kind = SECTIONS[section]
        tests.append(lambda each: isinstance(each, kind))
    if area is not None:
        tests.append(lambda each: area in list_areas(each))
    if level is not None:
        tests.append(lambda each: level in list_levels(atlas, each))
    if on is not None:
        tests.append(lambda each: each.holds_on(on))
    if contested is not None:
        tests.append(lambda each: bool(each.disputed_by) is contested)
    found = _find_narrowest(view, section, place, actor, source)
    return [each for each in found if all(test(each) for test in tests)]


def _find_narrowest(
    view: View, section: str | None, place: str | None, actor: str | None, source: str | None
) -> Iterable[Fact]:
    """The facts that are so by every index; those of a section, or all, where none is asked."""
    lists = [
        find(view).get(key, [])
        for find, key in ((index_places, place), (index_actors, actor), (_index_sources, source))
        if key is not None
    ]
    if not lists:
        return getattr(view.atlas, section) if section else view.atlas.facts.values()
    first, *others = sorted(lists, key=len)
    ids = [{each.id for each in found} for found in others]
    return [each for each in first if all(each.id in found for found in ids)]


def index_places(view: View) -> Index:
    """Place -> the facts about it; those who act for it, and markets it belongs to, count too."""

    def work() -> Index:
        atlas = view.atlas
        about: dict[str, dict[str, None]] = {}
        for place, facts in view.facts_by_place.items():
            about[place] = dict.fromkeys(each.id for each in facts)
        for each in atlas.actors:
            if territory := atlas.find_territory(each.id):
                about[territory][each.id] = None
        for zone in atlas.zones:
            for place in zone.places:
                about[place][zone.id] = None
        return {
            place: sorted((atlas.facts[key] for key in found), key=_find_position)
            for place, found in about.items()
        }

    return view.keep("api_facts_by_place", work)


def _index_sources(view: View) -> Index:
    return view.facts_by_source


def index_actors(view: View) -> Index:
    """Actor -> the facts about it, its own record first."""

    def work() -> Index:
        others = view.facts_by_actor
        return {each.id: [each, *others.get(each.id, ())] for each in view.atlas.actors}

    return view.keep("api_facts_by_actor", work)


def list_levels(atlas: Atlas, fact: Fact) -> set[str]:
    """The levels of government that a fact is about: those it names, else those of the actors it
    is about, of every place of its kind, or of the places of a market."""
    if isinstance(fact, Actor):
        return set(atlas.list_levels(fact.id))
    if isinstance(fact, Zone):
        return {level for each in fact.places for level in atlas.place_by_id[each].levels}
    if isinstance(fact, Survey) and fact.levels:
        return set(fact.levels)
    if level := getattr(fact, "level", None):
        return {level}
    if getattr(fact, "place_kind", None):
        reached = (each for each in atlas.places if atlas.reaches(fact, each.id))  # type: ignore[arg-type]
        return {level for each in reached for level in each.levels}
    actors = (each for each in list_actors(fact) if each in atlas.actor_by_id)
    return {level for each in actors for level in atlas.list_levels(each)}


def _find_position(fact: Fact) -> tuple[int, str]:
    return FACT_SECTIONS.index(find_section(fact)), fact.id
