"""The gaps of a setting: what is wanting between its levels, on which facts, with what answer."""

from weft.core.diagnosis.gaps.accountability import find_accountability_gap
from weft.core.diagnosis.gaps.administrative import find_administrative_gap
from weft.core.diagnosis.gaps.capacity import find_capacity_gap
from weft.core.diagnosis.gaps.cells import find_cells
from weft.core.diagnosis.gaps.challenges import find_challenges
from weft.core.diagnosis.gaps.figures import NOTHING, Figures, Measures, Population
from weft.core.diagnosis.gaps.fiscal import find_fiscal_gap
from weft.core.diagnosis.gaps.gap import Cell, Challenge, Gap, GapReport, Part, Readiness
from weft.core.diagnosis.gaps.information import find_information_gap
from weft.core.diagnosis.gaps.objective import find_objective_gap
from weft.core.diagnosis.gaps.pack import GapPack, GapPackError, read_pack
from weft.core.diagnosis.gaps.policy import find_policy_gap
from weft.core.diagnosis.gaps.readiness import check_readiness
from weft.core.diagnosis.gaps.sayings import say_cell, say_gap, say_readiness
from weft.core.diagnosis.scene import Scene

__all__ = [
    "Cell",
    "Challenge",
    "Figures",
    "Gap",
    "GapPack",
    "GapPackError",
    "GapReport",
    "Measures",
    "Part",
    "Population",
    "Readiness",
    "find_gaps",
    "read_pack",
    "say_cell",
    "say_gap",
    "say_readiness",
]


def find_gaps(
    scene: Scene, figures: Figures | None = None, pack: GapPack | None = None
) -> GapReport:
    """The seven gaps of a setting in one reading, what stands out role by role, the four elements
    of good coordination, and the challenges that show. Figures are those of the observatory, if
    there are any; the pack has the numbers and lists, Weft's own unless another is given."""
    known, pack = figures or NOTHING, pack or read_pack()
    gaps = (
        find_information_gap(scene, known, pack),
        find_capacity_gap(scene, pack),
        find_fiscal_gap(scene, pack),
        find_policy_gap(scene, pack),
        find_administrative_gap(scene, known, pack),
        find_objective_gap(scene, pack),
        find_accountability_gap(scene, pack),
    )
    cells = find_cells(scene, pack)
    return GapReport(
        setting=scene.setting,
        version=pack.version,
        gaps=gaps,
        cells=cells,
        readiness=check_readiness(scene, gaps, pack),
        challenges=find_challenges(scene, gaps, cells, pack),
    )
