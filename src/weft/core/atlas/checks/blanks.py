"""Rules on what nobody has said: areas and levels of government about which nothing is known."""

from collections.abc import Iterable, Iterator

from weft.core.atlas.atlas import Atlas
from weft.core.atlas.checks.finding import Finding
from weft.core.atlas.checks.territory import name_place
from weft.core.atlas.facts import Competence, Mechanism, Place, Policy
from weft.core.atlas.records import NOBODY, UNKNOWN
from weft.core.terms import list_codes

Cell = tuple[str, str]  # area, level
OPEN_LEVELS = frozenset({"metropolitan", "local"})  # places that people look up


class _Cells:
    """The cells about which something is recorded, by the place it is recorded for."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.at: dict[str, set[Cell]] = {}
        self.everywhere: set[Cell] = set()
        # Stated for every place of a kind inside a place: (place, kind) -> areas.
        self.of_kind: dict[tuple[str, str], set[str]] = {}
        self.named: set[str] = set()  # places with a competence, mechanism or policy of their own
        for competence in atlas.competences:
            self._add_competence(competence)
        for mechanism in atlas.mechanisms:
            self._add_mechanism(mechanism)
        for policy in atlas.policies:
            self._add_policy(policy)
        self._add_others()

    def _add(self, place: str | None, areas: Iterable[str], levels: Iterable[str]) -> None:
        cells = {(area, level) for area in areas for level in levels}
        if place:
            self.at.setdefault(place, set()).update(cells)
        else:  # a world body acts everywhere; of others without a place, nothing is known
            self.everywhere.update(cell for cell in cells if cell[1] == "supranational")

    def _add_actor(self, actor: str, areas: Iterable[str], place: str | None = None) -> None:
        """Cells at an actor's levels, for the narrower of its territory and `place`.

        A national body with one town in it says nothing about the level of other towns.
        """
        own = self.atlas.find_territory(actor)
        if own and place and not self.atlas.is_related(own, place):
            return
        where = own if place is None or (own and self.atlas.contains(place, own)) else place
        self._add(where, areas, self.atlas.list_levels(actor))

    def _add_competence(self, each: Competence) -> None:
        place = self.atlas.find_place(each)
        if each.place_kind and place:
            self.of_kind.setdefault((place, each.place_kind), set()).add(each.area)
            return
        if each.holder == UNKNOWN:  # somebody asked, and still nothing is known
            return
        if place:
            self.named.add(place)
        if each.holder == NOBODY and place:
            levels = (each.level,) if each.level else self.atlas.place_by_id[place].levels
            self._add(place, [each.area], levels)
        elif each.holder:
            self._add_actor(each.holder, [each.area], place)

    def _add_mechanism(self, each: Mechanism) -> None:
        territories = {self.atlas.find_territory(member.actor) for member in each.members}
        # Without a place of its own it serves the territories of its members: the narrow ones,
        # for a contract of the State with one town says nothing about another.
        places = {each.place} if each.place else self._keep_narrow(territories - {None})
        for place in places:
            if place:
                self.named.add(place)
                for member in each.members:
                    self._add_actor(member.actor, each.areas, place)

    def _keep_narrow(self, places: set[str | None]) -> set[str | None]:
        return {
            each
            for each in places
            if each
            and not any(
                other and other != each and self.atlas.contains(each, other) for other in places
            )
        }

    def _add_policy(self, each: Policy) -> None:
        if each.place_kind and each.place:
            self.of_kind.setdefault((each.place, each.place_kind), set()).update(each.areas)
        elif each.issuer:
            place = each.place or self.atlas.find_territory(each.issuer)
            if place:
                self.named.add(place)
            self._add_actor(each.issuer, each.areas, place)

    def _add_others(self) -> None:
        for resource in self.atlas.resources:
            self._add_actor(resource.actor, [resource.area])
        for report in self.atlas.reports:
            self._add_actor(report.issuer, [report.area])
        for dispute in self.atlas.disputes:
            for party in dispute.parties:
                self._add_actor(party, dispute.areas, dispute.place)
        for survey in self.atlas.surveys:  # surveyed as none is known too
            levels = set(survey.levels)
            for actor in survey.actors:
                levels.update(self.atlas.list_levels(actor))
            closed = levels if survey.levels or survey.actors else list_codes("levels")
            self._add(survey.place, survey.areas, closed)

    def list_known(self, place: Place) -> set[Cell]:
        """The cells known for a place: recorded for it or for what contains it."""
        known = set(self.everywhere)
        chain = self.atlas.list_chain(place.id)
        for outer in chain:
            known |= self.at.get(outer, set())
        for inner in chain:
            inside = self.atlas.place_by_id[inner]
            for outer in self.atlas.list_chain(inner):
                areas = self.of_kind.get((outer, inside.kind or ""), set())
                known |= {(area, level) for area in areas for level in inside.levels}
        return known

    def list_places(self) -> Iterator[Place]:
        """The cities and metropolises with a fact of their own."""
        for place in self.atlas.places:
            if place.id in self.named and OPEN_LEVELS & set(place.levels):
                yield place


def find_blank_areas(atlas: Atlas) -> Iterator[Finding]:
    """Places with areas about which nothing is recorded at any level, one finding a place."""
    cells = _Cells(atlas)
    areas = list_codes("areas")
    for place in cells.list_places():
        known = {area for area, _ in cells.list_known(place)}
        blank = [area for area in areas if area not in known]
        if blank:
            yield Finding(
                place.id,
                f"about {len(blank)} of {len(areas)} areas nothing is recorded for "
                f"{place.name} at any level: {', '.join(blank)}; ask who is responsible, and "
                "write 'nobody' or a survey if the answer is no one",
                section="places",
            )


def find_blank_cells(atlas: Atlas) -> Iterator[Finding]:
    """Places with blank levels in areas that do have facts, one finding a place."""
    cells = _Cells(atlas)
    for place in cells.list_places():
        known = cells.list_known(place)
        chain = {
            level for each in atlas.list_chain(place.id) for level in atlas.place_by_id[each].levels
        }
        levels = [level for level in list_codes("levels") if level in chain]
        areas = [area for area in list_codes("areas") if any(area == cell[0] for cell in known)]
        blank = {area: [level for level in levels if (area, level) not in known] for area in areas}
        count = sum(map(len, blank.values()))
        if count:
            parts = [f"{area} ({', '.join(missing)})" for area, missing in blank.items() if missing]
            yield Finding(
                place.id,
                f"{count} of {len(areas) * len(levels)} cells of area and level are blank for "
                f"{name_place(atlas, place.id)}: {'; '.join(parts)}; ask each level what it does "
                "there, and write 'nobody' or a survey if it does nothing",
                section="places",
            )
