"""Scenarios: named lists of edits, tried before anybody makes them."""

from weft.core.diagnosis.scenario.editing import (
    ASSUMED,
    Edit,
    Scenario,
    ScenarioError,
    apply_edits,
    assume,
    find_in_survey,
    is_assumed,
)
from weft.core.diagnosis.scenario.reading import read_scenario
from weft.core.diagnosis.scenario.trying import Trial, Turn, list_touched, try_scenario

__all__ = [
    "ASSUMED",
    "Edit",
    "Scenario",
    "ScenarioError",
    "Trial",
    "Turn",
    "apply_edits",
    "assume",
    "find_in_survey",
    "is_assumed",
    "list_touched",
    "read_scenario",
    "try_scenario",
]
