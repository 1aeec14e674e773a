"""Where actors act and how records are called in messages, for the rules."""

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence
from weft.core.atlas.records import Fact


def name_actor(atlas: Atlas, actor: str) -> str:
    """An actor's name; for the answers nobody and unknown, the word itself."""
    found = atlas.actor_by_id.get(actor)
    return found.name.read() if found else actor


def name_place(atlas: Atlas, place: str) -> str:
    """A place's name."""
    return atlas.place_by_id[place].name.read()


def describe_competence(atlas: Atlas, competence: Competence) -> str:
    """A competence as a clause: "City of Lyon: deliver housing (de_facto)"."""
    holder = (
        f"every {competence.place_kind}"
        if competence.place_kind
        else name_actor(atlas, competence.holder or "")
    )
    where = f" in {name_place(atlas, competence.place)}" if competence.place else ""
    return f"{holder}{where}: {competence.role} {competence.area} ({competence.basis})"


def describe_period(fact: Fact) -> str:
    """A fact's half-open period in words."""
    start = f"from {fact.start}" if fact.start else "from an unstated day"
    return f"{start} until {fact.until}" if fact.until else f"{start} on"


def describe_witness(atlas: Atlas, fact: Fact) -> str:
    """Who says a fact: the actor that states it, else its sources, else that nobody is named."""
    if fact.asserted_by:
        return name_actor(atlas, fact.asserted_by)
    titles = [atlas.source_by_id[each.source].title.read() for each in fact.sources]
    return " and ".join(f"'{title[:80]}'" for title in titles[:2]) or "a record without a source"
