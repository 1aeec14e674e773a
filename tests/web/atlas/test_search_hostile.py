"""Mistyped words lead to the nearest names, and hostile ones nowhere."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.atlas.looking import index, look
from tests.web.atlas.strait import build_strait
from weft.core.atlas.visibility import keep_public
from weft.web.atlas.facts import Version, View
from weft.web.atlas.search.finding import PAGE, nearest, search

pytestmark = pytest.mark.django_db


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
    assert nearest(View(keep_public(build_strait()), Version("", ""), {}), section, word) == keys


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
