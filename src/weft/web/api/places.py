"""Places in the read API: the registry, one place, and its weave."""

import datetime as dt
from typing import Literal

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas.atlas import list_areas
from weft.core.atlas.facts import Place, PlaceId
from weft.core.atlas.records import Model
from weft.core.diagnosis.setting import find_pair
from weft.core.terms import Text, list_codes
from weft.pictures import Weave
from weft.pictures.fabric import Mark, State, Tie
from weft.web.api.answering import Request, offer
from weft.web.api.asking import Key, Level, Listing, OnDay, Paging, Word, list_part, require
from weft.web.api.filtering import begins
from weft.web.diagnosis.facts import read_brief

router = Router(tags=["places"])


class PlaceFilters(Paging):
    """Which places."""

    level: Level | None = Field(None, description="Only places of this level of government")
    kind: Word | None = Field(None, description="Only places of this kind: commune, governorate")
    parent: Key | None = Field(None, description="Only places that lie directly in this one")
    q: Word | None = Field(
        None, description="Only places with a word that begins so, in any language"
    )


class Places(Listing[Place]):
    """Places, by id."""


class PlaceDetail(Model):
    """A place, where it lies, and what there is about it."""

    place: Place
    chain: tuple[PlaceId, ...] = Field(description="The places that contain it, nearest first")
    inside: tuple[PlaceId, ...] = Field(description="The places directly in it")
    government: str | None = Field(description="The actor that governs it, if one is recorded")
    on: dt.date = Field(description="The day it is looked at unless another is asked for")
    upper: str | None = Field(description="The level its own is related to; null at the State")
    lower: str | None = Field(description="Its own level; null at the State or above it")
    areas: tuple[str, ...] = Field(description="Policy areas of which anything is recorded")
    facts: int = Field(description="How many facts are about it")


class Span(Model):
    """A number in [0, 1] of which the bounds are known."""

    low: float
    high: float


class CellRef(Model):
    """A cell by row and column."""

    area: str
    column: str


class WeaveCell(Model):
    """Area x column: what is recorded there, role by role, and the facts that say it."""

    area: str
    column: str = Field(description="A level of government, or others")
    state: State
    marks: tuple[Mark, ...]
    facts: tuple[str, ...]


class Stretch(Model):
    """Where a tie runs: from cell to cell, or within one; the arrow is that of its kind."""

    start: CellRef
    end: CellRef
    runs: Literal["levels", "rows", "within"]
    arrow: Literal["forward", "backward"] | None


class WeaveTie(Model):
    """A mechanism as the weave shows it."""

    fact: str = Field(description="The id of the mechanism")
    name: Text
    kind: str
    formality: str | None
    strength: Span
    members: tuple[Text, ...] = Field(description="Who takes part; observers are left out")
    disputed_by: tuple[Text, ...]
    stretches: tuple[Stretch, ...]


class WeaveAnswer(Model):
    """Who does what at which level in a place on a day, and what ties them."""

    place: PlaceId
    name: Text
    on: dt.date
    columns: tuple[str, ...] = Field(description="Levels, widest first, and others")
    rows: tuple[str, ...] = Field(description="Policy areas of which anything is recorded")
    missing: tuple[str, ...] = Field(description="Policy areas of which nothing is recorded")
    cells: tuple[WeaveCell, ...]
    ties: tuple[WeaveTie, ...]
    unplaced: tuple[str, ...] = Field(description="Facts here whose level is not recorded")


@offer(router, "/places", Places)
def list_places(request: Request, asked: Query[PlaceFilters]) -> Places:
    """The registry of places."""
    if asked.parent is not None:
        require(request.view, "places", asked.parent)
    found = [
        each
        for each in request.view.atlas.places
        if asked.level in (None, *each.levels)
        and asked.kind in (None, each.kind)
        and asked.parent in (None, each.parent)
        and (asked.q is None or begins(each.name, asked.q))
    ]
    return list_part(request, Places, found, asked)


@offer(router, "/places/{place}", PlaceDetail)
def show_place(request: Request, place: str) -> PlaceDetail:
    """One place."""
    view = request.view
    require(view, "places", place)
    record = view.atlas.place_by_id[place]
    pair = find_pair(view.atlas, record)
    facts = view.facts_by_place[place]
    recorded = {area for fact in facts for area in list_areas(fact)}
    government = view.atlas.find_government(place)
    return PlaceDetail(
        place=record,
        chain=view.atlas.list_chain(place)[1:],
        inside=tuple(each.id for each in view.atlas.list_parts(place)),
        government=government.id if government else None,
        on=view.find_day(place),
        upper=pair[0] if pair else None,
        lower=pair[1] if pair else None,
        areas=tuple(each for each in list_codes("areas") if each in recorded),
        facts=len(facts),
    )


@offer(router, "/places/{place}/weave", WeaveAnswer)
def show_weave(request: Request, place: str, asked: Query[OnDay]) -> WeaveAnswer:
    """Who does what at which level, and what ties them."""
    require(request.view, "places", place)
    weave = read_brief(request.view, place, asked.on).weave
    return WeaveAnswer(
        place=weave.place,
        name=weave.name,
        on=weave.on,
        columns=weave.columns,
        rows=weave.rows,
        missing=weave.missing,
        cells=tuple(
            WeaveCell(
                area=each.area,
                column=each.column,
                state=each.state,
                marks=each.marks,
                facts=each.facts,
            )
            for each in weave.crossings
        ),
        ties=tuple(_tell_tie(weave, each) for each in weave.ties),
        unplaced=weave.unplaced,
    )


def _tell_tie(weave: Weave, tie: Tie) -> WeaveTie:
    def refer(end: tuple[str, str]) -> CellRef:
        return CellRef(area=end[0], column=end[1])

    return WeaveTie(
        fact=tie.fact,
        name=tie.name,
        kind=tie.kind,
        formality=tie.formality,
        strength=Span(low=tie.strength[0], high=tie.strength[1]),
        members=tie.members,
        disputed_by=tie.disputed_by,
        stretches=tuple(
            Stretch(start=refer(each.start), end=refer(each.end), runs=each.runs, arrow=each.arrow)
            for each in weave.threads
            if each.tie.fact == tie.fact
        ),
    )
