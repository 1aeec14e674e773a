"""How far a fact can be relied on, in each of the two readings of an atlas."""

from typing import Literal

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Citation, Fact
from weft.core.diagnosis.method import Method

# "confirmed": the rules on grades and disputes. "recorded": every undisputed fact counts as true.
ReadingName = Literal["confirmed", "recorded"]
READINGS: tuple[ReadingName, ...] = ("confirmed", "recorded")
State = Literal["confirmed", "unconfirmed", "contested"]


def estimate_probability(atlas: Atlas, fact: Fact, method: Method) -> float:
    """The chance that a fact is true: that of its best grade, at most .5 when disputed.

    A fact without source counts as hearsay (grade D).
    """
    grades = atlas.list_grades(fact)
    probability: float = getattr(method.grades, grades[0] if grades else "D")
    return min(probability, method.grades.disputed) if fact.disputed_by else probability


def find_document(atlas: Atlas, fact: Fact) -> str | None:
    """The document that a fact rests on: the best of its sources, of equals the first by date and
    title, in whatever order they are cited."""

    def rank(citation: Citation) -> tuple[str, str, str]:
        source = atlas.source_by_id[citation.source]
        return (citation.grade or source.grade, source.date or "", source.title.read())

    best = min(fact.sources, key=rank, default=None)
    return best.source if best else None


def estimate_in(reading: ReadingName, atlas: Atlas, fact: Fact, method: Method) -> float:
    """The chance that a fact is true in a reading: if what is recorded holds, every undisputed
    fact counts as one of grade A."""
    if reading == "recorded" and not fact.disputed_by:
        return method.grades.A
    return estimate_probability(atlas, fact, method)


def find_state(atlas: Atlas, fact: Fact, method: Method) -> State:
    """Contested if somebody disputes it; else whether its best source is good enough."""
    if fact.disputed_by:
        return "contested"
    return "confirmed" if is_certain(atlas, fact, method, "confirmed") else "unconfirmed"


def is_certain(atlas: Atlas, fact: Fact, method: Method, reading: ReadingName) -> bool:
    """Whether a fact holds in intervals; otherwise it may or may not."""
    if fact.disputed_by:
        return False
    if reading == "recorded":
        return True
    return estimate_probability(atlas, fact, method) >= method.grades.holds_from
