"""How unevenly migrants live over the districts of a place, where its districts have figures."""

import math
from collections.abc import Iterable, Mapping

from weft.core.observatory.measures import Reason, Result
from weft.core.observatory.measures.result import make_result
from weft.core.observatory.observation import TOTAL, Observation
from weft.core.observatory.periods import Period
from weft.core.observatory.segregation import (
    GroupIndices,
    measure_dissimilarity,
    measure_isolation,
    measure_theil,
    prepare,
)

FEWEST = 3  # districts; of two, each index is but one share against another
Pair = tuple[Observation, Observation]  # migrants and all residents of a district


def compute_districts(found: Iterable[Observation]) -> tuple[Result, ...]:
    """Dissimilarity, isolation and Theil's H of migrants against all others over the districts of a
    place, for the newest period in which all its districts have both figures, of the definition
    that most of them have. Formulas, units and citations: `core.observatory.segregation`.

    Where the figure of a district is withheld or missing there is no answer: to leave it out would
    say something of the others that is not so.
    """
    pairs = _pair(found)
    if not pairs:
        return ()
    newest = max(pairs, key=lambda at: (len(pairs[at]), at[0]))
    districts = sorted(pairs[newest], key=lambda each: each[0].place or "")
    if len(districts) < FEWEST:
        return ()
    made_of = [each for pair in districts for each in pair]
    lacking = next((x for x in made_of if x.value is None), None)
    if lacking is not None:
        code = "withheld" if lacking.confidentiality != "F" else "missing"
        reason = Reason(code=code, measure=lacking.measure)
        return (make_result("dissimilarity", None, made_of, reason=reason),)
    table = [[x.value or 0.0, (y.value or 0.0) - (x.value or 0.0)] for x, y in districts]
    if any(others < 0 for _, others in table):
        reason = Reason(code="parts", measure="population")
        return (make_result("dissimilarity", None, made_of, reason=reason),)
    counts = prepare(table, units=[x.place or x.area for x, _ in districts],
                     groups=["migrants", "others"])  # fmt: skip
    return tuple(
        _tell(measure(counts), made_of)
        for measure in (measure_dissimilarity, measure_isolation, measure_theil)
    )


def _tell(found: GroupIndices, made_of: list[Observation]) -> Result:
    value = float(found.values[0])
    undefined = math.isnan(value)
    reason = Reason(code="zero", measure="stock") if undefined else None
    return make_result(found.measure, None if undefined else value, made_of, reason=reason)


def _pair(found: Iterable[Observation]) -> Mapping[tuple[Period, str], list[Pair]]:
    """Period and definition -> the districts that have both figures."""
    stocks: dict[tuple[Period, str, str], Observation] = {}
    people: dict[tuple[Period, str], Observation] = {}
    for each in found:
        if each.modelled or any(code != TOTAL for code in each.breakdowns.values()):
            continue
        if each.measure == "stock" and each.place:
            stocks[each.period, each.definition, each.place] = each
        if each.measure == "population" and each.place:
            people[each.period, each.place] = each
    pairs: dict[tuple[Period, str], list[Pair]] = {}
    for (period, definition, place), stock in stocks.items():
        if (period, place) in people:
            pairs.setdefault((period, definition), []).append((stock, people[period, place]))
    return pairs
