"""The signals of a setting: numbers in [0, 1] known within bounds, each with its facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from weft.core.atlas.facts import NON_GOVERNMENTAL, Mechanism, Survey
from weft.core.atlas.records import Fact
from weft.core.diagnosis.autonomy import measure_autonomy, measure_gap, measure_overlap
from weft.core.diagnosis.frames import measure_frames
from weft.core.diagnosis.interval import ANY, ZERO, Interval, find_mean_range, noisy_or, span
from weft.core.diagnosis.scene import Scene

# The distinct signals in the four scores, in the order of the arrays of `configuration`.
SIGNALS = ("TF", "A", "J", "F", "O", "C", "U", "BH", "K", "MF", "E")
JOINT_BODIES = frozenset({"co_deciding_body", "consultative_body", "shared_service"})
CONTRACTS = frozenset({"imposed_contract", "negotiated_contract"})


@dataclass(frozen=True)
class Signal:
    """A signal's bounds, the facts behind them, and the survey that closed it, if any."""

    code: str
    value: Interval
    facts: tuple[str, ...] = ()
    survey: str | None = None


@dataclass
class Signals:
    """All signals of a setting by code."""

    by_code: dict[str, Signal] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Interval:
        return self.by_code[code].value

    def add(
        self, code: str, value: Interval, facts: Iterable[Fact] = (), survey: Survey | None = None
    ) -> None:
        ids = tuple(dict.fromkeys(each.id for each in facts))
        self.by_code[code] = Signal(code, value, ids, survey.id if survey else None)


def measure_signals(scene: Scene) -> Signals:
    """Every signal of a setting, from V to K."""
    signals = Signals()
    _measure_ties(scene, signals)
    _measure_balance(scene, signals)
    _measure_forum(scene, signals)
    _measure_voice(scene, signals)
    measured = (
        ("A", measure_autonomy(scene)),
        ("O", measure_overlap(scene)),
        ("gap", measure_gap(scene)),
        ("F", measure_frames(scene)),
    )
    for code, (value, facts) in measured:
        signals.add(code, value, facts)
    _measure_conflict(scene, signals)
    overlap, coordination = signals["O"], signals["C"]
    signals.add(
        "U",
        Interval(overlap.low * (1 - coordination.high), overlap.high * (1 - coordination.low)),
    )
    up, across = signals["BF"], signals["H"]
    signals.add("BH", Interval(max(up.low, across.low), max(up.high, across.high)))
    return signals


def read_direction(scene: Scene, mechanism: Mechanism) -> Interval:
    """d: 1 top-down, -1 bottom-up; both signs where nobody has said who started it."""
    kind = scene.method.mechanisms[mechanism.kind]
    if kind.initiator == "fixed" or kind.d == 0:
        return Interval(kind.d, kind.d)
    if mechanism.initiator is None:
        if kind.initiator == "either":
            return span((kind.d, -kind.d))
        return Interval(kind.d, kind.d)
    lower = scene.stands_at(mechanism.initiator, scene.setting.lower)
    upper = scene.stands_at(mechanism.initiator, scene.setting.upper)
    d = -kind.d if lower and not upper else kind.d
    return Interval(d, d)


def _combine(
    scene: Scene,
    mechanisms: Iterable[Mechanism],
    weigh: Callable[[Mechanism], Interval],
    survey: Survey | None,
) -> Interval:
    """Noisy-or of strength x weight, the strongest of each kind; open above without a survey."""
    lows: dict[str, float] = {}
    highs: dict[str, float] = {}
    for each in mechanisms:
        value = scene.measure(each) * weigh(each)
        lows[each.kind] = max(lows.get(each.kind, 0.0), value.low)
        highs[each.kind] = max(highs.get(each.kind, 0.0), value.high)
    return Interval(noisy_or(lows.values()), noisy_or(highs.values()) if survey else 1.0)


def _measure_ties(scene: Scene, signals: Signals) -> None:
    """V, C, TF, MF, BF between the pair; H among the lower level."""
    kinds = scene.method.mechanisms
    pair = (scene.setting.upper, scene.setting.lower)
    everything = scene.find_survey(pair, "ties")
    coordinating = everything or scene.find_survey(pair, "coordinating_ties")
    joining = scene.joining
    coordinates = [each for each in joining if kinds[each.kind].coordinates]

    def intensity(each: Mechanism) -> Interval:
        q = kinds[each.kind].q
        return Interval(q, q)

    def downward(each: Mechanism) -> Interval:
        q, d = kinds[each.kind].q, read_direction(scene, each)
        return Interval(q * max(d.low, 0.0), q * max(d.high, 0.0))

    def upward(each: Mechanism) -> Interval:
        q, d = kinds[each.kind].q, read_direction(scene, each)
        return Interval(q * max(-d.high, 0.0), q * max(-d.low, 0.0))

    def mutual(each: Mechanism) -> Interval:
        q = kinds[each.kind].q * (1 - abs(kinds[each.kind].d))
        return Interval(q, q)

    commands = [each for each in joining if each.kind not in ("consultation", "consultative_body")]
    for code, chosen, weigh, survey in (
        ("V", joining, intensity, everything),
        ("C", coordinates, intensity, coordinating),
        ("TF", commands, downward, everything),
        ("BF", joining, upward, everything),
        ("MF", coordinates, mutual, coordinating),
    ):
        signals.add(code, _combine(scene, chosen, weigh, survey), chosen, survey)
    lower = scene.setting.lower
    across = scene.find_survey((lower, lower), "ties")
    signals.add("H", _combine(scene, scene.horizontal, intensity, across), scene.horizontal, across)


