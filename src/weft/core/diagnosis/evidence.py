"""How far a fact can be relied on, in each of the two readings of an atlas."""

from typing import Literal

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Fact
from weft.core.diagnosis.method import Method

# "confirmed": the rules on grades and disputes. "recorded": every undisputed fact counts as true.
ReadingName = Literal["confirmed", "recorded"]
READINGS: tuple[ReadingName, ...] = ("confirmed", "recorded")


def estimate_probability(atlas: Atlas, fact: Fact, method: Method) -> float:
    """The chance that a fact is true: that of its best grade, at most .5 when disputed.

    A fact without source counts as hearsay (grade D).
    """
    grades = atlas.list_grades(fact)
    probability: float = getattr(method.grades, grades[0] if grades else "D")
    return min(probability, method.grades.disputed) if fact.disputed_by else probability


def is_certain(atlas: Atlas, fact: Fact, method: Method, reading: ReadingName) -> bool:
    """Whether a fact holds in intervals; otherwise it may or may not."""
    if fact.disputed_by:
        return False
    if reading == "recorded":
        return True
    return estimate_probability(atlas, fact, method) >= method.grades.holds_from
