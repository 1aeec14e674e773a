"""Theil's H taken apart: how much of it lies between districts, and how much within each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from weft.core.observatory.segregation.counts import SHOWN, Array, Counts
from weft.core.observatory.segregation.index import Reason
from weft.core.observatory.segregation.theil import measure_multigroup_theil, weigh


class DistrictsError(ValueError):
    """Districts that do not fit the units."""


@dataclass(frozen=True, eq=False)
class Decomposition:
    """H and its parts: total = between + the sum of contributions."""

    total: float
    between: float
    within: float  # the sum of the contributions
    districts: tuple[str, ...]
    people: Array  # of each district
    units: Array  # of each district
    values: Array  # H among the units of each district; NaN where it is undefined
    contributions: Array  # what each district's own H adds to the total
    reason: Reason | None  # why there is no H at all; then all numbers are NaN
    excluded: int
    empty: int


def decompose_theil(counts: Counts, districts: Sequence[str]) -> Decomposition:
    """Take H of all groups apart by the district of each unit, exactly.

    Formula: H = H_between + Σ_d (T_d E_d / (T E)) H_d, where H_between is the H of the districts
    taken as units, T_d and E_d are people and entropy of a district. Citation: Theil (1972),
    Statistical Decomposition Analysis; Reardon and Firebaugh (2002), Sociological Methodology 32,
    33-67; Reardon, Yun and Eitle (2000), Demography 37(3), 351-364.
    Unit: index; each part 0 to H. Denominator: people T of the place and their entropy E.
    Of one group against the rest: a table of two columns. A district of one unit, or with everybody
    in one group, contributes nothing, and its own H is undefined.
    Suppression: shown only where the count of every unit may be shown; H_between alone where every
    district may.

    `districts` names the district of each row of the table that was given. Raises DistrictsError.
    """
    if len(districts) != counts.given:
        raise DistrictsError(
            f"{len(districts):,} districts for {counts.given:,} units; give each row its district"
        )
    labels = [districts[row] for row in counts.kept]
    if lacking := [row for row, each in zip(counts.kept, labels, strict=True) if _is_missing(each)]:
        named = ", ".join(str(row + 1) for row in lacking[:SHOWN])
        raise DistrictsError(
            f"{len(lacking):,} units have no district (rows {named}); find it, or leave them out "
            "of the table"
        )
    names, member = np.unique(np.array(labels, dtype=str), return_inverse=True)
    index = measure_multigroup_theil(counts)
    sums = np.array([np.bincount(member, each, names.size) for each in counts.people])
    people = sums.sum(axis=0)
    units = np.bincount(member, minlength=names.size).astype(np.float64)
    # With f(x) = x ln x, T E = f(T) − Σₖ f(Xₖ) of the place, of a district and of its units alike.
    overall = float(weigh(counts.sizes.sum()) - weigh(counts.sizes).sum())
    of_districts = weigh(people) - weigh(sums).sum(axis=0)
    of_units = np.bincount(member, weigh(counts.totals), names.size) - sum(
        np.bincount(member, weigh(each), names.size) for each in counts.people
    )
    mixed = (units > 1) & ((sums > 0).sum(axis=0) > 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Differences of large numbers: what a rounding leaves below zero is zero.
        apart = np.where(mixed, np.maximum(of_districts - of_units, 0.0), 0.0)
        values = np.where(mixed, apart / of_districts, np.nan)
        contributions = apart / overall if index.reason is None else np.full(names.size, np.nan)
    between = 1 - float(of_districts.sum()) / overall if index.reason is None else np.nan
    return Decomposition(
        total=index.value,
        between=between,
        within=float(contributions.sum()) if index.reason is None else np.nan,
        districts=tuple(names.tolist()),
        people=people,
        units=units,
        values=values,
        contributions=contributions,
        reason=index.reason,
        excluded=counts.excluded,
        empty=counts.empty,
    )


def _is_missing(label: object) -> bool:
    return label is None or label == "" or label != label  # noqa: PLR0124  # NaN is not itself
