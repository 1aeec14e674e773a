"""The figures of a profile, read in one query and composed once for each state of the catalogue."""

from weft.core.observatory.balance import SIGNS
from weft.core.observatory.profile import (
    Profile,
    compose_profile,
    list_inside,
    list_wanted,
    read_plan,
)
from weft.core.observatory.profile.computing import OF_STOCK
from weft.web.atlas.facts import Kept, View
from weft.web.observatory.facts import Catalogue

MOST = 200  # profiles that a process keeps
_KEPT = Kept(MOST)


def read_profile(view: View, catalogue: Catalogue, place: str) -> Profile:
    """The profile of a place as the reader of the view and of the catalogue may see it."""
    places, inside = list_wanted(view.atlas, place), list_inside(view.atlas, place)
    key = (catalogue.token, places, inside)
    return _KEPT.keep(key, lambda: _compose(view, catalogue, places, inside))


def _compose(
    view: View, catalogue: Catalogue, places: tuple[str, ...], inside: tuple[str, ...]
) -> Profile:
    wished = {wish.measure for each in read_plan().values() for wish in each.wishes}
    measures = wished | OF_STOCK | set(SIGNS) | {"asylum_decisions", "population"}
    found = catalogue.list_figures(measures, places)
    # A country may have thousands of places in it, of which only these totals are of use together.
    people = catalogue.list_figures({"population"}, inside, by=()) if inside else []
    districts = people and people + catalogue.list_figures({"stock"}, inside, by=())
    return compose_profile(view.atlas, places[0], found + districts)
