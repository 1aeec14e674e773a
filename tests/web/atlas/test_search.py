"""What is looked for is found, in the same order on every database, and nothing that is hidden."""

from collections.abc import Iterator
from importlib.resources import as_file, files
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.atlas.strategies import atlases
from tests.web.atlas.strait import build_strait
from weft.core.atlas import Atlas, read_atlas
from weft.core.atlas.visibility import keep_public
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.facts import View, find_version, read_view
from weft.web.atlas.search.entries import Entry
from weft.web.atlas.search.finding import PAGE, Found, nearest, search
from weft.web.atlas.search.indexing import update_index
from weft.web.atlas.search.numbering import BITS, number

pytestmark = pytest.mark.django_db

HIDDEN = ("zanzibar", "Zanzibar League", "clinic", "ghost", "whisper", "minutes")


def index(after: Atlas, before: Atlas | None = None) -> View:
    """Bring the index from one atlas to another; what the public then sees."""
    update_index(before or Atlas(), after, lambda *_: None)
    return View(keep_public(after), find_version(), {})


def list_hits(found: Found) -> list[str]:
    return [f"{each.section}/{each.key}" for each in found.hits]


def look(view: View, term: str, **filters: Any) -> list[str]:
    return list_hits(search(view, term, **filters))


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


# --- finding


@pytest.mark.parametrize(
    "term", ["Tangier", "Tanger", "tangér", "TANG", "طنجة", "طنجه", "  tangier!  ", "\u202eTanger"]
)
def test_a_place_is_found_in_any_language_and_spelling(term):
    hits = look(index(build_strait()), term)
    assert hits[:2] == ["places/tangier", "actors/city"]


@pytest.mark.parametrize(
    ("term", "hits"),
    [
        ("مراكز", ["mechanisms/table"]),
        ("المراكز", ["mechanisms/table"]),
        ("وللمراكز", ["mechanisms/table"]),
        ("حسيمة", ["places/al-hoceima"]),
        ("alhoceima", ["places/al-hoceima"]),
        ("Al Hoceima", ["places/al-hoceima"]),
        ("intérieur", ["actors/state", "mechanisms/table", "competences/papers"]),
        ("l'interieur", ["actors/state", "mechanisms/table", "competences/papers"]),
        ("réintégration", []),
        ("intégrations", ["policies/strategy"]),
        ("consultatif instance", ["mechanisms/table"]),
        ("consultative table", ["mechanisms/table"]),
        ("113-14", ["sources/law", "competences/shelter"]),
        ("loi organique n° 113-14", ["sources/law", "competences/shelter"]),
        ("Parlement", ["sources/law"]),
        ("2015", ["sources/law"]),
        ("article 4", ["competences/shelter"]),
        ("shelter towns", ["competences/shelter"]),
        ("logement papiers", ["competences/papers"]),
        ("al-hoceima", ["places/al-hoceima"]),
        ("organ", ["sources/law", "competences/shelter"]),
        ("organe", ["sources/law", "competences/shelter"]),
    ],
)
def test_records_are_found_by_their_names_texts_labels_and_sources(term, hits):
    assert look(index(build_strait()), term) == hits


def test_a_fact_is_found_by_its_area_in_three_languages():
    view = index(build_strait())
    expected = ["mechanisms/table", "competences/shelter"]
    assert look(view, "housing") == look(view, "السكن") == expected
    # The note of a fact about papers has the word too, after those whose area it is by id.
    assert look(view, "logements") == ["competences/papers", *expected]


def test_names_come_before_texts_and_whole_words_before_beginnings_and_stems():
    words = ["marches", "marchesa", "marche", "elsewhere"]
    view = index(
        build_strait(
            actors=[
                {"id": f"{n}", "name": {"fr": word}, "kind": "media"}
                for n, word in enumerate(words, 10)
            ],
            policies=[
                {"id": f"p{n}", "name": {"fr": "X"}, "issuer": "city", "areas": ["data"],
                 "kind": "plan", "note": {"fr": word}}
                for n, word in enumerate(words, 10)
            ],
        )
    )  # fmt: skip
    assert look(view, "marches") == [
        *("actors/10", "actors/11", "actors/12"),
        *("policies/p10", "policies/p11", "policies/p12"),
    ]


