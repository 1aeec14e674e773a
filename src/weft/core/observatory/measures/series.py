"""A series of figures cut where it may not be drawn as one line, for charts and tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from weft.core.atlas.records import Model
from weft.core.observatory.observation import Observation

Why = Literal["broken_definition", "broken_modelled", "broken_unit", "broken_source"]


class MixedSeries(ValueError):  # noqa: N818  # reads as what happened
    """Figures of several places, measures or groups were given as one series."""


class Stretch(Model):
    """Figures that make one line. `why` is the phrase that says why a new one begins here; None
    for the first."""

    why: Why | None
    figures: tuple[Observation, ...]

    @property
    def definition(self) -> str:
        """Whom all its figures count."""
        return self.figures[0].definition

    @property
    def modelled(self) -> bool:
        """Whether all its figures are modelled; never some."""
        return self.figures[0].modelled


def split_series(observations: Iterable[Observation]) -> tuple[Stretch, ...]:
    """A series in order of time, cut where the definition changes, where counted figures turn into
    modelled ones or back, where the unit changes, and where the source marks a break (flag B).

    Definitions that run side by side are lines of their own, not cut by one another. Missing
    figures stay in, as gaps in their line. Raises MixedSeries for figures of
    several places, measures or groups.
    """
    figures = sorted(observations, key=lambda each: (each.period, each.modelled, each.definition))
    for what, found in (
        ("areas", {each.area for each in figures}),
        ("measures", {each.measure for each in figures}),
        ("groups", {tuple(sorted(each.breakdowns.items())) for each in figures}),
    ):
        if len(found) > 1:
            listed = ", ".join(sorted(str(each) for each in found)[:5])
            raise MixedSeries(f"several {what} are no series: {listed}; choose one")
    lines: dict[tuple[str, bool, str], list[Observation]] = defaultdict(list)
    for each in figures:
        lines[each.definition, each.modelled, each.unit].append(each)
    stretches: list[Stretch] = []
    for key, line in lines.items():
        others = [each for other, each in lines.items() if other != key]
        first = _find_before(line[0], others)
        stretches += _cut(line, others, _find_break(first, line[0]) if first else None)
    return tuple(sorted(stretches, key=lambda each: each.figures[0].period))


def _cut(
    line: list[Observation], others: list[list[Observation]], why: Why | None
) -> Iterator[Stretch]:
    """Figures of one kind, cut at each break of the source and where another kind stood for them
    in between."""
    figures = [line[0]]
    for before, after in pairwise(line):
        between = next(
            (o for o in others if before.period < o[0].period and o[-1].period < after.period), None
        )
        cut = _find_break(between[-1], after) if between else None
        if cut is None and after.flag == "B":
            cut = "broken_source"
        if cut:
            yield Stretch(why=why, figures=tuple(figures))
            figures, why = [], cut
        figures.append(after)
    yield Stretch(why=why, figures=tuple(figures))


def _find_before(figure: Observation, others: list[list[Observation]]) -> Observation | None:
    """The last figure of another kind that is older than a line's first."""
    older = [each for other in others for each in other if each.period < figure.period]
    return max(older, key=lambda each: each.period, default=None)


def _find_break(before: Observation, after: Observation) -> Why:
    if before.definition != after.definition:
        return "broken_definition"
    return "broken_modelled" if before.modelled != after.modelled else "broken_unit"