def _measure_balance(scene: Scene, signals: Signals) -> None:
    """E = 1 - min(1, |D| / .6), D the mean direction weighted by s q; [0, 1] without a survey."""
    joining = scene.joining
    survey = scene.find_survey((scene.setting.upper, scene.setting.lower), "ties")
    if survey is None:
        signals.add("E", ANY, joining)
        return
    by_kind: dict[str, list[Mechanism]] = {}
    for each in joining:
        by_kind.setdefault(each.kind, []).append(each)
    items = []
    for kind, members in by_kind.items():
        strengths = [scene.measure(each) for each in members]
        least = max(each.low for each in strengths)
        directions = [
            read_direction(scene, each)
            for each, s in zip(members, strengths, strict=True)
            if s.high >= least
        ]
        weight = Interval(least, max(each.high for each in strengths))
        d = Interval(min(each.low for each in directions), max(each.high for each in directions))
        items.append((weight.scale(scene.method.mechanisms[kind].q), d))
    mean = find_mean_range(items)
    if mean is None:
        signals.add("E", ZERO, joining, survey)
        return
    far = max(abs(mean.low), abs(mean.high))
    near = 0.0 if mean.low <= 0 <= mean.high else min(abs(mean.low), abs(mean.high))
    one_sided = scene.method.balance.one_sided
    low, high = (1 - min(1.0, each / one_sided) for each in (far, near))
    if all(weight.low == 0 for weight, _ in items):
        low = 0.0  # perhaps none of them holds, and then nothing is balanced
    signals.add("E", Interval(low, high), joining, survey)


def is_joint_body(mechanism: Mechanism) -> bool | None:
    """Whether levels meet in it; None for a contract of which nobody said if it has a committee."""
    if mechanism.kind in JOINT_BODIES:
        return True
    return mechanism.steering if mechanism.kind in CONTRACTS else False


def _measure_forum(scene: Scene, signals: Signals) -> None:
    """J: the largest s (.4 decides + .2 parity + .2 shared agenda and chair + .2 voluntary)."""
    bodies = [each for each in scene.joining if is_joint_body(each) is not False]
    pair = (scene.setting.upper, scene.setting.lower)
    survey = scene.find_survey(pair, "ties", "coordinating_ties")
    weights = scene.method.forum
    low = high = 0.0
    for each in bodies:
        strength = scene.measure(each)
        attributes = (
            (weights.decides, each.decides),
            (weights.parity, find_parity(scene, each)),
            (weights.shared_agenda_and_chair, find_sharing(scene, each)),
            (weights.voluntary, each.voluntary),
        )
        if is_joint_body(each):
            low = max(low, strength.low * sum(weight for weight, met in attributes if met))
        known = sum(weight for weight, met in attributes if met is not False)
        high = max(high, strength.high * known)
    signals.add("J", Interval(low, high if survey else 1.0), bodies, survey)


def find_parity(scene: Scene, mechanism: Mechanism) -> bool | None:
    """Equal votes of the two levels, or equal voices where neither votes; None if not known."""
    counts: dict[str, list[int]] = {"vote": [0, 0], "voice": [0, 0]}
    for member in mechanism.members:
        sides = [
            scene.stands_at(member.actor, level)
            for level in (scene.setting.upper, scene.setting.lower)
        ]
        if member.seat == "observer" or not any(sides):
            continue
        if member.voice is None:
            return None
        if member.voice in counts:
            for index, here in enumerate(sides):
                counts[member.voice][index] += here
    upper, lower = counts["vote"] if any(counts["vote"]) else counts["voice"]
    return upper == lower and upper > 0


def find_sharing(scene: Scene, mechanism: Mechanism) -> bool | None:
    """Whether agenda and chair are both held by both levels; None if one is not known."""
    chairs = tuple(each.actor for each in mechanism.members if each.seat == "chair")
    answers: list[bool | None] = []
    for held in (chairs or None, mechanism.agenda):
        if held is None:
            answers.append(None)
        else:
            answers.append(
                all(
                    any(scene.stands_at(actor, level) for actor in held)
                    for level in (scene.setting.upper, scene.setting.lower)
                )
            )
    if False in answers:
        return False
    return None if None in answers else True


def _measure_voice(scene: Scene, signals: Signals) -> None:
    """N: s-weighted mean of what non-governmental members may do in bodies; and the share of the
    strength of joining mechanisms that is formal. Neither enters a score."""
    items, facts = [], []
    for each in scene.mechanisms:
        if is_joint_body(each) is False:
            continue
        for member in each.members:
            if scene.atlas.actor_by_id[member.actor].kind not in NON_GOVERNMENTAL:
                continue
            if member.seat != "observer" and scene.is_here(
                scene.find_territory(each, member.actor)
            ):
                worth = ANY if member.voice is None else span((scene.method.voices[member.voice],))
                items.append((scene.measure(each), worth))
                facts.append(each)
    signals.add("N", find_mean_range(items) or ANY, facts)
    worth_of = {"formal": span((1.0,)), "semi_formal": span((0.5,)), "informal": ZERO, None: ANY}
    formal = [(scene.measure(each), worth_of[each.formality]) for each in scene.joining]
    signals.add("formal", find_mean_range(formal) or ANY, scene.joining)


def _measure_conflict(scene: Scene, signals: Signals) -> None:
    """K: noisy-or of the disputes between the levels; open above without a survey."""
    survey = scene.find_survey((scene.setting.upper, scene.setting.lower), "disputes")
    weights = [(scene.method.disputes[each.kind], scene.holds(each)) for each in scene.disputes]
    low = noisy_or(weight for weight, certain in weights if certain)
    high = noisy_or(weight for weight, _ in weights) if survey else 1.0
    signals.add("K", Interval(low, high), scene.disputes, survey)
