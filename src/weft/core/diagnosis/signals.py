"""The signals of a setting: numbers in [0, 1] known within bounds, each with its facts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import product

from weft.core.atlas.facts import NON_GOVERNMENTAL, Mechanism, Survey
from weft.core.atlas.records import Fact
from weft.core.diagnosis.autonomy import measure_autonomy, measure_gap, measure_overlap
from weft.core.diagnosis.frames import measure_frames
from weft.core.diagnosis.interval import ANY, ZERO, Interval, find_mean_range, noisy_or, span
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey

# The distinct signals in the four scores, in the order of the arrays of `configuration`.
SIGNALS = ("TF", "A", "J", "F", "O", "C", "U", "BH", "K", "MF", "E")
JOINT_BODIES = frozenset({"co_deciding_body", "consultative_body", "shared_service"})
CONTRACTS = frozenset({"imposed_contract", "negotiated_contract"})


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
    signals = Signals()
    _measure_ties(scene, signals)
    _measure_balance(scene, signals)
    _measure_forum(scene, signals)
    _measure_voice(scene, signals)
    closing = [find_survey(scene, (each,), "competences") for each in scene.pair]
    policies = find_survey(scene, (scene.setting.lower,), "policies")
    signals.add("A", *measure_autonomy(scene), (*closing, policies))
    signals.add("O", *measure_overlap(scene), closing)
    signals.add("gap", *measure_gap(scene), closing)
    signals.add("F", *measure_frames(scene))
    _measure_conflict(scene, signals)
    overlap, coordination = signals["O"], signals["C"]
    uncoordinated = Interval(
        overlap.low * (1 - coordination.high), overlap.high * (1 - coordination.low)
    )
    signals.join("U", uncoordinated, "O", "C")
    up, across = signals["BF"], signals["H"]
    signals.join("BH", Interval(max(up.low, across.low), max(up.high, across.high)), "BF", "H")
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
    lower = scene.is_official(mechanism.initiator, scene.setting.lower)
    upper = scene.is_official(mechanism.initiator, scene.setting.upper)
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
    everything = find_survey(scene, scene.pair, "ties")
    coordinating = everything or find_survey(scene, scene.pair, "coordinating_ties")
    joining = (*scene.joining, *scene.perhaps_joining)
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
        signals.add(code, _combine(scene, chosen, weigh, survey), chosen, [survey])
    lower = scene.setting.lower
    across = find_survey(scene, (lower, lower), "ties")
    peers = (*scene.horizontal, *scene.perhaps_joining) if across else scene.horizontal
    signals.add("H", _combine(scene, peers, intensity, across), peers, [across])


def _measure_balance(scene: Scene, signals: Signals) -> None:
    """E = 1 - min(1, |D| / .6), D the mean direction weighted by s q; [0, 1] without a survey.

    Of several mechanisms of a kind one strength counts, with the direction of any that may be the
    strongest; a direction of unknown sign is tried both ways.
    """
    joining = (*scene.joining, *scene.perhaps_joining)
    survey = find_survey(scene, scene.pair, "ties")
    if survey is None:
        signals.add("E", ANY, joining)
        return
    by_kind: dict[str, list[Mechanism]] = {}
    for each in joining:
        by_kind.setdefault(each.kind, []).append(each)
    weights, directions = [], []
    for kind, members in by_kind.items():
        strengths = [scene.measure(each) for each in members]
        least = max(each.low for each in strengths)
        most = max(each.high for each in strengths)
        weights.append(Interval(least, most).scale(scene.method.mechanisms[kind].q))
        directions.append(
            {
                end
                for each, strength in zip(members, strengths, strict=True)
                if strength.high >= least
                for end in read_direction(scene, each)
            }
        )
    balances = []
    for chosen in product(*directions):
        items = [(w, Interval(d, d)) for w, d in zip(weights, chosen, strict=True)]
        if mean := find_mean_range(items):
            balances.append(_balance(mean, scene.method.balance.one_sided))
    if not balances or all(weight.low == 0 for weight in weights):
        balances.append(ZERO)  # perhaps none of them holds, and then nothing is balanced
    value = Interval(min(each.low for each in balances), max(each.high for each in balances))
    signals.add("E", value, joining, [survey])


def _balance(mean: Interval, one_sided: float) -> Interval:
    far = max(abs(mean.low), abs(mean.high))
    near = 0.0 if mean.low <= 0 <= mean.high else min(abs(mean.low), abs(mean.high))
    return Interval(1 - min(1.0, far / one_sided), 1 - min(1.0, near / one_sided))


def is_joint_body(mechanism: Mechanism) -> bool | None:
    """Whether levels meet in it; None for a contract of which nobody said if it has a committee."""
    if mechanism.kind in JOINT_BODIES:
        return True
    return mechanism.steering if mechanism.kind in CONTRACTS else False


def _measure_forum(scene: Scene, signals: Signals) -> None:
    """J: the largest s (.4 decides + .2 parity + .2 shared agenda and chair + .2 voluntary)."""
    joining = (*scene.joining, *scene.perhaps_joining)
    bodies = [each for each in joining if is_joint_body(each) is not False]
    survey = find_survey(scene, scene.pair, "ties", "coordinating_ties")
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
    signals.add("J", Interval(low, high if survey else 1.0), bodies, [survey])


def find_parity(scene: Scene, mechanism: Mechanism) -> bool | None:
    """Equal votes of the two levels, or equal voices where neither votes; None if not known."""
    if not mechanism.members:
        return None
    counts: dict[str, list[int]] = {"vote": [0, 0], "voice": [0, 0]}
    for member in mechanism.members:
        sides = [
            scene.stands_at(member.actor, level)
            for level in (scene.setting.upper, scene.setting.lower)
        ]
        if member.seat == "observer" or sides[0] == sides[1]:
            continue  # it stands at neither level, or at both
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


def _measure_conflict(scene: Scene, signals: Signals) -> None:
    """K: noisy-or of the disputes between the levels; open above without a survey."""
    survey = find_survey(scene, scene.pair, "disputes")
    weights = [
        (scene.method.disputes[each.kind], scene.holds(each) and scene.is_between_levels(each))
        for each in scene.disputes
    ]
    low = noisy_or(weight for weight, certain in weights if certain)
    high = noisy_or(weight for weight, _ in weights) if survey else 1.0
    signals.add("K", Interval(low, high), scene.disputes, [survey])
