"""The capacity gap (G-CAPA): too few people for the task, or people not trained for it."""

from weft.core.diagnosis.gaps.gap import Gap, join_parts
from weft.core.diagnosis.gaps.means import measure_means
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.scene import Scene


def find_capacity_gap(scene: Scene, pack: GapPack | None = None) -> Gap:
    """Mean of 1 - min(1, staff / staff needed) and of 1 - trained staff / staff, both of the lower
    level (Charbit and Michalun 2009: insufficient capacity of local actors)."""
    pack = pack or read_pack()
    return join_parts(
        "G-CAPA",
        (
            measure_means(scene, pack, "staff", "staff", "task_staff"),
            measure_means(scene, pack, "training", "trained_staff", "staff"),
        ),
        pack,
    )
