"""The smallest change that helps: every set of up to three, the cheapest first.

All sets are tried in the order of their cost, so the first that does it is the cheapest there is.
For a configuration, sets are scored by the thousand: each fact is entered once as each set of
changes would leave it, and the evidence of a set is put together from these rows. Of bodies that
say the same in every respect only one is tried, since of several of a kind the strongest counts.
What the scores let through is then diagnosed in full, draws included. Conditions and gaps are
judged on the changed facts themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Fact, Model
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.diagnosis import SEED, diagnose
from weft.core.diagnosis.entering import enter_scenes, make_key, number_rows
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.method import TYPES, Method, read_method
from weft.core.diagnosis.remedies.candidates import AT_MOST, Candidate, list_candidates
from weft.core.diagnosis.remedies.catalogue import Catalogue, read_catalogue
from weft.core.diagnosis.remedies.goals import CONDITIONS, Goal, is_met
from weft.core.diagnosis.scenario import Edit, apply_edits
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.variants import Add, Change, Drop, Put, vary

BATCH = 2000
Facts = dict[str, tuple[str, Fact]]  # id -> section and the fact as it would be


class Measure(Model):
    """One change of a remedy: its code in the catalogue and the words that say it."""

    code: str
    cost: float
    words: dict[str, str]


class Remedy(Model):
    """The cheapest change that reaches a goal; no measures where it is reached already, and
    `found` false where no set of up to three does it."""

    setting: Setting
    goal: Goal
    found: bool
    cost: float
    measures: tuple[Measure, ...]
    edits: tuple[Edit, ...]
    considered: int  # sets of changes up to the answer, the empty one included


def find_remedy(
    atlas: Atlas,
    setting: Setting,
    goal: Goal,
    method: Method | None = None,
    *,
    reading: ReadingName = "recorded",
    catalogue: Catalogue | None = None,
    seed: int = SEED,
    draws: int | None = None,
) -> Remedy:
    """The cheapest set of up to three changes that reaches a goal in a setting."""
    method = method or read_method()
    base = apply_edits(atlas, ())  # knows the source on which assumptions rest
    scene = Scene(Nearby(base), setting, method, reading)
    candidates = list_candidates(scene, catalogue or read_catalogue(), goal.serves)
    if goal.serves == "label":
        candidates = _leave_out_alike(scene, candidates)
    sets = list_sets(candidates)
    hits = _score_sets(scene, sets, goal) if goal.serves == "label" else enumerate(sets)
    for at, chosen in hits:
        edits = list_edits(base, chosen)
        if _reaches(scene, chosen, atlas, edits, goal, (seed, draws)):
            measures = [Measure(code=e.code, cost=e.cost, words=e.words) for e in chosen]
            return Remedy(
                setting=setting, goal=goal, found=True, cost=sum(e.cost for e in chosen),
                measures=tuple(measures), edits=edits, considered=at + 1,
            )  # fmt: skip
    return Remedy(
        setting=setting, goal=goal, found=False, cost=0, measures=(), edits=(),
        considered=len(sets),
    )  # fmt: skip


def list_sets(candidates: Sequence[Candidate]) -> list[tuple[Candidate, ...]]:
    """Every set of up to three candidates, the cheapest first, then the smallest."""
    sets = [
        each
        for size in range(AT_MOST + 1)
        for each in combinations(candidates, size)
        if _is_canonical(each)
    ]
    return sorted(sets, key=lambda each: (sum(one.cost for one in each), len(each)))


def _is_canonical(chosen: Sequence[Candidate]) -> bool:
    """Whether of candidates that are alike the first are chosen."""
    ranks = {(each.alike, each.rank) for each in chosen}
    return all(not each.rank or (each.alike, each.rank - 1) in ranks for each in chosen)


def compose(facts: Mapping[str, Fact], chosen: Sequence[Candidate]) -> Facts:
    """The facts as a set of changes would leave them, one change after the other."""
    made: Facts = {}
    for each in chosen:
        for step in each.steps:
            now = made[step.key][1] if step.key in made else facts.get(step.key)
            made[step.key] = (step.section, step.make(now))
    return made


def list_edits(atlas: Atlas, chosen: Sequence[Candidate]) -> tuple[Edit, ...]:
    """A set of changes as the edits of a scenario."""
    edits = []
    for key, (section, fact) in compose(atlas.facts, chosen).items():
        data = fact.model_dump(mode="json", by_alias=True, exclude_unset=True)
        data.pop("sources", None)
        if key not in atlas.facts:
            edits.append(Edit.model_validate({"add": section, "fact": data}))
            continue
        was = atlas.facts[key].model_dump(mode="json", by_alias=True)
        to = {name: value for name, value in data.items() if value != was.get(name)}
        edits.append(Edit(change=key, to=to))
    return tuple(edits)


def _reaches(
    scene: Scene,
    chosen: Sequence[Candidate],
    atlas: Atlas,
    edits: Sequence[Edit],
    goal: Goal,
    chance: tuple[int, int | None],
) -> bool:
    """Whether the goal is reached with a set of changes made."""
    if goal.code in CONDITIONS:
        return is_met(scene.assume(_prepare(scene, compose(scene.atlas.facts, chosen))), goal)
    changed = apply_edits(atlas, edits)
    if goal.serves != "label":
        return is_met(Scene(Nearby(changed), scene.setting, scene.method, scene.reading), goal)
    seed, draws = chance
    (found,) = diagnose(changed, scene.setting, scene.method, seed=seed, draws=draws)
    if not found.applicable:
        return False
    verdict = found.read(scene.reading).verdict
    return verdict.kind == "label" and verdict.types == (goal.code,)


def _prepare(scene: Scene, facts: Facts) -> Facts:
    """With surveys that have found what is new: it would not contradict them."""
    new = tuple(key for key in facts if key not in scene.atlas.facts)
    surveys = [each for each in scene.surveys if each.found is not None]
    found: Facts = {
        each.id: ("surveys", each.model_copy(update={"found": (*(each.found or ()), *new)}))
        for each in surveys
        if new
    }
    return {**found, **facts}


# --- configurations: rows put together, scored by the thousand -------------------------------

Row = tuple[str, str, tuple[float, ...]]  # table, fact, what it says


class _Pieces:
    """What each set of changes to one fact does to the evidence of a setting."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.ledger = enter_scenes([scene])
        self.base = self._read(scene)
        self.memory: dict[tuple[str, ...], tuple[list[Row], dict[Row, Any], Any]] = {}

    def _read(self, scene: Scene) -> dict[Row, tuple[int, dict[str, Any]]]:
        counts: dict[str, int] = {}
        rows = {}
        for table, row, fact in number_rows(scene):
            at = counts[table] = counts.get(table, -1) + 1
            content = {name: each for name, each in row.items() if name not in ("doc", "rank")}
            rows[(table, fact.id, make_key(content))] = (at, row)
        return rows

    def _compare(self, chosen: Sequence[Candidate]) -> tuple[list[Row], dict[Row, Any], Any]:
        """Rows gone, rows new, and what is surveyed then."""
        key = tuple(f"{each.code} {sorted(each.words.items())}" for each in chosen)
        if key not in self.memory:
            facts = compose(self.scene.atlas.facts, chosen)
            scene = self.scene.assume(_prepare(self.scene, facts))
            rows = self._read(scene)
            gone = [each for each in self.base if each not in rows]
            new = {each: row for each, (_, row) in rows.items() if each not in self.base}
            self.memory[key] = (gone, new, enter_scenes([scene]).settings[0])
        return self.memory[key]

    def list_changes(self, chosen: Sequence[Candidate]) -> list[Change]:
        """The changes to the evidence that a set of changes to the facts makes."""
        gone: dict[Row, None] = {}
        new: dict[Row, Any] = {}
        surveyed = self.ledger.settings[0].copy()
        for group in _group_by_fact(chosen):
            dropped, added, settings = self._compare(group)
            gone |= dict.fromkeys(dropped)
            new |= added
            for name in settings.dtype.names:
                surveyed[name] |= settings[name]
        names = self.ledger.settings.dtype.names or ()
        return [
            *(Drop(each[0], self.base[each][0]) for each in gone),
            *(Add(each[0], row) for each, row in new.items()),
            *(Put("settings", 0, name, surveyed[name]) for name in names),
        ]


