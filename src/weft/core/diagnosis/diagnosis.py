"""The diagnosis of settings: both readings, from the facts of an atlas to the verdict."""

from collections.abc import Iterable, Sequence

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact, Model
from weft.core.diagnosis.conditions import Conditions, judge_conditions
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.draws import measure_stability
from weft.core.diagnosis.evidence import ReadingName, estimate_in, is_certain
from weft.core.diagnosis.findings import Finding, list_findings
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.outcome import Outcome, Score
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting
from weft.core.diagnosis.signals import Signals, measure_all
from weft.core.diagnosis.verdict import Verdict
from weft.core.terms import list_codes

SEED = 2026


class SignalResult(Model):
    """A signal: bounds in [0, 1], the facts behind it, the surveys that closed it."""

    code: str
    low: float
    high: float
    facts: tuple[str, ...]
    surveys: tuple[str, ...]


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
    seed: int
    draws: int
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
    atlas: Atlas,
    settings: Setting | Iterable[Setting],
    method: Method | None = None,
    *,
    seed: int = SEED,
    draws: int | None = None,
) -> tuple[Diagnosis, ...]:
    """A diagnosis for each setting, in their order; the same seed gives the same answer, whatever
    else is diagnosed with it. `draws` is the method's number unless given."""
    method = method or read_method()
    chance = (seed, draws or method.draws.number)
    asked = [settings] if isinstance(settings, Setting) else list(settings)
    nearby = Nearby(atlas)
    reasons = [explain_inapplicable(nearby, each) for each in asked]
    fit = [each for each, reason in zip(asked, reasons, strict=True) if not reason]
    scenes = [Scene(nearby, each, method, "confirmed") for each in fit]
    confirmed = read_scenes(scenes, *chance)
    # Where every fact counts as much already, the second reading is the first.
    different = [each for each in scenes if _reads_differently(each)]
    others = [Scene(nearby, each.setting, method, "recorded") for each in different]
    recorded = dict(
        zip((each.setting for each in different), read_scenes(others, *chance), strict=True)
    )
    found = {}
    for scene, reading in zip(scenes, confirmed, strict=True):
        other = recorded.get(scene.setting) or reading.model_copy(update={"name": "recorded"})
        found[scene.setting] = _assemble(scene, (reading, other), *chance)
    return tuple(
        found[setting]
        if not reason
        else Diagnosis(
            setting=setting,
            method=method.version,
            seed=chance[0],
            draws=chance[1],
            applicable=False,
            reason=reason,
        )
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


def read_scenes(scenes: Sequence[Scene], seed: int, draws: int) -> list[Reading]:
    """The reading of each scene; all of them in one method and one reading."""
    if not scenes:
        return []
    method = scenes[0].method
    ledger, bounds, measured = measure_all(scenes)
    low, high = stack_signals(bounds)
    stability = measure_stability(ledger, method, seed, draws)
    outcomes = [
        Outcome(configure(low, high, method, frames), wins, method)
        for frames, wins in zip((True, False), stability, strict=True)
    ]
    return [
        _read_one(at, scene, signals, *outcomes)
        for at, (scene, signals) in enumerate(zip(scenes, measured, strict=True))
    ]


def _read_one(at: int, scene: Scene, signals: Signals, full: Outcome, bare: Outcome) -> Reading:
    return Reading(
        name=scene.reading,
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
        scores=full.list_scores(at),
        knownness=full.find_knownness(at),
        verdict=full.judge(at),
        without_frames=bare.judge(at),
        conditions=judge_conditions(scene),
    )


def _reads_differently(scene: Scene) -> bool:
    """Whether any fact that bears on the setting is likelier if what is recorded holds."""
    atlas, method = scene.atlas, scene.method
    return any(
        estimate_in("recorded", atlas, each, method)
        != estimate_in("confirmed", atlas, each, method)
        for each in scene.list_bearing()
    )


def _list_doubtful(scene: Scene, facts: Iterable[Fact]) -> tuple[str, ...]:
    """The facts that count as true only if what is recorded holds."""
    atlas, method = scene.atlas, scene.method
    return tuple(
        each.id
        for each in facts
        if is_certain(atlas, each, method, "recorded")
        and not is_certain(atlas, each, method, "confirmed")
    )


def _assemble(scene: Scene, readings: tuple[Reading, ...], seed: int, draws: int) -> Diagnosis:
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
        seed=seed,
        draws=draws,
        applicable=True,
        readings=readings,
        facts=tuple(ids),
        to_confirm=_list_doubtful(scene, facts),
        findings=list_findings(scene, facts),
    )
