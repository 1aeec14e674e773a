"""Subsidiarity role by role: tasks that nobody, two, the wrong or nobody's money takes care of."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from weft.core.atlas.facts import Competence, Resource
from weft.core.atlas.records import UNKNOWN, Fact
from weft.core.diagnosis.autonomy import Holding
from weft.core.diagnosis.gaps.distance import find_distant
from weft.core.diagnosis.gaps.gap import Cell, list_ids, make_cell
from weft.core.diagnosis.gaps.holders import (
    BASES,
    denies,
    find_anybody,
    find_funder,
    find_held,
    is_positive,
    list_holdings,
    list_said,
)
from weft.core.diagnosis.gaps.means import (
    keep_newest,
    list_resources,
    measure_shortage,
    speaks_for_level,
)
from weft.core.diagnosis.gaps.pack import read_pack
from weft.core.diagnosis.gaps.shadows import pair_shadows
from weft.core.diagnosis.gaps.ties import measure_uncoordinated
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes


def find_cells(scene: Scene) -> tuple[Cell, ...]:
    """What stands out in each role of the setting's area, in the order of the roles."""
    cells = []
    for role in list_codes("roles"):
        cells += [
            *_find_orphan(scene, role),
            *_find_overlap(scene, role),
            *_find_shadows(scene, role),
            *_find_contested(scene, role),
            *_find_unknown(scene, role),
        ]
    cells += [*find_distant(scene), *_find_unfunded(scene)]
    order = list_codes("roles")
    return tuple(sorted(cells, key=lambda each: (order.index(each.role), each.code)))


def _find_orphan(scene: Scene, role: str) -> Iterator[Cell]:
    """Nobody acts; it may be so if neither level acts, and of others nobody has said."""
    if any(find_held(scene, level, role).answer is not False for level in scene.pair):
        return
    held = find_anybody(scene, role)
    if held.answer:
        return
    surveys = [find_survey(scene, (level,), "competences") for level in scene.pair]
    said = [fact for level in scene.pair for fact in find_held(scene, level, role).facts]
    facts = list_ids((*said, *held.facts, *surveys))
    yield make_cell("S-ORPHAN", role, scene.pair, facts, sure=held.answer is False)


def _find_overlap(scene: Scene, role: str) -> Iterator[Cell]:
    """Both levels surely act in one phase, and no coordinating tie is sure; surveyed: none."""
    upper, lower = (list_holdings(scene, level, role) for level in scene.pair)
    both = [pair for pair in zip(upper, lower, strict=True) if _act_surely(pair)]
    if not both:
        return
    tied = measure_uncoordinated(scene)
    if tied.value.high > 0:
        acting = [fact for pair in both for each in pair for fact in each.facts]
        facts = list_ids((*acting, *tied.facts))
        yield make_cell("S-OVERLAP", role, scene.pair, facts, sure=tied.value.low == 1)


def _act_surely(holdings: Iterable[Holding]) -> bool:
    return all(each.possible == {True} for each in holdings)


def _find_shadows(scene: Scene, role: str) -> Iterator[Cell]:
    """A level acts in practice and is recorded as not competent by law."""
    for level in scene.pair:
        practice, law = (list_holdings(scene, level, role, (basis,)) for basis in BASES[::-1])
        facts: dict[str, Fact] = {}
        sure = False
        for acts, may in zip(practice, law, strict=True):
            if pairs := pair_shadows(acts.facts, _keep_speaking(scene, may.facts)):
                facts |= {each.id: each for pair in pairs for each in pair}
                sure = sure or (acts.possible == {True} and may.possible == {False})
        if facts:
            yield make_cell("S-SHADOW", role, (level,), tuple(facts), sure=sure)


def _keep_speaking(scene: Scene, facts: Iterable[Competence]) -> list[Competence]:
    """A "no" of one office says nothing of its level."""
    return [each for each in facts if scene.speaks_for(each)]


