"""Marks on findings: who may make one, and what everybody then reads beside the finding."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.people import OFFICER, PARTNER, sign_in
from weft.web.atlas.facts import read_view
from weft.web.diagnosis.facts import find_setting, read_gaps
from weft.web.diagnosis.marks import list_findings
from weft.web.diagnosis.models import Mark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

REASON = "The shelter has had a budget line since spring."


def find_findings(place: str = "tangier", area: str = "housing") -> tuple[str, ...]:
    """The codes of what is wanting there, as everybody reads it."""
    view = read_view()
    setting = find_setting(view, place, area)
    assert setting is not None
    return list_findings(read_gaps(view, setting))


def find_address(finding: str = "", place: str = "tangier", area: str = "housing") -> str:
    return reverse("mark", args=[place, area, finding or find_findings(place, area)[0]])


def read_page(client: Client, place: str = "tangier", area: str = "housing") -> Any:
    return client.get(reverse("gaps", args=[place, area]))


def read_marks(client: Client) -> list[str]:
    """The marks on the page, as its readers read them."""
    page = read_page(client).content.decode()
    found = re.findall(r'<p class="small mark">(.*?)</p>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", each).split()) for each in found]


def say(name: str, word: str, reason: str = REASON, **where: str) -> Any:
    """Let the Officer or the Partner mark a finding."""
    actor = {"Officer": OFFICER, "Partner": PARTNER}.get(name, "")
    form = {"actor": actor, "word": word, "reason": reason}
    return sign_in(name).post(find_address(**where), form)


# --- what is read


def test_a_mark_stands_beside_its_finding_for_everybody(people: dict[str, Client]) -> None:
    answer = say("Officer", "handled")
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("gaps", args=["tangier", "housing"]),
    )
    for name, client in people.items():
        (mark,) = read_marks(client)
        assert mark.startswith("handled"), name
        assert "City of Tangier" in mark, name
        assert mark.endswith(REASON), name


def test_each_finding_has_its_own_marks() -> None:
    first, *_, last = find_findings(area="language")
    assert (first.partition("-")[0], last.partition("-")[0]) == ("S", "G")  # a role's, and a gap
    say("Officer", "wrong", "About the first.", area="language", finding=first)
    say("Officer", "handled", "About the last.", area="language", finding=last)
    page = read_page(sign_in("Officer"), area="language").content.decode()
    items = re.split(r"<(?:dt|li)\b", page)
    for finding, reason in ((first, "About the first."), (last, "About the last.")):
        (own,) = (each for each in items if reason in each)
        assert f'"{find_address(finding, area="language")}"' in own


def test_the_newest_word_of_an_actor_counts() -> None:
    say("Officer", "wrong", "First word.")
    say("Officer", "not_ours", "Second word.")
    (mark,) = read_marks(Client())
    assert mark.startswith("not ours") and mark.endswith("Second word.")


def test_actors_who_do_not_agree_stand_side_by_side() -> None:
    say("Officer", "handled", "It is done.")
    say("Partner", "wrong", "It never was.")
    assert [each.rpartition(": ")[2] for each in read_marks(Client())] == [
        "It is done.",
        "It never was.",
    ]


def test_open_again_takes_away_the_actors_own_mark_and_no_other() -> None:
    say("Officer", "handled", "It is done.")
    say("Partner", "wrong", "It never was.")
    say("Officer", "open", "It came back.")
    (mark,) = read_marks(Client())
    assert mark.endswith("It never was.")
    say("Officer", "handled", "Done for good.")
    assert len(read_marks(Client())) == 2


def test_the_steward_speaks_for_the_record_where_no_actor_is_spoken_for() -> None:
    assert say("Steward", "wrong").status_code == 302
    (mark,) = read_marks(Client())
    assert "says the steward" in mark


def test_markup_in_a_reason_is_text() -> None:
    say("Officer", "wrong", "<script>alert(1)</script> & <b>bold</b>")
    page = read_page(Client()).content.decode()
    assert "<script>alert(1)" not in page and "<b>bold" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in page


def test_a_mark_on_what_is_no_finding_any_more_is_shown_to_nobody(
    people: dict[str, Client],
) -> None:
    before = {name: read_page(client) for name, client in people.items()}
    say("Officer", "wrong")
    Mark.objects.update(finding="S-GONE.fund")
    for name, client in people.items():
        after = read_page(client)
        assert after["ETag"] == before[name]["ETag"]
        assert REASON not in after.content.decode()


# --- what must be said


@pytest.mark.parametrize(
    "change",
    [
        {"reason": ""},
        {"reason": "  \n"},
        {"word": ""},
        {"word": "perhaps"},
        {"actor": PARTNER},
        {"actor": ""},
        {"reason": "x" * 2001},
    ],
    ids=["no reason", "blank reason", "no word", "other word", "for another", "for nobody", "long"],
)
def test_what_is_not_said_properly_is_asked_again(change: dict[str, str]) -> None:
    form = {"actor": OFFICER, "word": "wrong", "reason": REASON, **change}
    answer = sign_in("Officer").post(find_address(), form)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Mark.objects.exists()


# --- who may


@pytest.mark.parametrize(
    ("name", "place", "status"),
    [
        ("Officer", "tangier", 302),
        ("Officer", "lyon", 403),
        ("Partner", "tangier", 302),  # a ministry acts in all of its country
        ("Partner", "lyon", 403),
        ("Stranger", "tangier", 403),
        ("Steward", "tangier", 302),
        ("Steward", "lyon", 403),
        ("Secretariat", "lyon", 302),
    ],
)
def test_who_acts_at_a_place_or_keeps_its_record_may_mark(
    name: str, place: str, status: int
) -> None:
    seen = sign_in(name).get(find_address(place=place))
    assert seen.status_code == (200 if status == 302 else status)
    assert say(name, "wrong", place=place).status_code == status
    assert Mark.objects.count() == (1 if status == 302 else 0)


def test_who_is_not_signed_in_is_led_to_the_sign_in() -> None:
    form = {"actor": OFFICER, "word": "wrong", "reason": REASON}
    for answer in (Client().get(find_address()), Client().post(find_address(), form)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
    assert not Mark.objects.exists()


def test_the_way_to_mark_is_offered_to_who_may_mark_only(people: dict[str, Client]) -> None:
    offered = {
        name: find_address() in read_page(client).content.decode()
        for name, client in people.items()
    }
    assert offered == {"Officer": True, "Partner": True, "Resident": False, "Stranger": False}


@pytest.mark.parametrize(
    "address",
    [
        ("tangier", "housing", "S-NOTHING.fund"),
        ("tangier", "nonsense", "G-FISC"),
        ("nowhere", "housing", "G-FISC"),
        ("morocco", "housing", "G-FISC"),
    ],
    ids=["no such finding", "no such area", "no such place", "no findings there"],
)
def test_a_finding_that_the_reader_does_not_have_is_not_there(
    address: tuple[str, str, str],
) -> None:
    path, form = reverse("mark", args=address), {"actor": OFFICER, "word": "wrong", "reason": "x"}
    officer = sign_in("Officer")
    assert (officer.get(path).status_code, officer.post(path, form).status_code) == (404, 404)
    assert not Mark.objects.exists()


# --- what browsers keep


def test_the_page_is_another_after_a_mark_and_only_that_page(people: dict[str, Client]) -> None:
    pages = [("tangier", "housing"), ("tangier", "health"), ("lyon", "housing")]
    before = {
        (name, *each): read_page(client, *each)["ETag"]
        for name, client in people.items()
        for each in pages
    }
    say("Officer", "handled")
    changed = {
        key for key, tag in before.items() if read_page(people[key[0]], *key[1:])["ETag"] != tag
    }
    assert changed == {(name, "tangier", "housing") for name in people}


def test_a_browser_that_knows_the_page_gets_the_new_one_after_a_mark_and_is_spared_else() -> None:
    browser, address = Client(), reverse("gaps", args=["tangier", "housing"])
    known = {"If-None-Match": browser.get(address)["ETag"]}
    assert browser.get(address, headers=known).status_code == 304
    say("Officer", "handled")
    after = browser.get(address, headers=known)
    assert after.status_code == 200
    assert REASON in after.content.decode()
    say("Officer", "open", "Not yet.")
    assert browser.get(address, headers=known).status_code == 304
