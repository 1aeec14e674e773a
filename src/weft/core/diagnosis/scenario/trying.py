"""What a scenario would change: settings diagnosed before and after, and what turns."""

from collections.abc import Sequence

from weft.core.atlas.atlas import Atlas, list_areas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Model
from weft.core.diagnosis.diagnosis import SEED, Diagnosis, diagnose
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.explanation import Explanation, explain
from weft.core.diagnosis.gaps import Cell, Gap, GapReport, find_gaps
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.scenario.editing import Scenario, apply_edits
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.terms import list_codes


class Turn(Model):
    """One setting before and after, in one reading."""

    before: Diagnosis
    after: Diagnosis
    explanation: Explanation | None  # of the setting after; None where the pair says nothing
    signals: tuple[str, ...]  # codes of those that change
    verdict: bool  # whether the verdict turns
    conditions: tuple[str, ...]  # codes of those whose answer turns
    gaps: tuple[tuple[Gap, Gap], ...]  # before and after, where the bounds change
    cells: tuple[tuple[Cell | None, Cell | None], ...]  # what no longer stands out, or newly does

    @property
    def anything(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.signals or self.conditions or self.gaps or self.cells or self.verdict)


class Trial(Model):
    """A scenario tried on some settings."""

    scenario: Scenario
    reading: ReadingName
    turns: tuple[Turn, ...]


def try_scenario(
    atlas: Atlas,
    scenario: Scenario,
    settings: Sequence[Setting],
    method: Method | None = None,
    *,
    reading: ReadingName = "recorded",
    seed: int = SEED,
    draws: int | None = None,
) -> Trial:
    """Diagnose before and after. Both use the same draws, so that what differs is the edits.

    Raises ScenarioError if an edit cannot be applied.
    """
    method = method or read_method()
    changed = apply_edits(atlas, scenario.edits, scenario.name)
    before = diagnose(atlas, settings, method, seed=seed, draws=draws)
    after = diagnose(changed, settings, method, seed=seed, draws=draws)
    nearby = Nearby(atlas), Nearby(changed)
    turns = []
    for one, other in zip(before, after, strict=True):
        if not one.applicable or not other.applicable:
            turns.append(
                Turn(
                    before=one, after=other, explanation=None, signals=(), conditions=(), gaps=(),
                    cells=(), verdict=one.applicable != other.applicable,
                )
            )  # fmt: skip
            continue
        reports = [find_gaps(Scene(each, one.setting, method, reading)) for each in nearby]
        (explanation,) = explain(changed, [one.setting], method, reading)
        turns.append(_compare(one, other, explanation, reports[0], reports[1], reading))
    return Trial(scenario=scenario, reading=reading, turns=tuple(turns))


def list_touched(atlas: Atlas, scenario: Scenario) -> tuple[str, ...]:
    """The policy areas of the facts that a scenario adds, changes or removes, before and after;
    none if one of these, such as an actor, is of no area: it may matter in any.

    Raises ScenarioError if an edit cannot be applied.
    """
    changed = apply_edits(atlas, scenario.edits, scenario.name)
    keys = {key for edit in scenario.edits for key in (edit.change, edit.remove) if key}
    keys |= changed.facts.keys() - atlas.facts.keys()
    areas: set[str] = set()
    for key in keys:
        found = {
            area for each in (atlas, changed) if key in each.facts
            for area in list_areas(each.facts[key])
        }  # fmt: skip
        if not found:
            return ()
        areas |= found
    return tuple(each for each in list_codes("areas") if each in areas)


def _compare(
    before: Diagnosis,
    after: Diagnosis,
    explanation: Explanation,
    gaps_before: GapReport,
    gaps_after: GapReport,
    reading: ReadingName,
) -> Turn:
    one, other = before.read(reading), after.read(reading)
    return Turn(
        before=before,
        after=after,
        explanation=explanation,
        signals=tuple(
            was.code
            for was, now in zip(one.signals, other.signals, strict=True)
            if (was.low, was.high) != (now.low, now.high)
        ),
        verdict=(one.verdict.kind, one.verdict.types) != (other.verdict.kind, other.verdict.types),
        conditions=tuple(
            code
            for code in ("a", "b", "c")
            if getattr(one.conditions, code).answer != getattr(other.conditions, code).answer
        ),
        gaps=tuple(
            (was, now)
            for was, now in zip(gaps_before.gaps, gaps_after.gaps, strict=True)
            if (was.low, was.high) != (now.low, now.high)
        ),
        cells=_compare_cells(gaps_before.cells, gaps_after.cells),
    )


def _compare_cells(
    before: Sequence[Cell], after: Sequence[Cell]
) -> tuple[tuple[Cell | None, Cell | None], ...]:
    was, now = ({(each.code, each.role): each for each in cells} for cells in (before, after))
    pairs = [(was.get(key), now.get(key)) for key in {**was, **now}]
    return tuple(
        (one, other)
        for one, other in pairs
        if one is None or other is None or (one.low, one.high) != (other.low, other.high)
    )
