"""The diagnosis of settings: both readings, from the facts of an atlas to the verdict."""

from collections.abc import Iterable

import numpy as np

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact, Model
from weft.core.diagnosis.conditions import Conditions, judge_conditions
from weft.core.diagnosis.configuration import Configuration, configure
from weft.core.diagnosis.evidence import ReadingName, is_certain
from weft.core.diagnosis.findings import Finding, list_findings
from weft.core.diagnosis.method import TYPES, Method, read_method
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.signals import SIGNALS, Signals, measure_signals
from weft.core.diagnosis.verdict import Verdict, judge
from weft.core.terms import list_codes


class SignalResult(Model):
    """A signal: bounds in [0, 1], the facts behind it, the surveys that closed it."""

    code: str
    low: float
    high: float
    facts: tuple[str, ...]
    surveys: tuple[str, ...]


class Score(Model):
    """A type's score in [0, 1]: at the midpoints, its bounds, and the types that exclude it."""

    type: str
    low: float
    point: float
    high: float
    excluded_by: tuple[str, ...]


class Reading(Model):
    """One reading of the facts: "confirmed", or "recorded" (if what is recorded holds)."""

    name: ReadingName
    signals: tuple[SignalResult, ...]
    scores: tuple[Score, ...]
    knownness: float
    verdict: Verdict
    without_frames: Verdict
    conditions: Conditions

    def find_signal(self, code: str) -> SignalResult:
        """The signal with that code; StopIteration if there is none."""
        return next(each for each in self.signals if each.code == code)


class Diagnosis(Model):
    """What the facts allow to say of one setting."""

    setting: Setting
    method: str
    applicable: bool
    reason: str = ""  # why it is not applicable
    readings: tuple[Reading, ...] = ()
    facts: tuple[str, ...] = ()
    to_confirm: tuple[str, ...] = ()  # facts that only the second reading takes as true
    findings: tuple[Finding, ...] = ()

    def read(self, name: ReadingName) -> Reading:
        """The reading of that name; StopIteration if the setting is not applicable."""
        return next(each for each in self.readings if each.name == name)


def diagnose(
    atlas: Atlas, settings: Setting | Iterable[Setting], method: Method | None = None
) -> tuple[Diagnosis, ...]:
    """A diagnosis for each setting, in their order."""
    method = method or read_method()
    asked = [settings] if isinstance(settings, Setting) else list(settings)
    nearby = Nearby(atlas)
    reasons = [explain_inapplicable(nearby, each) for each in asked]
    fit = [each for each, reason in zip(asked, reasons, strict=True) if not reason]
    scenes = [Scene(nearby, each, method, "confirmed") for each in fit]
    confirmed = _read_all(scenes, "confirmed", method)
    # Where every fact counts as true already, the second reading is the first.
    doubtful = [each for each in scenes if _list_doubtful(each, each.list_bearing())]
    others = [Scene(nearby, each.setting, method, "recorded") for each in doubtful]
    recorded = dict(
        zip((each.setting for each in doubtful), _read_all(others, "recorded", method), strict=True)
    )
    found = {}
    for scene, reading in zip(scenes, confirmed, strict=True):
        other = recorded.get(scene.setting) or reading.model_copy(update={"name": "recorded"})
        found[scene.setting] = _assemble(scene, (reading, other))
    return tuple(
        found[setting]
        if not reason
        else Diagnosis(setting=setting, method=method.version, applicable=False, reason=reason)
        for setting, reason in zip(asked, reasons, strict=True)
    )


def explain_inapplicable(nearby: Nearby, setting: Setting) -> str:
    """Why a pair of levels says nothing about a place; empty if it does."""
    atlas, order = nearby.atlas, list_codes("levels")
    if order.index(setting.upper) >= order.index(setting.lower):
        return f"{setting.upper} is not above {setting.lower}"
    place = atlas.place_by_id[setting.place]
    if setting.upper in place.levels and setting.lower in place.levels:
        return f"{place.name} is {setting.upper} and {setting.lower} at once"
    related = [atlas.place_by_id[each] for each in nearby.list_related(setting.place)]
    for level in (setting.upper, setting.lower):
        if not any(level in each.levels for each in related):
            return (
                f"no {level} level is recorded above {place.name}; name the place it is part of "
                "(parent)"
                if order.index(level) < order.index(max(place.levels, key=order.index))
                else f"no {level} level is recorded for {place.name}"
            )
    if setting.upper == "metropolitan" and not _has_legal_power(nearby, setting):
        return "a metropolis stands above its communes only where a legal power is recorded"
    return ""