def test_of_names_with_the_word_the_shorter_comes_first():
    view = index(
        build_strait(
            actors=[
                {"id": "a", "name": "Association of the old port", "kind": "civil_society"},
                {"id": "z", "name": "Port", "kind": "agency"},
                {"id": "b", "name": "Old port", "kind": "agency"},
            ]
        )
    )
    assert look(view, "port") == ["actors/z", "actors/b", "actors/a"]


def test_filters_narrow_and_sections_are_counted_beside_the_one_asked_for():
    view = index(build_strait())
    found = search(view, "tanger")
    sections = {"places": 1, "actors": 1, "mechanisms": 1, "policies": 1, "competences": 1}
    assert found.sections == sections
    assert list(found.sections) == list(sections)
    assert found.total == len(found.hits) == 5
    only = search(view, "tanger", section="mechanisms")
    assert list_hits(only) == ["mechanisms/table"]
    assert (only.total, only.sections) == (1, sections)
    assert look(view, "tanger", area="housing") == [
        "actors/city", "mechanisms/table", "competences/shelter"
    ]  # fmt: skip
    assert look(view, "tanger", area="reception", level="national") == ["mechanisms/table"]
    assert look(view, "tanger", level="national") == ["mechanisms/table"]
    assert look(view, "tanger", level="local", section="places") == ["places/tangier"]


def test_pages_are_cut_and_the_last_is_the_last():
    offices = [
        {"id": f"office-{n:03}", "name": f"Office {n:03}", "kind": "agency"} for n in range(45)
    ]
    view = index(build_strait(actors=offices))
    pages = [search(view, "office", page=n) for n in (1, 2, 3)]
    assert [len(each.hits) for each in pages] == [PAGE, PAGE, 5]
    assert [hit.key for each in pages for hit in each.hits] == [each["id"] for each in offices]
    assert {(each.total, each.pages) for each in pages} == {(45, 3)}
    assert search(view, "office", page=99) == pages[2]
    assert search(view, "office", page=10**30) == pages[2]
    assert search(view, "office", page=-5) == pages[0]


def test_hits_are_called_by_their_name_or_by_whom_they_are_about():
    view = index(build_strait())
    titles = {each.key: each.title.read("fr") for each in search(view, "tanger").hits}
    assert titles == {
        "tangier": "Tanger", "city": "Ville de Tanger", "table": "Round table on welcome",
        "strategy": "Stratégie d'intégration", "shelter": "Ville de Tanger",
    }  # fmt: skip


def test_a_search_asks_the_database_twice(django_assert_num_queries):
    view = index(build_strait())
    with django_assert_num_queries(2):
        assert search(view, "tanger", area="housing").total
    with django_assert_num_queries(1):
        assert search(view, "nothing of the kind").total == 0
    with django_assert_num_queries(0):
        assert search(view, "!?", area="housing").total == 0


def test_what_the_reader_does_not_see_yet_is_left_out():
    index(build_strait())
    behind = View(Atlas(places=build_strait().places), find_version(), {})
    assert look(behind, "tanger") == ["places/tangier"]


@pytest.fixture
def packs() -> View:
    """Two atlases as they are published, loaded as they are on a real site."""
    for name in ("mc2cm", "cities/tangier.yaml"):
        with as_file(files("weft.packs") / name) as path:
            load_atlas(read_atlas(path), name)
    return read_view()


def test_the_published_atlases_are_found(packs):
    assert look(packs, "tang")[:4] == [
        "places/tangier", "places/tangier-region", "actors/city-of-tangier",
        "actors/wilaya-of-tangier",
    ]  # fmt: skip
    assert look(packs, "rennes contract")[0] == "mechanisms/rennes-contract"
    assert look(packs, "multil")
    assert look(packs, "logements", section="competences")
    # Its places have no French names yet.
    assert search(packs, "Tanger", language="fr").suggestions[0][:2] == ("places", "tangier")
    assert Entry.objects.count() == sum(1 for _ in packs.atlas.list_records())


# --- mistyped


@pytest.mark.parametrize("term", ["Tagnier", "Tangierr", "Tnger", "shelter in Tangeir", "طنحة"])
def test_where_nothing_is_found_the_nearest_names_are_suggested(term):
    found = search(index(build_strait()), term, language="fr")
    assert found.suggestions[0] == ("places", "tangier", "Tanger")


