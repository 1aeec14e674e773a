"""The capacity gap (G-CAPA): too few people for the task, or people not trained for it."""

from weft.core.diagnosis.gaps.gap import Gap, join_parts
from weft.core.diagnosis.gaps.means import measure_means
from weft.core.diagnosis.scene import Scene


def find_capacity_gap(scene: Scene) -> Gap:
    """Mean of 1 - min(1, staff / staff needed) and of 1 - trained staff / staff, both of the lower
    level (Charbit and Michalun 2009: insufficient capacity of local actors)."""
    return join_parts(
        "G-CAPA",
        (
            measure_means(scene, "staff", "staff", "task_staff"),
            measure_means(scene, "training", "trained_staff", "staff"),
        ),
    )
