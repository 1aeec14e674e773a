"""What a population is made of: origins and their diversity, sexes, ages, for profiles."""

import math
import re
from collections.abc import Sequence

from weft.core.observatory.measures.adding import find_mismatch
from weft.core.observatory.measures.result import (
    Reason,
    Result,
    find_fault,
    make_result,
    read_value,
)
from weft.core.observatory.observation import TOTAL, Observation

UNKNOWN_PART, OTHERS = "_U", "_O"
_SAME = ("place", "unit", "period", "measure")
_BAND = re.compile(r"Y(\d+)(?:T(\d+))?")
_OPEN = re.compile(r"Y_G([ET])(\d+)")
_BELOW = re.compile(r"Y_L([ET])(\d+)")


def compute_parts(
    measure: str, breakdown: str, parts: Sequence[Observation], total: Observation | None = None
) -> tuple[Result, ...]:
    """The share of each part in all whose part is known, the largest first.

    Formula: 100 x x_i / (total - unknown), or the sum of all parts where no total is given. Unit:
    percent. Denominator: all whose part is known. Citation: that of the measure in packs/measures.
    Suppression: a part that is withheld has no share; without a total none has.
    """
    known = _list_known(breakdown, parts)
    whole, reason = _find_whole(breakdown, parts, total)
    results = []
    for each in known:
        fault = find_fault([(each.measure, each)]) or reason
        value = 100 * read_value(each) / whole if fault is None and whole else None
        if fault is None and not whole:
            fault = Reason(code="zero", measure=each.measure)
        results.append(
            make_result(
                measure, value, (each, total), reason=fault, category=each.breakdowns[breakdown]
            )
        )
    return tuple(
        sorted(results, key=lambda r: (-(r.value if r.value is not None else -1), r.category or ""))
    )


def compute_origins(
    parts: Sequence[Observation], total: Observation | None = None, most: int = 10
) -> tuple[Result, ...]:
    """The most frequent origins, each with its share.

    Formula: 100 x migrants of the origin / migrants of all known origins. Unit: percent.
    Denominator: migrants of known origin. Citation: UN DESA, International Migrant Stock by
    destination and origin. Suppression: an origin that is withheld has no share.
    """
    return compute_parts("origins", "origin", parts, total)[:most]


def compute_age_structure(
    parts: Sequence[Observation], total: Observation | None = None
) -> tuple[Result, ...]:
    """The share of each age group, youngest first.

    Formula: 100 x persons of the age / persons of all known ages. Unit: percent. Denominator:
    persons of known age. Citation: UN DESA, World Population Prospects, percentage of population
    by broad age group. Suppression: an age group that is withheld has no share.
    """
    found = compute_parts("age_structure", "age", parts, total)
    return tuple(sorted(found, key=lambda each: read_band(each.category or "") or (999, None)))


def compute_concentration(parts: Sequence[Observation], total: Observation | None = None) -> Result:
    """How much a few origins prevail: 1 where there is but one.

    Formula: sum of p_i squared, p_i the share of origin i. Unit: index from 0 to 1. Denominator:
    migrants of known origin. Citation: Hirschman (1964), The paternity of an index, American
    Economic Review 54(5). Suppression: none where an origin is withheld.
    """
    return _compute_index("concentration", parts, total)


def compute_diversity(parts: Sequence[Observation], total: Observation | None = None) -> Result:
    """The chance that two migrants drawn at random, with replacement, differ in origin.

    Formula: 1 - sum of p_i squared. Unit: index from 0 to 1. Denominator: migrants of known
    origin. Citation: Simpson (1949), Nature 163: 688; Alesina et al. (2003), Fractionalization,
    Journal of Economic Growth 8. Suppression: none where an origin is withheld.
    """
    return _compute_index("diversity", parts, total)


def compute_entropy(parts: Sequence[Observation], total: Observation | None = None) -> Result:
    """How evenly migrants are spread over origins, rare ones weighing more than in `diversity`.

    Formula: -sum of p_i ln p_i. Unit: index (nats). Denominator: migrants of known origin.
    Citation: Shannon (1948), A mathematical theory of communication, Bell System Technical Journal
    27. Suppression: none where an origin is withheld.
    """
    return _compute_index("entropy", parts, total)


def compute_effective_origins(
    parts: Sequence[Observation], total: Observation | None = None, order: float = 1.0
) -> Result:
    """How many equally frequent origins would be as diverse.

    Formula: (sum of p_i^q)^(1/(1-q)), for q = 1 its limit exp(-sum of p_i ln p_i). Unit: index
    (a number of origins). Denominator: migrants of known origin. Citation: Hill (1973), Diversity
    and evenness, Ecology 54(2). Suppression: none where an origin is withheld. `order` is q.
    """
    return _compute_index("effective_origins", parts, total, order)


def compute_sex_ratio(men: Observation | None, women: Observation | None) -> Result:
    """Men for each 100 women.

    Formula: 100 x men / women. Unit: ratio. Denominator: women. Citation: UN DESA, World
    Population Prospects, sex ratio. Suppression: none where either figure is withheld.
    """
    measure = next((each.measure for each in (men, women) if each), "stock")
    reason = find_fault([(measure, men), (measure, women)])
    if reason is None and men is not None and women is not None:
        reason = _find_stranger("sex", (men, women))
        if reason is None and read_value(women) == 0:
            reason = Reason(code="zero", measure=measure)
    value = None if reason else 100 * read_value(men) / read_value(women)
    return make_result("sex_ratio", value, (men, women), reason=reason)


