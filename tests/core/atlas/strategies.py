"""Generated atlases with valid references, for property tests of files, checks and diagnosis.

`atlases()` is what other modules need; `texts()`, `ids()` and `dates()` are its parts.
"""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from weft.core.atlas.atlas import FACT_SECTIONS, Atlas
from weft.core.terms import list_codes

# What file formats and spreadsheet programs are known to misread.
TRAPS = (
    "=1+1", "+33 4 72", "-x", "-2+3", "@sum", "'=x", "''=x", "'", "'quoted'", 'say "no"', "a; b",
    "a\\; b", "back\\", "line\nbreak", "tab\tstop", "yes", "no", "null", "~", "2014", "2014-05-31",
    "007", "1e5", "0,5", "nan", "_x0041_", "_x005F_x000D_", "x005F_", "# no", ": x", "- a", "{}",
    "&amp; <b>", "nobody", "unknown", "(example)", "[a]", "*a", "&a", "!t", "%x", "`", "|", "a: b",
    "\u2028", "a\u2029b", "\ufeffmark", "😀", "مدينة طنجة", "Zürich", "ἀρχή", "東京", "true",
)  # fmt: skip
IDS = ("no", "null", "2014", "1e5", "0x1f", "example", "y", "007", "a-b", "citations", "2014-05-31")
LANGUAGES = ("und", "en", "fr", "ar", "no", "pt-BR", "zh-Hant")
NUMBERS = st.floats(0, 1e12, allow_nan=False) | st.integers(0, 10**9).map(float)
_LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\n\t'\"=;,")


@cache
def lines() -> st.SearchStrategy[str]:
    """Words that are not empty."""
    written = st.text(_LETTERS, min_size=1, max_size=12).filter(lambda each: each.strip() != "")
    return st.sampled_from(TRAPS).filter(str.strip) | written


@cache
def texts() -> st.SearchStrategy[Any]:
    """Words in no stated language, or in several."""
    return lines() | st.dictionaries(st.sampled_from(LANGUAGES), lines(), min_size=1, max_size=3)


@cache
def ids() -> st.SearchStrategy[str]:
    """Ids, some of which look like something else."""
    return st.sampled_from(IDS) | st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,3})?", fullmatch=True)


@cache
def dates() -> st.SearchStrategy[str]:
    """Years, months and days."""
    day = st.dates().map(str)
    return day | day.map(lambda each: each[:7]) | day.map(lambda each: each[:4])


@cache
def codes(vocabulary: str) -> st.SearchStrategy[str]:
    """Codes of one vocabulary."""
    return st.sampled_from(list_codes(vocabulary))


