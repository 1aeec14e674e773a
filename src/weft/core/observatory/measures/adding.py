"""When figures may be added up or set in one relation, and the sum itself, for every measure that
does either."""

from collections.abc import Sequence
from typing import Literal

from weft.core.observatory.definitions import UNKNOWN, check_same_definition, compare_definitions
from weft.core.observatory.measures.result import Reason, Result, combine_flags, read_value
from weft.core.observatory.observation import Observation

# Why a sum over parts is unknown, what weighs most first: its unit is none in which figures add up;
# a part is withheld; there is no figure of a part; a part is there twice.
NoSum = Literal["not_additive", "withheld", "missing", "twice"]


class SumRefused(ValueError):  # noqa: N818  # reads as what happened
    """Figures were to be added up that do not belong together."""


def find_mismatch(
    one: Observation, other: Observation, *, same: Sequence[str] = ("place", "unit")
) -> Reason | None:
    """Why two figures of one kind may not be set against each other: different people, one
    counted and one modelled, or another `same` field. None if they may."""
    # What is not stated may be the same in two figures of one source, and in no others.
    unstated = one.definition == UNKNOWN and one.source != other.source
    if one.definition != other.definition or unstated:
        differences = compare_definitions(one.definition, other.definition)
        return Reason(code="definitions", measure=one.measure, differences=differences)
    if one.modelled != other.modelled:
        return Reason(code="modelled", measure=one.measure)
    for field in same:
        mine, yours = (
            getattr(each, field) if field != "place" else each.place or each.area
            for each in (one, other)
        )
        if mine != yours:
            return Reason(code="units", measure=one.measure, detail=f"{mine} / {yours}")
    return None


def add_up(observations: Sequence[Observation]) -> Result:
    """The sum of figures of one measure over its parts (districts, origins, sexes).

    Formula: sum of x_i. Unit: that of the figures. Denominator: none. Citation: Regulation (EU)
    No 1260/2013, art. 3, by which the parts of a territory add up to it. Suppression: none where
    a part is withheld or missing, because the sum of the others is not the sum of all.

    Raises DefinitionsDiffer across definitions, SumRefused across measures, units or periods, and
    where counted and modelled figures would be mixed.
    """
    if not observations:
        raise SumRefused("there is nothing to add up; choose at least one figure")
    check_same_definition(each.definition for each in observations)
    first = observations[0]
    for what in ("measure", "unit", "period", "modelled"):
        found = list(dict.fromkeys(str(getattr(each, what)) for each in observations))
        if len(found) > 1:
            raise SumRefused(
                f"figures of different {what} ({', '.join(found[:5])}) cannot be added up; "
                f"choose figures of one {what}"
            )
    keys = [(each.area, tuple(sorted(each.breakdowns.items()))) for each in observations]
    if len(set(keys)) < len(keys):
        twice = next(each for each in keys if keys.count(each) > 1)
        raise SumRefused(f"the figure of {twice[0]} {dict(twice[1])} would be added twice")
    reason = next(
        (
            Reason(
                code="withheld" if each.confidentiality != "F" else "missing",
                measure=each.measure,
                detail=each.area,
            )
            for each in observations
            if each.value is None
        ),
        None,
    )
    return Result(
        measure=first.measure,
        value=None if reason else float(sum(read_value(each) for each in observations)),
        reason=reason,
        unit=first.unit,
        period=first.period,
        definition=first.definition,
        sources=tuple(dict.fromkeys(each.source for each in observations)),
        flag=combine_flags(each.flag for each in observations),
        modelled=first.modelled,
        free=all(each.confidentiality == "F" for each in observations),
    )
