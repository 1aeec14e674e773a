"""The history of a record: each version beside the one before, under the stricter of its visibility
then and now, without a trace of what is hidden."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.accounts.network import Network, browse, build_network
from tests.web.atlas.editing import competence, confirm, correct, state, take_back
from tests.web.atlas.reading import find_next, list_entries, read, see
from weft.web.accounts.actions import give_mandate
from weft.web.atlas.models import ChangeSet, Kind

pytestmark = pytest.mark.django_db
CLINIC = "/facts/clinic/history"


@pytest.fixture
def net() -> Network:
    """Two towns, and a clinic that the city states."""
    found = build_network()
    state(found.officer, "city", competences=[competence("clinic", note="First")])
    return found


def browse_all(net: Network) -> dict[str, Client]:
    """Officer (speaks for the city), Partner (for the ministry), Resident (not signed in), Stranger
    (no mandate), and who keeps the place and the network."""
    people = {
        "Officer": net.officer,
        "Partner": net.partner,
        "Resident": None,
        "Stranger": net.stranger,
        "Steward": net.steward,
        "Secretariat": net.secretariat,
    }
    return {name: browse(person) for name, person in people.items()}


# --- what a page says


def test_each_version_stands_beside_the_one_before_it(net: Network) -> None:
    correct(net.officer, "competences", "clinic", "city", "New law", role="fund", note="Second")
    confirm(net.partner, "state", "clinic")
    newest, changed, first = list_entries(browse(None), CLINIC)
    assert newest.startswith("a position taken · Ministry of the Interior")
    assert newest.endswith("Positions – Ministry of the Interior : confirms ( 2026-03-01 )")
    assert changed.startswith("stated · City of Tangier")
    assert "New law" in changed
    assert "Role deliver fund" in changed
    assert changed.endswith("Anything a reader should know First Second")
    assert "It says Who City of Tangier Policy area Health Role deliver" in first


def test_of_a_list_only_what_came_or_went_is_said(net: Network) -> None:
    members = [{"actor": "city"}, {"actor": "far-city", "seat": "chair", "voice": "vote"}]
    correct(net.steward, "mechanisms", "table", members=members)
    newest, _first = list_entries(browse(None), "/facts/table/history")
    assert newest.endswith(
        "Who takes part Ministry of the Interior (member) City of Al-Hoceima (chair, vote)"
    )


def test_every_language_of_a_text_is_compared(net: Network) -> None:
    correct(net.officer, "competences", "clinic", note={"en": "First", "ar": "أولا"})
    correct(net.officer, "competences", "clinic", note={"en": "First", "ar": "ثانيا"})
    newest, *_ = list_entries(browse(None), CLINIC)
    assert newest.endswith("Anything a reader should know ar : أولا ar : ثانيا")


def test_actors_places_and_documents_have_a_history_too(net: Network) -> None:
    correct(net.officer, "actors", "city", contact={"email": "desk@city.example"})
    correct(net.steward, "places", "tangier", population=1_000_000)
    correct(net.secretariat, "sources", "law", grade="B")
    resident = browse(None)
    newest, _first = list_entries(resident, "/facts/city/history")
    assert newest.endswith("E-mail of the office – desk@city.example")
    newest, _first = list_entries(resident, "/places/tangier/history")
    assert newest.endswith("Inhabitants – 1,000,000")
    newest, _first = list_entries(resident, "/sources/law/history")
    assert "How good a source it is A : law or official register B :" in newest


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar", "/es", "/it", "/pt"])
def test_it_opens_in_every_language(net: Network, prefix: str) -> None:
    for address in (CLINIC, "/places/tangier/history", "/changes", "/changes.atom"):
        answer = browse(None).get(f"{prefix}{address}")
        assert answer.status_code == 200
        assert answer["Content-Language"] == (prefix.strip("/") or "en")


def test_words_that_people_wrote_are_no_markup(net: Network) -> None:
    reason = '<script>alert("x")</script>'
    correct(net.officer, "competences", "clinic", "city", reason, note="<b>bold</b>")
    for address in (CLINIC, "/changes"):
        page = browse(None).get(address).content
        assert b"<script" not in page
        assert b"<b>bold" not in page


def test_the_name_of_a_person_is_for_who_keeps_the_place_and_for_that_person(net: Network) -> None:
    expected = {
        "Officer": True, "Partner": False, "Resident": False, "Stranger": False,
        "Steward": True, "Secretariat": True,
    }  # fmt: skip
    for address in (CLINIC, "/changes", "/changes.atom"):
        clients = browse_all(net)
        # One's own name stands at the head of each page.
        seen = {name: "(Officer)" in read_whole(x, address) for name, x in clients.items()}
        assert seen == (expected if "atom" not in address else dict.fromkeys(expected, False))
    assert "(Officer)" not in read_whole(browse(net.far_steward), CLINIC)


def read_whole(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_of_somebody_who_left_no_name_is_kept(net: Network) -> None:
    from weft.web.accounts.own_data import erase  # noqa: PLC0415

    erase(net.officer)
    assert "(somebody who has left)" in read(browse(net.steward), CLINIC)


# --- the stricter of then and now


def test_an_older_version_is_for_those_who_could_see_it_then(net: Network) -> None:
    correct(net.officer, "competences", "clinic", visibility="network", note="Whispered")
    correct(net.officer, "competences", "clinic", visibility="public", note="Third")
    for name, client in browse_all(net).items():
        entries = list_entries(client, CLINIC)
        if name in ("Resident", "Stranger"):
            newest, _first = entries
            assert newest.endswith("Anything a reader should know First Third"), name
            assert "Whispered" not in read_whole(client, CLINIC), name
            assert "members of the network" not in read_whole(client, CLINIC), name
        else:
            assert len(entries) == 3, name
            assert "Whispered" in entries[1], name


def test_what_is_hidden_now_has_no_history(net: Network) -> None:
    correct(net.officer, "competences", "clinic", visibility="network")
    answers = {name: x.get(CLINIC).status_code for name, x in browse_all(net).items()}
    assert answers == {
        "Officer": 200, "Partner": 200, "Resident": 404, "Stranger": 404,
        "Steward": 200, "Secretariat": 200,
    }  # fmt: skip
    gone, never = (browse(None).get(f"/facts/{x}/history") for x in ("clinic", "clinix"))
    assert gone.content == never.content.replace(b"clinix", b"clinic")


def test_a_withdrawn_fact_keeps_its_history_for_who_could_see_it_last(net: Network) -> None:
    state(net.officer, "city", competences=[competence("bank", visibility="network")])
    for key in ("clinic", "bank"):
        take_back(net.officer, key, "city")
    entries = list_entries(browse(None), CLINIC)
    assert entries[0].endswith("withdrawn")
    assert "no longer on record" in read(browse(None), CLINIC)
    assert browse(None).get("/facts/bank/history").status_code == 404
    assert len(list_entries(browse(net.partner), "/facts/bank/history")) == 2


def test_what_was_hidden_when_it_was_withdrawn_stays_hidden(net: Network) -> None:
    correct(net.officer, "competences", "clinic", visibility="own")
    take_back(net.officer, "clinic", "city")
    assert browse(None).get(CLINIC).status_code == 404
    assert browse(net.partner).get(CLINIC).status_code == 404
    assert len(list_entries(browse(net.officer), CLINIC)) == 3


def test_a_fact_about_an_actor_that_is_hidden_now_has_no_history(net: Network) -> None:
    actor = {"id": "desk", "name": "Desk", "kind": "agency", "place": "tangier"}
    state(net.officer, "city", actors=[actor], competences=[competence("desk-1", holder="desk")])
    assert browse(None).get("/facts/desk-1/history").status_code == 200
    correct(net.officer, "actors", "desk", visibility="own")
    for key in ("desk", "desk-1"):
        assert browse(None).get(f"/facts/{key}/history").status_code == 404
        assert browse(net.officer).get(f"/facts/{key}/history").status_code == 200


def test_who_was_hidden_then_is_not_named_in_what_was_said_then(net: Network) -> None:
    correct(net.steward, "mechanisms", "table", meetings=4)
    correct(net.steward, "actors", "ghost", visibility="public")
    correct(net.steward, "mechanisms", "table", meetings=6)
    newest, middle, first = list_entries(browse(None), "/facts/table/history")
    assert "Zanzibar" not in middle + first
    # From then on the League is no secret: it is as if it came with the next version.
    assert "Zanzibar League" in newest
    assert "Zanzibar League" in list_entries(browse(net.steward), "/facts/table/history")[2]


def test_facts_about_who_was_hidden_then_begin_when_that_ended(net: Network) -> None:
    correct(net.steward, "competences", "whisper", note="Old story")
    correct(net.steward, "actors", "ghost", visibility="public")
    correct(net.steward, "competences", "whisper", note="New story")
    (only,) = list_entries(browse(None), "/facts/whisper/history")
    assert "New story" in only
    assert "Old story" not in read_whole(browse(None), "/facts/whisper/history")


def test_a_document_shows_no_title_of_when_only_hidden_facts_cited_it(net: Network) -> None:
    give_mandate(None, net.secretariat, "steward", place="tangier")
    correct(net.secretariat, "sources", "minutes", title="Minutes")
    correct(net.officer, "competences", "clinic", sources=[{"source": "minutes"}])
    correct(net.secretariat, "sources", "minutes", title="Minutes of 2025")
    (only,) = list_entries(browse(None), "/sources/minutes/history")
    assert "Title Minutes of 2025" in only
    assert "Zanzibar" not in read_whole(browse(None), "/sources/minutes/history")


def test_a_document_that_is_cited_no_more_keeps_the_title_it_had(net: Network) -> None:
    correct(net.officer, "competences", "clinic", sources=[{"source": "law"}])
    give_mandate(None, net.secretariat, "steward", place="tangier")
    correct(net.secretariat, "competences", "whisper", sources=[{"source": "law"}])
    correct(net.steward, "competences", "shelter", sources=[])
    correct(net.officer, "competences", "clinic", sources=None)
    correct(net.secretariat, "sources", "law", title="Zanzibar law")
    newest, cited, _first = list_entries(browse(None), CLINIC)
    assert newest.endswith("Sources Loi organique n° 113-14 –")
    assert cited.endswith("Sources – Loi organique n° 113-14")


def test_a_mandate_that_ended_shows_no_more_than_the_public_sees(net: Network) -> None:
    correct(net.officer, "competences", "clinic", visibility="network", note="Whispered")
    reader = browse(net.stranger)
    mandate = give_mandate(None, net.stranger, "reader")
    assert "Whispered" in read(reader, CLINIC)
    from weft.web.accounts.actions import end_mandate  # noqa: PLC0415

    end_mandate(None, mandate)
    assert reader.get(CLINIC).status_code == 404


def test_a_reason_is_for_who_sees_all_that_it_may_speak_of(net: Network) -> None:
    state(
        net.officer, "city", "We moved the archive to the cellar",
        competences=[competence("one"), competence("two", area="education", visibility="network")],
    )  # fmt: skip
    for address in ("/facts/one/history", "/changes", "/changes.atom"):
        assert b"cellar" not in browse(None).get(address).content
        assert b"cellar" in browse(net.partner).get(address).content


# --- no trace


SEEN = (
    CLINIC, "/facts/table/history", "/facts/city/history", "/places/tangier/history",
    "/sources/law/history", "/changes", "/changes.atom", "/places/tangier/changes",
    "/places/tangier/changes.atom", "/actors/city/changes", "/actors/city/changes.atom",
    "/fr/changes", "/facts/whisper/history", "/facts/cellar/history", "/sources/minutes/history",
)  # fmt: skip


def test_a_hidden_change_changes_no_byte_for_others(net: Network) -> None:
    correct(net.steward, "mechanisms", "table", meetings=4)
    others = [browse(None), browse(net.stranger)]
    before = [[see(client, each) for each in SEEN] for client in others]
    state(net.officer, "city", competences=[competence("secret", visibility="network")])
    correct(net.officer, "competences", "secret", note="more of it")
    correct(net.steward, "mechanisms", "table", members=[
        {"actor": "city"}, {"actor": "state"}, {"actor": "ghost", "seat": "chair"},
    ])  # fmt: skip
    correct(net.steward, "competences", "whisper", note="louder")
    give_mandate(None, net.secretariat, "steward", place="tangier")
    correct(net.secretariat, "sources", "minutes", title="Zanzibar papers")
    give_mandate(None, net.stranger, "reader")
    give_mandate(None, net.far_steward, "contributor", actor="ghost")
    confirm(net.far_steward, "ghost", "clinic", "disputes")
    take_back(net.officer, "secret", "city")
    assert [see(others[0], each) for each in SEEN] == before[0]
    # The Stranger is a member by now.
    assert [see(others[1], each) for each in SEEN] != before[1]


def test_a_change_that_is_seen_changes_the_tag(net: Network) -> None:
    resident = browse(None)
    before = see(resident, CLINIC)
    again = resident.get(CLINIC, headers={"If-None-Match": before.tag})
    assert (again.status_code, again.content) == (304, b"")
    correct(net.officer, "competences", "clinic", note="Other words")
    after = resident.get(CLINIC, headers={"If-None-Match": before.tag})
    assert after.status_code == 200
    assert after["ETag"] != before.tag
    assert after["Cache-Control"] == "private, no-cache"
    assert "Cookie" in after["Vary"]


# --- many versions


def edit_often(net: Network, number: int, hidden: bool = False) -> None:
    for at in range(number):
        if hidden:
            correct(net.officer, "competences", "clinic", visibility="own", note=f"hidden {at}")
        correct(net.officer, "competences", "clinic", visibility="public", note=f"number {at}")


def test_a_long_history_is_paged_by_what_is_seen(net: Network) -> None:
    edit_often(net, 55, hidden=True)
    for client, most in ((browse(None), 56), (browse(net.officer), 111)):
        seen, address = [], CLINIC
        while address:
            entries = list_entries(client, address)
            assert len(entries) <= 50
            seen += entries
            address = find_next(client, address)
        assert len(seen) == most
    assert "hidden" not in read(browse(None), CLINIC)


def test_a_cursor_that_is_none_is_not_found(net: Network) -> None:
    for word in ("x", "1", "00000000-0000-4000-8000-000000000000"):
        assert browse(None).get(f"{CLINIC}?before={word}").status_code == 404
        assert browse(None).get(f"/changes?before={word}").status_code == 404


def count_queries(client: Client, address: str) -> int:
    client.get("/actors")  # what is in memory is up to date
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_long_history_asks_the_database_no_more_than_a_short_one(net: Network) -> None:
    addresses = (CLINIC, "/changes", "/changes.atom", "/places/tangier/changes")
    clients = (browse(None), browse(net.steward))
    correct(net.officer, "competences", "clinic", "city", "Why", note="x")
    before = [count_queries(client, each) for client in clients for each in addresses]
    edit_often(net, 18)
    correct(net.officer, "competences", "clinic", "city", "Why", note="y")
    after = [count_queries(client, each) for client in clients for each in addresses]
    assert all(now <= then for now, then in zip(after, before, strict=True))
    assert max(after[: len(addresses)]) <= 12


def test_a_change_set_knows_how_it_came_about(net: Network) -> None:
    kinds = [each.kind for each in ChangeSet.objects.order_by("pk")]
    assert kinds == [Kind.LOADED, Kind.PUBLISHED]
