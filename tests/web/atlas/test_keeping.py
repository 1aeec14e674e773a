"""An atlas goes into the database and comes back the same; all of it stays, or nothing."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings

from tests.core.atlas.strategies import atlases
from tests.web.packs import NAMES, read_all, read_pack
from weft.core.atlas import Atlas, AtlasError
from weft.core.diagnosis import diagnose, list_settings
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.facts import read_view, read_whole
from weft.web.atlas.models import (
    Actor,
    ChangeSet,
    Place,
    Revision,
    Source,
    Statement,
    StatementArea,
)

pytestmark = pytest.mark.django_db
TABLES = (ChangeSet, Place, Actor, Source, Statement, StatementArea, Revision)
PATIENT = settings(
    deadline=None,
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def count_rows() -> dict[str, int]:
    return {each.__name__: each.objects.count() for each in TABLES}


@PATIENT
@given(atlas=atlases())
def test_any_atlas_comes_back_as_it_went_in(atlas: Atlas) -> None:
    with taken_back():
        load_atlas(atlas, "a.yaml")
        assert read_whole() == atlas


def test_packs_loaded_one_after_the_other_are_the_packs_read_together() -> None:
    for name in NAMES:
        load_atlas(read_pack(name), name)
    assert read_whole() == read_all()
    origins = read_view().origins
    assert {origins[each] for each in read_pack("mc2cm").facts} == {"mc2cm"}
    own = read_pack("cities/lyon").facts.keys() - read_pack("mc2cm").facts.keys()
    assert {origins[each] for each in own} == {"cities/lyon"}


def test_a_diagnosis_from_the_database_is_the_one_from_the_files() -> None:
    for name in NAMES:
        load_atlas(read_pack(name), name)
    atlas = read_view().atlas
    day = dt.date(2026, 1, 1)
    asked = list_settings(read_all(), fallback=day)
    assert len(asked) > 100
    assert list_settings(atlas, fallback=day) == asked
    assert diagnose(atlas, asked, draws=20) == diagnose(read_all(), asked, draws=20)


def test_the_part_of_a_place_gives_the_answers_of_the_whole() -> None:
    load_atlas(read_all(), "all")
    view = read_view()
    for place in ("tangier", "lyon", "vienna", "piedmont"):
        part = view.find_part(place)
        asked = list_settings(view.atlas, place=place)
        assert asked
        assert list_settings(part, place=place) == asked
        assert diagnose(part, asked, draws=20) == diagnose(view.atlas, asked, draws=20)
        assert len(part.facts) < len(view.atlas.facts)


def test_loading_the_same_again_writes_nothing() -> None:
    assert load_atlas(read_pack("mc2cm"), "mc2cm") is not None
    before = count_rows()
    assert load_atlas(read_pack("mc2cm"), "mc2cm") is None
    assert count_rows() == before


def test_a_contradiction_is_said_and_nothing_is_written() -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    before = count_rows()
    (state,) = [each for each in read_pack("mc2cm").actors if each.id == "french-state"]
    other = state.model_copy(update={"kind": "civil_society"})
    with pytest.raises(AtlasError, match="kind is 'government' in the database"):
        load_atlas(read_pack("mc2cm").model_copy(update={"actors": (other,)}), "other.yaml")
    assert count_rows() == before
    assert read_whole() == read_pack("mc2cm")


@pytest.mark.parametrize("stop_at", ["places", "statements", "areas named"])
def test_half_a_load_never_stays(stop_at: str) -> None:
    before = count_rows()

    def stop(what: str, done: int, total: int) -> None:
        if what == stop_at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_atlas(read_pack("mc2cm"), "mc2cm", stop)
    assert count_rows() == before
    assert read_whole() == Atlas()


def test_what_a_later_atlas_adds_to_a_record_is_kept_with_what_it_was() -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    load_atlas(read_pack("cities/lyon"), "cities/lyon")
    changed = Revision.objects.exclude(before=None)
    assert {each.section for each in changed} <= {"places", "actors", "sources"}
    for each in changed:
        assert each.before != each.after
        assert each.change_set.origin == "cities/lyon"


# --- what the database itself refuses


def test_a_statement_is_never_changed() -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    one = Statement.objects.order_by("pk").first()
    assert one is not None
    for change in (
        {"answer": {}}, {"key": "other"}, {"ends": dt.date(2020, 1, 1)}, {"state": "withdrawn"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            Statement.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        connection.cursor().execute("DELETE FROM atlas_statement WHERE id = %s", [one.pk])


@pytest.mark.parametrize(
    "fields",
    [
        {"starts": dt.date(2020, 1, 1), "ends": dt.date(2020, 1, 1)},
        {"visibility": "everybody"},
        {"state": "guessed"},
        {"section": "actors"},
        {"asserted_by_id": "no-such-actor"},
        {"place_id": "no-such-place"},
    ],
)
def test_a_statement_that_cannot_be_is_refused(fields: dict[str, object]) -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    change_set = ChangeSet.objects.get()
    given = {"section": "disputes", "key": "x", "about": "x", "answer": {}, "visibility": "public"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.create(change_set=change_set, **{**given, **fields})
        connection.check_constraints()


def test_a_fact_has_one_line_of_statements() -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    one = Statement.objects.order_by("pk").first()
    assert one is not None
    change_set = ChangeSet.objects.get()
    same = {"section": one.section, "about": one.about, "answer": one.answer,
            "visibility": "public", "change_set": change_set}  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(key=one.key, **same)
    Statement.objects.create(key=one.key, replaces=one, **same)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(key=one.key, replaces=one, **same)


# --- reading


def test_reading_again_asks_only_whether_anything_is_new() -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    first = read_view()
    with CaptureQueriesContext(connection) as asked:
        assert read_view() is first
    assert len(asked) == 1


def test_what_is_new_is_read_and_nothing_else() -> None:
    load_atlas(read_pack("mc2cm"), "mc2cm")
    old, before = read_view(), read_whole()
    load_atlas(read_pack("cities/lyon"), "cities/lyon")
    with CaptureQueriesContext(connection) as asked:
        new = read_view()
    assert new is not old
    assert new.version.token != old.version.token
    assert old.atlas == read_pack("mc2cm")  # a view never changes under its reader
    assert len(asked) <= 12
    after = read_whole()
    same = [key for key, each in before.facts.items() if after.facts[key] is each]
    assert len(same) > 0.8 * len(before.facts)


def test_an_area_that_a_fact_names_twice_is_kept_as_it_is() -> None:
    town = {"id": "town", "name": "Town", "levels": ["local"]}
    talks = {"id": "talks", "name": "Talks", "kind": "exchange", "areas": ["housing", "housing"]}
    atlas = Atlas.model_validate({"places": [town], "mechanisms": [talks]})
    load_atlas(atlas, "town.yaml")
    assert read_whole() == atlas
    assert StatementArea.objects.count() == 1
