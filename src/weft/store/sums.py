"""Sums of observations, as Ibis expressions that run on every engine of the store, and why some are
unknown or refused; for the API and for whoever asks from Python."""

from collections.abc import Mapping
from math import prod
from typing import Any

import ibis
from ibis.expr import types as ir

from weft.core.observatory.disclosure.codes import read_ages, split_overlapping
from weft.core.observatory.measures import list_counted
from weft.core.observatory.measures.adding import NoSum, SumRefused
from weft.core.observatory.observation import AMOUNT_UNITS, COUNTED_UNITS, FREE, TOTAL
from weft.store.columns import PREFIX
from weft.store.engine import find_literals
from weft.store.questions import (
    Question,
    filter_rows,
    is_withheld,
    page,
    require_breakdown,
    sort_rows,
    take_totals,
)

# In one sum there is one of each: people counted twice, or in two ways, are no sum.
KEPT_APART = ("measure", "definition", "unit", "modelled", "source")
_BITS = 62  # of an integer that DuckDB shifts to the left; the next says that a row is empty
_EMPTY = 2**_BITS


def aggregate(
    table: ir.Table, question: Question, parents: Mapping[str, str] | None = None
) -> ir.Table:
    """Sums of figures, each over the codes of `where` (and the places) that are not in `by`.

    One row for each period, measure, definition, unit, source, and for counted and modelled: these
    are never added up. A breakdown that is neither in `where` nor in `by` is taken at its total,
    never summed with it. Columns: those, `value`, `low` and `high` (where there was nothing to
    add), `figures`, `withheld`, `missing`, and the `reason` why there is no value.

    Formula: sum of x_i over the n combinations that the question names. Unit: that of the figures.
    Denominator: none. Citation: as `measures.adding.add_up`. Suppression: the sum is unknown (null)
    unless each of the n is there with a value. `withheld` is how many are not shown, `missing` how
    many are not there, or are empty. Where more than n are there, some count twice: the sum is
    unknown. So it is where the unit is none that counts one by one (percent, index), unless n is 1:
    rates do not add up. Euros and hours do where the measure is one of the packs that is counted
    (spending); another may be an average. `reason` says which of these it is (`adding.NoSum`).

    `parents` (place or area -> what it lies in) is needed to add up places: SumRefused where one of
    them lies in another, where total and parts of a breakdown are to be added up, or ages that
    overlap.
    """
    _check_sum(question, parents)
    found = _take_rows(table, question)
    where = [f"{PREFIX}{name}" for name in question.breakdowns]
    for name in question.breakdowns:
        require_breakdown(found, name)
    places = [each for each in ("place", "area") if each in question.by]
    same = find_literals(found)
    known = {name: same[name].value if name in same else None for name in KEPT_APART}
    pinned = {"measure": question.measures, "definition": question.definitions}
    for name, values in pinned.items():
        if len(values) == 1:
            known[name] = values[0]
    told = [name for name in KEPT_APART if known[name] is None]
    wanted = _count_wanted(question)
    keys = [*places, "period", *where, *told]
    sums = found.group_by(keys).aggregate(
        start=found.start.arbitrary(),  # a period has one begin and one end
        until=found.until.arbitrary(),
        total=found.value.sum(),
        figures=found.value.count(),
        **_count_parts(found, question),
        **({"low": found.low.min(), "high": found.high.max()} if wanted == 1 else {}),
    )
    sums = sort_rows(sums)  # before what is the same in all rows is added, which need not be moved
    columns: dict[str, Any] = {name: sums[name] for name in keys}
    columns |= {name: ibis.literal(value) for name, value in known.items() if value is not None}
    nothing = ibis.null("float64")
    amounts = columns["unit"].isin(AMOUNT_UNITS) & columns["measure"].isin(list_counted())
    adds_up = columns["unit"].isin(COUNTED_UNITS) | amounts if wanted > 1 else ibis.literal(True)
    # One part twice and another not at all are as many figures.
    whole = adds_up & (sums.figures == wanted) & (sums.parts == wanted) & ~sums.empty
    accounted = sums.accounted if "accounted" in sums.columns else sums.parts
    reasons: list[tuple[ir.BooleanValue, NoSum]] = [
        (~adds_up, "not_additive"),
        (accounted > sums.parts, "withheld"),
        (accounted < wanted, "missing"),
        (~whole, "twice"),
    ]
    columns |= {
        "start": sums.start,
        "until": sums.until,
        "value": ibis.ifelse(whole, sums.total, nothing),
        "low": nothing if wanted > 1 else ibis.ifelse(whole, sums.low, nothing),
        "high": nothing if wanted > 1 else ibis.ifelse(whole, sums.high, nothing),
        "figures": sums.figures,
        "withheld": accounted - sums.parts,
        "missing": wanted - accounted,
        "reason": ibis.cases(*reasons),
    }
    order = [*places, "measure", "definition", "unit", "source", "modelled", "period", "start",
             "until", *where, "value", "low", "high", "figures", "withheld", "missing",
             "reason"]  # fmt: skip
    return page(sums.select(**{name: columns[name] for name in order}), question)


