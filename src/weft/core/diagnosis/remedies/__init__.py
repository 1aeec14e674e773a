"""The smallest change that turns a label, meets a condition or closes a gap."""

from weft.core.diagnosis.remedies.catalogue import (
    Catalogue,
    CatalogueError,
    read_catalogue,
)
from weft.core.diagnosis.remedies.goals import Goal, GoalError, read_goal
from weft.core.diagnosis.remedies.searching import Measure, Remedy, find_remedy

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Goal",
    "GoalError",
    "Measure",
    "Remedy",
    "find_remedy",
    "read_catalogue",
    "read_goal",
]
