"""Where each record has its page, for whoever leads there."""

from collections.abc import Iterable

from django.urls import reverse

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.facts import Actor, Mechanism

JOINT = "+"  # between the ids of several facts in one address


def find_place(place: str) -> str:
    return reverse("place", args=[place])


def find_actor(actor: str) -> str:
    return reverse("actor", args=[actor])


def find_source(source: str) -> str:
    return reverse("source", args=[source])


def find_fact(fact: Fact) -> str:
    """The page of an actor or a mechanism; of another fact, the page that shows just it."""
    if isinstance(fact, Actor):
        return find_actor(fact.id)
    name = "mechanism" if isinstance(fact, Mechanism) else "facts"
    return reverse(name, args=[fact.id])


def find_facts(atlas: Atlas, facts: Iterable[str]) -> str:
    """One page that shows all of some facts."""
    ids = list(dict.fromkeys(facts))
    return (
        find_fact(atlas.facts[ids[0]])
        if len(ids) == 1
        else reverse("facts", args=[JOINT.join(ids)])
    )


def find_record(section: str, key: str, atlas: Atlas) -> str:
    """The page of any record."""
    if section == "places":
        return find_place(key)
    return find_source(key) if section == "sources" else find_fact(atlas.facts[key])
