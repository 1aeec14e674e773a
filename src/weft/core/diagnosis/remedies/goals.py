"""What a change is wanted for: a configuration, a condition met, or a gap closed."""

from collections.abc import Callable

from weft.core.atlas.records import Model
from weft.core.diagnosis.conditions import judge_conditions
from weft.core.diagnosis.gaps.accountability import find_accountability_gap
from weft.core.diagnosis.gaps.administrative import find_administrative_gap
from weft.core.diagnosis.gaps.capacity import find_capacity_gap
from weft.core.diagnosis.gaps.figures import NOTHING
from weft.core.diagnosis.gaps.fiscal import find_fiscal_gap
from weft.core.diagnosis.gaps.gap import Gap
from weft.core.diagnosis.gaps.information import find_information_gap
from weft.core.diagnosis.gaps.objective import find_objective_gap
from weft.core.diagnosis.gaps.pack import read_pack
from weft.core.diagnosis.gaps.policy import find_policy_gap
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.scene import Scene

CONDITIONS = ("a", "b", "c")
_FINDERS: dict[str, Callable[[Scene], Gap]] = {
    "G-INFO": lambda scene: find_information_gap(scene, NOTHING),
    "G-CAPA": find_capacity_gap,
    "G-FISC": find_fiscal_gap,
    "G-POLI": find_policy_gap,
    "G-ADMI": lambda scene: find_administrative_gap(scene, NOTHING),
    "G-OBJE": find_objective_gap,
    "G-ACCO": find_accountability_gap,
}
GAPS = tuple(_FINDERS)
# These look beyond the area: a scene that merely assumes something knows its own area alone.
WIDE = ("G-POLI", "G-ADMI")


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
    return _FINDERS[goal.code](scene).high < read_pack().severity.serious
