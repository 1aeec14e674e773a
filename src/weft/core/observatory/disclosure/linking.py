"""Which figures are linked: every sum that anybody could form, as relations between cells.

A total and its parts over each breakdown; an area and what lies in it; a year and its months; the
balance of a population. Where the parts do not make up the total, the hidden rest is a cell of its
own, which must be safe too: whoever knows a metropolis and its city knows the rest. A total that is
not stored is a cell of its own as well.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from weft.core.observatory.balance import SIGNS
from weft.core.observatory.disclosure import codes

Position = tuple[str, ...]  # measure, period, definition, unit, area, code of each breakdown
MEASURE, PERIOD, AREA = 0, 1, 4
NEAR = 1e-6

# Counts of events: those of a year are those of its months together.
EVENTS = frozenset({
    "births", "deaths", "arrivals", "departures", "internal_arrivals", "internal_departures",
    "other_arrivals", "other_departures", "naturalisations", "permits_issued",
    "asylum_applications", "asylum_decisions", "resettled", "returned", "spending",
})  # fmt: skip
# What is at the beginning of a period is what was at the end of the one before.
STARTS = {"stock_start": "stock", "permits_stock_start": "permits_stock"}


class GroupsBesideMembersError(ValueError):
    """Parts of a breakdown that make more than their total: groups beside what is in them."""

    def __init__(self, total: Position, parts: list[str], found: float, expected: float) -> None:
        named = ", ".join(sorted(parts)[:8])
        super().__init__(
            f"{total[AREA]}, {total[PERIOD]}, {total[MEASURE]}: {named} make "
            f"{found:,.0f}, and their total is {expected:,.0f}. Groups that stand beside their "
            "members (a continent and its countries) cannot be protected together: take the groups "
            "out, or bring them as a breakdown of their own"
        )


class Kind(IntEnum):
    """What a cell is."""

    FIGURE = 0
    REST = 1  # of a total beyond its parts: in no table, known to whoever subtracts
    SUM = 2  # of figures, not stored itself


@dataclass
class Links:
    """Cells and relations, as they are collected. What has the same value in two versions, a figure
    or a rest, is one cell: who has seen the one knows the other."""

    values: list[float] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)
    names: list[int] = field(default_factory=list)  # of each cell, whatever its value
    relations: dict[tuple[int, ...], tuple[list[int], list[float]]] = field(default_factory=dict)
    _known: dict[tuple[int, float], int] = field(default_factory=dict)
    _names: dict[tuple[Kind, Hashable], int] = field(default_factory=dict)

    def add_cell(self, key: Hashable, value: float, kind: Kind = Kind.FIGURE) -> int:
        """The cell of this key and value, made where it is not yet."""
        name = self._names.setdefault((kind, key), len(self._names))
        at = self._known.setdefault((name, value), len(self.values))
        if at == len(self.values):
            self.values.append(value)
            self.kinds.append(kind)
            self.names.append(name)
        return at

    def add_rest(self, total: int, parts: list[int], value: float) -> int:
        """The cell of what a total is beyond its parts: the same in every version that has this
        total and these parts, for as long as it does not change."""
        key = (self.names[total], *sorted(self.names[each] for each in parts))
        return self.add_cell(key, round(value, 6), Kind.REST)

    def add_sum(self, total: int, parts: list[int], rest: bool) -> None:
        """The total is the sum of the parts, with a hidden rest where there is one."""
        missing = self.values[total] - sum(self.values[each] for each in parts)
        cells, numbers = [total, *parts], [1.0, *(-1.0 for _ in parts)]
        if rest and missing > NEAR:
            cells.append(self.add_rest(total, parts, missing))
            numbers.append(-1.0)
        self.add(cells, numbers)

    def add(self, cells: list[int], numbers: list[float]) -> None:
        """A relation, once."""
        if len(set(cells)) > 1:
            self.relations.setdefault(tuple(sorted(cells)), (cells, numbers))


def link_version(
    links: Links,
    stored: Mapping[Position, tuple[int, ...]],
    parents: Mapping[str, str],
    *,
    earlier: bool = False,
) -> None:
    """Add the relations of one version: its positions, each with its cells (several where sources
    differ; the first stands for all). Raises GroupsBesideMembersError, but not of figures that were
    published `earlier`: an old total beside new parts need not be theirs."""
    for several in stored.values():
        for other in several[1:]:
            links.add([several[0], other], [1.0, -1.0])
    layout = {position: cells[0] for position, cells in stored.items()}
    _link_measures(links, layout)
    _link_periods(links, layout)
    if not layout:
        return
    above = _Above(layout, parents)
    _add_single_gaps(links, layout, above)
    whole = _add_sums(links, layout, above)
    for (total, axis), parts in whole.items():
        spans = (
            {p[axis]: s for p in parts if (s := codes.read_ages(p[axis]))} if axis > AREA else {}
        )
        by_code = {p[axis]: layout[p] for p in parts}
        for family in codes.split_overlapping(list(by_code), spans):
            cells = [by_code[each] for each in family]
            if axis > AREA and not earlier:
                _refuse_groups(links, total, family, layout[total], cells)
            links.add_sum(layout[total], cells, rest=True)
            if axis == AREA and sum(links.values[c] for c in cells) > links.values[layout[total]]:
                for cell in cells:  # areas that overlap: each lies in the whole by itself
                    if links.values[cell] <= links.values[layout[total]]:
                        links.add_sum(layout[total], [cell], rest=True)


def _refuse_groups(
    links: Links, total: Position, parts: list[str], whole: int, cells: list[int]
) -> None:
    """Raises GroupsBesideMembersError where the parts that stand in a file make more than the total
    that stands there."""
    if any(links.kinds[each] != Kind.FIGURE for each in (whole, *cells)):
        return
    together, expected = sum(links.values[each] for each in cells), links.values[whole]
    if together > expected + NEAR:
        raise GroupsBesideMembersError(total, parts, together, expected)


class _Above:
    """What contains a position, along each axis on which it can be summed."""

    def __init__(self, layout: Mapping[Position, int], parents: Mapping[str, str]) -> None:
        size = len(next(iter(layout)))
        self.axes = range(AREA, size)
        self._by_axis = [
            _list_areas({p[axis] for p in layout}, parents)
            if axis == AREA
            else codes.list_totals(p[axis] for p in layout)
            for axis in self.axes
        ]
        self._within: list[dict[str, list[str]]] = []
        for by_code in self._by_axis:
            within: dict[str, list[str]] = defaultdict(list)
            for code, above in by_code.items():
                if above:
                    within[above[0]].append(code)
            self._within.append(within)

    def list(self, position: Position, axis: int) -> tuple[str, ...]:
        """The codes that contain that of the position, nearest first."""
        return self._by_axis[axis - AREA].get(position[axis], ())

    def list_within(self, code: str, axis: int) -> set[str]:
        """The codes directly below one."""
        return set(self._within[axis - AREA].get(code, ()))

    def find(
        self, layout: Mapping[Position, int], position: Position, axis: int
    ) -> Position | None:
        """The nearest position of the layout that contains this one along the axis."""
        for code in self.list(position, axis):
            total = _replace(position, axis, code)
            if total in layout:
                return total
        return None


def _list_areas(areas: set[str], parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What each area is part of, of those that have figures."""
    found = codes.list_ancestors(areas, parents)
    return {area: tuple(each for each in above if each in areas) for area, above in found.items()}


