"""What an index of segregation comes to, or why it comes to nothing, for all who show one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from weft.core.observatory.segregation.counts import Array, Counts

# Why there is no value. An index without one is NaN beside its reason, never zero.
Reason = Literal[
    "no_units",  # no unit is left in which somebody is known to live
    "one_unit",  # nothing can be uneven over a single unit
    "empty_group",  # nobody belongs to the group
    "whole_group",  # everybody belongs to it, there is nobody to be apart from
    "no_neighbours",  # no two of the units are neighbours
    "no_variation",  # the share is the same in every unit
]

# An index of one group: its people [..., units] and everybody [units] -> [...].
Kernel = Callable[[Array, Array], Array]


@dataclass(frozen=True, eq=False)
class GroupIndices:
    """One index for each group, or for each pair of groups (row: whose, column: to whom)."""

    measure: str  # its name, as in packs/measures where it is published
    values: Array  # [groups] or [groups, groups]; NaN is undefined
    reasons: tuple[Reason | None, ...]  # one a group (a row); why it is undefined
    units: int  # that it was computed over
    excluded: int  # units left out because a count was missing
    empty: int  # units left out because nobody lives there


@dataclass(frozen=True)
class Index:
    """One index of all groups together."""

    measure: str
    value: float  # NaN is undefined
    reason: Reason | None
    units: int
    excluded: int
    empty: int


def measure_groups(
    measure: str, counts: Counts, kernel: Kernel, *, whole: bool = True
) -> GroupIndices:
    """An index of each group against everybody else.

    Group by group: what one group needs at a time stays in the processor's cache.
    """
    reasons = find_reasons(counts, whole=whole)
    values = [
        np.nan if reason else float(kernel(people, counts.totals))
        for people, reason in zip(counts.people, reasons, strict=True)
    ]
    return make_indices(measure, counts, np.array(values), reasons)


def make_indices(
    measure: str, counts: Counts, values: Array, reasons: tuple[Reason | None, ...]
) -> GroupIndices:
    """Values with their reasons; what has a reason has no value."""
    defined = np.array([each is None for each in reasons])
    values = np.where(defined if values.ndim == 1 else defined[:, None], values, np.nan)
    units = counts.totals.size
    return GroupIndices(measure, values, reasons, units, counts.excluded, counts.empty)


def make_index(measure: str, counts: Counts, compute: Callable[[], float]) -> Index:
    """An index of all groups together, where the counts allow one."""
    reason = find_reason(counts)
    if reason is None and np.count_nonzero(counts.sizes) == 1:
        reason = "whole_group"
    value = compute() if reason is None else float("nan")
    return Index(measure, value, reason, counts.totals.size, counts.excluded, counts.empty)


def find_reason(counts: Counts) -> Reason | None:
    """Why no index at all can be told of these counts."""
    if counts.totals.size == 0:
        return "no_units"
    return "one_unit" if counts.totals.size == 1 else None


def find_reasons(counts: Counts, *, whole: bool = True) -> tuple[Reason | None, ...]:
    """Why the index of each group cannot be told; with `whole` a group that is everybody has
    none."""
    if reason := find_reason(counts):
        return (reason,) * len(counts.people)
    # Told by the other groups, not by comparing two sums, which may differ by a rounding.
    alone = whole and np.count_nonzero(counts.sizes) == 1
    return tuple(
        "empty_group" if size == 0 else "whole_group" if alone else None for size in counts.sizes
    )
