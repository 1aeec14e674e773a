"""An interview from its beginning to the weave that grew: every answer is kept at once, can be
changed, and counts once it is published."""

import pytest
from django.test import Client

from tests.web.contributing.interviews import (
    DECIDES,
    DELIVERS,
    DISPUTES,
    MINISTRY,
    MONITORS,
    NEW,
    PAYS,
    START,
    TIES,
    WILAYA,
    begin,
    end,
    find,
    list_drafts,
    list_told,
    read,
    refuse,
    say,
)
from tests.web.people import OFFICER, sign_in
from weft.web.atlas.facts import read_whole
from weft.web.contributing.models import Draft, Interview

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def officer(people: dict[str, Client]) -> Client:
    return people["Officer"]


# --- the beginning


def test_it_begins_with_who_writes_who_answers_and_which_areas(officer: Client) -> None:
    page = read(officer, START)
    assert f'<option value="{OFFICER}" selected>City of Tangier</option>' in page
    assert page.index("Something is recorded already") < page.index('value="housing"')
    assert page.index('value="housing"') < page.index("Nothing is recorded yet")
    assert page.index("Nothing is recorded yet") < page.index('value="diaspora"')


def test_an_informant_is_an_office_that_acts_here(officer: Client) -> None:
    page = read(officer, START)
    informants = page[page.index('name="informant"') : page.index('id="q-area"')]
    assert "Wilaya of Tangier" in informants
    assert "City of Lyon" not in informants
    for informant in ("city-of-lyon", "Mrs. Benali", ""):
        fields = {"actor": OFFICER, "informant": informant, "area": "housing"}
        assert officer.post(START, fields).status_code == 422


def test_it_is_not_begun_without_an_area_or_for_an_actor_of_others(officer: Client) -> None:
    fields = {"actor": OFFICER, "informant": OFFICER}
    assert officer.post(START, fields).status_code == 422
    assert officer.post(START, {**fields, "area": "no-such"}).status_code == 422
    for actor in (WILAYA, ""):
        answer = officer.post(START, {**fields, "actor": actor, "area": "housing"})
        assert answer.status_code == 422
    assert not Interview.objects.exists()


def test_each_area_is_asked_role_by_role_then_who_meets_whom_then_what_is_contested(
    officer: Client,
) -> None:
    base = begin(officer, "housing", "health")
    asked = (
        "Who decides on housing in Tangier, in practice?",
        "Who pays for housing in Tangier, in practice?",
        "Who coordinates housing in Tangier, in practice?",
        "Who delivers housing in Tangier, in practice?",
        "Who monitors housing in Tangier, in practice?",
        "Who meets whom about housing in Tangier, and how often?",
        "Is anything about housing in Tangier contested?",
        "Who decides on health in Tangier, in practice?",
    )
    for number, question in enumerate(asked, 1):
        page = read(officer, f"{base}/{number}")
        assert f"<h1>{question}</h1>" in page
        assert f"question {number} of 14" in page
        assert f'<progress class="how-far" max="14" value="{number}"' in page
    assert officer.get(f"{base}/15").status_code == 404
    assert officer.get(f"{base}/0").status_code == 404


def test_those_on_record_for_the_question_come_first_and_are_marked(officer: Client) -> None:
    page = read(officer, f"{begin(officer)}/{DECIDES}")
    ticks = page[page.index('id="q-actor"') : page.index("Somebody else on record")]
    assert ticks.count('name="actor"') == 12
    assert ticks.count("on record: by law") == 2
    assert ticks.rindex("on record") < ticks.index("Wilaya of Tangier")
    assert '<option value="United Nations Children&#x27;s Fund (UNICEF)"></option>' in page


# --- the whole path


