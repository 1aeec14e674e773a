"""Protection of a version: all its tables together, for everybody who is not its owner.

Decision 16 (docs/decisions/0016-what-is-withheld.md) says what is withheld and why.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from weft.core.observatory.disclosure import cell_keys, rounding
from weft.core.observatory.disclosure.contributing import Told, find_extents, link_pairs
from weft.core.observatory.disclosure.figures import (
    Brought,
    Earlier,
    Figures,
    Protected,
    Protection,
)
from weft.core.observatory.disclosure.linking import AREA, Kind, Links, Position, link_version
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.disclosure.rules import (
    ContributionsDifferError,
    find_sensitive,
    is_below_threshold,
    is_unexplained,
    make_targets,
)
from weft.core.observatory.disclosure.suppression import suppress
from weft.core.observatory.disclosure.system import (
    Flags,
    Floats,
    Indices,
    System,
    cut,
    find_parts,
    make_system,
)
from weft.core.observatory.observation import TOTAL

MOST = 1_000_000  # figures that are protected together


class TooManyFiguresError(ValueError):
    """More figures than can be protected together."""

    def __init__(self, found: int) -> None:
        super().__init__(
            f"{found:,} figures cannot be protected together, at most {MOST:,}; split the dataset "
            "(by measure or by definition), or if its source has published it already, say so in "
            "its policy"
        )


class NoSecretError(ValueError):
    """Cell keys without a secret to make them from."""

    def __init__(self) -> None:
        super().__init__(
            "cell keys need the site's secret key of at least 16 bytes, none was given"
        )


def protect(
    figures: Figures,
    policy: Policy,
    *,
    parents: Mapping[str, str] | None = None,
    earlier: Sequence[Earlier] = (),
    key: bytes = b"",
    contributions: Sequence[ArrayLike] | None = None,
) -> Protected:
    """The values of a version that the public may see.

    `parents` says which area is part of which; `earlier` are the versions published before;
    `key` is the site's secret for cell keys; `contributions` are those to each figure, for the
    rules of dominance and p percent.
    """
    count = len(figures)
    nothing = np.zeros(count, bool)
    missing = int(np.isnan(figures.values).sum())
    if policy.kind == "closed":
        report = Protection(kind="closed", figures=count, missing=missing)
        return Protected(np.full(count, np.nan), ~np.isnan(figures.values), nothing, report)
    if policy.kind == "published":
        report = Protection(kind="published", figures=count, missing=missing)
        return Protected(figures.values, nothing, nothing, report)
    if count > MOST:
        raise TooManyFiguresError(count)
    if contributions is not None and len(contributions) != count:
        raise ContributionsDifferError(len(contributions), count)
    book = _Book(figures, parents or {}, earlier, figures.list_brought(contributions))
    sensitive = find_sensitive(figures.values, policy, contributions, book.amounts) & book.counts
    sensitive |= figures.confidential & book.counts & ~np.isnan(figures.values)
    if policy.method == "suppression":
        return _suppress(book, policy, sensitive, contributions)
    return _alter(book, policy, figures.confidential, key)


class _Book:
    """The figures as cells, with what was published earlier, and the relations between them."""

    def __init__(
        self,
        figures: Figures,
        parents: Mapping[str, str],
        earlier: Sequence[Earlier],
        brought: Brought,
    ) -> None:
        self.figures = figures
        self.brought = brought.union(*(each.brought for each in earlier))
        self.missing = np.isnan(figures.values)
        self.rates = figures.find_rates(self.brought)
        self.counts: Flags = ~self.rates
        self.amounts = figures.find_amounts(self.brought)
        self.links = Links()
        self.of_amounts: set[int] = set()  # cells, also those of earlier versions
        names = sorted({n for each in (figures, *(e.figures for e in earlier))
                        for n in each.breakdowns})  # fmt: skip
        self.positions = _list_positions(figures, names)
        self.stored = self._store(figures, self.positions, figures.values)
        self.cells: Indices = np.array(
            [
                self.links.add_cell(position, value) if count and not math.isnan(value) else -1
                for position, value, count in zip(
                    self.positions, figures.values.tolist(), self.counts, strict=True
                )
            ],
            np.int64,
        )
        self.now = len(self.links.values)
        link_version(self.links, self.stored, parents)
        self.known: set[int] = set()  # stood in an earlier version
        self.secret: set[int] = set()  # was withheld in one
        everything = dict(self.stored)
        for each in reversed(earlier):  # of what is not in this version, the newest
            everything = self._add_earlier(each, names, parents) | everything
        if len(everything) > len(self.stored):  # an old total beside new parts
            link_version(self.links, everything, parents, earlier=True)

    def _store(
        self, figures: Figures, positions: Sequence[Position], values: Floats
    ) -> dict[Position, tuple[int, ...]]:
        """The cells at each position; the counted figure before modelled ones."""
        found: dict[Position, list[int]] = defaultdict(list)
        rates, amounts = figures.find_rates(self.brought), figures.find_amounts(self.brought)
        for at in np.argsort(figures.modelled, kind="stable").tolist():
            value = float(values[at])
            if not math.isnan(value) and not rates[at]:
                cell = self.links.add_cell(positions[at], value)
                if amounts[at]:
                    self.of_amounts.add(cell)
                if cell not in found[positions[at]]:
                    found[positions[at]].append(cell)
        return {position: tuple(cells) for position, cells in found.items()}

    def _add_earlier(
        self, version: Earlier, names: Sequence[str], parents: Mapping[str, str]
    ) -> dict[Position, tuple[int, ...]]:
        positions = _list_positions(version.figures, names)
        values = version.figures.values.copy()
        for at in np.flatnonzero(np.isnan(values) & version.withheld).tolist():
            cells = self.stored.get(positions[at])
            if cells:  # its value then is not known any more: taken to be that of today
                values[at] = self.links.values[cells[0]]
        stored = self._store(version.figures, positions, values)
        link_version(self.links, stored, parents, earlier=True)
        rates = version.figures.find_rates(self.brought)
        for at, value in enumerate(values.tolist()):
            if not math.isnan(value) and not rates[at]:
                cell = self.links.add_cell(positions[at], value)
                if version.shown[at]:
                    self.known.add(cell)
                elif version.withheld[at]:
                    self.secret.add(cell)
        return stored

    def make_system(self) -> System:
        """The linear system of all of them."""
        values = np.array(self.links.values)
        kinds = np.array(self.links.kinds)
        low = np.where((kinds == Kind.FIGURE) & (values == np.round(values)), 1.0, 0.0)
        signed = {
            position[0]
            for position, value in zip(self.positions, self.figures.values.tolist(), strict=True)
            if value < 0
        }
        for position, cells in self.stored.items():  # of a measure that can be negative
            if position[0] in signed:
                low[list(cells)] = -np.inf
        system = make_system(values, list(self.links.relations.values()), low)
        if not self.of_amounts:
            return system
        parts = find_parts(system.matrix)  # rests and sums are of what they are linked with
        amounts: Flags = np.isin(parts, parts[sorted(self.of_amounts)])
        low = np.where(amounts, np.minimum(np.minimum(low, 0.0), values), system.low)
        return replace(system, low=low, whole=system.whole & ~amounts, amounts=amounts)

    def gather_contributions(self, contributions: Sequence[ArrayLike] | None) -> Told:
        """What is told of the contributions to each cell that is an amount."""
        if contributions is None:
            return {}
        return {
            int(self.cells[at]): np.asarray(contributions[at], float)
            for at in np.flatnonzero(self.amounts & (self.cells >= 0)).tolist()
            if len(np.asarray(contributions[at]))
        }

    def find_rates(self, hidden: Flags) -> Flags:
        """The rates that tell a withheld count, or of which no count says how many they are of.

        A rate is shown where there are counts of the same area, all that it can be compared with
        are shown, and there is one of exactly those people. Comparable are counts whose every
        breakdown is the same or a total of one of the two.
        """
        found = self.rates & ~self.missing
        by_area: dict[str, set[Position]] = defaultdict(set)
        bare: dict[str, set[Position]] = defaultdict(set)
        for at in np.flatnonzero(self.counts & ~self.missing).tolist():
            area, codes = self.positions[at][AREA], self.positions[at][AREA + 1 :]
            if not self.amounts[at]:
                bare[area].add(codes)
            if hidden[at]:
                by_area[area].add(codes)
        for at in np.flatnonzero(found).tolist():
            area, codes = self.positions[at][AREA], self.positions[at][AREA + 1 :]
            found[at] = codes not in bare[area] or any(
                all(a == b or TOTAL in (a, b) for a, b in zip(codes, other, strict=True))
                for other in by_area[area]
            )
        return found


def _list_positions(figures: Figures, names: Sequence[str]) -> list[Position]:
    """What each figure is about; a breakdown that a table does not have is its total."""
    count = len(figures)
    columns = [[each or TOTAL for each in figures.breakdowns[name]] if name in figures.breakdowns
               else [TOTAL] * count for name in names]  # fmt: skip
    return list(
        zip(
            figures.measure, figures.period, figures.definition, figures.unit, figures.area,
            *columns, strict=True,
        )
    )  # fmt: skip


@dataclass
class _Choice:
    """What suppression of all parts came to."""

    hidden: Flags
    exposed: int = 0
    rounds: int = 0
    optimal: bool = True


def _suppress(
    book: _Book, policy: Policy, sensitive: Flags, contributions: Sequence[ArrayLike] | None
) -> Protected:
    told, pairs = book.gather_contributions(contributions), set[int]()
    while True:
        system = book.make_system()
        kinds, size = np.array(book.links.kinds), system.cells
        known = np.zeros(size, bool)
        known[list(book.known)] = True
        primary = np.zeros(size, bool)
        primary[book.cells[sensitive & (book.cells >= 0)]] = True
        figure = np.arange(size) < book.now
        hidden = primary.copy()
        hidden[list(book.secret)] = True  # what was withheld stays withheld
        hidden |= ~figure  # in no table of today: rests, sums, and what earlier versions withheld
        # Zeros are shown, and known, but for those of which their source says that they are secret.
        unknown = hidden & ~known & ((system.values != 0) | primary)
        unknown |= (kinds != Kind.FIGURE) & ~known
        aims = (primary | _find_small(book, system, policy, kinds)) & ~known
        aims[list(pairs)] = True
        aims &= _find_near(system, figure & ~known)
        free = figure & ~hidden & ~known & (system.values != 0)
        extents = find_extents(system, aims, told, policy)
        choice = _choose(system, policy, aims, unknown, free, extents)
        new = link_pairs(book.links, told, policy, choice.hidden, primary | aims, system.amounts)
        if not new:
            break
        pairs |= new
    withheld, here = np.zeros(len(book.figures), bool), book.cells >= 0
    withheld[here] = (choice.hidden | hidden)[book.cells[here]]
    rates = book.find_rates(withheld)
    values = np.where(withheld | rates, np.nan, book.figures.values)
    report = Protection(
        kind="protected",
        method="suppression",
        figures=len(book.figures),
        missing=int(book.missing.sum()),
        sensitive=int(sensitive.sum()),
        secondary=int((withheld & ~sensitive).sum()),
        unexplained=int(
            (is_unexplained(book.figures.values, policy, contributions, book.amounts)).sum()
        ),
        rates=int(rates.sum()),
        known=int((primary & known).sum()),
        exposed=choice.exposed,
        rounds=choice.rounds,
        optimal=choice.optimal,
        audited=True,
    )
    return Protected(values, withheld | rates, np.zeros(len(values), bool), report)


def _find_small(book: _Book, system: System, policy: Policy, kinds: Indices) -> Flags:
    """What stands in no table of today and would tell something of a few: small counts; of amounts,
    where the policy has rules about contributions, the rests, whose contributions nobody told, and
    what an earlier version withheld."""
    small = is_below_threshold(system.values, policy.threshold)
    secret = np.zeros(system.cells, bool)
    secret[list(book.secret)] = True
    rests = (kinds == Kind.REST) & policy.needs_contributions
    found: Flags = (np.arange(system.cells) >= book.now) & np.where(
        system.amounts, rests | secret, small
    )
    return found


def _find_near(system: System, new: Flags) -> Flags:
    """The cells that are linked, however far, with anything new: of the others this version tells
    nothing, and what was published of them before is no reproach to it. Linked also through what
    is shown: a new zero may tell what was withheld."""
    parts = find_parts(system.matrix)
    found: Flags = np.isin(parts, parts[new])
    return found


def _choose(
    system: System, policy: Policy, aims: Flags, unknown: Flags, free: Flags, extents: Floats
) -> _Choice:
    """Solve each part of the linked tables for itself."""
    choice = _Choice(unknown.copy())
    cells: Indices = np.flatnonzero(unknown | free)
    parts = find_parts(system.matrix[:, cells])
    order = np.argsort(parts, kind="stable")
    for group in np.split(cells[order], np.flatnonzero(np.diff(parts[order])) + 1):
        if not aims[group].any():
            continue
        part = cut(system, group)
        wanted: Indices = np.flatnonzero(aims[group])
        targets = make_targets(part.values, wanted, policy, extents[group][wanted])
        weights = np.sqrt(np.abs(part.values))
        found = suppress(part, targets, unknown[group], free[group], weights)
        choice.hidden[group] = found.hidden
        choice.exposed += len(found.exposed)
        choice.rounds = max(choice.rounds, found.rounds)
        choice.optimal &= found.optimal
    return choice


def _alter(book: _Book, policy: Policy, confidential: Flags, key: bytes) -> Protected:
    """Rounding or cell keys: all counts are shown, none exactly; rates are not."""
    figures, here = book.figures, book.cells >= 0
    values = figures.values.copy()
    if policy.method == "rounding":
        system = book.make_system()
        rounded = np.empty(system.cells)
        parts = find_parts(system.matrix)
        order = np.argsort(parts, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(parts[order])) + 1):
            rounded[group] = rounding.round_controlled(cut(system, group), policy.base)
        values[here] = rounded[book.cells[here]]
    else:
        if len(key) < 16:
            raise NoSecretError
        table = cell_keys.make_table(policy.deviation, policy.variance)
        names = sorted(figures.breakdowns)
        for at in np.flatnonzero(here).tolist():
            identity = _identify(book.positions[at], names)
            drawn = cell_keys.draw_key(key, identity, float(values[at]))
            values[at] = cell_keys.change(float(values[at]), drawn, table)
    withheld = (book.rates | confidential) & ~book.missing
    values[withheld] = np.nan
    report = Protection(
        kind="protected",
        method=policy.method,
        figures=len(figures),
        missing=int(book.missing.sum()),
        sensitive=int((withheld & ~book.rates).sum()),
        rates=int((withheld & book.rates).sum()),
        altered=int((here & ~withheld).sum()),
    )
    return Protected(values, withheld, here & ~withheld, report)


def _identify(position: Position, names: Sequence[str]) -> list[str]:
    """What a cell is, the same in every dataset and version: breakdowns that are totals do not
    count, for a table without them has the same cell."""
    told = [f"{n}={c}" for n, c in zip(names, position[AREA + 1 :], strict=True) if c != TOTAL]
    return [*position[: AREA + 1], *told]
