"""Whom and where a fact is about, for whoever gathers the facts of a place or an actor."""

from collections.abc import Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.facts import Dispute, Mechanism
from weft.core.atlas.records import Fact

# The actor without whom a fact says nothing.
SUBJECTS = ("holder", "issuer", "actor")


def list_actors(fact: Fact) -> Iterator[str]:
    """The actors whom a fact is about; the answers nobody and unknown come along as they are."""
    if isinstance(fact, Mechanism):
        yield from (each.actor for each in fact.members)
    for name in SUBJECTS:
        if found := getattr(fact, name, None):
            yield found
    if isinstance(fact, Dispute):
        yield from fact.parties


def list_places(atlas: Atlas, fact: Fact) -> Iterator[str]:
    """A fact's own territory, and those of the actors it is about."""
    if own := getattr(fact, "place", None):
        yield own
    for each in list_actors(fact):
        if territory := atlas.find_territory(each):
            yield territory
