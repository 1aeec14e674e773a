"""Where each record has its page, and its answer a form beside it, for whoever leads there."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from weft.core.atlas import Atlas, Fact
from weft.core.atlas.atlas import find_section
from weft.core.atlas.facts import Actor, Competence, Mechanism

JOINT = "+"  # between the ids of several facts in one address
# What a fact is about, but not what it says.
_ABOUT = ("area", "role", "basis", "level", "kind", "actor", "issuer")


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


def find_beside(atlas: Atlas, fact: Fact) -> str:
    """The form for a statement beside a fact, with what it is about filled in."""
    place = getattr(fact, "place", None)
    if getattr(fact, "place_kind", None):
        place = None  # it is said of places in there, not of that one
    elif isinstance(fact, Competence) and place is None and fact.holder in atlas.actor_by_id:
        place = atlas.find_territory(fact.holder or "")
    about = {"place": place, **{name: getattr(fact, name, None) for name in _ABOUT}}
    known = {name: value for name, value in about.items() if value}
    query = urlencode({**known, "areas": getattr(fact, "areas", ())}, doseq=True)
    return reverse("state", args=[find_section(fact)]) + (f"?{query}" if query else "")
