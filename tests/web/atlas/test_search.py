"""What is looked for is found, in the same order on every database."""

from importlib.resources import as_file, files

import pytest

from tests.web.atlas.looking import index, list_hits, look
from tests.web.atlas.strait import build_strait
from weft.core.atlas import Atlas, read_atlas
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.facts import Version, View, read_view
from weft.web.atlas.search.entries import Entry
from weft.web.atlas.search.finding import PAGE, search

pytestmark = pytest.mark.django_db


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


def test_a_page_goes_on_where_the_hits_of_one_nearness_end():
    notes = ["harbour", "harbours", "harbourmaster"]
    offices = [
        {"id": f"office-{n:03}", "name": "Office", "kind": "agency", "note": {"en": notes[n % 3]}}
        for n in range(75)
    ]
    view = index(build_strait(actors=offices))
    pages = [search(view, "harbour", page=n) for n in range(1, 5)]
    assert [hit.key for each in pages for hit in each.hits] == [
        *(each["id"] for each in offices[::3]),
        *(each["id"] for n, each in enumerate(offices) if n % 3),
    ]
    assert [len(each.hits) for each in pages] == [20, 20, 20, 15]


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
    behind = View(Atlas(places=build_strait().places), Version("", ""), {})
    assert look(behind, "tanger") == ["places/tangier"]


@pytest.fixture
def packs() -> View:
    """Two atlases as they are published, loaded as they are on a real site."""
    for name in ("mc2cm", "cities/tangier.yaml"):
        with as_file(files("weft.packs") / name) as path:
            load_atlas(read_atlas(path), name)
    return read_view()


def test_the_published_atlases_are_found(packs):
    for term in ("Tangier", "Tanger", "tangér", "TANG", "طنجة", "طنجه"):
        assert look(packs, term)[:3] == [
            "places/tangier", "places/tangier-region", "actors/city-of-tangier"
        ]  # fmt: skip
    assert look(packs, "rennes contract")[0] == "mechanisms/rennes-contract"
    assert look(packs, "multil", section="places") == [
        "places/accra", "places/ghana", "places/senegal"
    ]  # fmt: skip
    housing = look(packs, "logement", area="housing", section="competences")
    assert len(housing) > 10
    assert look(packs, "logements", area="housing", section="competences") == housing
    assert look(packs, "السكن", area="housing", section="competences") == housing
    # Of one broken plural to its singular no stemmer leads, but they look alike.
    assert look(packs, "مراكز") == look(packs, "المراكز") == []
    assert "oujda-migration-centre" in {each[1] for each in search(packs, "المراكز").suggestions}
    assert Entry.objects.count() == sum(1 for _ in packs.atlas.list_records())
