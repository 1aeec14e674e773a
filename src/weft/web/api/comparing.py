"""Two sides side by side in the read API: two places, or two days, pairs of levels or actors'
readings of one, and never a ranking."""

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas.asserting import NoReadingError, list_readers
from weft.core.atlas.records import Model
from weft.core.diagnosis import Phases, list_settings
from weft.core.diagnosis.comparison import (
    Comparison,
    Side,
    compare,
    name_sides,
    name_title,
    say_comparison,
    say_terms,
)
from weft.web.api.answering import Request, offer
from weft.web.api.asking import (
    Area,
    Day,
    Key,
    Pair,
    Spoken,
    find_address,
    name_record,
    require,
)
from weft.web.api.diagnoses import RestsOn
from weft.web.api.problems import Near, NotThereError
from weft.web.atlas.facts import View
from weft.web.site.provenance import count_facts

router = Router(tags=["diagnosis"])


class Sides(Spoken):
    """What is compared: two sides, each a place, a day, a pair of levels and a reader."""

    one: Key = Field(description="The place of the first side, by id")
    other: Key = Field(description="The place of the second side, by id; the same for two days")
    area: Area = Field(description="The policy area")
    phase: Phases = Field("both", description="Formulation, implementation, or both")
    one_on: Day | None = Field(None, description="The day of the first side")
    other_on: Day | None = Field(None, description="The day of the second side")
    one_pair: Pair | None = Field(
        None, description="The levels of the first side, as national:local; the State and its own"
    )
    other_pair: Pair | None = Field(None, description="The levels of the second side, likewise")
    one_as: Key | None = Field(None, description="The actor whose reading the first side is")
    other_as: Key | None = Field(None, description="The actor whose reading the second side is")


class ComparisonAnswer(Model):
    """What each side is, what differs, on which facts, and what to mind of these facts."""

    comparison: Comparison
    title: str
    names: tuple[str, str] = Field(description="What the sides are called in the sentences")
    terms: tuple[str, ...] = Field(description="What else differs than what is compared")
    sentences: tuple[str, ...]
    rests_on: RestsOn


@offer(router, "/compare", ComparisonAnswer)
def compare_sides(request: Request, asked: Query[Sides]) -> ComparisonAnswer:
    """What differs between two sides, and which facts make it differ.

    Two places; or one place twice with two days, two pairs of levels or the readings of two
    actors. It is no ranking: sides stand as they are named."""
    view, language = request.view, asked.language
    for key in (asked.one, asked.other):
        require(view, "places", key)
    sides = (
        _make_side(view, asked, asked.one, asked.one_on, asked.one_pair, asked.one_as),
        _make_side(view, asked, asked.other, asked.other_on, asked.other_pair, asked.other_as),
    )
    atlas = view.find_part(asked.one, asked.other)
    try:
        found = view.keep(("api_compare", *sides), lambda: compare(atlas, *sides))
    except NoReadingError as error:
        near = [
            Near(id=each, name=name_record(view, "actors", each), href=find_address("actors", each))
            for each in list_readers(atlas)
        ]
        raise NotThereError(f"{str(error)[0].upper()}{str(error)[1:]}.", near) from None
    return ComparisonAnswer(
        comparison=found,
        title=name_title(atlas, found, language),
        names=name_sides(atlas, found, language),
        terms=say_terms(atlas, found, language),
        sentences=say_comparison(atlas, found, language),
        rests_on=count_facts(atlas),
    )


def _make_side(
    view: View, asked: Sides, place: str, on: Day | None, pair: str | None, actor: str | None
) -> Side:
    """Raises NotThereError for an actor that is not there, and for a place above the levels."""
    if actor is not None:
        require(view, "actors", actor)
    upper, _, lower = (pair or "").partition(":")
    settings = list_settings(
        view.find_part(place),
        place=place,
        area=asked.area,
        on=on or view.find_day(place),
        pair=(upper, lower) if pair else None,
        phase=asked.phase,
    )
    if not settings:
        name = view.atlas.place_by_id[place].name
        raise NotThereError(f"{name} lies above the lower level; name another place or pair.")
    return Side(setting=settings[0], actor=actor)
