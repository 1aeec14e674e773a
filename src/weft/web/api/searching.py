"""Search in the read API: the same hits as on the page, with where each record is."""

from ninja import Query, Router
from pydantic import Field

from weft.core.atlas import SECTIONS
from weft.core.atlas.records import Model
from weft.core.terms import Text
from weft.web.api.answering import Request, offer
from weft.web.api.asking import Area, Level, Number, Section, Spoken, find_address, name_record
from weft.web.api.problems import Near
from weft.web.atlas.search.finding import search

router = Router(tags=["search"])
LONGEST = 1000  # characters of a term; of a long one not all is looked for


class SearchFilters(Spoken):
    """What is looked for, and where."""

    q: str = Field(min_length=1, max_length=LONGEST, description="Words, in any language")
    section: Section | None = Field(None, description="Only records of this section")
    area: Area | None = Field(None, description="Only records about this policy area")
    level: Level | None = Field(None, description="Only records about this level of government")
    page: Number = Field(1, ge=1, le=10**6, description="Which page of hits")


class HitLine(Model):
    """A record that was found."""

    section: str = Field(json_schema_extra={"enum": list(SECTIONS)})
    id: str
    title: Text = Field(description="Its name; of a fact without one, that of whom it is about")
    href: str = Field(json_schema_extra={"format": "uri-reference"})


class SearchAnswer(Model):
    """One page of what was found, the nearest first."""

    hits: tuple[HitLine, ...]
    total: int = Field(description="Hits on all pages")
    sections: dict[str, int] = Field(description="Hits in each section, also those not asked for")
    page: int = Field(description="Which page this is; the last, if one after it is asked for")
    pages: int
    cut: bool = Field(description="Whether not all of the term was looked for")
    suggestions: tuple[Near, ...] = Field(description="Names that may have been meant")


@offer(router, "/search", SearchAnswer)
def search_records(request: Request, asked: Query[SearchFilters]) -> SearchAnswer:
    """Places, actors, mechanisms, facts and sources that have all words of a term."""
    view = request.view
    found = search(
        view,
        asked.q,
        section=asked.section or "",
        area=asked.area or "",
        level=asked.level or "",
        page=asked.page,
        language=asked.language,
    )
    return SearchAnswer(
        hits=tuple(
            HitLine(
                section=each.section,
                id=each.key,
                title=each.title,
                href=find_address(each.section, each.key),
            )
            for each in found.hits
        ),
        total=found.total,
        sections=dict(found.sections),
        page=found.page,
        pages=found.pages,
        cut=found.cut,
        suggestions=tuple(
            Near(id=key, name=name_record(view, section, key), href=find_address(section, key))
            for section, key, _name in found.suggestions
        ),
    )
