"""A fact that an atlas might have is shown to a reader as it would be if the atlas had it."""

from hypothesis import given
from hypothesis import strategies as st

from tests.core.atlas.strategies import atlases
from weft.core.atlas import FACT_SECTIONS, Atlas
from weft.core.atlas.atlas import find_section
from weft.core.atlas.facts import Survey
from weft.core.atlas.records import Fact
from weft.core.atlas.visibility import Circle, Onlooker, keep_visible


@st.composite
def onlookers(draw: st.DrawFn) -> tuple[Atlas, Circle]:
    atlas = draw(atlases())
    places = draw(st.sets(st.sampled_from([x.id for x in atlas.places] or ["none"]), max_size=2))
    actors = draw(st.sets(st.sampled_from([x.id for x in atlas.actors] or ["none"]), max_size=2))
    return atlas, Circle(draw(st.booleans()), frozenset(places), frozenset(actors))


def without_facts(atlas: Atlas) -> Atlas:
    """What facts name, and nothing else: places, sources and actors."""
    return Atlas.model_construct(places=atlas.places, sources=atlas.sources, actors=atlas.actors)


@given(found=onlookers())
def test_what_is_on_record_is_shown_as_the_atlas_shows_it(found: tuple[Atlas, Circle]) -> None:
    atlas, circle = found
    kept = keep_visible(atlas, circle).facts
    onlooker = Onlooker(without_facts(atlas), circle)
    for key, fact in atlas.facts.items():
        if not isinstance(fact, Survey):  # whether these rest on hidden facts is another question
            assert onlooker.show(fact) == kept.get(key)


@given(found=onlookers(), data=st.data())
def test_another_version_is_shown_as_an_atlas_with_it_would(
    found: tuple[Atlas, Circle], data: st.DataObject
) -> None:
    atlas, circle = found
    facts = [each for each in atlas.facts.values() if not isinstance(each, Survey)]
    if not facts:
        return
    fact = data.draw(st.sampled_from(facts))
    shown = data.draw(st.sampled_from(["public", "network", "place", "own"]))
    other = fact.model_copy(update={"visibility": shown, "asserted_by": None, "positions": ()})
    assert Onlooker(atlas, circle).show(other) == keep_visible(
        put_in_place(atlas, other), circle
    ).facts.get(fact.id)


def put_in_place(atlas: Atlas, fact: Fact) -> Atlas:
    sections = {name: getattr(atlas, name) for name in Atlas.model_fields}
    section = find_section(fact)
    assert section in FACT_SECTIONS
    sections[section] = tuple(fact if x.id == fact.id else x for x in sections[section])
    return Atlas.model_construct(**sections)
