"""What the page says beyond the labels of a place: what is missing, and who could help."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import Diagnosis, Method
from weft.core.diagnosis.brokers import Broker, Brokerage, Convener, Unconnected, find_brokers
from weft.core.diagnosis.brokers.sayings import (
    Speech,
    group_pairs,
    list_competences,
    list_ties,
    say_broker,
    say_convener,
    say_pair,
)
from weft.core.diagnosis.gaps import GapReport, find_gaps, say_cell, say_gap
from weft.core.diagnosis.gaps.sayings import name_row
from weft.core.diagnosis.scene import Scene
from weft.core.terms import label
from weft.core.terms.phrases import say
from weft.pictures.evidence import Register
from weft.pictures.tongues import mark, render

MOST = 3  # brokers and pairs that are told; the terminal lists all


@dataclass(frozen=True)
class Told:
    """A sentence, and the numbers of its facts."""

    text: Markup
    refs: Markup


@dataclass(frozen=True)
class InsightView:
    """What is missing in a place and who could bridge it."""

    cells: tuple[Told, ...]
    gaps: tuple[Told, ...]
    wanting: tuple[str, ...]  # what would have to be known to say more of the gaps
    answers: tuple[tuple[str, str, Markup], ...]  # a challenge, what answers it, the numbers
    brokers: tuple[Told, ...]
    pairs: tuple[Told, ...]
    more_pairs: int


def find_insight(
    atlas: Atlas, nearby: Nearby, found: Sequence[Diagnosis], method: Method, register: Register
) -> InsightView:
    """The insight of one place, from its diagnoses, if what is recorded holds."""
    reports = [
        find_gaps(Scene(nearby, each.setting, method, "recorded"))
        for each in found
        if each.applicable
    ]
    setting = found[0].setting
    brokerage = find_brokers(atlas, setting.place, setting.on, method=method)
    speech = Speech(atlas, mark=mark, most=MOST)
    pairs = [
        (cells, convener)
        for cells in group_pairs(brokerage.unconnected)
        if (convener := _find_convener(cells))
    ]
    return InsightView(
        cells=tuple(_tell_cells(atlas, reports, register)),
        gaps=tuple(_tell_gaps(atlas, reports, register)),
        wanting=_list_wanting(reports),
        answers=tuple(_tell_answers(reports, register)),
        brokers=tuple(_tell_broker(speech, each, register) for each in _choose(brokerage)),
        pairs=tuple(_tell_pair(speech, *each, register) for each in pairs[:MOST]),
        more_pairs=max(0, len(pairs) - MOST),
    )


def _name_area(report: GapReport) -> str:
    return label("areas", report.setting.area)


def _tell_cells(atlas: Atlas, reports: Iterable[GapReport], register: Register) -> Iterable[Told]:
    for report in reports:
        for cell in report.cells:
            if cell.code != "S-UNKNOWN":
                said = f"{_name_area(report)}. {say_cell(atlas, cell)}"
                yield Told(render(said), register.refer(cell.facts))


def _tell_gaps(atlas: Atlas, reports: Iterable[GapReport], register: Register) -> Iterable[Told]:
    for report in reports:
        for gap in report.gaps:
            if gap.severity in ("slight", "serious"):
                said = f"{_name_area(report)}. {say_gap(atlas, gap)}"
                yield Told(render(said), register.refer(gap.facts))


def _list_wanting(reports: Sequence[GapReport]) -> tuple[str, ...]:
    """What is missing in most areas comes first."""
    counts = Counter(
        code
        for report in reports
        for gap in report.gaps
        for part in gap.parts
        for code in dict.fromkeys(part.missing)
    )
    return tuple(say(code) for code, _ in counts.most_common())


def _tell_answers(
    reports: Iterable[GapReport], register: Register
) -> Iterable[tuple[str, str, Markup]]:
    facts: dict[str, dict[str, None]] = {}
    answers: dict[str, tuple[str, ...]] = {}
    for report in reports:
        for each in report.challenges:
            facts.setdefault(each.code, {}).update(dict.fromkeys(each.facts))
            answers[each.code] = each.opportunities
    for code, opportunities in answers.items():
        names = "; ".join(name_row(each) for each in opportunities)
        yield name_row(code), names, register.refer(facts[code])


def _choose(brokerage: Brokerage) -> list[Broker]:
    """Actors of the place who stand between levels, those who do so most first."""
    between = [(each.by_level.pairs, each) for each in brokerage.brokers
               if each.here and each.by_level and each.by_level.pairs]  # fmt: skip
    between.sort(key=lambda each: (-each[0], each[1].actor))
    return [broker for _, broker in between[:MOST]]


def _tell_broker(speech: Speech, broker: Broker, register: Register) -> Told:
    return Told(render(say_broker(speech, broker)), register.refer(broker.mechanisms))


def _find_convener(cells: Sequence[Unconnected]) -> Convener | None:
    """The first who shares a mechanism with each of the two."""
    return next((each for each in cells[0].conveners if each.direct), None)


def _tell_pair(
    speech: Speech, cells: Sequence[Unconnected], convener: Convener, register: Register
) -> Told:
    said = f"{say_pair(speech, cells, whole=True)} {say_convener(speech, convener)}"
    facts = dict.fromkeys((*list_competences(cells), *list_ties(convener)))
    return Told(render(said), register.refer(facts))
