"""Two people change one record at once: what is put together, and what they must be asked."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from weft.core.atlas import SECTIONS, read_atlas
from weft.core.atlas.combining import Named, combine, find_rings
from weft.core.atlas.merging import Clash, Merged, merge
from weft.core.atlas.records import Record
from weft.core.terms import Text

PACKS = Path(__file__).parents[3] / "src" / "weft" / "packs"

BASES: dict[str, dict[str, Any]] = {
    "places": {"name": "Town", "levels": ["local"]},
    "sources": {"title": "Housing Act"},
    "actors": {"name": "City", "kind": "government"},
    "competences": {"holder": "city", "area": "housing", "role": "deliver", "basis": "de_jure",
                    "place": "town"},
    "mechanisms": {"name": "Round table", "kind": "exchange", "areas": ["housing"]},
    "policies": {"name": "Plan", "issuer": "city", "areas": ["housing"], "kind": "plan"},
    "resources": {"actor": "city", "area": "housing", "year": 2024, "money": 10, "currency": "EUR",
                  "task_cost": 20, "capacity": 5, "capacity_unit": "beds"},
    "surveys": {"name": "Survey", "place": "town", "areas": ["housing"], "closes": ["ties"]},
}  # fmt: skip
ART_1, ART_2, ART_3 = ({"source": "law", "locator": f"Article {x}"} for x in (1, 2, 3))
ALSO_1, REPORT = ART_1 | {"grade": "A"}, {"source": "report"}
CITY, STATE, AID = ({"actor": each} for each in ("city", "state", "aid"))
CHAIR, OBSERVER = CITY | {"seat": "chair"}, CITY | {"seat": "observer"}
DESK, MAIL = {"office": "Desk"}, {"email": "desk@town.example"}


def make(section: str, **fields: Any) -> Record:
    return SECTIONS[section].model_validate({"id": "one", **BASES[section], **fields})


def put_together(section: str, base: Any, mine: Any, theirs: Any) -> Merged:
    return merge(*(make(section, **base | each) for each in ({}, mine, theirs)))


# --- one field: section, field, base, mine, theirs, together

JOINED: list[tuple[str, str, Any, Any, Any, Any]] = [
    # A single answer.
    ("sources", "grade", "B", "A", "B", "A"),
    ("sources", "grade", "B", "B", "A", "A"),
    ("sources", "grade", "B", "B", "B", "B"),
    ("sources", "grade", "B", "A", "A", "A"),
    ("sources", "publisher", "City", None, "City", None),
    ("sources", "publisher", "City", "City", None, None),
    # Words, language by language.
    ("sources", "note", None, {"fr": "Non"}, {"en": "No"}, {"en": "No", "fr": "Non"}),
    ("actors", "name", {"en": "City", "fr": "Ville"}, {"en": "The City", "fr": "Ville"},
     {"en": "City", "fr": "La ville", "ar": "مدينة"},
     {"en": "The City", "fr": "La ville", "ar": "مدينة"}),
    ("sources", "note", {"en": "No", "fr": "Non"}, {"en": "No"}, {"en": "On", "fr": "Non"},
     {"en": "On"}),
    ("sources", "title", "Act", {"en": "Act"}, {"und": "Act", "fr": "Loi"},
     {"en": "Act", "fr": "Loi"}),
    # Small models and codes, field by field.
    ("actors", "contact", DESK, DESK | {"phone": "1"}, DESK | MAIL, DESK | MAIL | {"phone": "1"}),
    ("actors", "contact", None, DESK, MAIL, DESK | MAIL),
    ("actors", "contact", DESK | MAIL, MAIL, DESK | {"email": "x@town.example"},
     {"email": "x@town.example"}),
    ("policies", "stance", {"access": 1}, {"access": 2}, {"access": 1, "target": 0},
     {"access": 2, "target": 0}),
    ("places", "codes", {"iso": "A"}, {"iso": "B"}, {"iso": "A", "lau": "1"},
     {"iso": "B", "lau": "1"}),
    # Lists, element by element: theirs in their order, then what I added.
    ("actors", "networks", ["a", "b"], ["b", "a", "m"], ["t", "a", "b"], ["t", "a", "b", "m"]),
    ("actors", "networks", ["a", "b"], ["a"], ["a", "b", "t"], ["a", "t"]),
    ("actors", "networks", ["a"], [], ["a", "t"], ["t"]),
    ("actors", "networks", ["a", "b"], [], ["a"], []),
    ("mechanisms", "members", [CITY], [CHAIR], [CITY, STATE], [CHAIR, STATE]),
    ("mechanisms", "members", [CITY, STATE], [CITY, STATE, AID], [CITY], [CITY, AID]),
    # A list that may be left out.
    ("mechanisms", "veto", ["a"], ["a", "m"], ["a", "t"], ["a", "t", "m"]),
    ("mechanisms", "veto", None, ["m"], ["t"], ["t", "m"]),
    ("mechanisms", "veto", ["a"], [], ["a"], []),
    ("mechanisms", "veto", None, [], [], []),
    # Citations, by document while it is cited once, else by document and locator.
    ("mechanisms", "sources", [ART_1], [ART_2], [ART_1, REPORT], [ART_2, REPORT]),
    ("mechanisms", "sources", [ART_1], [ART_1, REPORT], [ART_2], [ART_2, REPORT]),
    ("mechanisms", "sources", [ART_1, ART_2], [ART_1, ART_2, ART_3], [ART_2], [ART_2, ART_3]),
    ("mechanisms", "sources", [ART_1], [ART_2], [ART_1, ART_3], [ART_3, ART_2]),
    ("mechanisms", "sources", [ART_1, REPORT], [REPORT], [ART_1, REPORT, ART_3], [REPORT, ART_3]),
    ("mechanisms", "sources", [ART_1, ALSO_1], [ART_1, ALSO_1, REPORT], [ART_1, ALSO_1, ART_2],
     [ART_1, ALSO_1, ART_2, REPORT]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "field", "base", "mine", "theirs", "together"), JOINED)
def test_what_touches_different_things_is_put_together(
    section: str, field: str, base: Any, mine: Any, theirs: Any, together: Any
) -> None:
    before_them = {} if base is None else {field: base}
    merged = put_together(section, before_them, {field: mine}, {field: theirs})
    assert merged.clashes == ()
    assert merged.record == make(section, **{field: together})


# --- one field: section, field, base, mine, theirs, what is shown

CLASHING: list[tuple[str, str, Any, Any, Any, Any]] = [
    ("sources", "grade", "B", "A", "C", "A"),
    ("sources", "publisher", "City", None, "State", None),
    ("actors", "name", {"en": "City", "fr": "Ville"}, {"en": "My city", "fr": "Ville"},
     {"en": "Their city", "fr": "La ville"}, {"en": "My city", "fr": "La ville"}),
    ("sources", "note", None, "Mine", "Theirs", "Mine"),
    ("sources", "note", "No", None, "On", None),
    ("sources", "note", {"en": "No", "fr": "Non"}, {"en": "No"}, {"fr": "Non"}, {"en": "No"}),
    ("sources", "note", {"en": "No", "fr": "Non"}, {"en": "No"}, {"en": "No", "fr": "Pas"},
     {"en": "No"}),
    ("actors", "contact", DESK, {"office": "My desk"}, {"office": "Their desk"} | MAIL,
     {"office": "My desk"} | MAIL),
    ("actors", "contact", DESK, None, DESK | MAIL, None),
    ("places", "codes", {}, {"iso": "A"}, {"iso": "B", "lau": "1"}, {"iso": "A", "lau": "1"}),
    ("mechanisms", "members", [CITY, STATE], [CHAIR, STATE], [OBSERVER, STATE, AID],
     [CHAIR, STATE, AID]),
    ("mechanisms", "members", [CITY, STATE], [STATE], [CHAIR, STATE], [STATE]),
    ("mechanisms", "areas", ["housing", "health"], ["housing"], ["health"], ["housing"]),
    ("mechanisms", "veto", None, [], ["t"], []),
    ("mechanisms", "veto", None, ["m"], [], ["m"]),
    ("mechanisms", "veto", ["a"], [], ["a", "t"], []),
    ("mechanisms", "veto", ["a", "b"], ["a"], ["b"], ["a"]),
    ("mechanisms", "veto", ["a"], None, ["a", "t"], None),
    ("surveys", "found", None, [], ["fact"], []),
    ("surveys", "levels", [], ["national", "local"], ["regional", "local"], ["national", "local"]),
    ("mechanisms", "sources", [ART_1, REPORT], [ART_2, REPORT], [ART_3, REPORT], [ART_2, REPORT]),
    ("mechanisms", "sources", [], [ART_1], [ART_2], [ART_1]),
    ("mechanisms", "sources", [ART_1, ART_2], [ALSO_1, ART_2], [ART_1 | {"grade": "C"}, ART_2],
     [ALSO_1, ART_2]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "field", "base", "mine", "theirs", "shown"), CLASHING)
def test_what_both_changed_is_a_clash_that_shows_mine(
    section: str, field: str, base: Any, mine: Any, theirs: Any, shown: Any
) -> None:
    before_them = {} if base is None else {field: base}
    merged = put_together(section, before_them, {field: mine}, {field: theirs})
    before, own, other = (
        getattr(make(section, **each), field)
        for each in (before_them, {field: mine}, {field: theirs})
    )
    assert merged.clashes == (Clash(field, before, own, other),)
    assert merged.record == make(section, **{field: shown})


# --- fields that only make sense together: section, mine, theirs, the fields that clash

SPACE = {"latitude": 1, "longitude": 2}
GROUPS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], set[str]]] = [
    ("competences", {}, {"level": "local"}, {"place": "port"}, {"level", "place"}),
    ("competences", {}, {"holds": False}, {"role": "fund"}, {"holds", "role"}),
    ("competences", {}, {"holds": False}, {"role": "fund", "holds": False}, set()),
    ("competences", {}, {"role": "fund", "holds": False}, {"holds": False}, set()),
    ("competences", {}, {"basis": "de_facto"}, {"area": "health", "phase": "formulation"},
     {"basis", "area", "phase"}),
    ("competences", {}, {"holder": None, "place_kind": "commune"}, {"holder": "state"},
     {"holder", "place_kind"}),
    ("competences", {}, {"holder": "nobody"}, {"place": "port"}, {"holder", "place"}),
    ("competences", {}, {"role": "fund"}, {"role": "monitor"}, {"role"}),
    ("competences", {}, {"role": "fund"}, {"note": "Since spring.", "until": "2024"}, set()),
    ("resources", {}, {"money": 12}, {"currency": "MAD"}, {"money", "currency"}),
    ("resources", {}, {"currency": "MAD", "money": 99}, {"task_cost": 30},
     {"money", "currency", "task_cost"}),
    ("resources", {}, {"capacity": 7}, {"capacity_unit": "rooms"}, {"capacity", "capacity_unit"}),
    ("resources", {}, {"capacity_unit": {"en": "beds", "und": "beds"}},
     {"capacity_unit": {"fr": "lits", "und": "beds"}}, {"capacity_unit"}),
    ("resources", {}, {"capacity": 7, "staff": 3}, {"money": 12, "earmarked": True}, set()),
    ("policies", {}, {"issuer": None, "place_kind": "commune", "place": "land"},
     {"issuer": "state"}, {"issuer", "place_kind", "place"}),
    ("places", SPACE, {"latitude": 5}, {"longitude": 6}, {"latitude", "longitude"}),
    ("mechanisms", {}, {"start": "2020"}, {"until": "2019"}, {"start", "until"}),
    ("surveys", {}, {"levels": ["national", "local"]}, {"actors": ["city"]}, {"levels", "actors"}),
]  # fmt: skip


@pytest.mark.parametrize(("section", "base", "mine", "theirs", "clashing"), GROUPS)
def test_fields_that_only_make_sense_together_clash_as_one(
    section: str,
    base: dict[str, Any],
    mine: dict[str, Any],
    theirs: dict[str, Any],
    clashing: set[str],
) -> None:
    merged = put_together(section, base, mine, theirs)
    assert {each.field for each in merged.clashes} == clashing
    own, other = make(section, **base | mine), make(section, **base | theirs)
    for each in merged.clashes:
        before = getattr(make(section, **base), each.field)
        assert each.base == before
        assert (each.mine, each.theirs) == (getattr(own, each.field), getattr(other, each.field))
        assert getattr(merged.record, each.field) == each.mine
    for name in {*mine, *theirs} - clashing:
        changed = own if name in mine else other
        assert getattr(merged.record, name) == getattr(changed, name), name


def test_a_clash_in_one_field_leaves_the_others_put_together() -> None:
    merged = put_together(
        "mechanisms",
        {"meetings": 4},
        {"meetings": 6, "note": "Mine."},
        {"meetings": 2, "decides": True},
    )
    assert [each.field for each in merged.clashes] == ["meetings"]
    assert merged.record == make("mechanisms", meetings=6, note="Mine.", decides=True)


# --- what holds for every record of the packs


@cache
def read_records() -> dict[str, tuple[Record, ...]]:
    """The records of all packs that come with Weft, by section."""
    paths = (PACKS / "mc2cm", *sorted((PACKS / "cities").glob("*.yaml")))
    atlas = combine(*(Named(each.stem, read_atlas(each)) for each in paths)).atlas
    return {section: getattr(atlas, section) for section in SECTIONS if getattr(atlas, section)}


def _vary(draw: st.DrawFn, record: Record, others: tuple[Record, ...]) -> Record:
    """The record after somebody changed some fields of it to what is elsewhere, or part of that."""
    fields = sorted(set(type(record).model_fields) - {"id"})
    changes: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(fields), max_size=4, unique=True)):
        before, value = getattr(record, name), getattr(draw(st.sampled_from(others)), name)
        if isinstance(value, tuple):
            pool = list(dict.fromkeys((*(before or ()), *value)))
            value = tuple(draw(st.lists(st.sampled_from(pool), unique=True))) if pool else value
        elif isinstance(value, Text) and isinstance(before, Text) and draw(st.booleans()):
            value = Text(before.root | {draw(st.sampled_from(("en", "fr", "ar"))): value.read()})
        changes[name] = value
    try:
        return type(record).model_validate(record.model_dump(by_alias=False) | changes)
    except ValidationError:
        assume(False)
        raise


@st.composite
def edits(draw: st.DrawFn) -> tuple[Record, Record, Record]:
    """A record as it was, and as two people left it."""
    others = read_records()[draw(st.sampled_from(sorted(read_records())))]
    base = draw(st.sampled_from(others))
    return base, _vary(draw, base, others), _vary(draw, base, others)


@given(edits())
def test_where_one_of_them_changed_nothing_the_other_stands_as_it_is(
    edit: tuple[Record, Record, Record],
) -> None:
    base, mine, theirs = edit
    assert merge(base, mine, base) == Merged(mine, ())
    assert merge(base, base, theirs) == Merged(theirs, ())
    assert merge(base, mine, mine) == Merged(mine, ())


@given(edits())
def test_it_makes_no_difference_who_comes_second_but_for_the_order_of_lists_and_clashes(
    edit: tuple[Record, Record, Record],
) -> None:
    base, mine, theirs = edit
    one, two = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [(x.field, x.mine, x.theirs) for x in one.clashes] == [
        (x.field, x.theirs, x.mine) for x in two.clashes
    ]
    clashing = {each.field for each in one.clashes}
    for name in set(type(base).model_fields) - clashing:
        found = [getattr(each.record, name) for each in (one, two)]
        if isinstance(found[0], tuple):
            assert Counter(found[0]) == Counter(found[1]), name
        else:
            assert found[0] == found[1], name


@given(edits())
def test_lists_keep_their_order_then_have_what_i_added(
    edit: tuple[Record, Record, Record],
) -> None:
    base, mine, theirs = edit
    for name, found in merge(base, mine, theirs).record:
        own, other = getattr(mine, name), getattr(theirs, name)
        if not isinstance(found, tuple) or not isinstance(other, tuple) or found == own:
            continue
        kept = [each for each in found if each in other]
        added = [each for each in found if each not in other]
        assert kept == [each for each in other if each in kept], name
        assert added == [each for each in own if each in added], name


@given(edits())
def test_what_is_put_together_without_a_clash_is_a_record_like_any_other(
    edit: tuple[Record, Record, Record],
) -> None:
    merged = merge(*edit)
    if not merged.clashes:
        again = type(merged.record).model_validate(merged.record.model_dump())
        assert again == merged.record


# --- what other records are left with: parents


def test_a_parent_that_is_not_there_ends_the_line() -> None:
    desk = make("actors", parent="city")
    assert list(find_rings({"desk": desk})) == []
    assert list(find_rings({"desk": desk, "city": make("actors", parent="gone")})) == []


def test_a_ring_is_found_beside_parents_that_are_not_there() -> None:
    parents = {"lost": "gone", "desk": "city", "city": "desk", "below": "desk"}
    rings = list(find_rings({key: make("actors", parent=each) for key, each in parents.items()}))
    assert [set(each.records) for each in rings] == [{"desk", "city"}]