def test_a_whole_interview_ends_on_the_weave_that_grew_and_is_published(officer: Client) -> None:
    base = begin(officer, informant=WILAYA)
    assert say(officer, base, DECIDES, actor=[WILAYA, MINISTRY]) == f"{base}/{PAYS}"
    say(officer, base, PAYS, actor=MINISTRY)
    say(officer, base, 3, said="nobody")
    say(officer, base, DELIVERS, actor=OFFICER)
    say(officer, base, MONITORS, said="unknown")
    tie = {"actor": [WILAYA, OFFICER], "kind": "exchange", "often": "quarterly"}
    say(officer, base, TIES, **tie)
    dispute = {"name": "Who pays the rent", "actor": [WILAYA, OFFICER], "kind": "dispute"}
    assert say(officer, base, DISPUTES, **dispute) == f"{base}/end"
    page = read(officer, f"{base}/end")
    assert "New: 6 roles, 1 thread and 1 dispute." in page
    assert 'class="weave"' in page
    assert "Wilaya of Tangier: regulation in practice of housing in Tangier." in page
    assert "4 meetings a year" in page
    assert "wait for an answer" not in page
    assert "Who pays the rent" not in read(Client(), "/places/tangier/cells/housing/local")
    assert end(officer, base) == "/places/tangier"
    assert not Draft.objects.exists()
    cell = read(Client(), "/places/tangier/cells/housing/national")
    assert "Wilaya of Tangier: regulation in practice of housing in Tangier" in cell
    assert "Interview with Wilaya of Tangier about Tangier" in cell
    assert "hearsay" in cell
    cell = read(Client(), "/places/tangier/cells/housing/local")
    assert "Nobody" in cell
    assert "Exchange" in cell or "exchange" in cell
    assert {each.asserted_by for each in list_told()} == {OFFICER}
    assert "Who pays the rent" in {x.name.read() for x in read_whole().disputes}


def test_what_a_ministry_does_here_is_not_said_of_the_whole_country(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=[MINISTRY, OFFICER])
    places = {each["holder"]: each.get("place") for each in list_drafts()}
    assert places == {MINISTRY: "tangier", OFFICER: None}


def test_by_law_too_is_a_second_statement(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=OFFICER, by_law="yes")
    assert [each["basis"] for each in list_drafts()] == ["de_facto", "de_jure"]
    assert "New: 1 role." in read(officer, f"{base}/end")


# --- leaving, resuming, changing


def test_it_can_be_left_and_is_resumed_at_the_next_question_from_any_device(
    officer: Client,
) -> None:
    base = begin(officer)
    say(officer, base, DECIDES, actor=WILAYA)
    say(officer, base, PAYS, do="skip")
    other_device = sign_in("Officer")
    assert f'href="{base}"' in read(other_device, START)
    assert other_device.get(base)["Location"] == f"{base}/3"
    for number in (3, 4, 5, 6, 7):
        say(other_device, base, number, said="unknown")
    # What was left for later comes last.
    assert other_device.get(base)["Location"] == f"{base}/{PAYS}"
    assert f'href="{base}/{PAYS}"' in read(other_device, f"{base}/end")
    assert say(other_device, base, PAYS, said="unknown") == f"{base}/end"


def test_an_answer_is_there_when_one_comes_back(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, DECIDES, actor=WILAYA, by_law="yes", document="Law 1-2", grade="A")
    page = read(officer, f"{base}/{DECIDES}")
    assert f'value="{WILAYA}" checked' in page
    assert 'name="by_law" value="yes" checked' in page
    assert 'value="Law 1-2"' in page
    assert 'value="A" selected' in page


def test_a_changed_answer_changes_its_drafts_and_adds_none(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=[WILAYA, OFFICER])
    kept = Draft.objects.get(data__holder=OFFICER).pk
    say(officer, base, PAYS, actor=[OFFICER, MINISTRY])
    assert {each["holder"] for each in list_drafts()} == {OFFICER, MINISTRY}
    assert Draft.objects.get(data__holder=OFFICER).pk == kept
    say(officer, base, PAYS, said="nobody")
    assert [each["holder"] for each in list_drafts()] == ["nobody"]
    say(officer, base, PAYS, do="take-back")
    assert not Draft.objects.exists()


def test_not_now_leaves_an_earlier_answer_as_it_is(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=OFFICER)
    say(officer, base, PAYS, do="skip")
    assert [each["holder"] for each in list_drafts()] == [OFFICER]