def _replace(position: Position, axis: int, code: str) -> Position:
    return (*position[:axis], code, *position[axis + 1 :])


def _add_single_gaps(links: Links, layout: dict[Position, int], above: _Above) -> None:
    """Where a total lacks one part only, its rest is that part: put it into the layout."""
    parts: dict[tuple[Position, int], list[Position]] = defaultdict(list)
    for position in layout:
        for axis in above.axes:
            if total := above.find(layout, position, axis):
                parts[total, axis].append(position)
    for (total, axis), family in parts.items():
        gaps = above.list_within(total[axis], axis) - {each[axis] for each in family}
        cells = [layout[each] for each in family]
        rest = links.values[layout[total]] - sum(links.values[each] for each in cells)
        if len(gaps) == 1 and rest > NEAR:
            gap = _replace(total, axis, gaps.pop())
            layout.setdefault(gap, links.add_rest(layout[total], cells, rest))


def _add_sums(
    links: Links, layout: dict[Position, int], above: _Above
) -> dict[tuple[Position, int], list[Position]]:
    """Put the sums that are not stored into the layout; every total with its parts, by axis."""
    sums = _list_missing(layout, above)
    with_sums = layout | dict.fromkeys(sums, -1)
    parts: dict[tuple[Position, int], list[Position]] = defaultdict(list)
    for position in with_sums:
        for axis in above.axes:
            if total := above.find(with_sums, position, axis):
                parts[total, axis].append(position)

    def settle(position: Position) -> int:
        if position not in layout:
            families = [parts[position, axis] for axis in above.axes if (position, axis) in parts]
            cells = [[settle(each) for each in family] for family in families]
            value = max(sum(links.values[each] for each in family) for family in cells)
            key = tuple(sorted({links.names[each] for family in cells for each in family}))
            layout[position] = links.add_cell((position, key), value, Kind.SUM)
        return layout[position]

    for each in sums:
        settle(each)
    return parts


