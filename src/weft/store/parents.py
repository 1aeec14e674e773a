"""Which areas of a file are part of which, as far as a reader can guess; for protection and for the
check of totals."""

from collections.abc import Mapping

import pyarrow as pa


def guess_parents(table: pa.Table, parents: Mapping[str, str]) -> dict[str, str]:
    """What the areas that are no place of the registry are part of, for a reader who would reckon
    with it: the area whose code begins theirs (ITC1 of ITC11); else the one place of the file, or
    the most local of those that lie in each other, or the one in which all others lie; else the
    area whose figures are the sums of all others. Where none is, they stand side by side.

    `table`: area, place and value of the figures, or of their sums; `parents`: place -> place."""
    pairs = table.select(["area", "place"]).group_by(["area", "place"]).aggregate([]).to_pylist()
    named = {x["area"]: x["place"] or x["area"] for x in pairs}
    unplaced = sorted(x["area"] for x in pairs if not x["place"])
    places = sorted({x["place"] for x in pairs if x["place"]})
    chains = {each: _list_chain(each, parents) for each in places}
    around = (
        next((each for each in places if chains[each] >= set(places)), None)
        or next((each for each in places if all(each in x for x in chains.values())), None)
        or _find_sum(table, unplaced)
    )
    found = {}
    for area in unplaced:
        above = next((x for x in _list_beginnings(area) if x in named), None)
        if above:
            found[area] = named[above]
        elif around and around != area:
            found[area] = around
    return found


def _list_beginnings(code: str) -> list[str]:
    """The codes that begin another, longest first; none of what is no code: capitals and digits, as
    NUTS has them."""
    if not code.isalnum() or code.upper() != code:
        return []
    return [code[:length] for length in range(len(code) - 1, 1, -1)]


def _list_chain(place: str, parents: Mapping[str, str]) -> set[str]:
    """A place and all in which it lies."""
    chain, at = {place}, place
    while (at := parents.get(at, "")) and at not in chain:
        chain.add(at)
    return chain


def _find_sum(table: pa.Table, areas: list[str]) -> str | None:
    """The area whose figures, all together, are those of the others."""
    if len(areas) < 3:
        return None
    sums = dict.fromkeys(areas, 0.0)
    for area, value in zip(table["area"].to_pylist(), table["value"].to_pylist(), strict=True):
        if area in sums and value is not None:
            sums[area] += value
    largest = max(areas, key=lambda each: sums[each])
    others = sum(value for area, value in sums.items() if area != largest)
    return largest if others and abs(sums[largest] - others) <= 0.05 * others else None