def test_a_draft_that_was_worked_on_stays_and_one_thrown_away_stays_away(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, actor=[WILAYA, OFFICER])
    worked_on = Draft.objects.get(data__holder=OFFICER)
    worked_on.data["from"] = "2019"
    worked_on.save()
    Draft.objects.get(data__holder=WILAYA).delete()
    say(officer, base, DELIVERS, actor=OFFICER)
    read(officer, f"{base}/end")
    assert [(x["role"], x.get("from")) for x in list_drafts()] == [
        ("fund", "2019"), ("deliver", None),
    ]  # fmt: skip
    say(officer, base, PAYS, actor=[WILAYA, OFFICER])
    assert {x["holder"] for x in list_drafts() if x["role"] == "fund"} == {WILAYA, OFFICER}


# --- nobody, and not known


def test_nobody_is_an_answer_at_the_level_of_the_place(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, said="nobody", by_law="yes")
    said = [(x["holder"], x["place"], x["level"], x["basis"]) for x in list_drafts()]
    assert said == [
        ("nobody", "tangier", "local", "de_facto"), ("nobody", "tangier", "local", "de_jure"),
    ]  # fmt: skip


def test_not_known_is_an_answer_and_never_a_no(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, said="unknown", by_law="yes")
    (said,) = list_drafts()
    assert (said["holder"], said["place"], said["level"]) == ("unknown", "tangier", "local")
    assert "holds" not in said
    end(officer, base)
    (fact,) = (x for x in read_whole().competences if x.holder == "unknown" and x.role == "fund")
    assert fact.holds


def test_who_is_left_out_is_not_denied(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, DECIDES, actor=WILAYA)
    assert all(each.get("holds", True) for each in list_drafts())
    end(officer, base)
    holders = {
        x.holder for x in read_whole().competences if (x.area, x.role) == ("housing", "regulate")
    }
    assert {WILAYA, MINISTRY} <= holders


# --- somebody new, a document


def test_somebody_new_is_offered_from_then_on_and_published_with_the_rest(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, **NEW)
    (actor,) = list_drafts("actors")
    assert (actor["name"], actor["place"]) == ({"en": "Tenants' union"}, "tangier")
    assert [each["holder"] for each in list_drafts()] == [actor["id"]]
    page = read(officer, f"{base}/{DELIVERS}")
    assert "Tenants&#39; union" in page
    assert "new in this interview" in page
    say(officer, base, DELIVERS, actor=actor["id"])
    assert "New: 2 roles and 1 actor." in read(officer, f"{base}/end")
    end(officer, base)
    (union,) = (x.id for x in read_whole().actors if x.name.read() == "Tenants' union")
    assert "Tenants&#39; union" in read(Client(), f"/actors/{union}")


def test_somebody_new_goes_with_the_last_answer_that_names_them(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, **NEW)
    say(officer, base, PAYS, actor=OFFICER)
    assert not list_drafts("actors")
    assert find(base).asked["actors"] == {}


def test_a_new_name_that_is_on_record_means_whoever_has_it(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, **{**NEW, "new_name": "wilaya de TANGER"})
    assert not list_drafts("actors")
    assert [each["holder"] for each in list_drafts()] == [WILAYA]


def test_somebody_else_on_record_is_typed(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, PAYS, other=["united nations children's fund (unicef)", "city of tangier"])
    assert {each["holder"] for each in list_drafts()} == {"unicef", OFFICER}
    assert "other" in refuse(officer, base, DELIVERS, other="Nobody of this name")


def test_what_is_said_rests_on_a_document_if_one_is_named_else_on_the_interview(
    officer: Client,
) -> None:
    base = begin(officer)
    say(officer, base, DECIDES, actor=WILAYA, document="Decree 5 of 2019", grade="A")
    say(officer, base, PAYS, actor=OFFICER)
    say(officer, base, DELIVERS, actor=WILAYA, document="Loi n° 12-90 relative à l'urbanisme")
    sources = {each["title"].get("en"): each for each in list_drafts("sources")}
    assert sources["Decree 5 of 2019"]["grade"] == "A"
    (told,) = (each for each in sources.values() if each["grade"] == "D")
    cited = [each["sources"][0]["source"] for each in list_drafts()]
    assert cited == [sources["Decree 5 of 2019"]["id"], told["id"], "tangier-law-12-90"]


# --- threads and disputes


