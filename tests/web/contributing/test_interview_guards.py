"""Who may hold an interview and who may not, what is never offered to anybody, and pages that work
for everybody: without script, with a keyboard, from right to left."""

import re

import pytest
from django.test import Client

from tests.web.conftest import PEOPLE
from tests.web.contributing.interviews import (
    DISPUTES,
    PAYS,
    START,
    TIES,
    WILAYA,
    begin,
    end,
    find,
    list_drafts,
    read,
    refuse,
    say,
)
from tests.web.people import OFFICER, PARTNER, sign_in
from weft.web.atlas.facts import read_view, read_whole
from weft.web.contributing.models import Draft, Interview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
HIDDEN = "Quiet desk of the ministry"


@pytest.fixture
def officer(people: dict[str, Client]) -> Client:
    return people["Officer"]


def test_it_is_for_those_who_have_business_at_the_place(people: dict[str, Client]) -> None:
    for address in (START, f"{START}/differences"):
        statuses = {each: people[each].get(address).status_code for each in PEOPLE}
        assert statuses == {"Officer": 200, "Partner": 200, "Resident": 302, "Stranger": 403}
        assert sign_in("Steward").get(address).status_code == 200
    assert "/sign/" in people["Resident"].get(START)["Location"]
    for name in ("Officer", "Partner", "Stranger"):
        for address in ("/places/lyon/interview", "/places/lyon/interview/differences"):
            assert people[name].get(address).status_code == 403
    assert people["Officer"].get("/places/no-such-place/interview").status_code == 404


def test_an_interview_is_its_own_persons(people: dict[str, Client]) -> None:
    base = begin(people["Officer"])
    token = base.rpartition("/")[2]
    for page in ("", "/1", "/end"):
        statuses = {each: people[each].get(f"{base}{page}").status_code for each in PEOPLE}
        own = 200 if page else 302  # to the next question
        assert statuses == {"Officer": own, "Partner": 404, "Resident": 302, "Stranger": 403}
        assert sign_in("Steward").get(f"{base}{page}").status_code == 404
        elsewhere = f"/places/tangier-region/interview/{token}{page}"
        assert people["Officer"].get(elsewhere).status_code == 404
    for address, fields in (
        (f"{base}/1", {"said": "unknown", "do": "go"}),
        (f"{base}/end", {"do": "drop"}),
        (f"{base}/end", {"do": "publish"}),
    ):
        assert people["Partner"].post(address, fields).status_code == 404
        assert people["Stranger"].post(address, fields).status_code == 403
    assert find(base).asked["answers"] == {}


def test_posts_need_their_token(officer: Client) -> None:
    base = begin(officer)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies
    for address in (START, f"{base}/1", f"{base}/end"):
        assert strict.post(address, {"do": "publish", "said": "unknown"}).status_code == 403
    assert Interview.objects.count() == 1
    assert not Draft.objects.exists()


@pytest.fixture
def hidden(people: dict[str, Client]) -> str:
    """An actor that only the ministry sees."""
    partner = people["Partner"]
    base = begin(partner, actor=PARTNER, informant=PARTNER, visibility="own")
    new = {"new_name": HIDDEN, "new_kind": "agency", "new_place": "tangier"}
    say(partner, base, PAYS, **new)
    end(partner, base)
    assert HIDDEN in read(partner, START)
    (key,) = (x.id for x in read_whole().actors if x.name.read() == HIDDEN)
    return key


def test_a_hidden_actor_is_never_offered_nor_taken(officer: Client, hidden: str) -> None:
    base = begin(officer)
    for address in (START, f"{base}/{PAYS}", f"{base}/{TIES}", f"{base}/{DISPUTES}"):
        page = read(officer, address)
        assert HIDDEN not in page
        assert hidden not in page
    # The answers are those to a name of nobody.
    assert refuse(officer, base, PAYS, actor=hidden) == refuse(officer, base, PAYS, actor="nix")
    typed = refuse(officer, base, PAYS, other=HIDDEN)
    assert typed["other"].replace(HIDDEN, "X") == refuse(officer, base, PAYS, other="X")["other"]
    fields = {"actor": OFFICER, "informant": hidden, "area": "housing"}
    assert officer.post(START, fields).status_code == 422


def test_somebody_new_may_have_the_name_of_somebody_hidden(officer: Client, hidden: str) -> None:
    base = begin(officer)
    say(officer, base, PAYS, new_name=HIDDEN, new_kind="agency", new_place="tangier")
    end(officer, base)
    own = [x for x in read_view().atlas.actors if x.name.read() == HIDDEN]
    assert [each.asserted_by for each in own] == [OFFICER]
    assert own[0].id != hidden
    # The answer names the actor under the id that it got.
    assert find(base).asked["answers"]["housing.fund"]["actors"] == [own[0].id]


