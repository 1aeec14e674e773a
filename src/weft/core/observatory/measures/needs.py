"""Which measures a field of policy needs at a place, which of them there are, and who could supply
the others: for the profile and the information gap (G-INFO)."""

from collections.abc import Iterable, Mapping

from weft.core.atlas.records import Model
from weft.core.diagnosis.gaps.figures import Figures, Measures, Population
from weft.core.observatory.measures.pack import read_measures
from weft.core.observatory.measures.result import list_suppliers
from weft.core.observatory.observation import TOTAL, Observation
from weft.core.terms import list_codes

# What there is at a place: a measure, and a breakdown of it or None for its total.
Available = Iterable[tuple[str, str | None]]


class Need(Model):
    """A measure that a field of policy needs, with the breakdowns it needs it by."""

    measure: str
    breakdowns: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()


def list_needed(area: str, level: str = "local") -> tuple[Need, ...]:
    """The measures that a field of policy needs, in the order of the packs."""
    return tuple(
        Need(
            measure=key,
            breakdowns=measure.areas[area],
            suppliers=list_suppliers(key, level),
        )
        for key, measure in read_measures().items()
        if area in measure.areas
    )


def count_needed(area: str) -> int:
    """How many measures a field of policy needs."""
    return len(list_needed(area))


def list_missing(area: str, available: Available, level: str = "local") -> tuple[Need, ...]:
    """The needed measures that are not there, or not by each breakdown that is needed."""
    there = set(available)
    return tuple(
        need
        for need in list_needed(area, level)
        if not all((need.measure, each) in there for each in (need.breakdowns or (None,)))
    )


def list_available(observations: Iterable[Observation]) -> dict[str, set[tuple[str, str | None]]]:
    """What there is, by place: each measure that has a value, counted there and not modelled, with
    each breakdown by which it has one. Figures of areas that are no place count nowhere."""
    found: dict[str, set[tuple[str, str | None]]] = {}
    for each in observations:
        if each.place is None or each.value is None or each.modelled:
            continue
        split = [name for name, code in each.breakdowns.items() if code != TOTAL]
        kinds: list[str | None] = list(split) or [None]
        found.setdefault(each.place, set()).update((each.measure, kind) for kind in kinds)
    return found


def make_figures(
    available: Mapping[str, Available],
    populations: Mapping[str, int] | None = None,
) -> Figures:
    """What the observatory knows, as the diagnosis reads it. `available` are the measures there
    are locally, by place: an empty list says that there are none, and a place that is not named
    says nothing. `populations` are inhabitants by place, where they are known."""
    measures = []
    for place, there in available.items():
        known = set(there)
        for area in list_codes("areas"):
            needed = count_needed(area)
            if needed:
                local = needed - len(list_missing(area, known))
                measures.append(Measures(place=place, area=area, needed=needed, local=local))
    people = [Population(place=place, people=count) for place, count in (populations or {}).items()]
    return Figures(measures=tuple(measures), populations=tuple(people))
