"""Whom and where a fact is about, for whoever gathers the facts of a place or an actor."""

from collections.abc import Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Competence, Dispute, Mechanism, Report, Resource
from weft.core.atlas.records import Fact

# The actor without whom a fact says nothing.
SUBJECTS = ("holder", "issuer", "actor")


def list_actors(fact: Fact) -> Iterator[str]:
    """The actors whom a fact is about; the answers nobody and unknown come along as they are."""
    if isinstance(fact, Mechanism):
        yield from (each.actor for each in fact.members)
    fields = vars(fact)
    for name in SUBJECTS:
        if found := fields.get(name):
            yield found
    if isinstance(fact, Dispute):
        yield from fact.parties


def list_places(atlas: Atlas, fact: Fact) -> Iterator[str]:
    """A fact's own territory, and those of the actors it is about."""
    if own := vars(fact).get("place"):
        yield own
    for each in list_actors(fact):
        if territory := atlas.find_territory(each):
            yield territory


def name_subject(fact: Fact) -> str:
    """What a fact answers, without the answer: facts of the same subject that say different
    things contest each other. Who holds which role, how, and where; else the fact itself."""
    parts: tuple[object, ...] = (fact.id,)
    if isinstance(fact, Competence):
        parts = (
            fact.holder or f"every {fact.place_kind}", fact.place, fact.level, fact.area,
            fact.role, fact.basis, fact.phase,
        )  # fmt: skip
    elif isinstance(fact, Resource):
        parts = (fact.actor, fact.area, fact.year)
    elif isinstance(fact, Report):
        parts = (fact.issuer, fact.area, fact.year)
    return "|".join((type(fact).__name__.lower(), *(str(each or "") for each in parts)))