def test_where_enough_is_found_nothing_is_suggested():
    view = index(build_strait())
    assert search(view, "tanger").suggestions == ()
    assert search(view, "xyzzy").suggestions == ()
    # What is found already is no suggestion.
    assert ("places", "al-hoceima") not in {
        each[:2] for each in search(view, "hoceima").suggestions
    }


@pytest.mark.parametrize(
    ("section", "word", "keys"),
    [
        ("places", "tanger", ("tangier",)),
        ("places", "TANGEIR", ("tangier",)),
        ("places", "طنجه", ("tangier",)),
        ("places", "alhoceima", ("al-hoceima",)),
        ("actors", "ville-de-tanger", ("city",)),
        ("actors", "ministery-of-interior", ("state",)),
        ("mechanisms", "round-tabel", ("table",)),
        ("sources", "law-113-14", ("law",)),
        ("competences", "sheltr", ("shelter",)),
        ("places", "zanzibar", ()),
        ("actors", "ghost", ()),
        ("actors", "", ()),
        ("nowhere", "tangier", ()),
    ],
)
def test_a_lost_address_leads_to_the_nearest(section, word, keys):
    assert nearest(View(keep_public(build_strait()), find_version(), {}), section, word) == keys


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
    assert dump_tokens() == fill_anew(hidden)


# --- keeping in step


def dump_tokens() -> list[tuple[Any, ...]]:
    rows = Entry.objects.order_by("id")
    return list(rows.values_list("section", "key", "fingerprint", "tokens"))


def fill_anew(atlas: Atlas) -> list[tuple[Any, ...]]:
    Entry.objects.all().delete()
    index(atlas)
    return dump_tokens()


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
    assert dump_tokens() == fill_anew(renamed)
    assert ids["morocco"]


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
    assert dump_tokens() == fill_anew(added)


def test_an_index_that_was_lost_comes_back():
    atlas = build_strait()
    index(atlas)
    whole = dump_tokens()
    Entry.objects.filter(section="places").delete()
    Entry.objects.filter(key="city").update(fingerprint="old")
    index(atlas)
    assert dump_tokens() == whole


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
    followed = dump_tokens()
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


# --- hostile


@pytest.mark.parametrize(
    "term",
    [
        "", " ", "\0", "'", '"', "''';--", "\\", "%", "%s", "%(x)s", "{}", "{0}", "*", "-", "NEAR",
        'NEAR("a" "b")', "AND", "OR NOT", "a AND", "tanger*", "tokens:tanger", "^tanger", "a:*",
        "!tanger", "<->", "&|!", "(((((", "😀", "👩‍👧", "\u202e\u2066", "\ud800", "\uffff",
        "x" * 10_000_000, "!" * 10_000_000, "ب" * 1_000_000, "a " * 1_000_000, "ﷺ" * 500,
        "\u0345\u0327" * 300, "1e999", "٣", "e\u0301" * 200, "-" * 199 + "a", "'a" * 99,
    ],
    ids=lambda term: ascii(term[:12]),
)  # fmt: skip
def test_no_term_is_too_hostile(term):
    view = index(build_strait())
    found = search(view, term)
    assert found.total == len(found.hits)
    assert found.cut == (len(term.strip()) > 200)
    assert isinstance(nearest(view, "actors", term), tuple)


def test_operators_are_words():
    view = index(build_strait())
    assert look(view, '" * tanger NEAR AND -') == []
    assert look(view, '"tanger" -ville')[0] == "actors/city"
    assert look(view, "tanger OR xyzzy") == []


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    term=st.text() | st.text("tanger\"'*-:&|!()طنجة\0 "),
    section=st.sampled_from(["", "places", "sources", "facts"]) | st.text(),
    area=st.sampled_from(["", "housing"]) | st.text(),
    level=st.sampled_from(["", "local"]) | st.text(),
    page=st.integers(),
)
def test_nothing_that_is_asked_raises(strait, term, section, area, level, page):
    found = search(strait, term, section=section, area=area, level=level, page=page)
    assert len(found.hits) <= min(PAGE, found.total)
    assert len(nearest(strait, section, term)) <= 5


@pytest.fixture
def strait() -> View:
    return index(build_strait())
