"""The signals of settings: numbers in [0, 1] known within bounds, each with its facts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from weft.core.atlas.facts import NON_GOVERNMENTAL, Survey
from weft.core.atlas.records import Fact
from weft.core.diagnosis.autonomy import find_holding, measure_gap
from weft.core.diagnosis.bounds import Bounds, bound_signals
from weft.core.diagnosis.entering import enter_scenes, list_cells
from weft.core.diagnosis.frames import list_level_policies
from weft.core.diagnosis.interval import ANY, ZERO, Interval, find_mean_range, span
from weft.core.diagnosis.ledger import Ledger
from weft.core.diagnosis.mechanisms import is_joint_body
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


@dataclass(frozen=True)
class Signal:
    """A signal's bounds, the facts behind them, and the surveys that closed it, if any."""

    code: str
    value: Interval
    facts: tuple[str, ...] = ()
    surveys: tuple[str, ...] = ()


@dataclass
class Signals:
    """All signals of a setting by code."""

    by_code: dict[str, Signal] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Interval:
        return self.by_code[code].value

    def add(
        self,
        code: str,
        value: Interval,
        facts: Iterable[Fact] = (),
        surveys: Iterable[Survey | None] = (),
    ) -> None:
        ids = tuple(dict.fromkeys(each.id for each in facts))
        closed = tuple(dict.fromkeys(each.id for each in surveys if each))
        self.by_code[code] = Signal(code, value, ids, closed)

    def join(self, code: str, value: Interval, *parts: str) -> None:
        """A signal made of others: it rests on what they rest on."""
        found = [self.by_code[each] for each in parts]
        facts = dict.fromkeys(fact for each in found for fact in each.facts)
        surveys = dict.fromkeys(survey for each in found for survey in each.surveys)
        self.by_code[code] = Signal(code, value, tuple(facts), tuple(surveys))


def measure_signals(scene: Scene) -> Signals:
    """Every signal of a setting, from V to K."""
    return measure_all([scene])[2][0]


def measure_all(scenes: Sequence[Scene]) -> tuple[Ledger, Bounds, list[Signals]]:
    """The ledger of some settings, the bounds of their signals, and the signals of each."""
    ledger = enter_scenes(scenes)
    method = scenes[0].method if scenes else None
    bounds = bound_signals(ledger, method) if method else {}
    return ledger, bounds, [_describe(each, at, bounds) for at, each in enumerate(scenes)]


def _describe(scene: Scene, at: int, bounds: Bounds) -> Signals:
    """The signals of one setting with the facts and surveys behind them."""
    signals = Signals()

    def add(code: str, facts: Iterable[Fact], *surveys: Survey | None) -> None:
        low, high = bounds[code][at]
        signals.add(code, Interval(float(low), float(high)), facts, surveys)

    def join(code: str, *parts: str) -> None:
        low, high = bounds[code][at]
        signals.join(code, Interval(float(low), float(high)), *parts)

    kinds, lower = scene.method.mechanisms, scene.setting.lower
    everything = find_survey(scene, scene.pair, "ties")
    coordinating = everything or find_survey(scene, scene.pair, "coordinating_ties")
    joining = (*scene.joining, *scene.perhaps_joining)
    coordinates = [each for each in joining if kinds[each.kind].coordinates]
    add("V", joining, everything)
    add("C", coordinates, coordinating)
    add("TF", [each for each in joining if kinds[each.kind].commands], everything)
    add("BF", joining, everything)
    add("MF", coordinates, coordinating)
    across = find_survey(scene, (lower, lower), "ties")
    peers = (*scene.horizontal, *scene.perhaps_joining) if across else scene.horizontal
    add("H", peers, across)
    add("E", joining, everything)
    add("J", [each for each in joining if is_joint_body(each) is not False], coordinating)
    _measure_voice(scene, signals)
    closing = [find_survey(scene, (each,), "competences") for each in scene.pair]
    add("A", _list_autonomy(scene), *closing, find_survey(scene, (lower,), "policies"))
    add("O", _list_holders(scene, "de_facto"), *closing)
    signals.add("gap", *measure_gap(scene), closing)
    add("F", [each for level in scene.pair for each in list_level_policies(scene, level)])
    add("K", scene.disputes, find_survey(scene, scene.pair, "disputes"))
    join("U", "O", "C")
    join("BH", "BF", "H")
    return signals


def _list_autonomy(scene: Scene) -> Iterable[Fact]:
    """What local autonomy rests on: the law in formulation, practice in implementation, and the
    lower level's policies."""
    for phase, basis in (("formulation", "de_jure"), ("implementation", "de_facto")):
        if phase in scene.setting.phases:
            yield from _list_holders(scene, basis, phase)
            yield from scene.list_policies(scene.setting.lower, phase)


def _list_holders(scene: Scene, basis: str, phase: str | None = None) -> Iterable[Fact]:
    for _, (manner, when), level, role in list_cells(scene):
        if manner == basis and phase in (None, when):
            yield from find_holding(scene, level, role, basis, when).facts


def _measure_voice(scene: Scene, signals: Signals) -> None:
    """N: s-weighted mean of what non-governmental members may do in joint bodies; and the share of
    the strength of joining mechanisms that is formal. Neither enters a score; both are [0, 1]
    until a survey says that all ties are recorded."""
    voices = scene.method.voices
    items, facts = [], []
    for each in scene.mechanisms:
        if (joint := is_joint_body(each)) is False:
            continue
        strength = scene.measure(each)
        weight = strength if joint else Interval(0.0, strength.high)
        for member in each.members:
            kind = scene.atlas.actor_by_id[member.actor].kind
            territory = scene.atlas.find_territory(member.actor) or each.place
            if kind in NON_GOVERNMENTAL and member.seat != "observer" and scene.is_here(territory):
                worth = ANY if member.voice is None else span((voices[member.voice],))
                items.append((weight, worth))
                facts.append(each)
    everybody = find_survey(scene, scene.pair, "ties", "coordinating_ties", everybody=True)
    value = find_mean_range(items) if everybody else None
    signals.add("N", value or ANY, facts, [everybody])
    worth_of = {"formal": span((1.0,)), "semi_formal": span((0.5,)), "informal": ZERO, None: ANY}
    joining = (*scene.joining, *scene.perhaps_joining)
    survey = find_survey(scene, scene.pair, "ties")
    formal = find_mean_range((scene.measure(each), worth_of[each.formality]) for each in joining)
    signals.add("formal", (formal if survey else None) or ANY, joining, [survey])
