"""Which challenges to multilevel governance show in a setting, for practices to answer them."""

from weft.core.atlas.facts import Mechanism
from weft.core.diagnosis.gaps.gap import Cell, Challenge, Gap
from weft.core.diagnosis.gaps.pack import ChallengeRow, GapPack
from weft.core.diagnosis.scene import Scene
from weft.core.terms import first_day

DAYS_A_YEAR = 365


def find_challenges(
    scene: Scene, gaps: tuple[Gap, ...], cells: tuple[Cell, ...], pack: GapPack
) -> tuple[Challenge, ...]:
    """The challenges that surely show: in a gap that is at least slight, in a cell that is so, or,
    for politics, in a dispute between the levels or a lasting tie between them that has ended."""
    shown = {each.code: each.facts for each in gaps if each.severity in ("slight", "serious")}
    for cell in cells:
        if cell.low > 0:
            shown[cell.code] = (*shown.get(cell.code, ()), *cell.facts)
    politics = _list_politics(scene, pack)
    found = (
        _make_challenge(row, shown, politics if row.code == "politics" else ())
        for row in pack.challenges
    )
    return tuple(each for each in found if each.shows_in or each.facts)


def _make_challenge(
    row: ChallengeRow, shown: dict[str, tuple[str, ...]], facts: tuple[str, ...]
) -> Challenge:
    codes = tuple(each for each in row.shows_in if each in shown)
    found = dict.fromkeys((*(fact for code in codes for fact in shown[code]), *facts))
    return Challenge(
        code=row.code, shows_in=codes, facts=tuple(found), opportunities=row.opportunities
    )


def _list_politics(scene: Scene, pack: GapPack) -> tuple[str, ...]:
    disputes = [
        each for each in scene.disputes if scene.holds(each) and scene.is_between_levels(each)
    ]
    found = scene.nearby.list_facts("mechanisms", scene.setting.area, scene.setting.place)
    ended = [
        each for each in found if isinstance(each, Mechanism) and _has_ended(scene, each, pack)
    ]
    return tuple(each.id for each in (*disputes, *ended))


def _has_ended(scene: Scene, tie: Mechanism, pack: GapPack) -> bool:
    """Whether a coordinating tie of the two levels that was no single event is over."""
    if not tie.until or first_day(tie.until) > scene.setting.on or not scene.holds(tie):
        return False
    lasted = (first_day(tie.until) - first_day(tie.start)).days if tie.start else None
    return (
        (lasted is None or lasted >= pack.lasting_years * DAYS_A_YEAR)
        and scene.method.mechanisms[tie.kind].coordinates
        and all(scene.list_side(tie, level) for level in scene.pair)
    )
