"""Wrong, hostile and unlucky: refused or shown as text, never an error of ours, never a leak."""

import csv
import datetime as dt
import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.people import OFFICER, PARTNER
from tests.web.permissions import ROUTES, SIGN_IN, TABLE, Row
from tests.web.scene import (
    bring,
    find_person,
    open_browsers,
    post,
    publish_figures,
    set_scene,
    write,
)
from weft.core.atlas import Atlas
from weft.core.observatory.disclosure.policy import Policy
from weft.core.terms import Text
from weft.web.atlas import facts, memory
from weft.web.atlas.actions import load_atlas
from weft.web.contributing.drafts import save_draft
from weft.web.following.actions import follow
from weft.web.following.digests import write_letter
from weft.web.observatory.actions import save_dataset
from weft.web.observatory.models import Dataset
from weft.web.site import jobs

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
    row=st.sampled_from([x for x in ROUTES if "{" not in x.address and x not in SIGN_IN]),
    names=st.lists(
        st.tuples(
            st.sampled_from(
                (
                    "on",
                    "q",
                    "format",
                    "table",
                    "change",
                    "goal",
                    "one",
                    "page",
                    "x",
                    "before",
                    "actor",
                    "holder",
                    "area",
                    "kind",
                    "show",
                    "sent",
                )
            ),
            st.text(max_size=40),
        ),
        max_size=4,
    ),
)
def test_no_question_makes_a_page_fail(row: Row, names: list[tuple[str, str]]) -> None:
    address = row.address.partition("?")[0]
    if address.endswith((".pdf", ".docx", ".png")):
        return
    query: dict[str, list[str]] = {}
    for name, word in names:
        query.setdefault(name, []).append(word)
    assert Client().get(address, query).status_code in (200, 302, 400, 404, 405)


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
    publish_figures()
    for dataset in Dataset.objects.all():
        words = dict.fromkeys(("title", "note", "publisher", "source", "licence"), HOSTILE)
        save_dataset(None, dataset.key, Policy.model_validate(dataset.policy), **words)
    yield


@pytest.mark.usefixtures("spoiled")
def test_html_in_every_name_is_text_on_every_page(client: Client) -> None:
    for row in TABLE:
        answer = client.get(row.address)
        assert answer.status_code == 200, row.route
        if "html" not in answer["Content-Type"] and "svg" not in answer["Content-Type"]:
            continue
        assert b"<img src=x" not in answer.content, row.route
        assert b"<svg onload" not in answer.content, row.route


# --- what people wrote

SCRIPT = "\"><img src=x onerror=alert(1)>'<svg onload=alert(2)>{{ x }}{% x %}&amp;"
WORDS = {"en": SCRIPT}


@pytest.fixture
def browsers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    monkeypatch.setattr(jobs, "spawn", lambda target: target())
    return open_browsers()


@pytest.fixture
def written(browsers: dict[str, Client]) -> dict[str, str]:
    """Whatever somebody can write, written by somebody hostile."""

    def send(name: str, address: str, form: dict[str, str]) -> None:
        assert post(browsers[name], address, form).status_code == 302, address

    scene = set_scene()
    write("Steward", None, places=[{"id": "tangier", "name": WORDS}])
    write("Secretariat", None, sources=[{"id": scene["source"], "title": WORDS,
                                         "publisher": SCRIPT, "note": WORDS}])  # fmt: skip
    cited = {"source": scene["source"], "locator": SCRIPT, "paraphrase": WORDS}
    fact, seats = scene["fact"], [{"actor": x} for x in ("league", OFFICER, PARTNER)]
    write(
        "Officer", OFFICER,
        actors=[{"id": "league", "name": WORDS, "kind": "civil_society", "place": "tangier"}],
        competences=[{"id": fact, "note": WORDS, "sources": [cited]}],
        mechanisms=[{"id": "table", "name": WORDS, "kind": "exchange", "areas": ["housing"],
                     "members": seats, "sources": [cited]}],
        disputes=[{"id": "quarrel", "name": WORDS, "kind": "dispute", "areas": ["housing"],
                   "parties": [OFFICER, PARTNER]}],
    )  # fmt: skip
    send("Partner", f"/facts/{fact}/position", {
        "actor": PARTNER, "stand": "disputes", "reason": SCRIPT,
    })  # fmt: skip
    send("Officer", "/facts/quarrel/withdraw", {"reason": SCRIPT})
    mark = {"actor": OFFICER, "word": "wrong", "reason": SCRIPT}
    send("Officer", f"/places/tangier/gaps/housing/{scene['finding']}/mark", mark)
    for name in ("Officer", "Partner", "Stranger"):
        send(name, "/me", {"name": SCRIPT[:150], "language": "en"})
    send("Stranger", "/join", {"organisation": SCRIPT, "message": SCRIPT})
    save_draft(find_person("Officer"), "actors", {"name": WORDS, "kind": SCRIPT}, OFFICER)
    save_draft(find_person("Officer"), "policies", {"name": WORDS, "issuer": SCRIPT}, OFFICER)
    talk = f"/places/tangier/interview/{scene['interview']}"
    send("Officer", f"{talk}/1", {"new_name": SCRIPT[:100], "new_kind": "agency",
         "new_place": "tangier", "do": "go", "document": SCRIPT[:100], "grade": "C"})  # fmt: skip
    dispute = {"name": SCRIPT[:100], "kind": "dispute", "actor": OFFICER, "do": "go"}
    send("Officer", f"{talk}/7", dispute)
    bad = json.dumps(SCRIPT)
    for key, text in (
        ("upload", f"actors: [{{id: new, name: {bad}, kind: agency, place: tangier}}]\n"
                   f"mechanisms: [{{id: table, name: {bad}, kind: exchange, areas: [health]}}]"),
        ("marked", f"actors: [{{id: {bad}, name: {bad}, kind: {bad}, {bad}: {bad}}}]"),
    ):  # fmt: skip
        scene[key] = bring(find_person("Officer"), f"{SCRIPT}.yaml", text)
    return scene