def _some(each: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(each, min_size=least, max_size=2, unique_by=str)


def _dicts(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Dicts with the required keys and any of the optional ones (from_ stands for from)."""
    return st.fixed_dictionaries(
        required, optional={key.rstrip("_"): value for key, value in optional.items()}
    )


class _Parts:
    """Strategies of records, given the ids that they may refer to."""

    def __init__(self, places: list[str], sources: list[str], actors: list[str]) -> None:
        self.place, self.actor = st.sampled_from(places), st.sampled_from(actors)
        self.areas = _some(codes("areas"), 1)
        citation = _dicts(
            {"source": st.sampled_from(sources)},
            locator=lines(), grade=codes("grades"), paraphrase=texts(),
        )  # fmt: skip
        self.sources = st.lists(citation, max_size=3)
        position = _dicts(
            {"actor": self.actor, "stand": codes("stands")},
            reason=texts(), date=dates(), source=st.sampled_from(sources), locator=lines(),
        )  # fmt: skip
        self.fact: dict[str, Any] = {
            "sources": self.sources,
            "asserted_by": self.actor,
            "positions": st.lists(position, max_size=2),
            "visibility": codes("visibilities"),
            "note": texts(),
            "from_": st.integers(1900, 1999).map(str),
            "until": st.integers(2000, 2100).map(str),
        }

    def list_kinds(self) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
        """For each section of facts but actors and surveys, a strategy of records without id."""
        named = {"name": texts(), "areas": self.areas}
        task = {"area": codes("areas")}
        year = st.integers(1900, 2100)
        nobody_or_some: st.SearchStrategy[list[str]] = st.just([]) | _some(self.actor, 1)
        points = st.floats(-2, 2)
        member = _dicts({"actor": self.actor}, seat=codes("seats"), voice=codes("voices"))
        return {
            "competences": _dicts(
                task
                | {"holder": self.actor | st.sampled_from(["nobody", "unknown"])}
                | {"role": codes("roles"), "basis": codes("bases"), "place": self.place},
                holds=st.booleans(), phase=codes("phases"), level=codes("levels"), **self.fact,
            ),
            "mechanisms": _dicts(
                named | {"kind": codes("mechanism_kinds"), "members": st.lists(member, max_size=3)},
                place=self.place, formality=codes("formalities"), meetings=NUMBERS,
                last_active=dates(), coverage=st.floats(0, 1), initiator=self.actor,
                decides=st.booleans(), agenda=nobody_or_some, veto=nobody_or_some,
                voluntary=st.booleans(), steering=st.booleans(), **self.fact,
            ),
            "policies": _dicts(
                named | {"issuer": self.actor, "kind": codes("policy_kinds")},
                origin=codes("origins"), phase=codes("phases"), place=self.place,
                stance=_dicts({"access": points}, purpose=points, horizon=points), **self.fact,
            ),
            "resources": _dicts(
                task | {"actor": self.actor, "year": year},
                money=NUMBERS, currency=st.sampled_from(["EUR", "MAD"]), earmarked=st.booleans(),
                staff=NUMBERS, task_cost=NUMBERS, capacity=NUMBERS, capacity_unit=texts(),
                **self.fact,
            ),
            "reports": _dicts(
                task | {"issuer": self.actor, "year": year, "title": texts()}, **self.fact
            ),
            "zones": _dicts(
                {"name": texts(), "kind": codes("zone_kinds"), "places": _some(self.place, 1)},
                population=st.integers(0, 10**20), **self.fact,
            ),
            "disputes": _dicts(
                named | {"parties": _some(self.actor), "kind": codes("dispute_kinds")},
                openness=codes("openness"), place=self.place, **self.fact,
            ),
        }  # fmt: skip

    def make_survey(self, found: list[str]) -> st.SearchStrategy[dict[str, Any]]:
        """Surveys that may have found some of these facts, or none."""
        return _dicts(
            {"name": texts(), "place": self.place, "areas": self.areas}
            | {"closes": _some(codes("survey_scopes"), 1)},
            levels=_some(codes("levels")), actors=_some(self.actor), phase=codes("phases"),
            found=st.just([]) | _some(st.sampled_from(found), 1), **self.fact,
        )  # fmt: skip


@st.composite
def atlases(draw: st.DrawFn, largest: int = 2) -> Atlas:
    """Valid atlases with up to `largest` records in each section; every reference leads somewhere.

    Places and actors form trees. About one atlas in ten is empty.
    """
    head = draw(_dicts({}, title=texts(), licence=lines()))
    if draw(st.integers(0, 9)) == 9:
        return Atlas.model_validate(head)

    def draw_ids(least: int, most: int = largest) -> list[str]:
        size = draw(st.integers(least, most))
        return draw(st.lists(ids(), min_size=size, max_size=size, unique=True))

    places, sources = draw_ids(1), draw_ids(1)
    # Facts share one set of ids, so that a survey can name any of them. Actors are facts.
    facts = draw_ids(1, largest * len(FACT_SECTIONS))
    actors = facts[:largest]
    parts = _Parts(places, sources, actors)
    data: dict[str, Any] = {section: [] for section in ("places", "sources", *FACT_SECTIONS)}
    for number, own in enumerate(places):
        data["places"].append({"id": own, **draw(_draw_place(parts, places[:number]))})
    for own in sources:
        data["sources"].append({"id": own, **draw(_draw_source())})
    for number, own in enumerate(actors):
        data["actors"].append({"id": own, **draw(_draw_actor(parts, actors[:number]))})
    kinds = parts.list_kinds() | {"surveys": parts.make_survey(facts)}
    for own in facts[largest:]:
        section = draw(st.sampled_from(list(kinds)))
        data[section].append({"id": own, **draw(kinds[section])})
    return Atlas.model_validate(head | data)


def _draw_place(parts: _Parts, parents: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    inside = {"parent": st.sampled_from(parents)} if parents else {}
    registers = st.sampled_from(["iso", "nuts", "lau", "und", "x-y"])
    return _dicts(
        {"name": texts(), "levels": _some(codes("levels"), 1)},
        kind=st.sampled_from(["commune", "medina_2"]), latitude=st.floats(-90, 90),
        longitude=st.floats(-180, 180), population=st.integers(0, 10**9),
        codes=st.dictionaries(registers, lines(), max_size=2), sources=parts.sources, **inside,
    )  # fmt: skip


def _draw_source() -> st.SearchStrategy[dict[str, Any]]:
    return _dicts(
        {"title": texts()},
        author=lines(), publisher=lines(), date=dates(), licence=lines(), note=texts(),
        url=st.just("https://a.example/?x=1&y=ü"), language=st.sampled_from(["no", "ar", "pt-BR"]),
        grade=codes("grades"),
    )  # fmt: skip


def _draw_actor(parts: _Parts, parents: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    inside = {"parent": st.sampled_from(parents)} if parents else {}
    contact = _dicts(
        {},
        office=texts(), email=st.just("=desk@city.example"), phone=st.just("+212 5 39"),
        url=st.just("http://city.example"),
    )  # fmt: skip
    return _dicts(
        {"name": texts(), "kind": codes("actor_kinds")},
        place=parts.place, levels=_some(codes("levels")), networks=_some(parts.actor),
        works=codes("works"), contact=contact.filter(bool), **inside, **parts.fact,
    )  # fmt: skip
