"""What changed, of everything, a place or an actor: pages and feeds, as each reader sees them."""

import datetime as dt
import uuid
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, confirm, correct, state, take_back
from tests.web.atlas.reading import find_next, list_entries, list_links, read
from tests.web.packs import read_pack
from weft.web.accounts.actions import give_mandate
from weft.web.atlas.actions import load_atlas
from weft.web.atlas.models import ChangeSet
from weft.web.atlas.uniting import unite_actors

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def net() -> Network:
    return build_network()


def find_token(key: str) -> str:
    """The newest change set that touched a fact."""
    found = ChangeSet.objects.filter(statements__key=key).order_by("-pk").first()
    assert found is not None
    return str(found.token)


# --- pages


def test_changes_stand_with_who_spoke_and_what_of(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    confirm(net.partner, "state", "clinic", "disputes")
    take_back(net.officer, "clinic", "city")
    gone, disputed, stated, loaded = list_entries(browse(None), "/changes")
    said = "City of Tangier: delivery in practice of health."
    assert gone.startswith("withdrawn · City of Tangier")
    assert gone.endswith(f"withdrawn {said}")
    assert disputed.startswith("a position taken · Ministry of the Interior")
    assert disputed.endswith(f"disputes {said}")
    assert stated.endswith(f"new {said}")
    assert loaded.startswith("loaded from a file in a terminal · strait")


def test_only_what_is_seen_is_listed_and_counted(net: Network) -> None:
    rows = [competence(f"row-{at}", area=area, role=role, visibility=shown)
            for at, (area, role, shown) in enumerate(
                (area, role, shown)
                for area, shown in (("health", "public"), ("education", "network"),
                                    ("language", "network"))
                for role in ("deliver", "fund", "regulate", "monitor", "coordinate"))]  # fmt: skip
    state(net.officer, "city", competences=[*rows[:5], *rows[5:]])
    token = find_token("row-0")
    for client, number in ((browse(None), 5), (browse(net.stranger), 5), (browse(net.partner), 15)):
        newest, _loaded = list_entries(client, "/changes")
        assert newest.count("new ") == number
        page = read(client, f"/changes/{token}")
        assert page.count("in practice of") == number


def test_a_large_load_is_counted_by_what_is_seen_and_named_in_part(net: Network) -> None:
    load_atlas(read_pack("cities/lyon"), "lyon")
    newest, _first = list_entries(browse(None), "/changes")
    assert newest.count("new ") == 20
    found = newest.partition(" records in all.")[0].rpartition(" ")[2]
    assert int(found) > 50
    assert newest.endswith(f"{found} records in all.")


def test_how_much_is_read_at_once_makes_no_difference(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    state(net.officer, "city", "Why", competences=[competence("clinic"), competence("other")])
    for key in ("clinic", "other"):
        correct(net.officer, "competences", key, "city", note="New")
    confirm(net.partner, "state", "shelter")
    addresses = ("/changes", "/places/tangier/changes", "/actors/city/changes", "/changes.atom")
    before = [browse(net.steward).get(each).content for each in addresses]
    for name, number in (("touches.LARGE", 1), ("touches.BIT", 2), ("changes.AT_ONCE", 1),
                         ("touches.WINDOW", 1), ("touches.LARGEST_WINDOW", 1)):  # fmt: skip
        monkeypatch.setattr(f"weft.web.atlas.{name}", number)
        assert [browse(net.steward).get(each).content for each in addresses] == before


def test_where_a_long_list_is_cut_depends_on_nothing_hidden(
    net: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("weft.web.atlas.changes.MOST", 3)
    give_mandate(None, net.far_steward, "contributor", actor="ghost")
    before = browse(None).get("/changes").content
    assert b"More than 3 records in all." in before
    for key in ("papers", "shelter", "table"):
        confirm(net.far_steward, "ghost", key)
        assert browse(None).get("/changes").content == before


def test_a_change_of_which_nothing_is_seen_is_not_there(net: Network) -> None:
    state(net.officer, "city", competences=[competence("secret", visibility="network")])
    token = find_token("secret")
    for ending in ("", "/undo"):
        hidden = browse(net.stranger).get(f"/changes/{token}{ending}")
        never = browse(net.stranger).get(f"/changes/{uuid.uuid4()}{ending}")
        assert (hidden.status_code, never.status_code) == (404, 404)
    assert browse(net.partner).get(f"/changes/{token}").status_code == 200


def test_what_changed_of_a_place_and_of_an_actor(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    correct(net.steward, "places", "tangier", population=1_000_000)
    correct(net.steward, "mechanisms", "table", members=[{"actor": "city"}, {"actor": "far-city"}])
    correct(net.far_steward, "places", "al-hoceima", population=60_000)
    resident = browse(None)
    kinds = {
        address: [each.partition(" · ")[0] for each in list_entries(resident, address)]
        for address in (
            "/places/tangier/changes", "/places/al-hoceima/changes", "/places/morocco/changes",
            "/actors/city/changes", "/actors/state/changes", "/actors/far-city/changes",
        )
    }  # fmt: skip
    loaded = "loaded from a file in a terminal"
    assert kinds == {
        "/places/tangier/changes": ["stated", "stated", "stated", loaded],
        "/places/al-hoceima/changes": ["stated", "stated", loaded],
        # The ministry left the round table, which was about Morocco until then.
        "/places/morocco/changes": ["stated", loaded],
        "/actors/city/changes": ["stated", "stated", loaded],
        "/actors/state/changes": ["stated", loaded],
        "/actors/far-city/changes": ["stated", loaded],
    }
    for address in ("/places/nowhere/changes", "/actors/cellar/changes", "/actors/ghost/changes"):
        assert resident.get(address).status_code == 404
        assert resident.get(f"{address}.atom").status_code == 404


def test_changes_are_paged_by_what_is_seen(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    for at in range(22):
        correct(net.officer, "competences", "clinic", visibility="own", note=f"hidden {at}")
        correct(net.officer, "competences", "clinic", visibility="public", note=f"number {at}")
    for address in ("/changes", "/places/tangier/changes", "/actors/city/changes"):
        first = list_entries(browse(None), address)
        second = list_entries(browse(None), find_next(browse(None), address))
        assert (len(first), len(second)) == (20, 4), address
        assert find_next(browse(None), find_next(browse(None), address)) == ""


def test_two_records_made_one_lead_to_the_one(net: Network) -> None:
    twin = {"id": "town-hall", "name": "Town hall", "kind": "agency", "place": "tangier"}
    state(net.officer, "city", actors=[twin], competences=[competence("hall", holder="town-hall")])
    unite_actors(net.secretariat, "town-hall", "city")
    for old, new in (
        ("/facts/town-hall/history", "/facts/city/history"),
        ("/actors/town-hall/changes", "/actors/city/changes"),
    ):
        answer = browse(None).get(old)
        assert (answer.status_code, answer["Location"]) == (302, new)
    newest, *_ = list_entries(browse(None), "/actors/city/changes")
    assert newest.startswith("two records of one actor merged")
    assert newest.endswith("changed City of Tangier: delivery in practice of health.")


# --- feeds


def parse(client: Client, address: str) -> ET.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314  # our own


def find(element: ET.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None and found.text, name
    return found.text


FEEDS = ("/changes.atom", "/fr/changes.atom", "/places/tangier/changes.atom",
         "/ar/actors/city/changes.atom")  # fmt: skip


@pytest.mark.parametrize("address", FEEDS)
def test_a_feed_has_what_atom_asks_for(net: Network, address: str) -> None:
    state(net.officer, "city", "Because", competences=[competence("clinic", note="<&>")])
    feed = parse(browse(None), address)
    assert feed.tag == f"{ATOM}feed"
    assert find(feed, "title").startswith("Weft")
    assert find(feed, "id").startswith("tag:testserver,2026:")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    links = {
        (x.get("rel"), x.get("hreflang")): str(x.get("href")) for x in feed.iter(f"{ATOM}link")
    }
    assert links["self", None] == f"http://testserver{address}"
    language = address.split("/")[1] if address[1:4] in ("fr/", "ar/") else "en"
    others = {code for rel, code in links if rel == "alternate" and code}
    assert others == {"en", "fr", "ar", "es", "it", "pt"} - {language}
    assert all(each.startswith("http://testserver/") for each in links.values())
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    days = [dt.datetime.fromisoformat(find(each, "updated")) for each in entries]
    assert find(feed, "updated") == max(days).isoformat()
    newest = entries[0]
    token = find_token("clinic")
    assert find(newest, "id") == f"urn:uuid:{token}"
    link = newest.find(f"{ATOM}link")
    assert link is not None and str(link.get("href")).endswith(f"/changes/{token}")
    summary = newest.find(f"{ATOM}summary")
    assert summary is not None and summary.get("type") == "html"
    assert 'href="http://testserver/' in str(summary.text)
    assert "Because" in str(summary.text)
    ET.fromstring(f"<div>{summary.text}</div>")  # noqa: S314


def test_a_feed_is_the_same_until_something_changes(net: Network) -> None:
    first = browse(None).get("/places/morocco/changes.atom")
    again = browse(None).get("/places/morocco/changes.atom")
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    known = browse(None).get(
        "/places/morocco/changes.atom", headers={"If-None-Match": first["ETag"]}
    )
    assert (known.status_code, known.content) == (304, b"")


def test_a_feed_of_nothing_needs_no_clock() -> None:
    feed = parse(browse(None), "/changes.atom")
    assert feed.findall(f"{ATOM}entry") == []
    assert find(feed, "updated") == "1970-01-01T00:00:00+00:00"


def test_ids_of_entries_are_the_same_in_every_feed(net: Network) -> None:
    state(net.officer, "city", competences=[competence("clinic")])
    ids = {find(parse(browse(None), each).findall(f"{ATOM}entry")[0], "id") for each in FEEDS}
    assert ids == {f"urn:uuid:{find_token('clinic')}"}


def test_a_feed_shows_what_its_reader_sees(net: Network) -> None:
    state(net.officer, "city", competences=[competence("secret", visibility="network")])
    seen = {name: len(parse(browse(person), "/changes.atom").findall(f"{ATOM}entry"))
            for name, person in (("Resident", None), ("Stranger", net.stranger),
                                 ("Partner", net.partner), ("Officer", net.officer))}  # fmt: skip
    assert seen == {"Resident": 1, "Stranger": 1, "Partner": 2, "Officer": 2}


def test_pages_name_their_feed_and_offer_to_follow(net: Network) -> None:
    for page in ("/changes", "/places/tangier/changes", "/actors/city/changes"):
        assert list_links(browse(None), page, ".atom") == [f"{page}.atom"] * 2
    assert list_links(browse(None), "/places/tangier/changes", "/follow") == [
        "/places/tangier/follow"
    ]
