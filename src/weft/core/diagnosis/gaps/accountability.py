"""The accountability gap (G-ACCO): tasks that nobody owns, watches or gives an account of."""

from weft.core.atlas.facts import GOVERNMENTAL, Competence, Report
from weft.core.atlas.records import Fact
from weft.core.diagnosis.gaps.gap import Gap, Part, join_parts, make_part
from weft.core.diagnosis.gaps.holders import BASES, find_anybody, find_held, is_positive, list_said
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.gaps.ties import is_active
from weft.core.diagnosis.interval import ANY, ONE, ZERO, Interval
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey
from weft.core.terms import list_codes


def find_accountability_gap(scene: Scene, pack: GapPack | None = None) -> Gap:
    """Mean of: roles that nobody holds, no monitor, no published report, and delivering bodies
    that monitor themselves alone (Charbit 2011: who answers for the outcome)."""
    pack = pack or read_pack()
    return join_parts(
        "G-ACCO",
        (
            _measure_owners(scene, pack),
            _measure_monitor(scene, pack),
            _measure_report(scene, pack),
            _measure_self_monitoring(scene),
        ),
        pack,
    )


def _measure_owners(scene: Scene, pack: GapPack) -> Part:
    """The share of the roles other than monitoring that nobody holds, by law or in practice."""
    roles = [each for each in list_codes("roles") if each != "monitor"]
    held = [find_anybody(scene, role, pack, BASES) for role in roles]
    low = sum(each.answer is False for each in held) / len(roles)
    high = sum(not each.answer for each in held) / len(roles)
    facts = [fact for each in held for fact in each.facts]
    return make_part("owners", Interval(low, high), facts, ["missing_owners"])


def _measure_monitor(scene: Scene, pack: GapPack) -> Part:
    """0 if somebody monitors, or an inspection or reporting duty is in force; 1 if nobody does."""
    held = find_anybody(scene, "monitor", pack, BASES)
    inspections = [each for each in scene.concerning if each.kind == "inspection"]
    active: list[Fact] = [each for each in inspections if is_active(scene, each, pack)]
    if held.answer or active:
        return make_part("monitor", ZERO, (*held.facts, *active))
    closed = find_survey(scene, scene.pair, "ties", everybody=True)
    sure = held.answer is False and closed and not inspections
    facts = (*held.facts, *inspections, closed)
    return make_part("monitor", ONE if sure else ANY, facts, ["missing_monitor"])


def _measure_report(scene: Scene, pack: GapPack) -> Part:
    """0 if somebody here has published an account of one of the last years; 1 if it is surveyed
    that nobody has."""
    on = scene.setting.on.year
    found: list[Report] = [
        each
        for each in scene.list_in_force("reports")
        if on - pack.report_years < each.year <= on
        and scene.atlas.acts_at(each.issuer, scene.setting.place)
    ]
    if any(scene.holds(each) for each in found):
        return make_part("report", ZERO, found)
    survey = find_survey(scene, scene.pair, "reports", everybody=True)
    value = ONE if survey and not found else ANY
    return make_part("report", value, (*found, survey), ["missing_report"])


def _measure_self_monitoring(scene: Scene) -> Part:
    """1 if the only monitor is the one who delivers; offices count as the government they answer
    to. 0 if there is more than one monitor, or one that surely does not deliver."""
    delivering, perhaps_delivering = _list_holders(scene, "deliver")
    monitoring, perhaps_monitoring = _list_holders(scene, "monitor")
    closed = find_survey(scene, scene.pair, "competences", everybody=True)
    found = [*delivering.values(), *monitoring.values()]
    facts: list[Fact | None] = [fact for each in found for fact in each]
    value = ANY
    if len(monitoring) > 1:
        value = ZERO
    elif closed and not perhaps_delivering and not perhaps_monitoring:
        value = ONE if monitoring.keys() & delivering.keys() else ZERO
        facts.append(closed)
    elif any(_delivers_not(scene, each) for each in monitoring):
        value = ZERO
    return make_part("self_monitoring", value, facts, ["missing_monitor"])


def _list_holders(scene: Scene, role: str) -> tuple[dict[str, list[Fact]], set[str]]:
    """Who surely holds a role in practice here, with the facts, and who else may hold it."""
    sure: dict[str, list[Fact]] = {}
    perhaps = set()
    for each in list_said(scene, role):
        if each.basis == "de_facto" and is_positive(each):
            if scene.holds(each):
                sure.setdefault(_find_head(scene, each), []).append(each)
            else:
                perhaps.add(_find_head(scene, each))
    return sure, perhaps - sure.keys()


def _find_head(scene: Scene, fact: Competence) -> str:
    """The government that a holder answers to; the kind of place, if it is stated for one."""
    current = fact.holder
    if current is None:
        return f"{fact.place_kind} in {fact.place}"
    seen = {current}
    while (parent := scene.atlas.actor_by_id[current].parent) and parent not in seen:
        if scene.atlas.actor_by_id[parent].kind not in GOVERNMENTAL:
            break
        seen.add(parent)
        current = parent
    return current


def _delivers_not(scene: Scene, monitor: str) -> bool:
    """Whether it is a government here of a level that surely does not deliver."""
    return monitor in scene.atlas.actor_by_id and any(
        scene.stands_at(monitor, level) and find_held(scene, level, "deliver").answer is False
        for level in scene.pair
    )