def test_what_people_write_is_text_wherever_it_is_shown(
    browsers: dict[str, Client], written: dict[str, str]
) -> None:
    addresses = [each.address.format(**written) for each in ROUTES if each not in SIGN_IN]
    addresses += [
        "/actors/league", "/actors/league/changes", "/actors/league/changes.atom",
        "/facts/table/history", "/facts/quarrel/history", "/facts/league/edit", "/state/mechanisms",
        "/actors/league/unite", "/facts/table+league", "/search?q=onerror", "/api/v1/docs",
        f"/places/tangier/interview/{written['interview']}/7", "/sources/tangier-minutes/history",
    ]  # fmt: skip
    shown = set()
    for who in ("Officer", "Secretariat", "Stranger", "Resident"):
        for address in addresses:
            answer = browsers[who].get(address)
            kind = answer["Content-Type"].partition(";")[0]
            if kind not in ("text/html", "image/svg+xml", "application/atom+xml"):
                continue
            page = answer.content.decode()
            assert "<img src=x" not in page, (who, address)
            assert "<svg onload" not in page, (who, address)
            if "&lt;img src=x" in page:
                shown.add(address)
            if kind != "text/html":
                check_xml(page)
    assert len(shown) > 50, shown


def check_xml(page: str) -> None:
    """It can be read, and what a reader of news shows as HTML is text there too."""
    for each in ElementTree.fromstring(page).iter():  # noqa: S314  # our own
        assert each.tag.rpartition("}")[2] not in ("img", "script")
        assert "<img src=x" not in (each.text or "") or each.get("type") != "html"


def test_what_people_write_is_plain_text_in_mails(
    browsers: dict[str, Client], written: dict[str, str]
) -> None:
    follow(find_person("Officer"), place="tangier")
    for folded in ("Ana\r\nBcc: evil@example.org", f"{SCRIPT[:60]}\nSubject: x"):
        form = {"name": folded, "email": "ana@example.org", "message": SCRIPT,
                "organisation": folded}  # fmt: skip
        assert post(browsers["Resident"], "/join", form).status_code == 302
    later = timezone.now() + dt.timedelta(days=1)
    letter = write_letter(find_person("Officer"), "http://testserver", later)
    assert letter
    assert "<img src=x" in letter.body
    assert "\n" not in letter.subject
    assert len(mail.outbox) > 2
    for each in mail.outbox:
        sent = each.message()
        assert sent.get_content_type() == "text/plain"
        assert "\n" not in each.subject
        assert "evil" not in str(sent["Bcc"]) + str(sent["To"]) + str(sent["Cc"])
        assert str(sent["Subject"]).count("\n") == 0


def test_a_name_is_no_formula_in_a_table(browsers: dict[str, Client]) -> None:
    formula = '=HYPERLINK("https://evil.example")'
    set_scene()
    write("Officer", OFFICER, actors=[{"id": "league", "name": {"en": formula}, "kind": "agency",
                                       "place": "tangier"}])  # fmt: skip
    page = browsers["Resident"].get("/actors?format=csv&table=actors").content.decode()
    cells = [cell for row in csv.reader(page.splitlines()) for cell in row if "HYPERLINK" in cell]
    assert cells
    assert not [each for each in cells if each.startswith("=")]


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
