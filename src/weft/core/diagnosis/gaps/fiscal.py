"""The fiscal gap (G-FISC): the lower level's task costs more than it has, or nobody pays for it."""

from weft.core.diagnosis.gaps.gap import Gap, Part, join_parts, make_part
from weft.core.diagnosis.gaps.holders import find_anybody
from weft.core.diagnosis.gaps.means import measure_means
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.interval import ANY, ONE, ZERO
from weft.core.diagnosis.scene import Scene


def find_fiscal_gap(scene: Scene, pack: GapPack | None = None) -> Gap:
    """Mean of 1 - min(1, money / cost of the task), and of whether what is delivered has no funder
    (Charbit and Michalun 2009: insufficient revenue for the task)."""
    pack = pack or read_pack()
    revenue = measure_means(scene, pack, "revenue", "money", "task_cost")
    return join_parts("G-FISC", (revenue, _measure_unfunded(scene, pack)), pack)


def _measure_unfunded(scene: Scene, pack: GapPack) -> Part:
    """1 if somebody delivers and nobody pays; 0 if somebody pays, or nothing is delivered."""
    delivered = find_anybody(scene, "deliver", pack)
    funded = find_anybody(scene, "fund", pack)
    facts = (*delivered.facts, *funded.facts)
    if delivered.answer is False or funded.answer:
        return make_part("unfunded", ZERO, delivered.facts if not funded.answer else funded.facts)
    if delivered.answer and funded.answer is False:
        return make_part("unfunded", ONE, facts)
    missing = [] if delivered.answer else ["missing_deliverer"]
    missing += ["missing_funder"] if funded.answer is None else []
    return make_part("unfunded", ANY, facts, missing)
