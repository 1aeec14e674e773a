"""Sets of changes: the order to try them in, the facts as they would leave them, their edits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.records import Fact
from weft.core.diagnosis.remedies.steps import Candidate
from weft.core.diagnosis.scenario import Edit, find_in_survey
from weft.core.diagnosis.scene import Scene

AT_MOST = 3  # changes tried together; of actors who differ in nothing no more are needed
Chosen = tuple[Candidate, ...]
Facts = dict[str, tuple[str, Fact]]  # id -> section and the fact as it would be


def list_sets(candidates: Sequence[Candidate]) -> list[Chosen]:
    """Every set of up to three changes, the cheapest first, then the smallest."""
    sets = [each for size in range(AT_MOST + 1) for each in combinations(candidates, size)]
    return sorted(sets, key=lambda each: (add_up(each), len(each)))


def add_up(chosen: Chosen) -> float:
    """What a set of changes costs."""
    return sum(each.cost for each in chosen)


def keep_unlike(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Of changes that are alike as many as a set can hold: others do the same for other names."""
    kept: dict[tuple[object, ...], int] = {}
    found = []
    for each in candidates:
        key = (each.code, *each.alike)
        if not each.alike or kept.setdefault(key, 0) < AT_MOST:
            found.append(each)
        if each.alike:
            kept[key] += 1
    return found


def group_by_fact(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Changes to one and the same fact together."""
    groups: dict[str, list[Candidate]] = {}
    for each in candidates:
        groups.setdefault(each.fact, []).append(each)
    return groups


def compose(facts: Mapping[str, Fact], chosen: Chosen) -> Facts:
    """The facts as a set of changes would leave them, one change after the other."""
    made: Facts = {}
    for each in chosen:
        for step in each.steps:
            now = made[step.key][1] if step.key in made else facts.get(step.key)
            made[step.key] = (step.section, step.make(now))
    return made


def assume_made(scene: Scene, chosen: Chosen) -> Scene:
    """The scene with a set of changes made; surveys have found what they make or alter."""
    made = compose(scene.atlas.facts, chosen)
    new = [fact for _, fact in made.values()]
    surveys: Facts = {
        each.id: ("surveys", found)
        for each in scene.surveys
        if (found := find_in_survey(each, new)) is not each
    }
    return scene.assume({**surveys, **made})


def list_edits(atlas: Atlas, chosen: Chosen) -> tuple[Edit, ...]:
    """A set of changes as the edits of a scenario."""
    return tuple(_list_edits(atlas, compose(atlas.facts, chosen)))


def _list_edits(atlas: Atlas, made: Facts) -> Iterator[Edit]:
    for key, (section, fact) in made.items():
        data = fact.model_dump(mode="json", by_alias=True, exclude_unset=True)
        # These an edit sets by itself.
        data = {name: each for name, each in data.items() if name not in ("sources", "positions")}
        if key not in atlas.facts:
            yield Edit.model_validate({"add": section, "fact": data})
            continue
        was = atlas.facts[key].model_dump(mode="json", by_alias=True)
        yield Edit(change=key, to={name: each for name, each in data.items() if each != was[name]})