def _group_by_fact(chosen: Sequence[Candidate]) -> list[tuple[Candidate, ...]]:
    """Changes to one and the same fact together, each other change alone."""
    groups: dict[str, list[Candidate]] = {}
    for each in chosen:
        groups.setdefault(each.steps[0].key, []).append(each)
    return [tuple(each) for each in groups.values()]


def _score_sets(
    scene: Scene, sets: Sequence[tuple[Candidate, ...]], goal: Goal
) -> Iterator[tuple[int, tuple[Candidate, ...]]]:
    """The sets, with their positions, that reach a label as far as scores say."""
    pieces, limits = _Pieces(scene), scene.method.verdict
    wanted = TYPES.index(goal.code)
    for start in range(0, len(sets), BATCH):
        batch = sets[start : start + BATCH]
        copies = vary(pieces.ledger, [(0, pieces.list_changes(each)) for each in batch])
        found = configure(*stack_signals(bound_signals(copies, scene.method)), scene.method)
        others = np.delete(found.point, wanted, axis=1).max(axis=1)
        clear = (
            (found.knownness >= limits.knownness)
            & (found.point[:, wanted] >= limits.score)
            & (found.point[:, wanted] - others >= limits.margin)
            & found.admissible[:, wanted]
            & (found.admissible.sum(axis=1) == 1)
        )
        for at in clear.nonzero()[0].tolist():
            yield start + at, batch[at]


def _leave_out_alike(scene: Scene, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without changes to a body that says the same in every respect as another: of several of a
    kind only the strongest counts, so changing the one or the other comes to the same."""
    said: dict[str, list[tuple[str, tuple[float, ...]]]] = {}
    for table, row, fact in number_rows(scene):
        content = {name: each for name, each in row.items() if name not in ("doc", "rank")}
        said.setdefault(fact.id, []).append((table, make_key(content)))
    first: dict[tuple[Any, ...], str] = {}
    kept = []
    for each in candidates:
        key = each.words.get("fact")
        alike = (tuple(said.get(key, ())),) if key else None
        if key is None or first.setdefault(alike or (), key) == key:
            kept.append(each)
    return kept