def list_used(tables: Mapping[str, ir.Table], question: Question) -> ir.Table:
    """Which of some tables have rows that the sums of a question are made from: the column `table`
    has their names."""
    named = [
        _take_rows(_add_breakdowns(table, question), question)
        .select(table=ibis.literal(name))
        .limit(1)
        for name, table in tables.items()
    ]
    return ibis.union(*named) if len(named) > 1 else named[0]


def _add_breakdowns(table: ir.Table, question: Question) -> ir.Table:
    """A table that does not have a breakdown is total in it, as where it stands beside others."""
    lacking = {PREFIX + name for name in question.where} - set(table.columns)
    return table.mutate(**{name: ibis.literal(TOTAL) for name in sorted(lacking)})


def _take_rows(table: ir.Table, question: Question) -> ir.Table:
    """The rows that the sums of a question are made from. UnknownColumnError."""
    found = take_totals(filter_rows(table, question), question)
    if "place" in question.by:  # what is no place of the registry is no one place
        found = found.filter(found.place.notnull())
    return found


def _check_sum(question: Question, parents: Mapping[str, str] | None) -> None:
    for name, codes in question.where.items():
        if name in question.by:
            continue
        if TOTAL in codes and len(set(codes)) > 1:
            raise SumRefused(
                f"the total of {name} and its parts ({', '.join(codes[:5])}) cannot be added up; "
                f"leave {TOTAL} out, or keep {name} apart (by)"
            )
        ages = {each: span for each in codes if (span := read_ages(each))} if name == "age" else {}
        if len(split_overlapping(tuple(ages), ages)) > 1:
            raise SumRefused(
                f"some of the ages {', '.join(codes[:5])} overlap, so that people would be counted "
                "twice; name ages that do not, or keep age apart (by)"
            )
    if {"place", "area"} & set(question.by):
        return
    named = question.places or question.areas
    if not named:
        raise SumRefused(
            "figures of all areas cannot be added up, as some lie in others; name the places, or "
            "keep them apart (by: place)"
        )
    if len(set(named)) > 1 and parents is None:
        raise SumRefused(
            "places can be added up only where it is known which lie in others; give `parents`"
        )
    for each in named:
        above, seen = (parents or {}).get(each), {each}
        while above and above not in seen:
            if above in named:
                raise SumRefused(
                    f"{each} lies in {above}, so that its people would be counted twice; leave one "
                    "of them out"
                )
            seen.add(above)
            above = (parents or {}).get(above)


def _count_wanted(question: Question) -> int:
    """How many figures each sum is made of."""
    return prod(len(codes) for codes in _list_added(question).values())


def _list_added(question: Question) -> dict[str, set[str]]:
    """The columns over which a sum is taken, each with the codes that it is taken over."""
    added = {PREFIX + n: set(codes) for n, codes in question.where.items() if n not in question.by}
    if not {"place", "area"} & set(question.by):
        named = "place" if question.places else "area"
        added[named] = set(question.places or question.areas)
    return {name: codes for name, codes in added.items() if len(codes) > 1}


def _count_parts(table: ir.Table, question: Question) -> dict[str, ir.Value]:
    """Of how many `parts` of a sum there is a value; of how many there is one, or it is withheld
    (`accounted`; left out where nothing is withheld, as they are as many); and whether a row has
    none (`empty`). Each part is a bit. Only where they are more than an integer has, the parts are
    told apart one by one, for seven times the time and all their names in memory."""
    added, is_empty = _list_added(question), table.value.isnull()
    same, secret = find_literals(table), is_withheld(table)
    free = "confidentiality" in same and same["confidentiality"].value == FREE
    if prod(len(codes) for codes in added.values()) > _BITS:
        names = [table[name] for name in added]
        key = names[0] if len(names) == 1 else ibis.literal("\n").join(names)
        counted = {"parts": key.nunique(where=~is_empty), "empty": is_empty.any()}
        return counted if free else counted | {"accounted": key.nunique(where=~is_empty | secret)}
    bits: list[ir.Value] = []
    size = 1
    for name, codes in added.items():
        powers = ibis.array([1 << at * size for at in range(len(codes))]).cast("array<int64>")
        bits.append(try_element_at(ibis.map(ibis.array(sorted(codes)), powers), table[name]))
        size *= len(codes)
    bit = prod(bits[1:], start=bits[0]) if bits else ibis.literal(1)
    seen = bit_or(ibis.ifelse(is_empty, _EMPTY, bit))
    empty = (seen >= _EMPTY).cast("int64")
    counted = {"parts": bit_count(seen) - empty, "empty": seen >= _EMPTY}
    if free:
        return counted
    withheld = bit_or(ibis.ifelse(secret, bit, 0))
    return counted | {"accounted": bit_count(seen | withheld) - empty}


# Named as Spark and the engine on DuckDB name them; Ibis has none for both, or slower ones.


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def try_element_at(among: dict[str, int], key: str) -> int:
    """What a key stands for; null where it is not there."""
    raise NotImplementedError


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(number: int) -> int:
    """How many bits of a number are set."""
    raise NotImplementedError


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(number: int) -> int:
    """The bits that are set in any of some numbers."""
    raise NotImplementedError
