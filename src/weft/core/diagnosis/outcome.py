"""What the scores of many settings come to, one setting at a time."""

from dataclasses import dataclass

from weft.core.atlas.records import Model
from weft.core.diagnosis.configuration import Configuration
from weft.core.diagnosis.ledger import Floats
from weft.core.diagnosis.method import TYPES, Method
from weft.core.diagnosis.verdict import Verdict, judge


class Score(Model):
    """A type's score in [0, 1]: at the midpoints, its bounds, the types that exclude it, and the
    share of the draws that it wins."""

    type: str
    low: float
    point: float
    high: float
    excluded_by: tuple[str, ...]
    wins: float


@dataclass(frozen=True)
class Outcome:
    """Scores of N settings with the share of draws that each type wins, (N, 4)."""

    configuration: Configuration
    wins: Floats
    method: Method

    def list_scores(self, at: int) -> tuple[Score, ...]:
        """The scores of the setting at a position, in the order of TYPES."""
        found = self.configuration
        return tuple(
            Score(
                type=kind,
                low=float(found.low[at, position]),
                point=float(found.point[at, position]),
                high=float(found.high[at, position]),
                excluded_by=tuple(
                    other
                    for column, other in enumerate(TYPES)
                    if found.excluded_by[at, position, column]
                ),
                wins=float(self.wins[at, position]),
            )
            for position, kind in enumerate(TYPES)
        )

    def find_knownness(self, at: int) -> float:
        """1 - the mean width of the signals in the scores."""
        return float(self.configuration.knownness[at])

    def judge(self, at: int) -> Verdict:
        """The verdict on the setting at a position."""
        found = self.configuration
        low, point, high, wins = (
            each[at].tolist() for each in (found.low, found.point, found.high, self.wins)
        )
        return judge(
            dict(zip(TYPES, zip(low, point, high, strict=True), strict=True)),
            tuple(kind for kind, may in zip(TYPES, found.admissible[at], strict=True) if may),
            dict(zip(TYPES, wins, strict=True)),
            self.find_knownness(at),
            self.method.verdict,
        )
