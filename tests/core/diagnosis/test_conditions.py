"""The three conditions of multilevel governance, and what they amount to."""

import pytest

from tests.core.diagnosis.towns import ACTORS, make_atlas, make_scene, survey, tie
from weft.core.diagnosis.condition_sentences import say_condition, say_conditions
from weft.core.diagnosis.conditions import judge_conditions

TODAY = {"meetings": 12, "last_active": "2020-06-01"}
EVERYBODY = survey("ties", levels=[])


def judge(*mechanisms, surveys=()):
    atlas = make_atlas(mechanisms=list(mechanisms), surveys=list(surveys))
    return judge_conditions(make_scene(atlas))


def voice(actor, voice="voice", **more):
    return {"actor": actor, "voice": voice, **more}


def board(*members, **more):
    """A body in which nobody alone has chair, agenda and veto."""
    shared = {"agenda": ["state", "city"], "veto": "nobody", **TODAY, **more}
    return tie("Board", "consultative_body", *members, **shared)


def test_state_city_and_association_at_one_table_are_multilevel_governance():
    found = judge(board(voice("state"), voice("city"), voice("aid")))
    assert [found.a.answer, found.b.answer, found.c.answer] == ["met", "met", "met"]
    assert found.verdict == "multilevel governance"
    assert found.a.facts == found.b.facts == found.c.facts == ("board",)


def test_governments_alone_are_intergovernmental():
    found = judge(board(voice("state"), voice("region"), voice("city")), surveys=[EVERYBODY])
    assert found.c.answer == "unmet"
    assert found.verdict == "intergovernmental relations"


def test_without_a_survey_an_unseen_association_may_be_there():
    found = judge(board(voice("state"), voice("region"), voice("city")))
    assert found.verdict == "undetermined"
    assert set(found.possible) == {"multilevel governance", "intergovernmental relations"}


def test_a_consulted_association_meets_the_third_condition_only_partly():
    consulted = board(voice("state"), voice("city"), voice("aid", "consulted"))
    found = judge(consulted, surveys=[EVERYBODY])
    assert found.c.answer == "partly"
    assert found.verdict == "intergovernmental relations"


def test_who_is_consulted_here_may_have_a_vote_where_nobody_looked():
    found = judge(board(voice("state"), voice("city"), voice("aid", "consulted")))
    assert found.c.answer == "partly"
    assert set(found.possible) == {"multilevel governance", "intergovernmental relations"}


def test_a_town_with_associations_is_horizontal_governance():
    found = judge(
        board(voice("city"), voice("desk"), voice("aid")), surveys=[survey("ties", levels=[])]
    )
    assert found.b.answer == "unmet"
    assert found.verdict == "horizontal governance"


def test_a_command_without_a_network_is_a_hierarchy():
    found = judge(tie("Law", "mandate", "state", "city"), surveys=[EVERYBODY])
    assert [found.a.answer, found.b.answer] == ["unmet", "met"]
    assert found.verdict == "hierarchy"


def test_surveyed_and_nothing_found_is_none():
    assert judge(surveys=[EVERYBODY]).verdict == "none"


def test_one_actor_who_holds_chair_agenda_and_veto_makes_no_network():
    mastered = board(
        voice("state", seat="chair"), voice("city"), voice("aid"), agenda=["state"], veto=["state"]
    )
    assert judge(mastered, surveys=[EVERYBODY]).a.answer == "unmet"


def test_an_unknown_master_leaves_the_network_open():
    found = judge(tie("Board", "consultative_body", "state", "city", "aid", **TODAY))
    assert found.a.answer == "unknown"
    assert found.a.reason == "network_open"
    assert set(found.a.members) == {"state", "city", "aid"}


def test_a_table_that_has_not_met_for_three_years_ties_nobody():
    old = board(voice("state"), voice("city"), voice("aid"), last_active="2017-05")
    assert judge(old, surveys=[EVERYBODY]).b.answer == "unmet"
    unknown = board(voice("state"), voice("city"), voice("aid"), last_active=None)
    assert judge(unknown, surveys=[EVERYBODY]).b.answer == "unknown"
    edge = board(voice("state"), voice("city"), voice("aid"), last_active="2018-06-02")
    assert judge(edge, surveys=[EVERYBODY]).b.answer == "met"


def test_the_months_are_those_of_the_calendar():
    members = (voice("state"), voice("city"), voice("aid"))
    edge = board(*members, last_active="2018-06-01")
    assert judge(edge, surveys=[EVERYBODY]).b.answer == "met"
    before = board(*members, last_active="2018-05-31")
    assert judge(before, surveys=[EVERYBODY]).b.answer == "unmet"


def test_a_table_that_never_meets_meets_no_condition():
    found = judge(board(voice("state"), voice("city"), voice("aid"), meetings=0))
    assert [found.a.answer, found.b.answer, found.c.answer] == ["unknown"] * 3


def test_a_table_of_which_nobody_knows_whether_it_meets_leaves_all_open():
    unknown = tie("Ex", "exchange", "state", "city", "aid")
    assert judge(unknown).a.answer == "unknown"


def test_a_voice_in_an_imposed_contract_counts_where_a_committee_is_known():
    def contract(**more):
        return tie("Contract", "imposed_contract", "state", "city", voice("aid", "vote"), **more)

    assert judge(contract()).c.answer == "unknown"
    assert judge(contract(steering=True)).c.answer == "met"


