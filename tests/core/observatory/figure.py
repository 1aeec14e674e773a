"""One figure in a line, for the tests of what is computed from figures."""

from typing import Any

from weft.core.observatory.observation import Observation

_DEFINITIONS = {"population": "resident_population", "refugees": "refugee_status"}


def make_figure(
    measure: str = "stock", value: float | None = 0.0, year: str = "2020", **said: Any
) -> Observation:
    """A figure of Turin, of foreign citizens unless it is said otherwise."""
    filled = {
        "area": "turin",
        "place": "turin",
        "definition": _DEFINITIONS.get(measure, "citizenship"),
        "source": "register",
    } | said
    return Observation.model_validate({"measure": measure, "value": value, "period": year} | filled)
