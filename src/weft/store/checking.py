"""Finds totals that disagree with their parts in a version, for the report of its import; the other
checks need the file and stand in `ingesting`."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import ibis
from ibis.expr import types as ir

from weft.core.observatory.disclosure.codes import read_ages, split_overlapping
from weft.core.observatory.observation import TOTAL
from weft.core.observatory.report import Trouble, make_trouble
from weft.core.observatory.saying import Saying
from weft.store.columns import KEYS, PREFIX, list_breakdowns
from weft.store.engine import Engine
from weft.store.readers.problems import MOST_TROUBLES, tell_rest

MOST = 20  # rows with wrong totals of one breakdown that are told; the last stands for the rest
_MOST_NAMED = 3  # further columns of such a row
RELATIVE = ("index", "per_thousand", "percent", "ratio")  # units in which parts make no total
APART = (*KEYS, "unit", "modelled", "source")
_LAST_AGE = 100  # who is older is in no table that ends here
ROUNDING = 1e-9  # of floating-point sums, relative to the total


def check_totals(engine: Engine, table: ir.Table, sheet: str | None = None) -> list[Trouble]:
    """Totals of a breakdown that are not the sum of its parts, with the difference, one by one.

    Where a part is missing or withheld nobody knows, and nothing is said, unless the others make
    more than the total already. Where the codes may not be all there are (origins, reasons), that
    they make less is only a note.
    """
    troubles: list[Trouble] = []
    for name in list_breakdowns(list(table.columns)):
        for measures, codes, closed in _list_families(engine, table, name):
            some = table.filter(table.measure.isin(measures))
            wrong = find_totals(some, name, codes)
            found = engine.run(wrong.limit(MOST_TROUBLES)).to_pylist()
            told, count = [tell_total(each, name, closed, sheet) for each in found], len(found)
            if count == MOST_TROUBLES:
                count = engine.run(wrong.aggregate(n=lambda x: x.count())).to_pylist()[0]["n"]
            troubles += tell_rest(told, count)
    return troubles


def find_totals(table: ir.Table, breakdown: str, codes: Sequence[str]) -> ir.Table:
    """Totals that the sum of `codes` exceeds, or falls short of although each of them has a value:
    the keys, `total`, `parts`, `known` (of the codes) and `row`, in the order of the file."""
    column = table[PREFIX + breakdown]
    others = [PREFIX + x for x in list_breakdowns(list(table.columns)) if x != breakdown]
    keys = [*APART, *others]
    is_total = column == TOTAL
    sums = (
        table.filter(column.isin([*codes, TOTAL]), ~table.unit.isin(RELATIVE))
        .group_by(keys)
        .aggregate(
            total=table.value.sum(where=is_total),
            totals=table.value.count(where=is_total),
            parts=table.value.sum(where=~is_total),
            known=table.value.count(where=~is_total),
            negative=table.value.min(where=~is_total),
            row=table.row.min(where=is_total),
        )
    )
    tolerance = sums.total.abs() * ROUNDING + ROUNDING
    more = (sums.parts > sums.total + tolerance) & (
        # What lies below zero may still take away.
        (sums.negative >= 0) | (sums.known == len(codes))
    )
    less = (sums.parts < sums.total - tolerance) & (sums.known == len(codes))
    wrong = sums.filter(sums.totals == 1, sums.known > 0, more | less).drop("totals", "negative")
    order = ["row", *keys]
    return wrong.order_by([ibis.asc(wrong[each], nulls_first=False) for each in order])


def _list_families(
    engine: Engine, table: ir.Table, breakdown: str
) -> Iterator[tuple[list[str], list[str], bool]]:
    """Measures with the codes whose sum should be the total; and whether these are all there are.
    Ages may be cut in several ways at once: each way is a family."""
    pairs = table.select("measure", code=table[PREFIX + breakdown]).distinct()
    by_measure: dict[str, set[str]] = defaultdict(set)
    for each in engine.run(pairs).to_pylist():
        by_measure[each["measure"]].add(each["code"])
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for measure, found in by_measure.items():
        if TOTAL in found and len(found) > 1:
            alike[tuple(sorted(found - {TOTAL}))].append(measure)
    for codes, measures in sorted(alike.items()):
        spans = {each: span for each in codes if (span := read_ages(each))}
        if breakdown != "age":
            spans = {}
        for family in split_overlapping(codes, spans):
            closed = _is_closed(breakdown, family)
            # Some ages alone are no list that might be meant to be whole.
            if closed or breakdown not in ("age", "sex"):
                yield sorted(measures), family, closed


def _is_closed(breakdown: str, codes: Sequence[str]) -> bool:
    """Whether everybody has one of the codes."""
    if breakdown == "sex":
        return {"M", "F"} <= set(codes)
    if breakdown != "age":
        return False
    spans = sorted(span for each in codes if (span := read_ages(each)))
    if not spans or spans[0][0] != 0 or spans[-1][1] < _LAST_AGE:
        return False
    return all(one[1] == other[0] for one, other in pairwise(spans))


def tell_total(
    found: Mapping[str, object], breakdown: str, closed: bool, sheet: str | None
) -> Trouble:
    """A total that is not the sum of its parts: the keys of its figure, `total`, `parts`, `row` and
    `head`, if that is known. Not `closed`: the parts may not be just those there are."""
    total, parts = (float(str(found[each])) for each in ("total", "parts"))
    figure = {
        name: str(code)
        for name, code in found.items()
        if name in ("area", "measure", "period") or name.startswith(PREFIX)
    }
    side = "more" if parts > total else "less"
    difference = float(f"{parts - total:.10g}")  # 0.1 + 0.2 is no more than 0.3
    row, head = found["row"], found.get("head")
    return make_trouble(
        "total", "warning" if closed or side == "more" else "note",
        {
            **figure, "breakdown": breakdown, "total": total, "parts": parts,
            "difference": difference, "much": abs(difference),
        },
        side if closed else f"{side}_open",
        sheet=sheet, row=int(str(row)) if row is not None else None,
        column=str(head) if head is not None else None,
    )  # fmt: skip


def gather_totals(troubles: Iterable[Trouble]) -> list[Trouble]:
    """Troubles of which the totals of one row that are wrong in the same way are told once, with
    the difference of the first: a wide table has many columns. They come last, and of each
    breakdown the first `MOST` rows are told. What has no row is told by itself."""
    told: list[Trouble] = []
    rows: dict[object, dict[object, list[Trouble]]] = defaultdict(lambda: defaultdict(list))
    times: Counter[object] = Counter()  # several lists of ages may contradict one total
    for each in troubles:
        if each.code != "total":
            told.append(each)
            continue
        breakdown = each.parts["breakdown"]
        same = (breakdown, each.row, each.phrase, name_figure(each))
        times[same] += 1
        alone = name_figure(each) if each.row is None else None
        row = (each.row, each.parts["area"], each.phrase, times[same], alone)
        rows[breakdown][row].append(each)
    for by_row in rows.values():
        groups = list(by_row.values())
        count = sum(each.count for group in groups for each in group)
        told += tell_rest([_tell_row(group) for group in groups[:MOST]], count)
    return told


def name_figure(total: Trouble) -> frozenset[tuple[str, object]]:
    """Of which figure it is told that it is no sum, by whichever breakdown."""
    return frozenset(
        (name, code) for name, code in total.parts.items()
        if name in ("area", "measure", "period") or (name.startswith(PREFIX) and code != TOTAL)
    )  # fmt: skip


def _tell_row(totals: Sequence[Trouble]) -> Trouble:
    first, *others = totals
    if not others:
        return first
    names = [_name_column(each, first) for each in others[:_MOST_NAMED]]
    found = ", ".join((*names, "...") if len(others) > _MOST_NAMED else names)
    also = Saying(phrase="trouble_total_others", parts={"count": len(others), "found": found})
    return make_trouble(
        "total", first.severity,
        {**first.parts, "first": Saying(phrase=first.phrase, parts=first.parts), "others": also},
        "row",
        sheet=first.sheet, row=first.row, column=first.column,
        count=sum(each.count for each in totals),
    )  # fmt: skip


def _name_column(total: Trouble, first: Trouble) -> str:
    """The head of the column in which a total stands; where it is not known, what it says in the
    words of a recipe, as far as that differs from the `first`: 2020 sex=F."""
    if total.column is not None:
        return total.column
    said = [
        f"{name.removeprefix(PREFIX)}={code}"
        for name, code in total.parts.items()
        if (name == "measure" or name.startswith(PREFIX)) and code != first.parts[name]
    ]
    return " ".join((str(total.parts["period"]), *said))