def test_a_title_names_no_informant_whose_record_is_hidden(
    people: dict[str, Client], hidden: str
) -> None:
    base = begin(people["Partner"], actor=PARTNER, informant=hidden)
    say(people["Partner"], base, PAYS, actor=WILAYA)
    tie = {"actor": [hidden, WILAYA], "kind": "exchange", "often": "weekly"}
    say(people["Partner"], base, TIES, **tie)
    end(people["Partner"], base)
    titles = {x.title.read() for x in read_view().atlas.sources if x.id.startswith("interview-")}
    (title,) = (each for each in titles if each.startswith("Interview about Tangier, "))
    assert HIDDEN not in title
    names = {str(x.name) for x in read_whole().mechanisms}
    assert "Two-way exchange on housing in Tangier" in names


@pytest.mark.parametrize("visibility", ["public", "network", "place", "own"])
def test_what_comes_out_is_seen_by_whom_it_is_for(
    officer: Client, people: dict[str, Client], visibility: str
) -> None:
    base = begin(officer, visibility=visibility)
    say(officer, base, PAYS, new_name="Fund X", new_kind="private", new_place="tangier")
    say(officer, base, DISPUTES, name="The rent of Fund X", kind="dispute")
    end(officer, base)
    address = "/places/tangier/cells/housing/others"
    seen = {each: "Fund X" in read(people[each], address) for each in PEOPLE}
    network = visibility in ("public", "network")
    public = visibility == "public"
    assert seen == {
        "Officer": True, "Partner": network, "Resident": public, "Stranger": public,
    }  # fmt: skip


# --- pages for everybody


def list_pages(client: Client) -> dict[str, str]:
    """Every page of an interview, with and without faults."""
    base = begin(client, "housing")
    say(client, base, PAYS, actor=WILAYA)
    tie = {"actor": [WILAYA, OFFICER], "kind": "exchange", "often": "weekly"}
    say(client, base, TIES, do="more", **tie)
    fault = {"do": "go", "new_name": "x", "other": "x", "kind": "x", "document": "?"}
    pages = {
        "start": read(client, START),
        "refused start": client.post(START, {}).content.decode(),
        "role": read(client, f"{base}/{PAYS}"),
        "refused role": client.post(f"{base}/{PAYS}", fault).content.decode(),
        "ties": read(client, f"{base}/{TIES}?item=1"),
        "refused ties": client.post(f"{base}/{TIES}", fault).content.decode(),
        "disputes": read(client, f"{base}/{DISPUTES}"),
        "refused disputes": client.post(f"{base}/{DISPUTES}", fault).content.decode(),
        "end": read(client, f"{base}/end"),
        "busy": read(client, f"{START}/differences"),
    }
    end(client, base)
    return {
        **pages,
        "published": read(client, f"{base}/end"),
        "differences": read(client, f"{START}/differences"),
    }


def test_every_field_has_a_label_and_every_fault_is_tied_to_its_field(officer: Client) -> None:
    for name, page in list_pages(officer).items():
        assert "<script" not in page, name
        assert (
            "style=" not in page[page.index("<main") : page.index("<svg")]
            if "<svg" in page
            else True
        )
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), name
        for words in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
            assert set(words.split()) <= set(ids), (name, words)
        for target in re.findall(r'href="#([^"]+)"', page):
            assert target in ids, (name, target)
        labels = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
        unlabelled = re.sub(r'<label class="pick">.*?</label>', "", page, flags=re.DOTALL)
        for tag in re.findall(r"<(?:input|select|textarea)\b[^>]*>", unlabelled):
            if 'type="hidden"' in tag or "aria-label=" in tag:
                continue
            found = re.search(r'\bid="([^"]+)"', tag)
            assert found, (name, tag)
            assert found[1] in labels, (name, tag)
        for body in re.findall(r"<fieldset\b[^>]*>(.*?)</fieldset>", page, re.DOTALL):
            assert body.lstrip().startswith("<legend>"), name


def test_they_are_read_from_right_to_left_where_the_language_is(officer: Client) -> None:
    base = begin(officer)
    page = read(officer, f"/ar{base}/{PAYS}")
    assert '<html lang="ar" dir="rtl">' in page
    assert "جماعة طنجة" in page
    answer = officer.post(f"/ar{base}/{PAYS}", {"actor": WILAYA, "do": "go"})
    assert answer["Location"] == f"/ar{base}/3"


def test_a_name_typed_in_a_language_is_kept_in_it(officer: Client) -> None:
    base = begin(officer)
    new = {"new_name": "جمعية المستأجرين", "new_kind": "civil_society", "new_place": "tangier"}
    assert officer.post(f"/ar{base}/{PAYS}", {**new, "do": "go"}).status_code == 302
    (actor,) = list_drafts("actors")
    assert actor["name"] == {"ar": "جمعية المستأجرين"}
    assert re.fullmatch(r"[a-z0-9-]+", actor["id"])


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "{{7*7}}"])
def test_hostile_words_are_shown_as_text(officer: Client, word: str) -> None:
    base = begin(officer)
    say(officer, base, PAYS, new_name=word, new_kind="private", new_place="tangier", document=word,
        grade="C")  # fmt: skip
    say(officer, base, DISPUTES, name=word, kind="dispute")
    for address in (f"{base}/{PAYS}", f"{base}/{DISPUTES}", f"{base}/end"):
        assert "<script>alert" not in read(officer, address)
    end(officer, base)
    for address in (f"{START}/differences", "/places/tangier/cells/housing/others"):
        assert "<script>alert" not in read(officer, address)
