"""Composes the profile of a place from the figures that there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from weft.core.atlas import Atlas
from weft.core.observatory.measures import read_measures
from weft.core.observatory.observation import TOTAL, Observation
from weft.core.observatory.profile.computing import check_place, compute_place
from weft.core.observatory.profile.districts import compute_districts
from weft.core.observatory.profile.plan import SectionPlan, Wish, read_plan
from weft.core.observatory.profile.profile import Block, Hole, Profile, Section, Series

STOCK = Wish(measure="stock")
METROPOLITAN, NATIONAL = "metropolitan", "national"

# Of an observation, where it comes from: the dataset, which carries title and licence.
Found = tuple[str, Observation]


def list_wanted(atlas: Atlas, place: str) -> tuple[str, ...]:
    """The places whose figures the profile of a place may need: itself and what it lies in."""
    return atlas.list_chain(place)


def list_inside(atlas: Atlas, place: str) -> tuple[str, ...]:
    """The places directly in it: its districts, for how unevenly people live over them."""
    return tuple(each.id for each in atlas.list_parts(place))


def compose_profile(
    atlas: Atlas,
    place: str,
    found: Iterable[Found],
    plan: Mapping[str, SectionPlan] | None = None,
) -> Profile:
    """The profile of a place. `found` are the observations of the places of `list_wanted` and
    `list_inside`, each with its dataset. KeyError if the atlas has no such place."""
    wanted, inside = list_wanted(atlas, place), list_inside(atlas, place)
    districts: list[Observation] = []
    index: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for each in found:
        if each[1].place in wanted:
            index[each[1].place, each[1].measure].append(each)
        elif each[1].place in inside:
            districts.append(each[1])
    sections = []
    for key, section in (read_plan() if plan is None else plan).items():
        at = _find_place(atlas, wanted, section.of)
        if section.of == "metropolis" and at == place:
            continue  # it is the place itself, whose section has it all
        blocks, holes = _fill(atlas, section, at, wanted, index) if at else ((), ())
        sections.append(Section(key=key, plan=section, place=at, blocks=blocks, holes=holes))
    own = [each for (at, _), some in index.items() if at == place for _, each in some]
    stock = part_series(index.get((place, STOCK.measure), ()), STOCK)
    counted = next((each for each in stock if not each.modelled), None)
    return Profile(
        place=place,
        sections=tuple(sections),
        results=(*compute_place(counted, own), *compute_districts(districts)),
        balance=check_place(own),
    )


def _find_place(atlas: Atlas, wanted: Sequence[str], of: str) -> str | None:
    """The place itself, the metropolis around it, or its country."""
    if of == "place":
        return wanted[0]
    level = METROPOLITAN if of == "metropolis" else NATIONAL
    return next((x for x in wanted if level in atlas.place_by_id[x].levels), None)


def _fill(
    atlas: Atlas,
    section: SectionPlan,
    at: str,
    wanted: Sequence[str],
    index: Mapping[tuple[str, str], list[Found]],
) -> tuple[tuple[Block, ...], tuple[Hole, ...]]:
    blocks, holes = [], []
    around = wanted[wanted.index(at) + 1 :]
    for wish in section.wishes:
        if series := part_series(index.get((at, wish.measure), ()), wish):
            blocks.append(Block(wish=wish, place=at, series=series))
            continue
        wider = (x for x in around if part_series(index.get((x, wish.measure), ()), wish))
        holes.append(
            Hole(
                wish=wish,
                place=at,
                suppliers=_list_suppliers(atlas, at, wish.measure),
                nearest=next(wider, None),
            )
        )
    return tuple(blocks), tuple(holes)


def _list_suppliers(atlas: Atlas, place: str, measure: str) -> tuple[str, ...]:
    """Who could give a figure of a place, by the levels of government that it has."""
    known = read_measures().get(measure)
    levels = atlas.place_by_id[place].levels
    names = [x for level in levels for x in (known.suppliers.get(level, ()) if known else ())]
    if not names and known:
        names = [x for each in known.suppliers.values() for x in each]
    return tuple(dict.fromkeys(names))


def part_series(found: Iterable[Found], wish: Wish) -> tuple[Series, ...]:
    """The observations that answer a wish, as series: one for each definition, unit, source and way
    of counting, so that no line and no sum mixes two. The longest stands first.

    A wish without a breakdown takes the totals; one by origin takes all origins, and the totals of
    everything else.
    """
    kept: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for dataset, each in found:
        parts = {name for name, code in each.breakdowns.items() if code != TOTAL}
        if parts <= ({wish.by} if wish.by else set()):
            way = (each.definition, each.unit, each.source, dataset, str(each.modelled))
            kept[way].append(each)
    series = []
    for (definition, unit, source, dataset, modelled), points in kept.items():
        if wish.by and not any(x.breakdowns.get(wish.by, TOTAL) != TOTAL for x in points):
            continue
        first = points[0]
        if first.place is not None:
            series.append(
                Series(
                    place=first.place,
                    measure=first.measure,
                    definition=definition,
                    unit=unit,
                    source=source,
                    dataset=dataset,
                    modelled=modelled == "True",
                    points=tuple(sorted(points, key=lambda x: (x.period, x.area))),
                )
            )
    return tuple(sorted(series, key=_rank))


def _rank(series: Series) -> tuple[int, str, str, str, str, bool]:
    """The longest first; no two alike, so that the order stays."""
    known = sum(each.value is not None for each in series.points)
    way = (series.source, series.definition, series.dataset, series.unit, series.modelled)
    return (-known, *way)
