"""The administrative gap (G-ADMI): people's daily life crosses boundaries that no tie bridges."""

from collections.abc import Iterable

from weft.core.atlas.facts import Zone
from weft.core.atlas.records import Fact
from weft.core.diagnosis.gaps.figures import Figures
from weft.core.diagnosis.gaps.gap import Gap, Part, join_parts, make_part
from weft.core.diagnosis.gaps.pack import GapPack, read_pack
from weft.core.diagnosis.gaps.ties import Absence, is_active
from weft.core.diagnosis.interval import ANY, ZERO, Interval
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.surveys import find_survey


def find_administrative_gap(scene: Scene, figures: Figures, pack: GapPack | None = None) -> Gap:
    """Of the people in the functional areas of this place that cross boundaries, the share in
    towns that no tie joins to another (Charbit and Michalun 2009: mismatch of functional
    areas and administrative boundaries). One part for each kind of area that the field has."""
    pack = pack or read_pack()
    kinds = pack.functional_areas[scene.setting.area]
    parts = (_measure_zones(scene, figures, kind, pack) for kind in kinds)
    return join_parts("G-ADMI", parts, pack)


def _measure_zones(scene: Scene, figures: Figures, kind: str, pack: GapPack) -> Part:
    """Mean over the zones of a kind, weighted by the people in them; a place is taken to lie in
    one market of each kind, so that one zone is enough to know."""
    code = f"{kind}_market"
    zones = [each for each in _list_zones(scene) if each.kind == kind]
    if not zones:
        return make_part(code, ANY, missing=[f"missing_{kind}_zone"])
    if not all(scene.holds(each) for each in zones):
        return make_part(code, ANY, zones, ["missing_confirmation"])
    absences = [_measure_zone(scene, figures, each, pack) for each in zones]
    people = [_count_people(scene, figures, each) for each in zones]
    facts: list[Fact] = [*zones, *(fact for each in absences for fact in each.facts)]
    missing = [each for found in absences for each in found.missing]
    if None in people and len(zones) > 1:
        missing.append("missing_population")
    return make_part(code, _weigh([each.value for each in absences], people), facts, missing)


def _weigh(values: list[Interval], people: list[int | None]) -> Interval:
    """The mean weighted by people; where their number is not known, all that it may be."""
    known = [each for each in people if each is not None]
    total = sum(known)
    if len(known) < len(values) or total == 0:
        return Interval(min(each.low for each in values), max(each.high for each in values))
    pairs = list(zip(values, known, strict=True))
    return Interval(
        sum(value.low * count for value, count in pairs) / total,
        sum(value.high * count for value, count in pairs) / total,
    )


def _list_zones(scene: Scene) -> list[Zone]:
    """The zones in force to which the place, or a part of it, belongs."""
    place = scene.setting.place
    return [
        each
        for each in scene.atlas.zones
        if each.holds_on(scene.setting.on)
        and any(scene.atlas.is_related(part, place) for part in each.places)
    ]


def _list_parts(scene: Scene, zone: Zone) -> list[str]:
    """The places of a zone that lie in no other of its places."""
    atlas = scene.atlas
    return [
        each
        for each in zone.places
        if not any(each != other and atlas.contains(other, each) for other in zone.places)
    ]


def _measure_zone(scene: Scene, figures: Figures, zone: Zone, pack: GapPack) -> Absence:
    """The share of the zone's people in towns that no active coordinating tie joins to another of
    them; of its towns, where the people of one are not known. 0 if it crosses no boundary."""
    parts = _list_parts(scene, zone)
    if len(parts) < 2:
        return Absence(ZERO, ())
    sure: set[str] = set()
    maybe: set[str] = set()
    ties = []
    for each in scene.mechanisms:
        joined = _list_joined(scene, scene.list_participants(each), parts)
        if scene.method.mechanisms[each.kind].coordinates and len(joined) > 1:
            active = is_active(scene, each, pack)
            (sure if active else maybe if active is None else set()).update(joined)
            ties.append(each)
    lower = scene.setting.lower
    survey = find_survey(scene, (lower, lower), "ties", "coordinating_ties")
    left = _share(scene, figures, parts, sure)
    least = _share(scene, figures, parts, sure | maybe) if survey else 0.0
    missing: tuple[str, ...] = ("missing_activity",) if maybe - sure else ()
    missing += () if survey else ("missing_ties",)
    return Absence(Interval(least, left), (*ties, *([survey] if survey and left else [])), missing)


def _share(scene: Scene, figures: Figures, parts: list[str], joined: set[str]) -> float:
    """The share of the people, or of the towns, outside those that are joined."""
    people = [_count_inhabitants(scene, figures, each) for each in parts]
    known = [each for each in people if each is not None]
    weights = known if len(known) == len(parts) and sum(known) > 0 else [1] * len(parts)
    left = [w for each, w in zip(parts, weights, strict=True) if each not in joined]
    return sum(left) / sum(weights)


def _list_joined(scene: Scene, actors: Iterable[str], parts: list[str]) -> set[str]:
    """The places of a zone for which an actor of the lower level takes part."""
    atlas = scene.atlas
    return {
        place
        for actor in actors
        if scene.is_official(actor, scene.setting.lower)
        and (territory := atlas.find_territory(actor))
        for place in parts
        if atlas.contains(place, territory)
    }


def _count_people(scene: Scene, figures: Figures, zone: Zone) -> int | None:
    """The people in a zone: as stated, else the inhabitants of its places; None if not known."""
    if zone.population is not None:
        return zone.population
    counts = [_count_inhabitants(scene, figures, each) for each in _list_parts(scene, zone)]
    return None if None in counts else sum(each for each in counts if each is not None)


def _count_inhabitants(scene: Scene, figures: Figures, place: str) -> int | None:
    found = figures.find_people(place)
    return scene.atlas.place_by_id[place].population if found is None else found
