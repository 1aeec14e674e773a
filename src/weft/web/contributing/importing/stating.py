"""Who states the facts of a file: each new one is stated by the actor for whom the file is brought,
unless it says another; what is on record keeps its author."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from weft.core.atlas import FACT_SECTIONS, Atlas, Fact
from weft.core.atlas.renaming import rename


class Stated(NamedTuple):
    """The atlas of a file with its authors, and for each fact that got another id by that, the one
    under which it stands in the file."""

    atlas: Atlas
    old_ids: Mapping[str, str]


def state_facts(incoming: Atlas, known: Atlas, actor: str | None) -> Stated:
    """Let an actor state the new facts of a file (None: nobody in particular)."""
    ids = set(incoming.facts)
    renamed: dict[str, str] = {}
    sections: dict[str, list[Any]] = {}
    for section in FACT_SECTIONS:
        for fact in getattr(incoming, section):
            stated = _state(fact, known, actor)
            if stated.id != fact.id:
                if stated.id in ids:  # the file has both: then each keeps its own
                    stated = stated.model_copy(update={"id": fact.id})
                else:
                    renamed[fact.id] = stated.id
            sections.setdefault(section, []).append(stated)
    if renamed:
        # Only a survey names facts: those that it found.
        sections["surveys"] = [
            rename(each, "facts", renamed) for each in sections.get("surveys", ())
        ]
    fields: dict[str, Any] = {name: getattr(incoming, name) for name in Atlas.model_fields}
    fields |= {name: tuple(found) for name, found in sections.items()}
    return Stated(Atlas.model_construct(**fields), {new: old for old, new in renamed.items()})


def _state(fact: Fact, known: Atlas, actor: str | None) -> Fact:
    there = known.facts.get(fact.id)
    if there is not None:
        author = fact.asserted_by or there.asserted_by
        return fact.model_copy(update={"asserted_by": author})
    if fact.asserted_by or actor is None:
        return fact
    stated = fact.model_copy(update={"asserted_by": actor})
    # The id of a competence is made from who states it too.
    made = stated.make_id() if fact.id == fact.make_id() else fact.id
    return stated.model_copy(update={"id": made})
