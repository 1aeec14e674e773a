"""The figures of one dataset as columns: what protection reads, and what it answers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from weft.core.atlas.records import Model
from weft.core.observatory.disclosure.system import Flags, Floats
from weft.core.observatory.measures.pack import list_counted, read_measures
from weft.core.observatory.observation import AMOUNT_UNITS, COUNTED_UNITS

Brought = frozenset[tuple[str, str]]  # measures, each with its unit, that brought contributions


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

    def find_rates(self, brought: Brought = frozenset()) -> Flags:
        """Which are computed from counts, by their unit or their measure: `rates` in
        docs/reference/disclosure.md."""
        derived = _list_derived()
        pairs = zip(self.measure, self.unit, strict=True)
        counts = np.array([u in COUNTED_UNITS and m not in derived for m, u in pairs], bool)
        return ~counts & ~self.find_amounts(brought)

    def find_amounts(self, brought: Brought = frozenset()) -> Flags:
        """Which are sums of money or hours: no threshold of people applies to them, and they may
        tell of whoever contributed most. A measure of one's own in such a unit may be an average,
        which tells of people: it is a sum only where it brought contributions (`brought`)."""
        counted = set(list_counted())
        return np.array(
            [
                unit in AMOUNT_UNITS and (measure in counted or (measure, unit) in brought)
                for measure, unit in zip(self.measure, self.unit, strict=True)
            ],
            bool,
        )

    def list_brought(self, contributions: Sequence[ArrayLike] | None) -> Brought:
        """The measures of which some figure brought contributions."""
        if contributions is None:
            return frozenset()
        derived, pairs = _list_derived(), zip(self.measure, self.unit, strict=True)
        return frozenset(
            (measure, unit)
            for (measure, unit), parts in zip(pairs, contributions, strict=True)
            if len(np.asarray(parts)) and measure not in derived
        )


def _list_derived() -> Collection[str]:
    return {key for key, each in read_measures().items() if each.kind == "derived"}


@dataclass(frozen=True)
class Earlier:
    """A version that was published before, and that somebody may have kept. Where the true value
    of a withheld figure is not known any more it is NaN, and is taken to be today's."""

    figures: Figures
    shown: Flags  # the true value stood in what was published
    withheld: Flags
    brought: Brought = frozenset()  # what brought contributions then


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
    exposed: int = 0  # sensitive, and too much told by what was published before or by its zeros
    unveiled: int = 0  # shown here, and withheld by another dataset or version
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
