"""The information gap (G-INFO): what one level knows does not reach the other, or nobody does."""

from itertools import chain
from typing import NamedTuple

from weft.core.atlas.facts import Mechanism
from weft.core.diagnosis.gaps.figures import Figures
from weft.core.diagnosis.gaps.gap import Gap, Part, join_parts, make_part
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.gaps.ties import Absence, measure_absence
from weft.core.diagnosis.interval import ANY, Interval
from weft.core.diagnosis.mechanisms import find_sign
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


def find_information_gap(scene: Scene, figures: Figures, pack: GapPack | None = None) -> Gap:
    """Mean of: needed flows that do not exist, how one-sided they are (where there surely are
    none, nothing can be), measures without local data (Charbit and Michalun 2009: asymmetries of
    information between levels)."""
    pack = pack or read_pack()
    carried = _list_carriers(scene, pack)
    asymmetry = _measure_asymmetry(scene, carried, pack)
    parts = [
        _measure_flows(scene, carried, pack),
        *([asymmetry] if asymmetry else []),
        _measure_data(scene, figures),
    ]
    return join_parts("G-INFO", parts, pack)


class _Carried(NamedTuple):
    """The mechanisms between the levels that carry information, by the way it runs."""

    both: list[Mechanism]
    up: list[Mechanism]
    down: list[Mechanism]
    unclear: list[Mechanism]  # one way, and nobody has said who started it


def _list_carriers(scene: Scene, pack: GapPack) -> _Carried:
    found = _Carried([], [], [], [])
    for each in (*scene.joining, *scene.perhaps_joining):
        way: str | None = pack.carriers.get(each.kind)
        if way == "from_starter":
            way = {1: "down", -1: "up", 0: "unclear"}[find_sign(scene, each)]
        if way:
            getattr(found, way).append(each)
    return found


def _measure_flows(scene: Scene, carried: _Carried, pack: GapPack) -> Part:
    """1 - share of the needed flows that exist."""
    needed = pack.needed_flows[scene.setting.area]
    flows = [_measure_flow(scene, each, carried, pack) for each in needed]
    value = Interval(
        sum(each.value.low for each in flows) / len(flows),
        sum(each.value.high for each in flows) / len(flows),
    )
    facts = [fact for each in flows for fact in each.facts]
    return make_part("flows", value, facts, [code for each in flows for code in each.missing])


def _measure_flow(scene: Scene, flow: str, carried: _Carried, pack: GapPack) -> Absence:
    if flow == "across":
        lower = scene.setting.lower
        peers = [
            each
            for each in (*scene.horizontal, *scene.perhaps_joining)
            if each.kind in pack.carriers
        ]
        return measure_absence(scene, peers, find_survey(scene, (lower, lower), "ties"), pack)
    survey = find_survey(scene, scene.pair, "ties")
    sure = [*carried.both, *(carried.up if flow == "up" else carried.down)]
    found = measure_absence(scene, sure, survey, pack)
    if found.value.high > 0 and carried.unclear:
        return Absence(ANY, (*found.facts, *carried.unclear), ("missing_starter",))
    return found


def _measure_asymmetry(scene: Scene, carried: _Carried, pack: GapPack) -> Part | None:
    """|up - down|, each the strength of the strongest mechanism that carries information there;
    None if surely none that is active carries any, [0, 1] if that is not known.

    What goes both ways counts for both: with t for that, u and d for what goes one way only, it is
    |max(t, u) - max(t, d)|, which falls as t grows, so that its range is found at the ends.
    """
    survey = find_survey(scene, scene.pair, "ties")
    facts = [*chain(*carried), survey]
    strongest = _find_strongest(scene, [*chain(*carried)], [], closed=survey is not None)
    if strongest.high < pack.active:
        return None
    if strongest.low < pack.active:
        missing = ["missing_activity" if survey else "missing_ties"]
        return make_part("asymmetry", ANY, facts, missing)
    t = _find_strongest(scene, carried.both, [], closed=survey is not None)
    u, d = (
        _find_strongest(scene, one_way, carried.unclear, closed=survey is not None)
        for one_way in (carried.up, carried.down)
    )
    up, down = (Interval(max(t.high, x.low), max(t.high, x.high)) for x in (u, d))
    least = max(0.0, up.low - down.high, down.low - up.high)
    up, down = (Interval(max(t.low, x.low), max(t.low, x.high)) for x in (u, d))
    most = max(up.high - down.low, down.high - up.low)
    return make_part("asymmetry", Interval(least, most), facts, ["missing_ties"])


def _find_strongest(
    scene: Scene, sure: list[Mechanism], maybe: list[Mechanism], *, closed: bool
) -> Interval:
    strengths = [scene.measure(each) for each in sure]
    highs = [each.high for each in strengths] + [scene.measure(each).high for each in maybe]
    low = max((each.low for each in strengths), default=0.0)
    return Interval(low, max(highs, default=0.0) if closed else 1.0)


def _measure_data(scene: Scene, figures: Figures) -> Part:
    """The share of the measures needed in the area that have no local data."""
    found = figures.find_measures(scene.setting.place, scene.setting.area)
    if found is None:
        return make_part("data", ANY, missing=["missing_measures"])
    value = (found.needed - found.local) / found.needed
    return make_part("data", Interval(value, value))
