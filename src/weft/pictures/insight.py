"""What the page says beyond the labels of a place: what is missing, and who could help."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.sentences import ROLE_NOUNS
from weft.core.diagnosis import Diagnosis, Method
from weft.core.diagnosis.brokers import Broker, Brokerage, Unconnected, find_brokers
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
    pairs = [each for each in brokerage.unconnected if _can_convene(each)]
    return InsightView(
        cells=tuple(_tell_cells(atlas, reports, register)),
        gaps=tuple(_tell_gaps(atlas, reports, register)),
        wanting=_list_wanting(reports),
        answers=tuple(_tell_answers(reports, register)),
        brokers=tuple(_tell_broker(atlas, each, register) for each in _choose(brokerage)),
        pairs=tuple(_tell_pair(atlas, each, register) for each in pairs[:MOST]),
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
    between = [each for each in brokerage.brokers if each.here and each.by_level]
    between = [each for each in between if each.by_level and each.by_level.total]
    between.sort(key=lambda each: (-(each.by_level.total if each.by_level else 0), each.actor))
    return between[:MOST]


def _tell_broker(atlas: Atlas, broker: Broker, register: Register) -> Told:
    name = mark(atlas.actor_by_id[broker.actor].name)
    times = broker.by_level.total if broker.by_level else 0
    ways = "one way" if times == 1 else f"{times} ways"
    said = f"{name} links actors of whom no tie to one another is recorded, in {ways}."
    return Told(render(said), register.refer(broker.mechanisms))


def _can_convene(pair: Unconnected) -> bool:
    return any(each.direct for each in pair.conveners)


def _tell_pair(atlas: Atlas, pair: Unconnected, register: Register) -> Told:
    one, other = (mark(atlas.actor_by_id[each].name) for each in pair.actors)
    convener = next(each for each in pair.conveners if each.direct)
    who = mark(atlas.actor_by_id[convener.actor].name)
    what = f"{ROLE_NOUNS[pair.role]} of {label('areas', pair.area).lower()}"
    said = (
        f"{one} and {other} both have to do with {what}, without a recorded tie. "
        f"{who} is tied to both and could bring them together."
    )
    ties = [key for side in convener.sides for key in side.mechanisms]
    facts = dict.fromkeys((*pair.facts[0], *pair.facts[1], *ties))
    return Told(render(said), register.refer(facts))
