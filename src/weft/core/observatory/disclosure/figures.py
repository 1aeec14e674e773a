"""The figures of one dataset as columns: what protection reads, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from weft.core.atlas.records import Model
from weft.core.observatory.disclosure.system import Flags, Floats
from weft.core.observatory.measures.pack import read_measures
from weft.core.observatory.observation import AMOUNT_UNITS, COUNTED_UNITS


@dataclass(frozen=True)
class Figures:
    """One figure a place in each column. `values` is NaN where a figure is missing."""

    area: Sequence[str]  # the place of the registry, else the source's own code
    measure: Sequence[str]
    period: Sequence[str]
    definition: Sequence[str]
    unit: Sequence[str]
    breakdowns: Mapping[str, Sequence[str]]
    values: Floats
    modelled: Flags
    confidential: Flags  # the source itself says that it is not for publication

    def __len__(self) -> int:
        return len(self.values)

    def find_rates(self) -> Flags:
        """Which are computed from counts, by their unit or their measure: `rates` in
        docs/reference/disclosure.md."""
        known = read_measures()
        derived = {key for key, each in known.items() if each.kind == "derived"}
        return np.array(
            [
                unit not in (*COUNTED_UNITS, *AMOUNT_UNITS) or measure in derived
                for unit, measure in zip(self.unit, self.measure, strict=True)
            ],
            bool,
        )

    def find_amounts(self) -> Flags:
        """Which are money or hours: no threshold of people applies to them, and they may tell of
        whoever contributed most."""
        amounts = np.array([unit in AMOUNT_UNITS for unit in self.unit], bool)
        return amounts & ~self.find_rates()


@dataclass(frozen=True)
class Earlier:
    """A version that was published before, and that somebody may have kept. Where the true value
    of a withheld figure is not known any more it is NaN, and is taken to be today's."""

    figures: Figures
    shown: Flags  # the true value stood in what was published
    withheld: Flags


class Protection(Model):
    """What was done to a version before the public could see it, for those who publish it."""

    kind: Literal["published", "protected", "closed"]
    method: Literal["suppression", "rounding", "cell_keys"] | None = None
    figures: int = 0
    missing: int = 0
    sensitive: int = 0
    secondary: int = 0
    unexplained: int = 0  # of the sensitive: amounts whose contributions nobody told
    rates: int = 0  # percentages and the like, withheld for the counts they tell
    altered: int = 0  # by rounding or cell keys
    known: int = 0  # sensitive, but published before: withheld now, and no secret
    exposed: int = 0  # sensitive, and told by what was published before or by its zeros
    rounds: int = 0
    optimal: bool = True  # no safe choice withholds less (by the loss of docs/reference)
    audited: bool = False  # an attack on everything public failed

    @property
    def withheld(self) -> int:
        """How many figures the public does not get."""
        return self.sensitive + self.secondary + self.rates


@dataclass(frozen=True)
class Protected:
    """The values that the public gets: NaN where withheld or missing."""

    values: Floats
    withheld: Flags
    altered: Flags
    protection: Protection
