"""Two figures side by side, and everything in which they differ, so that nobody compares apples
with pears unawares."""

from weft.core.atlas.records import Model
from weft.core.observatory.definitions import Difference, compare_definitions
from weft.core.observatory.observation import Observation


class Comparison(Model):
    """Two figures, and what differs between them."""

    one: Observation
    other: Observation
    differences: tuple[Difference, ...] = ()
    modelled: bool = False
    units: bool = False
    periods: bool = False

    @property
    def ratio(self) -> float | None:
        """The one in relation to the other; None where either is missing, the other is zero, or
        the units differ. Shown with what differs, never alone, unless nothing does."""
        one, other = self.one.value, self.other.value
        if self.units or one is None or not other:
            return None
        return one / other


def compare_figures(one: Observation, other: Observation) -> Comparison:
    """Two figures of one measure, flagged with what differs: definition, counted or modelled, unit,
    period. Two figures of one source whose definition is not stated count as of the same."""
    same_source = one.definition == other.definition and one.source == other.source
    return Comparison(
        one=one,
        other=other,
        differences=() if same_source else compare_definitions(one.definition, other.definition),
        modelled=one.modelled != other.modelled,
        units=(one.unit, one.measure) != (other.unit, other.measure),
        periods=one.period != other.period,
    )
