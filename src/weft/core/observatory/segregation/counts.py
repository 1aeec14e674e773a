"""People of each group in each unit, checked once, for every index of segregation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SHOWN = 5  # units that an error names; more would not be read


class CountsShapeError(ValueError):
    """Something that is no table of units by groups."""


class NegativeCountError(ValueError):
    """Counts below zero, or infinite, with the first of them."""


class MissingCountsError(ValueError):
    """Units of which a count is missing, where nobody said that they may be left out."""


class NamesError(ValueError):
    """Names of units or groups that do not fit the table, or stand twice."""


@dataclass(frozen=True, eq=False)
class Counts:
    """People by group and unit, without the units that are unknown or empty."""

    people: Array  # [groups, units]
    totals: Array  # [units], each above zero
    kept: Integers  # which rows of the table they are
    given: int  # rows of the table
    excluded: int  # rows left out because a count was missing
    empty: int  # rows left out because nobody lives there
    units: tuple[str, ...] | None
    groups: tuple[str, ...] | None

    @cached_property
    def sizes(self) -> Array:
        """People of each group in all units."""
        return np.asarray(self.people.sum(axis=1))

    @property
    def total(self) -> float:
        """People in all units."""
        return float(self.totals.sum())

    @cached_property
    def shares(self) -> Array:
        """The share of each group in each unit, [groups, units]."""
        return self.people / self.totals

    def select(self, *groups: int) -> "Counts":
        """Some of the groups as if nobody else lived there: two of them, to compare one with the
        other instead of with everybody else."""
        names = tuple(self.groups[each] for each in groups) if self.groups else None
        people = self.people[list(groups)]
        chosen = keep(people, self.kept, self.given, self.excluded, self.units, names)
        return replace(chosen, empty=chosen.empty + self.empty)


def prepare(
    table: npt.ArrayLike,
    *,
    units: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    missing: Literal["refuse", "exclude"] = "refuse",
) -> Counts:
    """Check a table of counts, one row a unit and one column a group.

    The groups exclude each other and together are everybody: where there is one group and a total,
    the second column is the total less the group. A cell that is None, NaN or masked is missing,
    which is not zero: the table is refused, or with "exclude" the whole unit is left out, and
    counted in `excluded`. Units where nobody lives are left out, too, and counted in `empty`.

    `units` are names by which random draws are keyed, so that the order of the rows does not
    matter.

    Raises CountsShapeError, NegativeCountError, MissingCountsError and NamesError.
    """
    people = _read(table)
    unit_names = _check_names(units, people.shape[1], "units")
    group_names = _check_names(groups, people.shape[0], "groups")
    totals = people.sum(axis=0)
    unknown = np.isnan(totals)
    if not (np.fmin.reduce(people, axis=None, initial=0) >= 0 and not np.isinf(totals).any()):
        raise NegativeCountError(_describe_wrong(people, unit_names, group_names))
    rows = np.arange(people.shape[1], dtype=np.int64)
    if not (lacking := int(unknown.sum())):
        return keep(people, rows, len(rows), 0, unit_names, group_names)
    if missing == "refuse":
        named = ", ".join(_name(unit_names, row, "row") for row in np.flatnonzero(unknown)[:SHOWN])
        raise MissingCountsError(
            f"a count is missing in {lacking:,} of {len(rows):,} units ({named}"
            f"{' ...' if lacking > SHOWN else ''}); what is missing is not zero: "
            'find the counts, or leave these units out with missing="exclude"'
        )
    rows = rows[~unknown]
    names = tuple(unit_names[row] for row in rows) if unit_names else None
    return keep(people[:, ~unknown], rows, len(unknown), lacking, names, group_names)


def keep(
    people: Array,
    rows: Integers,
    given: int,
    excluded: int,
    units: tuple[str, ...] | None,
    groups: tuple[str, ...] | None,
) -> Counts:
    """Counts of checked numbers, less the units where nobody lives."""
    totals = np.asarray(people.sum(axis=0))
    empty = 0
    if totals.min(initial=1) <= 0:
        lived = totals > 0
        empty = int(lived.size - lived.sum())
        people, totals, rows = np.ascontiguousarray(people[:, lived]), totals[lived], rows[lived]
        units = tuple(np.array(units)[lived].tolist()) if units else None
    return Counts(people, totals, rows, given, excluded, empty, units, groups)


def _read(table: Any) -> Array:
    """As floats, groups by units, so that what belongs to one group lies together."""
    try:
        if isinstance(table, np.ma.MaskedArray):
            table = np.ma.filled(table.astype(np.float64), np.nan)
        found = np.asarray(table)
        if found.ndim == 2:
            people = np.empty(found.shape[::-1])
            people[...] = found.T
            if found.shape[1] >= 2:
                return people
    except (TypeError, ValueError) as error:
        raise CountsShapeError(
            f"counts are numbers in rows of equal length ({error}); a missing one is None or NaN"
        ) from None
    raise CountsShapeError(
        f"the table has the shape {found.shape}; wanted is one row a unit and one column a group, "
        "with two groups at least: beside one group put everybody else as the second"
    )


def _check_names(names: Sequence[str] | None, wanted: int, what: str) -> tuple[str, ...] | None:
    if names is None:
        return None
    if len(names) != wanted:
        raise NamesError(f"{len(names):,} names for {wanted:,} {what}; give each one its name")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise NamesError(f"two of the {what} are called '{name}'; give each its own name")
        seen.add(name)
    return tuple(names)


def _name(names: tuple[str, ...] | None, at: Any, kind: str) -> str:
    """The row or column in words; rows and columns count from 1."""
    return f"'{names[int(at)]}'" if names else f"{kind} {int(at) + 1}"


def _describe_wrong(
    people: Array, units: tuple[str, ...] | None, groups: tuple[str, ...] | None
) -> str:
    wrong = np.argwhere((people.T < 0) | np.isinf(people.T))
    unit, group = wrong[0]
    return (
        f"{_name(units, unit, 'row')}, {_name(groups, group, 'column')} is "
        f"{people[group, unit]:g}; a count is zero or more, and finite. {len(wrong):,} such "
        "cells: correct them, or leave them empty if they are not known"
    )
