"""Sums of figures in the read API, never across definitions, units, sources, or what was counted
and what is modelled: these come as sums of their own."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated, Any

from django.urls import reverse
from ninja import Query, Router
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from weft.core.atlas.records import Id, Model
from weft.core.observatory.definitions import read_definitions
from weft.core.observatory.measures import read_measures
from weft.core.observatory.measures.adding import NoSum, SumRefused
from weft.core.observatory.observation import Name
from weft.core.observatory.periods import Period
from weft.core.observatory.registry import make_registry
from weft.core.terms import Line, Text
from weft.store.columns import PREFIX
from weft.store.questions import Question, UnknownColumnError
from weft.web.api.answering import Request, offer
from weft.web.api.asking import NAMED, Code, Key, Number, Spoken, find_near, require
from weft.web.api.figures import MOST, Year, begin, require_edition
from weft.web.api.problems import InvalidError, Near, NotThereError, Problem, shorten
from weft.web.atlas.facts import View
from weft.web.observatory.facts import Catalogue, find_catalogue, find_token
from weft.web.observatory.provenance import list_changes
from weft.web.observatory.side_by_side import ToldContrast, tell_contrasts
from weft.web.observatory.summing import add_up

router = Router(tags=["figures"])
# As weft.core.observatory.observation has names and codes.
_CODE = r"[A-Za-z0-9_@$+.:/()-]{1,100}"
_CODES = rf"[a-z][a-z0-9_]{{0,59}}:{_CODE}(,{_CODE})*"


def _read_word(word: Any) -> str:
    if isinstance(word, str) and re.fullmatch(_CODES, word):
        return word
    raise PydanticCustomError("codes", "a breakdown and codes of it, written as sex:F,M")


Counted = Annotated[str, Code(*read_definitions())]
Codes = Annotated[
    str,
    BeforeValidator(_read_word),
    WithJsonSchema({"type": "string", "pattern": f"^{_CODES}$"}),
]


class SumFilters(Spoken):
    """What is added up, over what, and what is kept apart."""

    measure: Name = Field(description="What is added up: stock, refugees ...")
    dataset: Key | None = Field(None, description="Only figures of this dataset, by id")
    place: tuple[Id, ...] = Field(
        (),
        max_length=NAMED,
        description="Only these places, by id; added up unless `by` has place. Several: repeat it",
    )
    definition: tuple[Counted, ...] = Field(
        (), max_length=NAMED, description="Only these ways of counting. Several: repeat it"
    )
    since: Year | None = Field(None, description="Only periods that end in this year or later")
    until: Year | None = Field(None, description="Only periods that begin before this year")
    where: tuple[Codes, ...] = Field(
        (),
        max_length=NAMED,
        description="A breakdown and the codes of it that are added up, unless `by` has it: "
        "sex:F,M. Several: repeat it. A breakdown that is neither here nor in `by` is taken at its "
        "total",
    )
    by: tuple[Name, ...] = Field(
        (),
        max_length=NAMED,
        description="What is kept apart: place, area, or a breakdown. Several: repeat it",
    )
    limit: Number = Field(1000, ge=1, le=MOST, description="How many sums, at most")
    offset: Number = Field(0, ge=0, le=10**9, description="How many to pass over")


class FigureSum(Model):
    """One sum: of one period, definition, unit and source, counted or modelled."""

    place: Id | None = Field(description="Where it is kept apart by place")
    area: Line | None = Field(description="Where it is kept apart by area: as the source calls it")
    measure: Name
    definition: Name
    unit: Name
    source: Line
    modelled: bool
    period: Period
    start: dt.date = Field(description="The first day of the period")
    until: dt.date = Field(description="The day after the last")
    breakdowns: dict[Name, str] = Field(description="The codes by which it is kept apart")
    value: float | None = Field(
        description="The sum; null: unknown, for the `reason`, and never zero"
    )
    reason: NoSum | None = Field(
        description="Why there is no value, of several the first: figures in this unit do not add "
        "up (percent, index), a part is withheld, a part is missing, a part is there twice"
    )
    low: float | None = Field(description="Of a modelled figure that nothing was added to")
    high: float | None = Field(description="Likewise")
    figures: int = Field(description="The parts that have a value")
    withheld: int = Field(description="The parts that are not shown, to protect people")
    missing: int = Field(description="The parts without a figure: there is none, or it is empty")


class FigureSums(Model):
    """A part of the sums: by place, area, period and what else tells two apart."""

    datasets: tuple[str, ...] = Field(
        description="Those that have figures in these sums, in this part or in another"
    )
    unprotected: tuple[str, ...] = Field(
        description="Datasets of your body among them: these are not for passing on"
    )
    altered: tuple[str, ...] = Field(
        description="What was done to counts that are not exact: rounded, or changed at random"
    )
    differences: tuple[ToldContrast, ...] = Field(
        description="What differs between the ways of counting that stand apart here, in this part "
        "or in another"
    )
    limit: int
    offset: int
    more: bool = Field(description="Whether there are further ones")
    items: tuple[FigureSum, ...]


@offer(router, "/figures/sum", FigureSums, also=find_token)
def sum_figures(request: Request, asked: Query[SumFilters]) -> FigureSums:
    """Sums of a measure over places and parts, each period, definition and source apart.

    There is no sum across definitions, units or sources, nor of counted and modelled figures, and
    no parameter that asks for one: they stand apart, and `differences` says what differs. Places of
    which one lies in another, a total and its parts, and ages that overlap are not added up: that
    is refused, with what to ask instead. A sum is null, never zero, where a part of it is withheld
    or missing."""
    catalogue = find_catalogue(request)
    _require_measure(catalogue, asked.measure)
    if asked.dataset is not None:
        require_edition(catalogue, asked.dataset)
    for each in asked.place:
        require(request.view, "places", each)
    question = Question(
        places=asked.place,
        measures=(asked.measure,),
        definitions=asked.definition,
        since=begin(asked.since),
        until=begin(asked.until),
        where=_read_codes(asked.where),
        by=tuple(dict.fromkeys(asked.by)),
    )
    try:
        found = add_up(
            catalogue,
            question,
            limit=asked.limit,
            offset=asked.offset,
            dataset=asked.dataset,
            parents=_list_parents(request.view),
        )
    except UnknownColumnError as error:
        where = "query.by" if error.name in asked.by else "query.where"
        raise InvalidError(Problem(where=where, found=error.name, expected=str(error))) from None
    except SumRefused as error:
        raise InvalidError(Problem(where="query", found=None, expected=str(error))) from None
    return FigureSums(
        datasets=tuple(each.key for each in found.editions),
        unprotected=tuple(each.key for each in found.editions if each.full),
        altered=list_changes(found.editions, asked.language),
        differences=tell_contrasts(found.contrasts, asked.language),
        limit=asked.limit,
        offset=asked.offset,
        more=found.more,
        items=tuple(_tell(each, question) for each in found.rows),
    )


def _require_measure(catalogue: Catalogue, key: str) -> None:
    """Raises NotThereError for a measure that is neither in the packs nor in a dataset."""
    own = {measure for each in catalogue.editions for measure in each.report.measures}
    names = {each: Text.model_validate(each.replace("_", " ")) for each in sorted(own)}
    names |= {each: measure.label for each, measure in read_measures().items()}
    if key not in names:
        href = reverse("api-1:list_measures")
        near = [Near(id=each, name=names[each], href=href) for each in find_near(key, names)]
        raise NotThereError(f"There is no measure '{shorten(key)}'.", near)


def _read_codes(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Breakdown -> codes, of words such as sex:F,M; a code may have colons, a breakdown none."""
    found: dict[str, tuple[str, ...]] = {}
    for each in words:
        name, _, codes = each.partition(":")
        found[name] = (*found.get(name, ()), *codes.split(","))
    return found


def _list_parents(view: View) -> dict[str, str]:
    return view.keep("api_parents", lambda: make_registry(view.atlas).list_parents())


def _tell(row: dict[str, Any], question: Question) -> FigureSum:
    codes = {name: row.pop(f"{PREFIX}{name}") for name in question.breakdowns}
    places = {name: row.pop(name, None) for name in ("place", "area")}
    period = Period(row.pop("period"))
    return FigureSum(**row, **places, period=period, breakdowns=codes)
