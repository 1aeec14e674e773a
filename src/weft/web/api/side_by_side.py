"""A measure of several places side by side in the read API, as on the page: never ranked, never
added up."""

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas.records import Id, Model
from weft.core.observatory.measures import list_counted
from weft.core.observatory.observation import Name
from weft.core.observatory.profile import Series
from weft.core.terms import Text
from weft.web.api.answering import Request, offer
from weft.web.api.asking import Code, Number, Spoken, name_record, require
from weft.web.observatory.facts import find_catalogue, find_token
from weft.web.observatory.provenance import list_changes
from weft.web.observatory.side_by_side import (
    MOST,
    ToldContrast,
    ToldPeriods,
    set_side_by_side,
    tell_contrasts,
    tell_periods,
)

router = Router(tags=["figures"])
LONGEST = 1000  # figures of a series in one answer
CountedMeasure = Annotated[str, Code(*list_counted())]


class SideFilters(Spoken):
    """What is compared, and where."""

    measure: CountedMeasure = Field(description="What is compared")
    place: tuple[Id, ...] = Field(
        min_length=1, max_length=MOST, description="The places, by id. Several: repeat it"
    )
    limit: Number = Field(
        100, ge=1, le=LONGEST, description="How many figures of each series, at most: the newest"
    )


class PlaceSeries(Model):
    """What is known of a place: its totals, a series for each way of counting."""

    place: Id
    name: Text
    series: tuple[Series, ...] = Field(description="The longest first; none: nothing is known")


class FigureComparison(Model):
    """Places side by side, in the order in which they were named."""

    measure: Name
    unprotected: tuple[str, ...] = Field(
        description="Datasets of your body among them: these are not for passing on"
    )
    altered: tuple[str, ...] = Field(
        description="What was done to counts that are not exact: rounded, or changed at random"
    )
    differences: tuple[ToldContrast, ...] = Field(
        description="What differs between the ways of counting; these do not count the same people"
    )
    periods: ToldPeriods | None = Field(
        description="Where the newest figures of several places are not of one period: of which "
        "each is, and the newest of which all have one"
    )
    limit: int
    more: bool = Field(description="Whether some series has earlier figures too")
    items: tuple[PlaceSeries, ...]


@offer(router, "/figures/compare", FigureComparison, also=find_token)
def compare_figures(request: Request, asked: Query[SideFilters]) -> FigureComparison:
    """A measure of several places over time, with what differs in how they count, and in when.

    It is no ranking: places stand as they are named. Figures of two definitions, units or sources
    are never in one series."""
    places = list(dict.fromkeys(asked.place))
    for each in places:
        require(request.view, "places", each)
    found = set_side_by_side(find_catalogue(request), asked.measure, places)
    every = [each for some in found.series.values() for each in some]
    return FigureComparison(
        measure=asked.measure,
        unprotected=tuple(each.key for each in found.editions if each.full),
        altered=list_changes(found.editions, asked.language),
        differences=tell_contrasts(found.contrasts, asked.language),
        periods=tell_periods(found.periods, request.view.atlas, asked.language),
        limit=asked.limit,
        more=any(len(each.points) > asked.limit for each in every),
        items=tuple(
            PlaceSeries(
                place=place,
                name=name_record(request.view, "places", place),
                series=tuple(_cut(each, asked.limit) for each in series),
            )
            for place, series in found.series.items()
        ),
    )


def _cut(series: Series, limit: int) -> Series:
    return series.model_copy(update={"points": series.points[-limit:]})
