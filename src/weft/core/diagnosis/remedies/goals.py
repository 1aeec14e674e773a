"""What a change is wanted for: a configuration, a condition met, or a gap closed."""

from weft.core.atlas.records import Model
from weft.core.diagnosis.conditions import judge_conditions
from weft.core.diagnosis.gaps import find_gaps
from weft.core.diagnosis.gaps.pack import read_pack
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.scene import Scene

CONDITIONS = ("a", "b", "c")
GAPS = ("G-INFO", "G-CAPA", "G-FISC", "G-POLI", "G-ADMI", "G-OBJE", "G-ACCO")


class GoalError(ValueError):
    """There is no such goal; the message says which there are."""


class Goal(Model):
    """One of the four configurations as the label, condition a, b or c met, a gap that is surely
    less than serious."""

    code: str

    @property
    def serves(self) -> str:
        """The word of the catalogue for it."""
        return "label" if self.code in TYPES else self.code


def read_goal(word: str) -> Goal:
    """The goal that a word means; raises GoalError."""
    wanted = word.strip()
    for code in (*TYPES, *CONDITIONS, *GAPS):
        if wanted.lower() == code.lower():
            return Goal(code=code)
    raise GoalError(
        f"'{word}' is no goal; use a configuration ({', '.join(TYPES)}), a condition "
        f"({', '.join(CONDITIONS)}) or a gap ({', '.join(GAPS)})"
    )


def is_met(scene: Scene, goal: Goal) -> bool:
    """Whether a condition is met, or a gap closed, in a scene."""
    if goal.code in CONDITIONS:
        condition = getattr(judge_conditions(scene), goal.code)
        return bool(condition.answer == "met")
    gap = next(each for each in find_gaps(scene).gaps if each.code == goal.code)
    return gap.high < read_pack().severity.serious
