"""Who may see what: each visibility for each reader; who sees more misses nothing, and what
somebody may not see leaves no trace."""

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from weft.core.atlas import Atlas
from weft.core.atlas.atlas import FACT_SECTIONS, list_areas
from weft.core.atlas.facts import Survey
from weft.core.atlas.records import NOBODY, UNKNOWN, Fact
from weft.core.atlas.references import walk_references
from weft.core.atlas.subjects import list_places
from weft.core.atlas.visibility import (
    EVERYBODY,
    Circle,
    keep_public,
    keep_visible,
    list_resting,
    list_visible,
    may_see,
)
from weft.core.terms import list_codes

PLACES = [
    {"id": "land", "name": "Land", "levels": ["national"]},
    {"id": "shire", "name": "Shire", "levels": ["regional"], "parent": "land"},
    {"id": "town", "name": "Town", "levels": ["local"], "parent": "shire"},
    {"id": "port", "name": "Port", "levels": ["local"], "parent": "shire"},
    {"id": "abroad", "name": "Abroad", "levels": ["national"]},
]
SOURCES = [{"id": f"s{at}", "title": f"Document {at}"} for at in range(4)]
ACTORS = [
    {"id": "state", "name": "State", "kind": "government", "place": "land"},
    {"id": "city", "name": "City", "kind": "government", "place": "town"},
    {"id": "desk", "name": "Desk", "kind": "agency", "parent": "city"},
    {"id": "harbour", "name": "Harbour", "kind": "government", "place": "port"},
    {"id": "fund", "name": "Fund", "kind": "international_organisation"},
]

MEMBER = Circle(network=True)
TOWN, PORT, SHIRE, LAND = (
    Circle(network=True, places=frozenset([each])) for each in ("town", "port", "shire", "land")
)
CITY, DESK, HARBOUR = (Circle(actors=frozenset([each])) for each in ("city", "desk", "harbour"))
READERS = {
    "everybody": EVERYBODY, "member": MEMBER, "town": TOWN, "port": PORT, "shire": SHIRE,
    "land": LAND, "city": CITY, "desk": DESK, "harbour": HARBOUR,
}  # fmt: skip


def build(**sections: Any) -> Atlas:
    return Atlas.model_validate({"places": PLACES, "sources": SOURCES, "actors": ACTORS} | sections)


def hold(holder: str, **more: Any) -> dict[str, Any]:
    return {"id": "fact", "holder": holder, "area": "housing", "role": "fund", "basis": "de_jure",
            **more}  # fmt: skip


def tie(*members: str, **more: Any) -> dict[str, Any]:
    return {"id": "fact", "name": "Tie", "kind": "exchange", "areas": ["housing"],
            "members": [{"actor": each} for each in members], **more}  # fmt: skip


def zone(*places: str, **more: Any) -> dict[str, Any]:
    return {"id": "fact", "name": "Zone", "kind": "housing", "places": places, **more}


def survey(**more: Any) -> dict[str, Any]:
    return {"id": "fact", "name": "Survey", "place": "town", "areas": ["health"],
            "closes": ["ties"], **more}  # fmt: skip


