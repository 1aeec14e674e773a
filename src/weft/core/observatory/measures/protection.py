"""Asylum, refugees and permits: recognition, presence and reasons, for profiles of a place."""

from collections.abc import Mapping, Sequence

from weft.core.observatory.measures.adding import find_mismatch
from weft.core.observatory.measures.change import find_unfit
from weft.core.observatory.measures.composition import compute_parts
from weft.core.observatory.measures.result import (
    Reason,
    Result,
    find_fault,
    make_result,
    read_value,
)
from weft.core.observatory.observation import Observation

# Categories of the breakdown `decision`; "closed" is decided without looking at the case.
RECOGNISED, OTHER, REJECTED = "recognised", "other_protection", "rejected"
SUBSTANTIVE = (RECOGNISED, OTHER, REJECTED)


def compute_recognition_rate(decisions: Mapping[str, Observation | None]) -> Result:
    """How many decisions on the substance of an application grant protection.

    Formula: 100 x (recognised + other protection) / (recognised + other protection + rejected).
    Unit: percent. Denominator: decisions on substance; cases closed otherwise do not count.
    Citation: UNHCR, Global Trends, total protection rate. Suppression: none where any of the three
    is withheld. `decisions` are the figures by category of decision.
    """
    wanted = [("asylum_decisions", decisions.get(each)) for each in SUBSTANTIVE]
    reason = find_fault(wanted)
    if reason is not None:
        lacking = next(
            each for each in SUBSTANTIVE if (d := decisions.get(each)) is None or d.value is None
        )
        reason = reason.model_copy(update={"detail": lacking.replace("_", " ")})
    else:
        first, *others = [each for _, each in wanted if each is not None]
        reason = next(
            (
                found
                for each in others
                if (found := find_mismatch(first, each, same=("place", "unit", "period")))
            ),
            None,
        )
    value = None
    if reason is None:
        counts = {each: read_value(decisions[each]) for each in SUBSTANTIVE}
        if all_of_them := sum(counts.values()):
            value = 100 * (counts[RECOGNISED] + counts[OTHER]) / all_of_them
        else:
            reason = Reason(code="zero", measure="asylum_decisions")
    made_of = [each for _, each in wanted]
    return make_result("recognition_rate", value, made_of, reason=reason)


def compute_refugee_presence(
    refugees: Observation | None, population: Observation | None
) -> Result:
    """Refugees among the inhabitants of a place, be it a country, a region or a city.

    Formula: 1,000 x refugees / population. Unit: per thousand. Denominator: all residents of the
    same place at the same time. Citation: UNHCR, Global Trends, refugees per 1,000 inhabitants.
    Suppression: none where either figure is withheld.
    """
    wanted = [("refugees", refugees), ("population", population)]
    reason = find_fault(wanted, denominator="population") or find_unfit(refugees, population)
    if reason is None and read_value(population) == 0:
        reason = Reason(code="zero", measure="population")
    value = None if reason else 1000 * read_value(refugees) / read_value(population)
    return make_result("refugee_presence", value, (refugees, population), reason=reason)


def compute_permit_reasons(
    permits: Sequence[Observation], total: Observation | None = None
) -> tuple[Result, ...]:
    """For what reasons residence permits are held, the most frequent first.

    Formula: 100 x permits of the reason / permits of all reasons. Unit: percent. Denominator:
    permits of all reasons. Citation: Commission Regulation (EU) No 216/2010 on the categories of
    reasons. Suppression: none where a reason, and so the sum, is withheld and no total is given.
    """
    return compute_parts("permit_reasons", "reason", permits, total)