def _list_missing(layout: Mapping[Position, int], above: _Above) -> list[Position]:
    """All totals, over any axes, of what is stored that are not stored themselves: through them
    two tables are linked that share no cell."""
    found = dict.fromkeys(layout)
    waiting = list(layout)
    while waiting:
        position = waiting.pop()
        for axis in above.axes:
            for code in above.list(position, axis):
                total = _replace(position, axis, code)
                if total not in found:
                    found[total] = None
                    waiting.append(total)
    return list(found)[len(layout) :]


def _link_measures(links: Links, layout: Mapping[Position, int]) -> None:
    """The balance, where it closes: who reads it may reckon with it. And the stock at the start of
    a period, which is that at the end of the one before."""
    groups: dict[Position, dict[str, int]] = defaultdict(dict)
    ends: dict[tuple[Position, float], list[int]] = defaultdict(list)
    for position, cell in layout.items():
        groups[position[1:]][position[MEASURE]] = cell
        if position[MEASURE] in STARTS.values():
            end = codes.read_days(position[PERIOD])[1]
            ends[(position[MEASURE], *position[AREA - 2 :]), end].append(cell)
    for rest, by_measure in groups.items():
        for start, end_measure in STARTS.items():
            at = by_measure.get(start)
            if at is None:
                continue
            for before in ends[(end_measure, *rest[1:]), codes.read_days(rest[0])[0]]:
                if abs(links.values[before] - links.values[at]) < NEAR:
                    links.add([before, at], [1.0, -1.0])
        if "stock_start" not in by_measure:
            continue
        if "stock" in by_measure:
            flows = [each for each in SIGNS if each in by_measure]
            for some in (flows, [each for each in flows if each != "naturalisations"]):
                cells = [by_measure["stock"], *(by_measure[each] for each in some)]
                numbers = [1.0, *(-SIGNS[each] for each in some)]
                left = sum(n * links.values[c] for c, n in zip(cells, numbers, strict=True))
                if abs(left) < NEAR and len(some) > 1:
                    links.add(cells, numbers)
                    break


def _link_periods(links: Links, layout: Mapping[Position, int]) -> None:
    """A period and those within it: events add up; of other measures only what does so exactly."""
    groups: dict[Position, dict[str, int]] = defaultdict(dict)
    for position, cell in layout.items():
        groups[_replace(position, PERIOD, "")][position[PERIOD]] = cell
    for position, by_period in groups.items():
        spans = {each: codes.read_days(each) for each in by_period}
        for whole, within in _list_within(tuple(sorted(by_period))).items():
            for family in codes.split_overlapping(within, spans):
                cells = [by_period[each] for each in family]
                left = links.values[by_period[whole]] - sum(links.values[c] for c in cells)
                days = sum(spans[each][1] - spans[each][0] for each in family)
                filled = days == spans[whole][1] - spans[whole][0]
                if position[MEASURE] in EVENTS and left > -NEAR:
                    links.add_sum(by_period[whole], cells, rest=True)
                elif filled and abs(left) < NEAR:
                    links.add_sum(by_period[whole], cells, rest=False)


@lru_cache(maxsize=1000)
def _list_within(periods: tuple[str, ...]) -> dict[str, list[str]]:
    """For each period those that lie in it and in no shorter one."""
    spans = {each: codes.read_days(each) for each in periods}
    within: dict[str, list[str]] = defaultdict(list)
    for period, around in codes.list_containing(spans).items():
        if around:
            within[around[0]].append(period)
    return dict(within)
