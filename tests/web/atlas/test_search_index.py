"""The index holds what the public sees, follows every change of it, and knows of nothing hidden."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.atlas.strategies import atlases
from tests.web.atlas.looking import fill_anew, index, list_entries, look
from tests.web.atlas.strait import build_strait
from weft.core.atlas import Atlas
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.facts import View, read_view
from weft.web.atlas.search.entries import Entry
from weft.web.atlas.search.finding import nearest, search
from weft.web.atlas.search.indexing import update_index
from weft.web.atlas.search.numbering import BITS, number

pytestmark = pytest.mark.django_db

HIDDEN = ("zanzibar", "Zanzibar League", "clinic", "ghost", "whisper", "minutes")


def dump_index() -> dict[str, list[Any]]:
    """Every byte of the index, with the age of each row where the database tells it."""
    found = {}
    with connection.cursor() as cursor:
        for each in _DUMPS[connection.vendor]:
            cursor.execute(each)
            found[each] = cursor.fetchall()
    return found


_DUMPS = {
    "postgresql": ["SELECT *, xmin::text FROM atlas_entry ORDER BY id"],
    "sqlite": [
        "SELECT * FROM atlas_entry ORDER BY id",
        "SELECT * FROM atlas_entry_words_data ORDER BY id",
        "SELECT * FROM atlas_entry_words_idx ORDER BY segid, term",
    ],
}


# --- hidden


def search_for_hidden(view: View) -> Iterator[Any]:
    for term in HIDDEN:
        yield search(view, term)
        for section in Atlas.model_fields:
            yield nearest(view, section, term)


def test_nothing_hidden_leaves_a_word_in_the_index():
    load_atlas(build_strait(), "strait")
    view = read_view()
    for term in HIDDEN:
        found = search(view, term)
        assert (found.total, found.hits, found.sections) == (0, (), {}), term
        assert not {each[1] for each in found.suggestions} & {"ghost", "whisper", "minutes"}
    words = " ".join(Entry.objects.values_list("tokens", flat=True))
    assert "tanger" in words
    assert not any(each in words for each in ("zanzibar", "clinic", "ghost", "whisper"))
    assert {"ghost", "whisper", "minutes"}.isdisjoint(Entry.objects.values_list("key", flat=True))


def test_loading_something_hidden_leaves_the_index_and_all_answers_as_they_were():
    load_atlas(build_strait(), "strait")
    before, answers = dump_index(), list(search_for_hidden(read_view()))
    more = build_strait(
        actors=[{"id": "ghost-desk", "name": "Zanzibar desk", "kind": "agency",
                 "place": "tangier", "visibility": "network"}],
        competences=[{"id": "murmur", "holder": "city", "area": "health", "role": "fund",
                      "basis": "de_facto", "note": "Zanzibar", "visibility": "own"}],
        sources=[{"id": "leak", "title": "Zanzibar leak"}],
        policies=[{"id": "secret", "name": "Zanzibar plan", "issuer": "ghost",
                   "areas": ["health"], "kind": "plan", "sources": [{"source": "leak"}]}],
    )  # fmt: skip
    assert load_atlas(more, "more") is not None
    assert dump_index() == before
    assert list(search_for_hidden(read_view())) == answers


def test_changing_something_hidden_leaves_the_index_as_it_was():
    start = build_strait()
    index(start)
    before = dump_index()
    renamed = build_strait(
        actors=[{"id": "ghost", "name": "Zanzibar Union", "kind": "media", "place": "morocco",
                 "visibility": "place"}],
        competences=[{"id": "whisper", "holder": "ghost", "area": "housing", "role": "fund",
                      "basis": "de_jure", "note": "Zanzibar bank"}],
    )  # fmt: skip
    update_index(start, renamed, lambda *_: pytest.fail("something was written"))
    assert dump_index() == before


def test_what_becomes_hidden_is_no_longer_found():
    start = build_strait()
    index(start)
    assert look(index(start), "al hoceima") == ["places/al-hoceima"]
    hidden = build_strait(
        competences=[{"id": "papers", "holder": "state", "area": "documents", "role": "regulate",
                      "basis": "de_jure", "visibility": "own"}],
        actors=[{"id": "city", "name": {"en": "City of Tangier", "fr": "Ville de Tanger"},
                 "kind": "government", "place": "tangier", "visibility": "own"}],
    )  # fmt: skip
    view = index(hidden, start)
    assert look(view, "tanger") == ["places/tangier"]
    assert look(view, "ville tanger", section="actors") == []
    assert look(view, "papiers") == []
    assert list_entries() == fill_anew(hidden)


# --- keeping in step


def test_a_changed_name_changes_what_mentions_it():
    start = build_strait()
    index(start)
    ids = dict(Entry.objects.values_list("key", "id"))
    renamed = build_strait(
        places=[{"id": "tangier", "name": {"en": "Tingis"}, "levels": ["local"],
                 "parent": "morocco", "kind": "commune"}]
    )  # fmt: skip
    view = index(renamed, start)
    assert look(view, "tingis") == [
        "places/tangier", "actors/city", "mechanisms/table", "policies/strategy",
        "competences/shelter",
    ]  # fmt: skip
    assert look(view, "tanger", section="places") == []
    assert Entry.objects.get(key="morocco").pk == ids["morocco"]
    assert list_entries() == fill_anew(renamed)


def test_entries_that_stay_the_same_are_not_written():
    start = build_strait()
    index(start)
    ids = dict(Entry.objects.values_list("key", "id"))
    added = build_strait(
        places=[{"id": "asilah", "name": "Asilah", "levels": ["local"], "parent": "morocco"}]
    )
    told: list[tuple[str, int, int]] = []
    update_index(start, added, lambda *step: told.append(step))
    assert told == [("search", 1, 1)]
    assert ids.items() <= dict(Entry.objects.values_list("key", "id")).items()
    assert list_entries() == fill_anew(added)


def test_an_index_that_was_lost_comes_back():
    atlas = build_strait()
    index(atlas)
    whole = list_entries()
    Entry.objects.filter(section="places").delete()
    Entry.objects.filter(key="city").update(fingerprint="old")
    index(atlas)
    assert list_entries() == whole


def test_both_indexes_say_the_same_of_an_entry():
    index(build_strait())
    for entry in Entry.objects.all():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT tsvector_to_array(words) FROM atlas_entry WHERE id = %s", [entry.pk]
                )
                assert set(cursor.fetchone()[0]) == set(entry.tokens.split(" "))
                continue
            for token in entry.tokens.split(" "):
                cursor.execute(
                    "SELECT 1 FROM atlas_entry_words WHERE atlas_entry_words MATCH %s "
                    "AND rowid = %s",
                    [f'"{token}"', entry.pk],
                )
                assert cursor.fetchone(), token
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # raises if the two differ
            cursor.execute(
                "INSERT INTO atlas_entry_words(atlas_entry_words, rank) "
                "VALUES ('integrity-check', 1)"
            )


@settings(max_examples=25, deadline=None)
@given(atlases(), atlases())
def test_any_atlas_can_follow_any_other(before, after):
    Entry.objects.all().delete()
    index(before)
    view = index(after, before)
    followed = list_entries()
    assert {each[:2] for each in followed} == {
        (section, record.id) for section, record in view.atlas.list_records()
    }
    assert followed == fill_anew(after)


@given(st.lists(st.integers(0, 60), unique=True), st.sets(st.integers(0, 60)), st.integers(0, 15))
def test_numbers_rise_and_stay(first, second, section):
    known = number(sorted(first), {}, section)
    kept = {key: place for key, place in known.items() if key in second}
    numbers = number(sorted(second), kept, section)
    assert kept.items() <= numbers.items()
    assert list(numbers) == sorted(second)
    assert sorted(set(numbers.values())) == list(numbers.values())
    assert all(each >> BITS == section for each in numbers.values())


def test_where_there_is_no_room_all_are_numbered_anew():
    known = {"a": 10, "c": 11}
    numbers = number(["a", "b", "c"], known, 0)
    assert numbers["a"] < numbers["b"] < numbers["c"]
    assert numbers != known | {"b": numbers["b"]}
    # One that changed places with another, as after an upgrade.
    assert list(number(["c", "a"], known, 0)) == ["c", "a"]