def compute_dependency_ratio(
    parts: Sequence[Observation], total: Observation | None = None
) -> Result:
    """Those too young or too old to work, for each 100 of working age.

    Formula: 100 x (persons aged 0 to 14 + persons aged 65 and over) / persons aged 15 to 64. Unit:
    ratio. Denominator: persons aged 15 to 64. Citation: UN DESA, World Population Prospects, total
    dependency ratio. Suppression: none where an age group is withheld; none either where an age
    group of the source lies across 15 or 65, because how it divides is not known.
    """
    known = _list_known("age", parts)
    whole, reason = _find_whole("age", parts, total, complete=True)
    sums = {"young": 0.0, "working": 0.0, "old": 0.0}
    for each in known if reason is None and whole is not None else ():
        code = each.breakdowns["age"]
        group = _find_group(code)
        if group is None:
            reason = Reason(code="bands", measure=each.measure, detail=code)
            break
        sums[group] += read_value(each)
    if reason is None and sums["working"] == 0:
        reason = Reason(code="zero", measure=known[0].measure if known else "stock")
    value = None if reason else 100 * (sums["young"] + sums["old"]) / sums["working"]
    return make_result("dependency_ratio", value, (*known, total), reason=reason)


def read_band(code: str) -> tuple[int, int | None] | None:
    """First and last year of an age group in SDMX style (Y0T4, Y25, Y_GE60, Y_LT5); last is None
    where it is open. None for what is no age group."""
    if found := _BAND.fullmatch(code):
        return int(found[1]), int(found[2] or found[1])
    if found := _OPEN.fullmatch(code):
        return int(found[2]) + (found[1] == "T"), None
    if found := _BELOW.fullmatch(code):
        return 0, int(found[2]) - (found[1] == "T")
    return None


def _find_group(code: str) -> str | None:
    band = read_band(code)
    if band is None:
        return None
    first, last = band
    if last is not None and last <= 14:
        return "young"
    if first >= 65:
        return "old"
    return "working" if first >= 15 and last is not None and last <= 64 else None


def _list_known(breakdown: str, parts: Sequence[Observation]) -> list[Observation]:
    return [
        each for each in parts if each.breakdowns.get(breakdown) not in (None, TOTAL, UNKNOWN_PART)
    ]


def _find_whole(
    breakdown: str,
    parts: Sequence[Observation],
    total: Observation | None,
    *,
    complete: bool = False,
) -> tuple[float | None, Reason | None]:
    """All whose part is known, or why that is not known. `complete`: each part must have a value,
    and all together must make up the total."""
    known = _list_known(breakdown, parts)
    unknown = [each for each in parts if each.breakdowns.get(breakdown) == UNKNOWN_PART]
    wanted = [*(known if complete or total is None else []), *unknown, *([total] if total else [])]
    reason = (
        _find_stranger(breakdown, [*known, *unknown, *([total] if total else [])])
        if known
        else Reason(code="missing", measure=total.measure if total else "stock", detail=breakdown)
    )
    reason = reason or find_fault([(each.measure, each) for each in wanted])
    if reason:
        return None, reason
    summed = sum(each.value for each in known if each.value is not None)
    if total is None:
        return summed, None
    whole = read_value(total) - sum(read_value(each) for each in unknown)
    if summed > whole or (complete and summed != whole):
        return None, Reason(code="parts", measure=total.measure, detail=f"{summed - whole:+g}")
    return whole, None


def _find_stranger(breakdown: str, figures: Sequence[Observation]) -> Reason | None:
    """Why a figure is no part of the same whole as the first: another place, period, measure, or
    group in a breakdown other than the one in question."""
    first = figures[0]
    for each in figures[1:]:
        if found := find_mismatch(first, each, same=_SAME):
            return found
        groups = [_drop(breakdown, one) for one in (first, each)]
        if groups[0] != groups[1]:
            return Reason(code="units", measure=each.measure, detail=f"{groups[0]} / {groups[1]}")
    return None


def _drop(breakdown: str, figure: Observation) -> dict[str, str]:
    """The other groups a figure belongs to; a breakdown that is not named is the total."""
    return {
        name: code
        for name, code in figure.breakdowns.items()
        if name != breakdown and code != TOTAL
    }


def _compute_index(
    measure: str, parts: Sequence[Observation], total: Observation | None, order: float = 1.0
) -> Result:
    known = _list_known("origin", parts)
    whole, reason = _find_whole("origin", parts, total, complete=True)
    if reason is None and not whole:
        reason = Reason(code="zero", measure=known[0].measure)
    value = None
    if reason is None and whole:
        shares = [read_value(each) / whole for each in known if read_value(each) > 0]
        simpson = math.fsum(share * share for share in shares)
        entropy = -math.fsum(share * math.log(share) for share in shares)
        value = {
            "concentration": simpson,
            "diversity": 1 - simpson,
            "entropy": entropy,
            "effective_origins": math.exp(entropy)
            if order == 1
            else math.fsum(share**order for share in shares) ** (1 / (1 - order)),
        }[measure]
    lumped = any(each.breakdowns.get("origin") == OTHERS for each in known)
    notes = ("note_others_lumped",) if lumped else ()
    return make_result(measure, value, (*known, total), reason=reason, notes=notes)
