"""The three conditions of multilevel governance, and what they amount to."""

from tests.core.diagnosis.towns import make_atlas, make_scene, survey, tie
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
    found = judge(board(voice("state"), voice("city"), voice("aid", "consulted")))
    assert found.c.answer == "partly"
    assert found.verdict == "intergovernmental relations"


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
    assert "not known" in found.a.reason


def test_a_table_that_has_not_met_for_three_years_ties_nobody():
    old = board(voice("state"), voice("city"), voice("aid"), last_active="2017-05")
    assert judge(old, surveys=[EVERYBODY]).b.answer == "unmet"
    unknown = board(voice("state"), voice("city"), voice("aid"), last_active=None)
    assert judge(unknown, surveys=[EVERYBODY]).b.answer == "unknown"
    edge = board(voice("state"), voice("city"), voice("aid"), last_active="2018-06-02")
    assert judge(edge, surveys=[EVERYBODY]).b.answer == "met"
