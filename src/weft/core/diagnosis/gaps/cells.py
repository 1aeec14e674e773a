"""Subsidiarity role by role: tasks that nobody, two, the wrong or nobody's money takes care of."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from weft.core.atlas.facts import Competence, Resource
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.diagnosis.autonomy import Holding
from weft.core.diagnosis.gaps.distance import find_distant
from weft.core.diagnosis.gaps.gap import Cell, make_cell
from weft.core.diagnosis.gaps.holders import (
    BASES,
    find_anybody,
    find_held,
    list_holdings,
    list_said,
)
from weft.core.diagnosis.gaps.means import (
    Holds,
    list_resources,
    measure_shortage,
    speaks_for_level,
)
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.gaps.shadows import find_shadow
from weft.core.diagnosis.gaps.ties import measure_uncoordinated
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes


def find_cells(scene: Scene, pack: GapPack | None = None) -> tuple[Cell, ...]:
    """What stands out in each role of the setting's area, in the order of the roles."""
    pack = pack or read_pack()
    order = list_codes("roles")
    cells = [*find_distant(scene, pack), *_find_unfunded(scene, pack)]
    for role in order:
        cells += [
            *_find_orphan(scene, role, pack),
            *_find_overlap(scene, role, pack),
            *_find_shadows(scene, role, pack),
            *_find_contested(scene, role, pack),
            *_find_unknown(scene, role, pack),
        ]
    return tuple(sorted(cells, key=lambda each: (order.index(each.role), each.code)))


def _find_orphan(scene: Scene, role: str, pack: GapPack) -> Iterator[Cell]:
    """Nobody acts; it may be so if neither level acts, and of others nobody has said."""
    if any(find_held(scene, level, role).answer is not False for level in scene.pair):
        return
    held = find_anybody(scene, role, pack)
    if held.answer:
        return
    surveys = [find_survey(scene, (level,), "competences") for level in scene.pair]
    said = [fact for level in scene.pair for fact in find_held(scene, level, role).facts]
    facts = (*said, *held.facts, *surveys)
    yield make_cell("S-ORPHAN", role, scene.pair, facts, pack, sure=held.answer is False)


def _find_overlap(scene: Scene, role: str, pack: GapPack) -> Iterator[Cell]:
    """Both levels surely act in one phase, and no coordinating tie is sure; surveyed: none."""
    upper, lower = (list_holdings(scene, level, role) for level in scene.pair)
    both = [pair for pair in zip(upper, lower, strict=True) if _act_surely(pair)]
    if not both:
        return
    tied = measure_uncoordinated(scene, pack)
    if tied.value.high > 0:
        acting = [fact for pair in both for each in pair for fact in each.facts]
        facts = (*acting, *tied.facts)
        yield make_cell("S-OVERLAP", role, scene.pair, facts, pack, sure=tied.value.low == 1)


def _act_surely(holdings: Iterable[Holding]) -> bool:
    return all(each.possible == {True} for each in holdings)


def _find_shadows(scene: Scene, role: str, pack: GapPack) -> Iterator[Cell]:
    """A level acts in practice and is recorded as not competent by law."""
    for level in scene.pair:
        if shadow := find_shadow(scene, level, role):
            facts = [fact for pair in shadow.pairs for fact in pair]
            yield make_cell("S-SHADOW", role, (level,), facts, pack, sure=shadow.sure)


def _find_unfunded(scene: Scene, pack: GapPack) -> Iterator[Cell]:
    """A level delivers and is recorded as without funds.

    Sure if nobody pays, or if its own money falls short of the cost; that it does not fund by
    itself leaves open that somebody else does.
    """
    funder = find_anybody(scene, "fund", pack)
    nobody = funder.answer is False
    for level in scene.pair:
        practice = [
            fact for each in list_holdings(scene, level, "deliver") for fact in each.positive
        ]
        short, rows = _find_short_money(scene, level, pack)
        denied = [] if funder.answer else _list_denials(scene, level, "fund")
        if not practice or not (rows or denied or nobody):
            continue
        facts = (*practice, *rows, *denied, *(funder.facts if nobody else ()))
        sure = bool(find_held(scene, level, "deliver").answer) and (short or nobody)
        yield make_cell("S-UNFUNDED", "deliver", (level,), facts, pack, sure=sure)


def _find_short_money(scene: Scene, level: str, pack: GapPack) -> tuple[bool, list[Resource]]:
    """Whether the money of the level's government surely falls short, and the records, those of
    its offices too, that say so."""
    sure, short = False, []
    for rows in list_resources(scene, level, pack, "money", "task_cost").values():
        if _lacks_money(rows, lambda _: True):
            short += rows
            whole = all(speaks_for_level(scene, each) for each in rows)
            sure = sure or (whole and _lacks_money(rows, scene.holds))
    return sure, short


def _lacks_money(rows: list[Resource], holds: Holds) -> bool:
    """Whether an actor's money is less than its task costs; none at all is, unless that is 0."""
    shortage = measure_shortage(rows, "money", "task_cost", holds).value
    stated = [each for each in rows if each.money is not None]
    none = any(holds(each) for each in stated) and not any(each.money for each in stated)
    return shortage.low > 0 or (none and shortage.high > 0)


def _list_denials(scene: Scene, level: str, role: str) -> list[Competence]:
    found = list_holdings(scene, level, role)
    return [fact for each in found for fact in each.negative]


def _find_contested(scene: Scene, role: str, pack: GapPack) -> Iterator[Cell]:
    """Somebody disputes a fact, or a level or an actor is said to hold and not to hold. That they
    disagree is sure, whoever is right. That two actors each say who holds a role, and name
    different levels, is no disagreement: a role may be shared."""
    facts = {each.id: each for each in list_said(scene, role) if each.disputed_by}
    for level in scene.pair:
        for each in list_holdings(scene, level, role, BASES):
            if each.positive and each.negative:
                facts |= {one.id: one for one in (*each.positive, *each.negative)}
    for pair in combinations(list_said(scene, role), 2):
        if _contradict(*pair):
            facts |= {each.id: each for each in pair}
    if facts:
        levels = [
            level
            for level in scene.pair
            if any(scene.speaks_of(each, level) for each in facts.values())
        ]
        yield make_cell("S-CONTESTED", role, tuple(levels), facts.values(), pack, sure=True)


def _contradict(one: Competence, other: Competence) -> bool:
    """Whether one and the same is said to hold a role and not to hold it."""
    same = [(x.holder, x.place_kind, x.place, x.basis) for x in (one, other)]
    return (
        same[0] == same[1]
        and one.holder not in (NOBODY, UNKNOWN)
        and one.holds != other.holds
        and (None in (one.phase, other.phase) or one.phase == other.phase)
    )


def _find_unknown(scene: Scene, role: str, pack: GapPack) -> Iterator[Cell]:
    """Nobody has said anything, or somebody asked and it is not known; of levels not surveyed."""
    said = list_said(scene, role)
    if any(each.holder != UNKNOWN for each in said):
        return
    levels = [each for each in scene.pair if not find_survey(scene, (each,), "competences")]
    if levels:
        yield make_cell("S-UNKNOWN", role, tuple(levels), said, pack, sure=False)