OWN, KEPT = {"visibility": "own"}, {"visibility": "place"}
CASES: dict[str, tuple[str, dict[str, Any], str]] = {
    "public": ("competences", hold("city"), " ".join(READERS)),
    "network": ("competences", hold("city", visibility="network"), "member town port shire land"),
    # A place: its own people, and whoever belongs to a place inside it.
    "of its holder's town": ("competences", hold("city", **KEPT), "town"),
    "of an office's town": ("competences", hold("desk", **KEPT), "town"),
    "of its own place": ("competences", hold("city", place="port", **KEPT), "port"),
    "of the region": ("competences", hold("city", place="shire", **KEPT), "town port shire"),
    "of the land": ("competences", hold("state", **KEPT), "town port shire land"),
    "nobody somewhere": ("competences", hold("nobody", place="port", **KEPT), "port"),
    "of a kind": ("competences", {**hold("city", place="shire", place_kind="commune", **KEPT),
                                  "holder": None}, "town port shire"),
    "of two towns": ("mechanisms", tie("city", "harbour", **KEPT), "town port"),
    "of a tie's own place": ("mechanisms", tie("city", "harbour", place="port", **KEPT), "port"),
    "of no place": ("mechanisms", tie("fund", **KEPT), ""),
    "of nobody": ("mechanisms", tie(**KEPT), ""),
    "of a market": ("zones", zone("town", "port", **KEPT), "town port"),
    "of a survey": ("surveys", survey(**KEPT), "town"),
    # Its own actor: who states it, else whom it is about.
    "stated by the port": ("competences", hold("city", asserted_by="harbour", **OWN), "harbour"),
    "stated by the city": ("competences", hold("city", asserted_by="city", **OWN), "city"),
    "stated by nobody": ("competences", hold("city", **OWN), "city"),
    "a tie of two": ("mechanisms", tie("city", "harbour", **OWN), "city harbour"),
    "a tie of two stated": ("mechanisms", tie("city", "harbour", asserted_by="city", **OWN),
                            "city"),
    "about nobody": ("zones", zone("town", **OWN), ""),
    # Who states a fact keeps sight of it.
    "stated elsewhere": ("competences", hold("city", asserted_by="harbour", **KEPT),
                         "town harbour"),
    "stated to members": ("competences", hold("city", asserted_by="harbour", visibility="network"),
                          "member town port shire land harbour"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fact_is_for_the_circle_that_its_visibility_names(name: str):
    section, record, seen_by = CASES[name]
    atlas = build(**{section: [record]})
    may = {key for key, each in READERS.items() if may_see(atlas, atlas.facts["fact"], each)}
    assert may == set(seen_by.split())
    shown = {key for key, each in READERS.items() if "fact" in list_visible(atlas, each).facts}
    assert shown == may


ACTOR_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "of its place": ({"place": "port", **KEPT}, "port ghost"),
    "of its parent's place": ({"parent": "desk", **KEPT}, "town ghost"),
    "itself": (OWN, "ghost"),
    "stated by another": ({"asserted_by": "harbour", **OWN}, "harbour ghost"),
    "to members": ({"visibility": "network"}, "member town port shire land ghost"),
}


@pytest.mark.parametrize("name", ACTOR_CASES)
def test_an_actor_is_for_its_circle_and_for_who_speaks_for_it(name: str):
    record, seen_by = ACTOR_CASES[name]
    ghost = {"id": "ghost", "name": "Ghost", "kind": "civil_society", **record}
    atlas = build(actors=[*ACTORS, ghost], competences=[hold("ghost", place="abroad")])
    readers = READERS | {"ghost": Circle(actors=frozenset(["ghost"]))}
    may = {key for key, each in readers.items() if may_see(atlas, atlas.facts["ghost"], each)}
    assert may == set(seen_by.split())
    for key, each in readers.items():
        # What is about an actor comes and goes with it.
        assert ({"ghost", "fact"} <= list_visible(atlas, each).facts) == (key in may)
        assert ({"ghost", "fact"}.isdisjoint(list_visible(atlas, each).facts)) == (key not in may)


def test_what_a_hidden_actor_states_of_another_is_hidden_with_it():
    ghost = {"id": "ghost", "name": "Ghost", "kind": "media", **OWN}
    child = {"id": "child", "name": "Child", "kind": "media", "asserted_by": "ghost"}
    atlas = build(actors=[*ACTORS, ghost, child], competences=[hold("child", place="town")])
    assert not {"ghost", "child", "fact"} & list_visible(atlas, TOWN).facts
    # Not even for the child: it would name who states it.
    assert "child" not in list_visible(atlas, Circle(actors=frozenset(["child"]))).facts
    seen = list_visible(atlas, Circle(actors=frozenset(["ghost"]))).facts
    assert {"ghost", "child", "fact"} <= seen


def test_a_tie_is_not_shown_to_a_place_because_of_somebody_hidden_there():
    ghost = {"id": "ghost", "name": "Ghost", "kind": "media", "place": "port", **OWN}
    atlas = build(actors=[*ACTORS, ghost], mechanisms=[tie("city", "ghost", **KEPT)])
    assert "fact" not in list_visible(atlas, PORT).facts
    assert "ghost" not in keep_visible(atlas, TOWN).facts["fact"].model_dump_json()
    both = Circle(places=frozenset(["port"]), actors=frozenset(["ghost"]))
    assert "fact" in list_visible(atlas, both).facts


def test_a_place_or_actor_that_is_not_there_opens_nothing():
    atlas = build(competences=[hold("city", **KEPT)])
    gone = Circle(places=frozenset(["gone", ""]), actors=frozenset(["gone", NOBODY, ""]))
    assert keep_visible(atlas, gone) == keep_public(atlas)


def test_a_reader_who_sees_all_gets_the_atlas_itself():
    cited = [{"source": each["id"]} for each in SOURCES]
    atlas = build(competences=[hold("city", sources=cited, visibility="network")])
    assert keep_visible(atlas, MEMBER) is atlas
    assert keep_visible(atlas, EVERYBODY) is not atlas


def test_a_position_is_shown_with_its_actor():
    ghost = {"id": "ghost", "name": "Ghost", "kind": "media", **OWN}
    said = [{"actor": "ghost", "stand": "disputes", "source": "s0"}]
    atlas = build(actors=[*ACTORS, ghost], competences=[hold("city", positions=said)])
    assert keep_visible(atlas, MEMBER).facts["fact"].positions == ()
    assert keep_visible(atlas, MEMBER).sources == ()
    mine = keep_visible(atlas, Circle(actors=frozenset(["ghost"])))
    assert mine.facts["fact"] == atlas.facts["fact"]
    assert [each.id for each in mine.sources] == ["s0"]


# --- whatever is recorded ----------------------------------------------------------------------

KEYS = [each["id"] for each in PLACES]
NAMES = [f"a{at}" for at in range(5)]
IDS = [f"f{at}" for at in range(6)]
AREAS = ("housing", "health")


class Drawing:
    """Records drawn at random that name one another, so that most hide some of the rest."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311  # repeatable, not secret

    def choose(self, *values: Any) -> Any:
        return self.chance.choice(values)

    def some(self, values: list[str], most: int = 3) -> list[str]:
        return self.chance.sample(values, self.chance.randint(0, most))

    def cite(self) -> list[dict[str, str]]:
        return [{"source": each} for each in self.some([each["id"] for each in SOURCES], 1)]

    def fact(self, key: str) -> dict[str, Any]:
        positions = [
            {"actor": each, "stand": "disputes", "source": self.choose(None, "s0", "s1")}
            for each in self.some(NAMES, 1)
        ]
        return {
            "id": key,
            "visibility": self.choose("public", *list_codes("visibilities")),
            "asserted_by": self.choose(None, None, *NAMES),
            "positions": positions,
            "sources": self.cite(),
            "note": self.choose(None, "Words"),
        }

    def actor(self, key: str) -> dict[str, Any]:
        return self.fact(key) | {
            "name": self.choose("A", "B"),
            "kind": self.choose("government", "agency", "media"),
            "place": self.choose(None, None, *KEYS),
            "levels": self.choose((), (), ("local",)),
            "parent": self.choose(None, *NAMES[: NAMES.index(key)]),
            "networks": self.some(NAMES, 1),
        }

    def statement(self, key: str) -> tuple[str, dict[str, Any]]:
        """A fact of some section."""
        named = {"name": self.choose("A", "B"), "areas": self.choose(AREAS[:1], AREAS)}
        place = self.choose(None, None, *KEYS)
        members = self.some(NAMES)
        drawn: dict[str, dict[str, Any]] = {
            "competences": hold(self.choose(*NAMES), place=place),
            "mechanisms": named
            | {"kind": "exchange", "place": place, "members": [{"actor": x} for x in members]}
            | {"initiator": self.choose(None, *NAMES), "agenda": self.choose(None, NAMES[:1])},
            "policies": named | {"issuer": self.choose(*NAMES), "kind": "plan"},
            "zones": {"name": "A", "kind": "housing", "places": [self.choose(*KEYS)]},
            "disputes": named | {"kind": "dispute", "parties": members, "place": place},
            "surveys": named
            | {"place": self.choose(*KEYS), "actors": self.some(NAMES, 1)}
            | {"closes": [self.choose("ties", "competences", "policies")]}
            | {"found": self.choose(None, (), self.some(IDS, 2))},
        }
        section = self.choose(*drawn, "mechanisms", "surveys")
        return section, drawn[section] | self.fact(key)

    def records(self) -> "Records":
        actors: Records = {each: ("actors", self.actor(each)) for each in NAMES}
        return actors | {each: self.statement(each) for each in IDS}

    def circle(self) -> Circle:
        return Circle(
            network=self.choose(True, False),
            places=frozenset(self.some(KEYS, 1)),
            actors=frozenset(self.some(NAMES, 2)),
        )

    def change(self, records: "Records", key: str) -> "Records":
        """The same records with one of them drawn anew, or away if nobody can name it."""
        kept = {name: each for name, each in records.items() if name != key}
        if key in NAMES:
            return kept | {key: ("actors", self.actor(key))}
        return kept if self.choose(True, False) else kept | {key: self.statement(key)}


Records = dict[str, tuple[str, dict[str, Any]]]  # id -> section and record


def gather(records: Records) -> Atlas:
    sections: dict[str, list[dict[str, Any]]] = {section: [] for section in FACT_SECTIONS}
    for section, record in records.values():
        # A survey found what is there.
        kept = [each for each in record.get("found") or () if each in records]
        found = {"found": kept or None} if record.get("found") else {}
        sections[section].append(record | found)
    return build(**sections)


def list_hidden(atlas: Atlas, circle: Circle) -> list[tuple[str, Fact]]:
    shown = list_visible(atlas, circle).facts
    return [(x, each) for x in FACT_SECTIONS for each in getattr(atlas, x) if each.id not in shown]


def drop(atlas: Atlas, surveys: set[str]) -> Atlas:
    fields = {name: getattr(atlas, name) for name in Atlas.model_fields}
    fields["surveys"] = tuple(each for each in atlas.surveys if each.id not in surveys)
    return Atlas.model_construct(**fields)


SEEDS = st.integers(0, 2**32)


@settings(max_examples=600, deadline=None)
@given(SEEDS)
def test_what_a_reader_may_not_see_changes_nothing_but_the_surveys_that_count_it(seed: int):
    drawing = Drawing(seed)
    records, circle = drawing.records(), drawing.circle()
    before = gather(records)
    hidden = {each.id for _, each in list_hidden(before, circle)}
    assume(hidden)
    key = drawing.choose(*sorted(hidden))
    after = gather(drawing.change(records, key))
    assume(key not in list_visible(after, circle).facts)
    # A survey that found what is gone is another survey.
    assume(all(before.facts[each] == after.facts[each] for each in {*NAMES, *IDS} - {key}))
    # The one other exception: what an actor has from a parent is its own.
    others = [each for each in NAMES if each != key]
    assume(all(before.find_territory(x) == after.find_territory(x) for x in others))
    assume(all(before.list_levels(x) == after.list_levels(x) for x in others))
    resting = set[str]().union(
        *(list_resting(each, list_hidden(each, circle)) for each in (before, after))
    )
    one, other = (keep_visible(drop(each, resting), circle) for each in (before, after))
    assert one.model_dump_json() == other.model_dump_json()


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_who_may_see_more_misses_nothing(seed: int):
    drawing = Drawing(seed)
    atlas, circle, other = gather(drawing.records()), drawing.circle(), drawing.circle()
    larger = Circle(
        circle.network or other.network,
        circle.places | other.places,
        circle.actors | other.actors,
    )
    less, more = list_visible(atlas, circle), list_visible(atlas, larger)
    assert less.actors <= more.actors
    assert less.facts <= more.facts
    assert less.sources <= more.sources


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_what_is_shown_names_nothing_that_is_not(seed: int):
    drawing = Drawing(seed)
    atlas, circle = gather(drawing.records()), drawing.circle()
    shown = keep_visible(atlas, circle)
    for _, record in shown.list_records():
        for path, ref, name in walk_references(record, type(record)):
            known: Any = shown.facts if ref.section == "facts" else getattr(shown, ref.section)
            ids = known if isinstance(known, dict) else {each.id for each in known}
            assert name in ids or name in (NOBODY, UNKNOWN), (record.id, path)
    assert keep_visible(shown, circle) == shown
    assert all(may_see(atlas, atlas.facts[key], circle) for key in shown.facts)


def counts(atlas: Atlas, survey: Survey, section: str, fact: Fact) -> bool:
    """What `rests_on` answers quickly, one fact after the other."""
    closed = {"ties": "mechanisms"}
    if fact.id in (survey.found or ()):
        return True
    if section not in {closed.get(each, each) for each in survey.closes}:
        return False
    places = list(list_places(atlas, fact))
    here = not places or any(atlas.is_related(each, survey.place) for each in places)
    return here and bool(set(list_areas(fact)) & set(survey.areas))


@settings(max_examples=400, deadline=None)
@given(SEEDS)
def test_a_survey_rests_on_hidden_facts_as_one_by_one(seed: int):
    drawing = Drawing(seed)
    atlas = gather(drawing.records())
    hidden = list_hidden(atlas, drawing.circle())
    expected: set[str] = set()
    while more := {
        each.id
        for each in atlas.surveys
        if each.id not in expected
        and (
            any(counts(atlas, each, section, fact) for section, fact in hidden)
            or expected & set(each.found or ())
        )
    }:
        expected |= more
    assert list_resting(atlas, hidden) == expected


# --- the two exceptions ------------------------------------------------------------------------


def test_a_survey_goes_with_a_hidden_fact_that_it_counts_and_comes_back_without_it():
    asked = survey(id="survey", areas=["housing"])
    secret = build(mechanisms=[tie("city", **OWN)], surveys=[asked])
    assert list_visible(secret, TOWN).facts.isdisjoint({"survey", "fact"})
    assert {"survey", "fact"} <= list_visible(secret, CITY).facts
    assert "survey" in list_visible(build(surveys=[asked]), TOWN).facts


def test_a_survey_that_found_a_hidden_survey_is_hidden_too():
    first = survey(id="first", areas=["housing"])
    second = survey(id="second", found=["first"])
    atlas = build(mechanisms=[tie("city", **OWN)], surveys=[first, second])
    assert keep_visible(atlas, TOWN).surveys == ()


def test_an_actor_acts_where_its_hidden_parent_does():
    ghost = {"id": "ghost", "name": "Ghost", "kind": "government", **OWN}
    child = {"id": "child", "name": "Child", "kind": "agency", "parent": "ghost"}
    for place in ("town", "port"):
        atlas = build(actors=[*ACTORS, ghost | {"place": place}, child])
        assert keep_public(atlas).actor_by_id["child"].place == place
        assert keep_public(atlas).actor_by_id["child"].parent is None


def test_a_document_that_only_hidden_facts_cite_is_as_if_nothing_cited_it():
    cited = [{"source": "s0"}]
    secret = build(competences=[hold("city", sources=cited, **OWN)])
    assert keep_public(secret).sources == keep_public(build()).sources == ()
    assert [each.id for each in keep_visible(secret, CITY).sources] == ["s0"]
