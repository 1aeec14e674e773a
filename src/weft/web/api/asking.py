"""What may be asked of the read API: days, codes, languages, pages of a list; and the refusal of
names that are not there."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.conf import settings
from django.urls import reverse
from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from rapidfuzz import process
from rapidfuzz.distance import OSA

from weft.core.atlas import FACT_SECTIONS, SECTIONS
from weft.core.atlas.records import Model
from weft.core.terms import Text, list_codes
from weft.web.api.answering import Request
from weft.web.api.problems import Near, NotThereError, shorten
from weft.web.atlas.facts import View
from weft.web.atlas.search.finding import nearest

NAMESPACE = "api-1"
KEY = 200  # characters of an id, as in weft.core.atlas.records
ALIKE = 0.7  # likeness, 0 to 1, from which an id may be meant
NEAREST = 5  # names that are offered instead of one that is not there
MOST = 200  # records in one answer
NAMED = 100  # values of a parameter that may be repeated
LONGEST = 100  # characters of a word that is looked for

Item = TypeVar("Item")
_LEVELS = "|".join(list_codes("levels"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)
_PAGES = {"places": "show_place", "actors": "show_actor", "sources": "show_source"}


def _read_day(word: Any) -> dt.date:
    if isinstance(word, str) and _DAY.fullmatch(word):
        try:
            return dt.date.fromisoformat(word)
        except ValueError:
            pass
    raise PydanticCustomError("day", "a day, written as 2021-09-30")


def _read_number(word: Any) -> Any:
    if isinstance(word, int) or (isinstance(word, str) and _NUMBER.fullmatch(word)):
        return word
    raise PydanticCustomError("whole_number", "a whole number")


def _read_flag(word: Any) -> bool:
    if word not in ("true", "false"):
        raise PydanticCustomError("flag", "true or false")
    return bool(word == "true")


class Code:
    """Annotation of a string that is one of some codes, written exactly so."""

    def __init__(self, *codes: str) -> None:
        self.codes = codes

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.literal_schema(list(self.codes))


Day = Annotated[
    dt.date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]
Number = Annotated[int, BeforeValidator(_read_number)]
Flag = Annotated[bool, BeforeValidator(_read_flag)]
Word = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Key = Annotated[str, Field(min_length=1, max_length=KEY)]
Level = Annotated[str, Code(*list_codes("levels"))]
Area = Annotated[str, Code(*list_codes("areas"))]
ActorKind = Annotated[str, Code(*list_codes("actor_kinds"))]
MechanismKind = Annotated[str, Code(*list_codes("mechanism_kinds"))]
Section = Annotated[str, Code(*SECTIONS)]
FactSection = Annotated[str, Code(*FACT_SECTIONS)]
Pair = Annotated[str, Field(pattern=rf"^({_LEVELS}):({_LEVELS})$")]
Language = Annotated[str, Code(*(code for code, _name in settings.LANGUAGES))]


class OnDay(Model):
    """The day that is looked at."""

    on: Day | None = Field(
        None, description="The day, as 2021-09-30; that of the newest source unless given"
    )


class OnThatDay(Model):
    """What holds on a day."""

    on: Day | None = Field(None, description="Only what holds on this day, as 2021-09-30")


class Spoken(Model):
    """The language of sentences."""

    language: Language = Field(
        settings.LANGUAGE_CODE, description="The language of sentences; names keep all theirs"
    )


class Paging(Model):
    """Which part of a list."""

    limit: Number = Field(50, ge=1, le=MOST, description="How many records, at most")
    offset: Number = Field(0, ge=0, le=10**9, description="How many records to pass over")


class Listing(Model, Generic[Item]):
    """A part of a list. Every listing has `items`, in an order that stays the same."""

    total: int = Field(description="How many there are in all")
    limit: int
    offset: int
    next: str | None = Field(
        description="Where the next part is; null at the end",
        json_schema_extra={"format": "uri-reference"},
    )
    items: tuple[Item, ...]


Part = TypeVar("Part", bound=Listing[Any])


def list_part(
    request: Request,
    kind: type[Part],
    found: Sequence[Any],
    paging: Paging,
    tell: Callable[[Any], Any] = lambda each: each,
) -> Part:
    """The part of a list that is asked for; `tell` makes an item of what was found."""
    limit, offset = paging.limit, paging.offset
    after = None
    if offset + limit < len(found):
        query = request.GET.copy()
        query["limit"], query["offset"] = str(limit), str(offset + limit)
        after = f"{request.path}?{query.urlencode()}"
    return kind(
        total=len(found),
        limit=limit,
        offset=offset,
        next=after,
        items=tuple(tell(each) for each in found[offset : offset + limit]),
    )


def find_address(section: str, key: str) -> str:
    """Where the API has a record."""
    name = _PAGES.get(section, "show_fact")
    return reverse(f"{NAMESPACE}:{name}", args=[key])


def require(view: View, section: str, key: str) -> None:
    """Raises NotThereError, with what may have been meant, if the reader sees no such record."""
    if key in _list_known(view, section):
        return
    # Most facts have no other name.
    facts = section == "facts"
    keys = list(find_near(key, view.atlas.facts) if facts else nearest(view, section, key))
    new = view.moved.get(key) if section in ("actors", "facts") else None
    if new is not None:
        keys = [new, *(each for each in keys if each != new)]
    near = [
        Near(id=each, name=name_record(view, section, each), href=find_address(section, each))
        for each in keys
    ]
    what = section.removesuffix("s")
    if new is not None:
        raise NotThereError(
            f"The {what} '{shorten(key)}' was merged with another record, and is now '{new}'.", near
        )
    raise NotThereError(f"There is no {what} '{shorten(key)}'.", near)


def find_near(key: str, known: Mapping[str, Any]) -> list[str]:
    """The ids that are like one that is none."""
    near = process.extract(
        key[:KEY],
        known.keys(),
        scorer=OSA.normalized_similarity,
        score_cutoff=ALIKE,
        limit=NEAREST,
    )
    return [each for each, *_ in near]


def _list_known(view: View, section: str) -> Mapping[str, Any]:
    atlas = view.atlas
    known: dict[str, Mapping[str, Any]] = {
        "places": atlas.place_by_id,
        "actors": atlas.actor_by_id,
        "sources": atlas.source_by_id,
    }
    return known.get(section, atlas.facts)


def name_record(view: View, section: str, key: str) -> Text:
    """The name or title of a record; its id where it has neither."""
    record = _list_known(view, section)[key]
    found: Text | None = getattr(record, "name", None) or getattr(record, "title", None)
    return found or Text.model_validate(key)