def _has_legal_power(nearby: Nearby, setting: Setting) -> bool:
    """Whether the upper level holds something by law in the area around the place."""
    scene = Scene(nearby, setting, read_method(), "recorded")
    return any(
        each.basis == "de_jure" and each.holds and scene.speaks_of(each, setting.upper)
        for each in scene.competences
        if each.holder not in (NOBODY, UNKNOWN)
    )


def _read_all(scenes: list[Scene], name: ReadingName, method: Method) -> list[Reading]:
    measured = [measure_signals(each) for each in scenes]
    shape = (len(measured), len(SIGNALS))
    low = np.array([[each[code].low for code in SIGNALS] for each in measured]).reshape(shape)
    high = np.array([[each[code].high for code in SIGNALS] for each in measured]).reshape(shape)
    full = configure(low, high, method)
    bare = configure(low, high, method, frames=False)
    return [
        _read_one(index, scenes[index], measured[index], (full, bare), name)
        for index in range(len(scenes))
    ]


def _read_one(
    index: int,
    scene: Scene,
    signals: Signals,
    configurations: tuple[Configuration, Configuration],
    name: ReadingName,
) -> Reading:
    full, bare = configurations
    return Reading(
        name=name,
        signals=tuple(
            SignalResult(
                code=each.code,
                low=each.value.low,
                high=each.value.high,
                facts=each.facts,
                surveys=each.surveys,
            )
            for each in signals.by_code.values()
        ),
        scores=tuple(
            Score(
                type=kind,
                low=float(full.low[index, position]),
                point=float(full.point[index, position]),
                high=float(full.high[index, position]),
                excluded_by=tuple(
                    other
                    for column, other in enumerate(TYPES)
                    if full.excluded_by[index, position, column]
                ),
            )
            for position, kind in enumerate(TYPES)
        ),
        knownness=float(full.knownness[index]),
        verdict=_judge_one(full, index, scene.method),
        without_frames=_judge_one(bare, index, scene.method),
        conditions=judge_conditions(scene),
    )


def _judge_one(configuration: Configuration, index: int, method: Method) -> Verdict:
    scores = {
        kind: (
            float(configuration.low[index, position]),
            float(configuration.point[index, position]),
            float(configuration.high[index, position]),
        )
        for position, kind in enumerate(TYPES)
    }
    admissible = tuple(
        kind for position, kind in enumerate(TYPES) if configuration.admissible[index, position]
    )
    return judge(scores, admissible, float(configuration.knownness[index]), method.verdict)


def _list_doubtful(scene: Scene, facts: Iterable[Fact]) -> tuple[str, ...]:
    """The facts that count as true only if what is recorded holds."""
    atlas, method = scene.atlas, scene.method
    return tuple(
        each.id
        for each in facts
        if is_certain(atlas, each, method, "recorded")
        and not is_certain(atlas, each, method, "confirmed")
    )


def _assemble(scene: Scene, readings: tuple[Reading, ...]) -> Diagnosis:
    ids: dict[str, None] = {}
    for reading in readings:
        for signal in reading.signals:
            ids.update(dict.fromkeys((*signal.facts, *signal.surveys)))
        for condition in (reading.conditions.a, reading.conditions.b, reading.conditions.c):
            ids.update(dict.fromkeys(condition.facts))
    ids.update(dict.fromkeys(each.id for each in scene.surveys))
    facts = [scene.atlas.facts[each] for each in ids]
    return Diagnosis(
        setting=scene.setting,
        method=scene.method.version,
        applicable=True,
        readings=readings,
        facts=tuple(ids),
        to_confirm=_list_doubtful(scene, facts),
        findings=list_findings(scene, facts),
    )