def test_a_narrower_survey_beside_one_of_everybody_changes_nothing():
    for name in ("aaa", "zzz"):
        narrow = survey("ties", id=f"{name}-narrow")
        assert judge(surveys=[narrow, survey("ties", levels=[], id="mmm")]).verdict == "none"


def test_the_survey_behind_an_unmet_condition_is_named():
    found = judge(surveys=[survey("ties", levels=[], id="all")])
    assert found.a.facts == found.b.facts == found.c.facts == ("all",)


def test_an_observer_from_outside_government_has_no_say():
    watching = board(voice("state"), voice("city"), voice("aid", "vote", seat="observer"))
    found = judge(watching)
    assert (found.c.answer, found.c.reason) == ("unknown", "voice_unrecorded")
    assert judge(watching, surveys=[EVERYBODY]).c.answer == "unmet"
    assert "aid" not in found.a.members


def test_a_vote_in_what_is_no_body_is_no_say():
    law = tie("Law", "mandate", "state", "city", voice("aid", "vote"))
    found = judge(law)
    assert (found.c.answer, found.c.reason) == ("unknown", "voice_unrecorded")
    assert judge(law, surveys=[EVERYBODY]).c.answer == "unmet"


@pytest.mark.parametrize("date", ["2020-06-02", "2020-07", "2025"])
def test_a_meeting_after_the_day_meets_no_condition_and_rules_none_out(date):
    members = (voice("state"), voice("city"), voice("aid"))
    found = judge(board(*members, last_active=date), surveys=[EVERYBODY])
    assert [found.a.answer, found.b.answer, found.c.answer] == ["unknown"] * 3


def test_a_meeting_on_the_day_itself_is_recent():
    today = board(voice("state"), voice("city"), voice("aid"), last_active="2020-06-01")
    assert judge(today, surveys=[EVERYBODY]).b.answer == "met"


# --- who and what stands behind them


def test_behind_a_condition_stand_its_members_bodies_and_dates():
    found = judge(
        board(voice("state"), voice("city"), voice("aid"), last_active="2020-03"),
        tie("Law", "mandate", "state", "city", start="2014"),
    )
    assert (found.a.members, found.a.bodies) == (("state", "city", "aid"), ("board",))
    assert found.b.members == ("state", "city")
    assert dict(zip(found.b.bodies, found.b.dates, strict=True)) == {
        "board": "2020-03",
        "law": "2014/..",
    }
    assert found.b.levels == ("national", "local")
    assert (found.c.members, found.c.dates) == (("aid",), ("2020-03",))


def test_only_those_outside_government_with_a_say_stand_behind_the_third():
    consulted = board(voice("state"), voice("city"), voice("aid", "consulted"))
    heard = tie("Talk", "exchange", "city", voice("aid"), **TODAY)
    assert judge(consulted).c.members == ("aid",)
    assert judge(consulted, heard).c.bodies == ("talk",)


def test_an_unmet_condition_has_nobody_behind_it():
    found = judge(surveys=[EVERYBODY])
    for each in (found.a, found.b, found.c):
        assert each.members == each.bodies == each.dates == ()


def say_all(language, *mechanisms, surveys=()):
    atlas = make_atlas(mechanisms=list(mechanisms), surveys=list(surveys))
    found = judge_conditions(make_scene(atlas))
    said = [say_condition(atlas, each, language) for each in (found.a, found.b, found.c)]
    return [*said, say_conditions(found, language)]


def test_a_condition_is_said_with_names_and_dates():
    a, b, _, all_three = say_all(
        "en",
        board(voice("state"), voice("city"), voice("aid"), last_active="2020-03"),
        tie("Law", "mandate", "state", "city", start="2014", until="2021-02-03"),
    )
    assert a == (
        "A network without a master: met. 3 actors are connected, and none of them alone is in "
        "charge: The State, City of Town and Aid. Through: Board (last active March 2020)."
    )
    assert "State and City are tied by something in force, or active within 24 months" in b
    assert "Law (from 2014 until 3 February 2021)" in b
    assert all_three == "The three conditions amount to multilevel governance."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "or active within 24 months"),
        ("fr", "ou d'actif au cours des 24 derniers mois"),
        ("ar", "أو نشط خلال آخر 24 شهرا"),
    ],
)
def test_the_months_looked_back_are_the_last_ones(language, words):
    _, b, *_ = say_all(language, tie("Law", "mandate", "state", "city"))
    assert words in b


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    "mechanisms",
    [
        [],
        [tie("Board", "consultative_body", "state", "city", "aid", **TODAY)],
        [tie("Law", "mandate", "state", "city")],
        [board(voice("state"), voice("city"), voice("aid", "consulted"))],
    ],
)
def test_every_condition_can_be_said_in_each_language(language, mechanisms):
    for closed in ([], [EVERYBODY]):
        said = say_all(language, *mechanisms, surveys=closed)
        assert all(each.endswith(".") and "{" not in each for each in said)
        if language != "en":
            assert said != say_all("en", *mechanisms, surveys=closed)


def test_a_long_list_of_members_is_cut():
    others = [
        {"id": f"aid-{at}", "name": f"Aid {at}", "kind": "civil_society", "place": "town"}
        for at in range(9)
    ]
    atlas = make_atlas(
        actors=[*ACTORS, *others],
        mechanisms=[board(*(voice(each["id"]) for each in others), voice("city"))],
    )
    said = say_condition(atlas, judge_conditions(make_scene(atlas)).a)
    assert "10 actors are connected" in said
    assert "Aid 5 and 4 more" in said
