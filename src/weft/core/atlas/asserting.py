"""An atlas as one actor asserts it, for whoever holds two accounts of a place side by side."""

from typing import Any

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas
from weft.core.atlas.records import Fact
from weft.core.atlas.visibility import list_resting

# Actors are whom the statements are about, not statements of who does what: they all stay.
STATEMENTS = tuple(section for section in FACT_SECTIONS if section != "actors")


class NoReadingError(ValueError):
    """An actor has no reading of its own; the message says why."""


def list_readers(atlas: Atlas) -> tuple[str, ...]:
    """The actors who assert, confirm or dispute any statement, in the order of their ids."""
    found: set[str] = set()
    for section in STATEMENTS:
        for fact in getattr(atlas, section):
            found.update(each.actor for each in fact.positions)
            if fact.asserted_by:
                found.add(fact.asserted_by)
    return tuple(sorted(found))


def assume(atlas: Atlas, actor: str) -> Atlas:
    """The atlas as an actor asserts it.

    What the actor disputes goes; what somebody else asserts stays only if the actor confirms it;
    what nobody in particular asserts is common ground and stays. What the actor asserts or
    confirms is disputed by nobody in this reading. A survey goes with a fact that it counts: "this
    is all there is" cannot be said of the rest.

    Raises NoReadingError for an actor that is not there, or that asserts, confirms and disputes
    nothing.
    """
    if actor not in atlas.actor_by_id:
        raise NoReadingError(f"there is no actor '{actor}'")
    if actor not in list_readers(atlas):
        raise NoReadingError(
            f"{atlas.actor_by_id[actor].name} asserts, confirms and disputes nothing here, and so "
            "has no reading of its own"
        )
    kept: dict[str, Any] = {name: getattr(atlas, name) for name in Atlas.model_fields}
    dropped: list[tuple[str, Fact]] = []
    for section in STATEMENTS:
        facts = kept[section]
        kept[section] = tuple(_settle(each, actor) for each in facts if _accepts(each, actor))
        dropped += [(section, each) for each in facts if not _accepts(each, actor)]
    resting = list_resting(atlas, dropped)
    kept["surveys"] = tuple(each for each in kept["surveys"] if each.id not in resting)
    return Atlas.model_construct(**kept)


def _accepts(fact: Fact, actor: str) -> bool:
    if actor in fact.disputed_by:
        return False
    return fact.asserted_by is None or _vouches(fact, actor)


def _vouches(fact: Fact, actor: str) -> bool:
    """Whether an actor asserts or confirms a fact."""
    confirmed = any(each.actor == actor and each.stand == "confirms" for each in fact.positions)
    return confirmed or fact.asserted_by == actor


def _settle(fact: Fact, actor: str) -> Fact:
    """The fact without others' disputes, if the actor vouches for it."""
    if not fact.disputed_by or not _vouches(fact, actor):
        return fact
    kept = tuple(each for each in fact.positions if each.stand != "disputes")
    return fact.model_copy(update={"positions": kept})
