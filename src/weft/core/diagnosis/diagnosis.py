"""The diagnosis of settings: both readings, from the facts of an atlas to the verdict."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.atlas.records import Fact, Model
from weft.core.diagnosis.conditions import Conditions, judge_conditions
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.draws import measure_stability
from weft.core.diagnosis.evidence import ReadingName, estimate_in, is_certain
from weft.core.diagnosis.findings import Finding, list_findings
from weft.core.diagnosis.method import Method, read_method
from weft.core.diagnosis.obstacles import Obstacle, find_obstacle, say_obstacle
from weft.core.diagnosis.outcome import Outcome, Score
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.setting import Setting, check_place
from weft.core.diagnosis.signals import Signals, measure_all
from weft.core.diagnosis.verdict import Verdict, keep_confirmed

SEED = 2026
AT_ONCE = 200  # settings that are scored together


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
    reason: str = ""  # why it is not applicable, in English
    obstacle: Obstacle | None = None  # the same, to be said in any language
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
    else is diagnosed with it. `draws` is the method's number unless given.

    Raises SettingError for a place that is not there, ValueError for less than one draw.
    """
    asked = [settings] if isinstance(settings, Setting) else settings
    return tuple(iterate_diagnoses(atlas, asked, method, seed=seed, draws=draws))


def iterate_diagnoses(
    atlas: Atlas,
    settings: Iterable[Setting],
    method: Method | None = None,
    *,
    seed: int = SEED,
    draws: int | None = None,
) -> Iterator[Diagnosis]:
    """As `diagnose`, one after the other: what is yielded need not be kept, so that a hundred
    thousand settings take no more memory than a few."""
    method = method or read_method()
    number = method.draws.number if draws is None else draws
    if number < 1:
        raise ValueError(f"{number} draws are no draws; at least one is needed")
    nearby, asked = Nearby(atlas), iter(settings)
    while batch := list(islice(asked, AT_ONCE)):
        yield from _diagnose_batch(nearby, batch, method, (seed, number))


def _diagnose_batch(
    nearby: Nearby, asked: list[Setting], method: Method, chance: tuple[int, int]
) -> tuple[Diagnosis, ...]:
    for each in asked:
        check_place(nearby.atlas, each.place)
    obstacles = [find_obstacle(nearby, each) for each in asked]
    fit = [each for each, obstacle in zip(asked, obstacles, strict=True) if not obstacle]
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
        found[scene.setting] = _assemble(scene, (_confirm(reading, other), other), *chance)
    return tuple(
        found[setting]
        if not obstacle
        else Diagnosis(
            setting=setting,
            method=method.version,
            seed=chance[0],
            draws=chance[1],
            applicable=False,
            reason=say_obstacle(nearby.atlas, setting, obstacle),
            obstacle=obstacle,
        )
        for setting, obstacle in zip(asked, obstacles, strict=True)
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


def _confirm(reading: Reading, other: Reading) -> Reading:
    """The reading on what is confirmed. A label that would not stand if what is recorded held
    rests on what weak sources leave open, and is not given."""
    changes = {
        name: keep_confirmed(getattr(reading, name), getattr(other, name))
        for name in ("verdict", "without_frames")
    }
    return reading.model_copy(update=changes)


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
