"""Figures in the read API: datasets, observations, measures and definitions, and the profile of a
place; the public gets protected cells only, here as everywhere."""

import datetime as dt
from typing import Annotated, Any

from django.urls import reverse
from ninja import Query, Router
from pydantic import Field, StringConstraints

from weft.core.atlas.records import Id, Model
from weft.core.observatory.definitions import Definition, read_definitions
from weft.core.observatory.disclosure.policy import Policy, PublicPolicy
from weft.core.observatory.measures import Measure, read_measures
from weft.core.observatory.observation import Name, Observation
from weft.core.observatory.periods import Period
from weft.core.observatory.profile import Profile
from weft.core.terms import Text
from weft.store.questions import Question, read_observations
from weft.web.api.answering import Request, offer
from weft.web.api.asking import Listing, Number, Paging, list_part, require
from weft.web.api.problems import Near, NotThereError, shorten
from weft.web.observatory.facts import Catalogue, Edition, find_catalogue, find_token
from weft.web.observatory.profiles import read_profile
from weft.web.observatory.provenance import list_changes

router = Router(tags=["figures"])
MOST = 5000  # observations in one answer
Year = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}$")]


class DatasetItem(Model):
    """A dataset in its newest version."""

    id: str
    title: Text
    publisher: str
    source: str = Field(description="As it is to be cited")
    licence: str
    address: str
    version: int
    published: str = Field(description="The day on which the version was published")
    policy: Policy | PublicPolicy = Field(
        description="How small figures are protected; to its body with all limits"
    )
    figures: int
    missing: int
    measures: tuple[str, ...]
    definitions: tuple[str, ...]
    breakdowns: tuple[str, ...]
    first: str | None
    last: str | None
    unprotected: bool = Field(description="You are of its body: these are not for passing on")


class Datasets(Listing[DatasetItem]):
    """Datasets, by id."""


class Observations(Model):
    """A part of the observations of a dataset."""

    dataset: str
    version: int
    unprotected: bool
    altered: tuple[str, ...] = Field(
        description="What was done to counts that are not exact: rounded, or changed at random"
    )
    limit: int
    offset: int
    more: bool = Field(description="Whether there are further ones")
    items: tuple[Observation, ...]


class ObservationFilters(Model):
    """Which observations."""

    place: Id | None = Field(None, description="Only of this place of the registry")
    measure: Name | None = Field(None, description="Only this measure: stock, refugees ...")
    definition: Name | None = Field(None, description="Only this way of counting")
    since: Year | None = Field(None, description="Only periods that begin in this year or later")
    until: Year | None = Field(None, description="Only periods that begin before this year")
    limit: Number = Field(1000, ge=1, le=MOST, description="How many, at most")
    offset: Number = Field(0, ge=0, le=10**9, description="How many to pass over")


class Measures(Model):
    """What can be counted and computed, by key."""

    items: dict[str, Measure]


class Definitions(Model):
    """Who counts as a migrant: every way of counting, by key."""

    items: dict[str, Definition]


class PlaceProfile(Profile):
    """The profile of a place, as far as it is made of figures."""

    unprotected: tuple[str, ...] = Field(
        description="Datasets of your body among them: these are not for passing on"
    )


@offer(router, "/datasets", Datasets, also=find_token)
def list_datasets(request: Request, asked: Query[Paging]) -> Datasets:
    """The datasets of figures."""
    found = find_catalogue(request).editions
    return list_part(request, Datasets, found, asked, tell_edition)


@offer(router, "/datasets/{dataset}", DatasetItem, also=find_token)
def show_dataset(request: Request, dataset: str) -> DatasetItem:
    """One dataset of figures."""
    return tell_edition(require_edition(find_catalogue(request), dataset))


@offer(router, "/datasets/{dataset}/observations", Observations, also=find_token)
def list_observations(
    request: Request, dataset: str, asked: Query[ObservationFilters]
) -> Observations:
    """The figures of a dataset, each with its definition, quality and source."""
    catalogue = find_catalogue(request)
    edition = require_edition(catalogue, dataset)
    question = Question(
        places=(asked.place,) if asked.place else (),
        measures=(asked.measure,) if asked.measure else (),
        definitions=(asked.definition,) if asked.definition else (),
        since=begin(asked.since),
        until=begin(asked.until),
        limit=asked.limit + 1,
        offset=asked.offset,
    )
    found = read_observations(catalogue.read(question, dataset))
    return Observations(
        dataset=dataset,
        version=edition.number,
        unprotected=edition.full,
        altered=list_changes([edition], "en"),
        limit=asked.limit,
        offset=asked.offset,
        more=len(found) > asked.limit,
        items=found[: asked.limit],
    )


@offer(router, "/measures", Measures)
def list_measures(request: Request) -> Measures:
    """What can be counted and computed, each with formula, unit and citation."""
    return Measures(items=read_measures())


@offer(router, "/definitions", Definitions)
def list_definitions(request: Request) -> Definitions:
    """Who counts as a migrant, as the UN and Eurostat see each way of counting."""
    return Definitions(items=read_definitions())


@offer(router, "/places/{place}/profile", PlaceProfile, also=find_token)
def show_profile(request: Request, place: str) -> PlaceProfile:
    """The figures of the migration profile of a place, with the holes among them."""
    require(request.view, "places", place)
    catalogue = find_catalogue(request)
    profile = read_profile(request.view, catalogue, place)
    used = {x.dataset for s in profile.sections for b in s.blocks for x in b.series}
    full = tuple(x.key for x in catalogue.editions if x.full and x.key in used)
    return PlaceProfile(**dict(profile), unprotected=full)


def begin(year: str | None) -> dt.date | None:
    """The first day of a year that is asked for."""
    return Period(year).start if year else None


def require_edition(catalogue: Catalogue, key: str) -> Edition:
    """The edition of a dataset; raises NotThereError with those there are."""
    if (found := catalogue.find(key)) is None:
        near = [_name(each) for each in catalogue.editions[:5]]
        raise NotThereError(f"There is no dataset '{shorten(key)}'.", near)
    return found


def _name(edition: Edition) -> Near:
    return Near(
        id=edition.key,
        name=edition.title,
        href=reverse("api-1:show_dataset", args=[edition.key]),
    )


def tell_edition(edition: Edition) -> DatasetItem:
    """A dataset as the API shows it."""
    report = edition.report
    shown: dict[str, Any] = {
        name: getattr(report, name)
        for name in ("figures", "missing", "measures", "definitions", "breakdowns", "first", "last")
    }
    return DatasetItem(
        id=edition.key,
        title=edition.title,
        publisher=edition.publisher,
        source=edition.source,
        licence=edition.licence,
        address=edition.address,
        version=edition.number,
        published=edition.published,
        policy=edition.policy if edition.full else edition.policy.hide_limits(),
        unprotected=edition.full,
        **shown,
    )