def test_several_threads_are_named_one_by_one_changed_and_taken_out(officer: Client) -> None:
    base = begin(officer)
    tie = {"actor": [WILAYA, OFFICER], "kind": "exchange", "often": "weekly"}
    assert say(officer, base, TIES, do="more", **tie) == f"{base}/{TIES}"
    say(officer, base, TIES, do="more", **{**tie, "often": "never", "name": "Housing table"})
    assert [each["meetings"] for each in list_drafts("mechanisms")] == [52, 0]
    answer = officer.post(f"{base}/{TIES}?item=1", {**tie, "often": "yearly", "do": "go"})
    assert answer.status_code == 302
    assert [each["meetings"] for each in list_drafts("mechanisms")] == [1, 0]
    assert "Housing table" in read(officer, f"{base}/{TIES}")
    say(officer, base, TIES, do="drop-2")
    assert [each["meetings"] for each in list_drafts("mechanisms")] == [1]
    # With something named, one may go on without naming more.
    assert say(officer, base, TIES) == f"{base}/{DISPUTES}"


def test_how_often_may_be_unknown(officer: Client) -> None:
    base = begin(officer)
    say(officer, base, TIES, actor=[WILAYA, OFFICER], kind="exchange", often="unknown")
    (tie,) = list_drafts("mechanisms")
    assert "meetings" not in tie


def test_that_nobody_meets_and_nothing_is_contested_is_kept_and_states_nothing(
    officer: Client,
) -> None:
    base = begin(officer)
    say(officer, base, TIES, said="nobody")
    say(officer, base, DISPUTES, said="unknown")
    assert not Draft.objects.exists()
    assert find(base).asked["answers"]["housing.ties"]["said"] == "nobody"


# --- what is refused


@pytest.mark.parametrize(
    ("number", "fields", "field"),
    [
        (PAYS, {}, "said"),
        (PAYS, {"said": ["nobody", "unknown"]}, "said"),
        (PAYS, {"said": "nobody", "actor": WILAYA}, "said"),
        (PAYS, {"actor": "no-such-actor"}, "actor"),
        (PAYS, {**NEW, "new_kind": ""}, "new_kind"),
        (PAYS, {**NEW, "new_place": "lyon"}, "new_place"),
        (PAYS, {**NEW, "new_name": "nobody"}, "new_name"),
        (PAYS, {**NEW, "new_name": "\x07 bell"}, "new_name"),
        (PAYS, {**NEW, "new_name": "?!"}, "new_name"),
        (PAYS, {"actor": WILAYA, "document": "x" * 201}, "document"),
        (PAYS, {"actor": WILAYA, "document": "Decree", "grade": "Z"}, "grade"),
        (TIES, {"actor": WILAYA, "kind": "exchange", "often": "weekly"}, "actor"),
        (TIES, {"actor": [WILAYA, OFFICER], "kind": "mandate", "often": "weekly"}, "kind"),
        (TIES, {"actor": [WILAYA, OFFICER], "kind": "exchange", "often": "daily"}, "often"),
        (DISPUTES, {"actor": [WILAYA, OFFICER], "kind": "dispute"}, "name"),
        (DISPUTES, {"name": "The rent", "kind": "brawl"}, "kind"),
    ],
)
def test_an_answer_with_a_fault_is_shown_again_and_nothing_of_it_is_kept(
    officer: Client, number: int, fields: dict[str, object], field: str
) -> None:
    base = begin(officer)
    assert field in refuse(officer, base, number, **fields)
    assert not Draft.objects.exists()
    assert find(base).asked["answers"] == {}
    assert find(base).asked["actors"] == {}


def test_what_was_typed_is_there_again_beside_the_fault(officer: Client) -> None:
    base = begin(officer)
    fields = {**NEW, "new_kind": "", "actor": WILAYA, "other": "Nobody here", "do": "go"}
    page = officer.post(f"{base}/{PAYS}", fields).content.decode()
    assert f'value="{WILAYA}" checked' in page
    assert 'value="Tenants&#x27; union"' in page
    assert 'value="Nobody here"' in page
    assert 'aria-invalid="true" aria-describedby="e-new_kind"' in page
    assert 'id="e-new_kind"' in page
