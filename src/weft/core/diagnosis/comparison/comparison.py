"""What a comparison of two settings is made of, for whoever prints or keeps one."""

from typing import Literal

from weft.core.atlas.records import Model
from weft.core.diagnosis.conditions import Condition
from weft.core.diagnosis.diagnosis import Diagnosis
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.setting import Setting

Respect = Literal["place", "pair", "actor", "on"]
SideName = Literal["one", "other"]
# Bounds share no value; one lies within the other; or they share some values.
Relation = Literal["apart", "nested", "overlap"]
CautionCode = Literal[
    "other_area", "other_phase", "other_pair", "other_date", "other_reader",
    "nothing_recorded", "not_applicable", "less_known", "undated",
]  # fmt: skip


class Side(Model):
    """A setting, and the actor whose reading of the atlas it is; None: everybody's."""

    setting: Setting
    actor: str | None = None


class Bounds(Model):
    """A number in [0, 1] of which the bounds are known."""

    low: float
    high: float


class FactsApart(Model):
    """Ids of facts: on one side only, on both, and on both but unlike in detail (strength, seats,
    stance, how sure it is). Both and unlike hold the ids of either side."""

    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()


class Difference(Model):
    """A signal whose bounds are not the same, with the facts behind it. Only where the bounds are
    apart does it differ for certain; otherwise it may."""

    reading: ReadingName
    code: str
    one: Bounds
    other: Bounds
    relation: Relation
    facts: FactsApart

    @property
    def certain(self) -> bool:
        return self.relation == "apart"


class CellDifference(Model):
    """A role at a level, by law or in practice, that is not answered alike: True: it holds it,
    False: it does not, None: not known. `levels` are those of the one side and of the other."""

    reading: ReadingName
    role: str
    basis: str
    levels: tuple[str, str]
    one: bool | None
    other: bool | None
    facts_one: tuple[str, ...]
    facts_other: tuple[str, ...]

    @property
    def certain(self) -> bool:
        return self.one is not None and self.other is not None


class ConditionDifference(Model):
    """A condition of multilevel governance (a, b, c) that is not answered alike, with reasons."""

    reading: ReadingName
    code: str
    one: Condition
    other: Condition


class Changes(Model):
    """Facts that changed between two days, the earlier and the later, whichever side they are:
    that began, that ended, that one of the same kind took over from (old, new), and that neither
    day sees because they came and went."""

    began: tuple[str, ...]
    ended: tuple[str, ...]
    renewed: tuple[tuple[str, str], ...]
    passed: tuple[str, ...]


class Caution(Model):
    """Something that limits what the comparison says, on which side, and on which facts."""

    code: CautionCode
    side: SideName | None = None
    facts: tuple[str, ...] = ()


class Comparison(Model):
    """Two sides as they were named, never ranked: what each is, what differs, on which facts.

    `respect` is what is compared; None if the sides differ in nothing, or in area or phase only.
    Without any record on a side, or where a pair of levels does not apply, no number is compared:
    `cautions` say so, and differences, cells and conditions are empty.
    """

    one: Side
    other: Side
    respect: Respect | None
    one_diagnosis: Diagnosis
    other_diagnosis: Diagnosis
    cautions: tuple[Caution, ...]
    differences: tuple[Difference, ...]
    cells: tuple[CellDifference, ...]
    conditions: tuple[ConditionDifference, ...]
    facts: FactsApart
    changes: Changes | None = None

    @property
    def comparable(self) -> bool:
        """Whether both sides have something that can be compared."""
        return not any(
            each.code in ("nothing_recorded", "not_applicable") for each in self.cautions
        )

    @property
    def agrees(self) -> bool:
        """Whether nothing that counts in a diagnosis differs."""
        apart = (self.differences, self.cells, self.conditions)
        facts = (self.facts.only_one, self.facts.only_other)
        if not self.comparable or any((*apart, *facts)):
            return False
        pairs = zip(self.one_diagnosis.readings, self.other_diagnosis.readings, strict=True)
        # Grades that move no bound may still move how often a type wins the draws.
        return all(
            (one.verdict.kind, one.verdict.types) == (other.verdict.kind, other.verdict.types)
            for one, other in pairs
        )

    def lacks(self, side: SideName) -> bool:
        """Whether nothing is recorded on a side."""
        return any(each.code == "nothing_recorded" and each.side == side for each in self.cautions)