def _find_unfunded(scene: Scene) -> Iterator[Cell]:
    """A level delivers and is recorded as without funds.

    Sure if nobody pays, or if its own money falls short of the cost; that it does not fund by
    itself leaves open that somebody else does.
    """
    funder = find_funder(scene, read_pack().funding_kinds)
    for level in scene.pair:
        delivers = find_held(scene, level, "deliver")
        practice = _list_yes(scene, level, "deliver")
        if not practice or delivers.answer is False:
            continue
        short, short_facts = _find_short_money(scene, level)
        denied = [] if funder.answer else _list_no(scene, level, "fund")
        nobody = funder.answer is False
        if not (short_facts or denied or nobody):
            continue
        facts = list_ids((*practice, *short_facts, *denied, *(funder.facts if nobody else ())))
        sure = bool(delivers.answer) and (short or nobody)
        yield make_cell("S-UNFUNDED", "deliver", (level,), facts, sure=sure)


def _find_short_money(scene: Scene, level: str) -> tuple[bool, list[Fact]]:
    """Whether the money of the level's government surely falls short, and the records, those of
    its offices too, that say so."""
    rows = [each for each in list_resources(scene, level) if each.money is not None]
    short: list[Resource] = []
    for actor in sorted({each.actor for each in rows}):
        newest = keep_newest(each for each in rows if each.actor == actor)
        short += [each for each in newest if _falls_short(each)]
    sure = any(scene.holds(each) and speaks_for_level(scene, each) for each in short)
    return sure, list(short)


def _falls_short(row: Resource) -> bool:
    return row.money == 0 or measure_shortage(row.money, row.task_cost).low > 0


def _list_yes(scene: Scene, level: str, role: str) -> list[Competence]:
    found = list_holdings(scene, level, role)
    return [fact for each in found for fact in each.facts if is_positive(fact)]


def _list_no(scene: Scene, level: str, role: str) -> list[Competence]:
    found = list_holdings(scene, level, role)
    return [fact for each in found for fact in each.facts if denies(scene, fact)]


def _find_contested(scene: Scene, role: str) -> Iterator[Cell]:
    """Somebody disputes a fact, a level is said to hold and not to hold, or actors name different
    levels. That they disagree is sure, whoever is right."""
    facts = {each.id: each for each in list_said(scene, role) if each.disputed_by}
    for level in scene.pair:
        for each in list_holdings(scene, level, role, BASES):
            yes = [one for one in each.facts if is_positive(one)]
            no = [one for one in each.facts if denies(scene, one)]
            if yes and no:
                facts |= {one.id: one for one in (*yes, *no)}
    for basis in BASES:
        facts |= {each.id: each for each in _list_disagreeing(scene, role, basis)}
    if facts:
        levels = [
            level
            for level in scene.pair
            if any(scene.speaks_of(each, level) for each in facts.values())
        ]
        yield make_cell("S-CONTESTED", role, tuple(levels), tuple(facts), sure=True)


def _list_disagreeing(scene: Scene, role: str, basis: str) -> list[Competence]:
    """Statements of actors, each for a holder, of whom two name levels that have none in common."""
    stated: dict[str, list[Competence]] = {}
    for each in list_said(scene, role):
        if each.asserted_by and each.basis == basis and is_positive(each):
            stated.setdefault(each.asserted_by, []).append(each)
    named = {actor: _list_levels(scene, facts) for actor, facts in stated.items()}
    apart = {
        actor
        for pair in combinations(named, 2)
        if all(named[each] for each in pair) and not named[pair[0]] & named[pair[1]]
        for actor in pair
    }
    return [fact for actor in stated if actor in apart for fact in stated[actor]]


def _list_levels(scene: Scene, facts: Iterable[Competence]) -> set[str]:
    return {
        level
        for level in list_codes("levels")
        if any(scene.speaks_of(each, level) for each in facts)
    }


def _find_unknown(scene: Scene, role: str) -> Iterator[Cell]:
    """Nobody has said anything, or somebody asked and it is not known; of levels not surveyed."""
    said = list_said(scene, role)
    if any(each.holder != UNKNOWN for each in said):
        return
    levels = [each for each in scene.pair if not find_survey(scene, (each,), "competences")]
    if levels:
        facts = tuple(each.id for each in said)
        yield make_cell("S-UNKNOWN", role, tuple(levels), facts, sure=False)
