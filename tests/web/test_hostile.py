"""Wrong, hostile and unlucky: refused or shown as text, never an error of ours, never a leak."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.permissions import TABLE
from weft.core.atlas import Atlas
from weft.core.terms import Text
from weft.web.atlas import facts, memory
from weft.web.atlas.actions import load_atlas

pytestmark = pytest.mark.django_db
NASTY = (
    "<script>alert(1)</script>", "'; DROP TABLE atlas_place; --", "\u202egnp.exe", "{{7*7}}",
    "Ｌｙｏｎ", "Lуоn", "%00", "../../etc/passwd", "\U0001f9f6" * 50, "a" * 5000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _demo(demo: None) -> None:
    """The facts of the demo."""


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/places/tanger", "/places/tangier"),
        ("/places/lyonn", "/places/lyon"),
        ("/places/طنجة/network", "/places/tangier"),
        ("/actors/city-of-lion", "/actors/city-of-lyon"),
        ("/sources/lyon-repport", "/sources/lyon-report"),
        ("/places/lyon/diagnosis/housin", "/places/lyon/diagnosis/housing"),
        ("/places/lyon/cells/housing/locale", "/places/lyon/cells/housing/local"),
        ("/places/lyon?on=2021-02-31", "/places/lyon?on=2021-02-28"),
        ("/places/lyon?on=2021-13-01", "/places/lyon?on=2021-12-01"),
        ("/places/lyon?on=2021", "/places/lyon?on=2021-01-01"),
    ],
)
def test_what_is_not_there_suggests_the_nearest(client: Client, address: str, meant: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'href="{meant}"' in answer.content.decode()


@pytest.mark.parametrize("word", NASTY)
def test_a_hostile_word_is_shown_as_text_or_refused(client: Client, word: str) -> None:
    for address, data in (
        (f"/places/{word.replace('/', '')}", {}),
        ("/search", {"q": word, "area": word, "level": word, "section": word, "page": word}),
        ("/places/lyon", {"on": word}),
        ("/places/lyon", {"format": word, "table": word}),
        ("/places/lyon/scenario/housing", {"change": word, "goal": word}),
        ("/compare", {"one": word, "other": word, "area": word}),
        ("/compare", {"one": "lyon", "other": "turin", "one_as": word, "one_on": word}),
        (f"/facts/{word.replace('/', '')}", {}),
    ):
        answer = client.get(address.replace("%00", "%2500"), data)
        assert answer.status_code in (200, 400, 404, 414), address
        assert b"<script>alert" not in answer.content
        assert b"49" not in answer.content or word != "{{7*7}}" or address != "/search"


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    row=st.sampled_from(TABLE),
    names=st.lists(
        st.tuples(
            st.sampled_from(("on", "q", "format", "table", "change", "goal", "one", "page", "x")),
            st.text(max_size=40),
        ),
        max_size=4,
    ),
)
def test_no_question_makes_a_page_fail(row: object, names: list[tuple[str, str]]) -> None:
    address = row.address.partition("?")[0]  # type: ignore[attr-defined]
    if address.endswith((".pdf", ".docx", ".png")):
        return
    query: dict[str, list[str]] = {}
    for name, word in names:
        query.setdefault(name, []).append(word)
    assert Client().get(address, query).status_code in (200, 400, 404)


def test_ten_megabytes_are_refused_or_cut(client: Client) -> None:
    answer = client.get("/search", {"q": "x" * 10_000_000})
    assert answer.status_code == 414
    assert len(answer.content) < 50_000


def test_a_link_from_another_state_of_the_atlas_says_what_no_longer_applies(
    client: Client,
) -> None:
    gone = "give_voice.a-body-that-ended.somebody"
    answer = client.get("/places/lyon/scenario/housing", {"change": ["add_body", gone]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<code>{gone}</code>" in page
    assert 'value="add_body" checked' in page


def spoil(atlas: Atlas, word: str) -> Atlas:
    """The atlas with a word in every name and title."""
    text = Text({"en": word})
    return atlas.model_copy(
        update={
            "places": tuple(x.model_copy(update={"name": text}) for x in atlas.places),
            "sources": tuple(x.model_copy(update={"title": text}) for x in atlas.sources),
            "actors": tuple(x.model_copy(update={"name": text}) for x in atlas.actors),
            "mechanisms": tuple(x.model_copy(update={"name": text}) for x in atlas.mechanisms),
        }
    )


HOSTILE = "\"><img src=x onerror=alert(1)>'<svg onload=alert(2)>{{ x }}{% x %}\u202eabc"


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The demo's atlas as somebody hostile would name everything in it."""
    view = facts.read_view()
    bad = facts.View(spoil(view.atlas, HOSTILE), facts.Version("x", "2026-01-01"), {})
    monkeypatch.setattr("weft.web.site.pages.read_view", lambda reader: bad)
    yield


@pytest.mark.usefixtures("spoiled")
def test_html_in_every_name_is_text_on_every_page(client: Client) -> None:
    for row in TABLE:
        if row.route in ("weave-png", "place-pdf", "place-docx", "atlas-file"):
            continue
        answer = client.get(row.address)
        assert answer.status_code == 200, row.route
        assert b"<img src=x" not in answer.content, row.route
        assert b"<svg onload" not in answer.content, row.route


# --- faults


def test_while_the_database_is_away_a_plain_page_says_so_and_the_site_recovers(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as away:
        away.setattr(memory, "find_newest", fail)
        answer = client.get("/places/lyon")
        assert answer.status_code == 503
        assert answer["Retry-After"] == "10"
        assert "The database does not answer right now" in answer.content.decode()
        assert "server closed" not in answer.content.decode()
    assert client.get("/places/lyon").status_code == 200


def test_an_empty_site_says_what_to_do_first(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = facts.View(Atlas(), facts.Version("", ""), {})
    monkeypatch.setattr("weft.web.site.pages.read_view", lambda reader: empty)
    assert "./run weft load mc2cm" in client.get("/").content.decode()
    for address in ("/places", "/actors", "/sources", "/search?q=x", "/compare", "/about/data"):
        assert client.get(address).status_code == 200


NEWTOWN = {
    "places": [
        {"id": "newland", "name": "Newland", "levels": ["national"]},
        {"id": "newtown", "name": "Newtown", "levels": ["local"], "parent": "newland"},
    ]
}


def test_a_place_without_facts_says_what_to_do_first(client: Client) -> None:
    load_atlas(Atlas.model_validate(NEWTOWN), "newtown.yaml")
    for path in ("", "/what-it-can-do", "/network", "/brokers", "/diagnosis/housing",
                 "/gaps/housing", "/scenario/housing", "/cells/housing/local"):  # fmt: skip
        assert client.get(f"/places/newtown{path}").status_code == 200, path
    assert "Nothing is recorded yet" in client.get("/places/newtown").content.decode()


def test_a_country_has_no_pair_of_levels_and_says_so(client: Client) -> None:
    for path in ("", "/what-it-can-do", "/network", "/brokers", "/diagnosis/housing",
                 "/gaps/housing", "/scenario/housing", "/cells/housing/national"):  # fmt: skip
        assert client.get(f"/places/france{path}").status_code == 200, path
