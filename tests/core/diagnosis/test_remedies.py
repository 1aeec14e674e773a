"""Goals, the catalogue of changes, the changes it allows in a town, and how a remedy is said."""

from pathlib import Path
from typing import Any

import pytest

from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    DAY,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    survey,
    tie,
)
from weft.core.atlas import Atlas
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.remedies import (
    CatalogueError,
    Goal,
    GoalError,
    find_remedy,
    read_catalogue,
    read_goal,
)
from weft.core.diagnosis.remedies.candidates import list_candidates
from weft.core.diagnosis.remedies.catalogue import CODES, SERVED
from weft.core.diagnosis.remedies.saying import make_scenario, say_goal, say_remedy
from weft.core.diagnosis.remedies.sets import list_edits
from weft.core.diagnosis.scenario import apply_edits, try_scenario

LIVELY: dict[str, Any] = {"meetings": 12, "last_active": DAY.isoformat()}


def list_codes_of(atlas: Atlas, goal: str = "label") -> list[str]:
    found = list_candidates(make_scene(atlas, reading="recorded"), read_catalogue(), goal)
    return [each.code for each in found]


# --- goals


@pytest.mark.parametrize(
    ("word", "code"),
    [("multilevel", "multilevel"), (" Localist ", "localist"), ("B", "b"), ("g-acco", "G-ACCO")],
)
def test_a_goal_is_read_in_any_case(word: str, code: str) -> None:
    assert read_goal(word).code == code


def test_a_word_that_is_no_goal_is_refused_with_all_there_are() -> None:
    with pytest.raises(GoalError) as raised:
        read_goal("happiness")
    assert "'happiness' is no goal" in str(raised.value)
    assert all(each in str(raised.value) for each in ("decoupled", "a, b, c", "G-FISC"))


def test_every_goal_is_said_in_three_languages() -> None:
    for code in ("centralist", "a", "G-OBJE"):
        said = {say_goal(Goal(code=code), language) for language in ("en", "fr", "ar")}
        assert len(said) == 3


# --- the catalogue


def test_the_catalogue_has_every_change_in_three_languages() -> None:
    catalogue = read_catalogue()
    assert set(catalogue) == set(CODES)
    assert all(row.label.root.keys() >= {"en", "fr", "ar"} for row in catalogue.values())
    assert {each for row in catalogue.values() for each in row.serves} <= set(SERVED)


ROW = "publish: {cost: 1, serves: [G-ACCO], label: publish}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW.replace("1", "-1"), "'publish.cost' is '-1'; it should be greater than 0"),
        (ROW.replace("1", ".nan"), "'publish.cost' is 'nan'; a finite number is expected"),
        (ROW.replace("publish:", "abolish:"), "abolish: there is no such change; use add_body"),
        (ROW.replace("G-ACCO", "G-LUCK"), "'G-LUCK' is nothing to serve; use label"),
        (ROW.replace("label: publish", "label: 'by {whom}'"), "something else in {}"),
        (ROW.replace("label: publish", "label: 'by {'"), "something else in {}"),
        (ROW.replace("cost: 1", "price: 1"), "'publish.cost' is missing"),
        ("[", "this is not YAML"),
        ("- a\n", "is a list; lines of key: value are expected"),
    ],
)
def test_a_catalogue_that_does_not_fit_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "costs.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(path)
    assert said in str(raised.value)
    assert str(raised.value).startswith("costs.yaml")


def test_other_costs_may_lead_to_another_change(tmp_path: Path) -> None:
    atlas = make_atlas(mechanisms=[tie("Board", "consultative_body", "state", "city", **LIVELY)])
    goal = Goal(code="c")
    (own,) = find_remedy(atlas, make_setting(), goal).measures
    rows = read_catalogue()
    dear = {**rows, "give_voice": rows["give_voice"].model_copy(update={"cost": 9.0})}
    (other,) = find_remedy(atlas, make_setting(), goal, catalogue=dear).measures
    assert (own.code, other.code) == ("give_voice", "add_round_table")


def test_a_catalogue_without_any_change_finds_nothing() -> None:
    found = find_remedy(make_atlas(), make_setting(), Goal(code="c"), catalogue={})
    assert (found.found, found.considered, found.edits) == (False, 1, ())


# --- what is allowed


def test_what_is_so_already_is_no_change() -> None:
    shared = tie(
        "Board", "co_deciding_body", {"actor": "state", "seat": "chair", "voice": "vote"},
        {"actor": "city", "seat": "chair", "voice": "vote"}, agenda=["state", "city"],
        veto="nobody", decides=True, coverage=0.5, **LIVELY,
    )  # fmt: skip
    codes = list_codes_of(make_atlas(mechanisms=[shared], surveys=[survey("ties", levels=[])]))
    assert not {"share_lead", "let_decide", "revive_body", "survey_ties"} & set(codes)
    assert {"add_body", "survey_roles"} <= set(codes)


def test_a_body_in_which_somebody_chairs_keeps_its_chair_when_it_hears_it() -> None:
    led = tie("Board", "consultative_body", {"actor": "aid", "seat": "chair"}, "city")
    scene = make_scene(make_atlas(mechanisms=[{**led, "id": "board"}]), reading="recorded")
    (given,) = (e for e in list_candidates(scene, read_catalogue(), "c") if e.code == "give_voice")
    board: Any = given.steps[0].make(scene.atlas.facts["board"])
    (aid,) = (each for each in board.members if each.actor == "aid")
    assert (aid.seat, aid.voice) == ("chair", "voice")


def test_a_change_that_was_made_before_may_be_made_again_under_another_id() -> None:
    atlas = make_atlas()
    scene = make_scene(atlas, reading="recorded")
    (first,) = (e for e in list_candidates(scene, read_catalogue(), "b") if e.code == "add_body")
    once = apply_edits(atlas, list_edits(atlas, (first,)))
    again = make_scene(once, reading="recorded")
    (second,) = (e for e in list_candidates(again, read_catalogue(), "b") if e.code == "add_body")
    assert (first.fact, second.fact) == ("assumed-body", "assumed-body-2")
    assert "assumed-body-2" in apply_edits(once, list_edits(once, (second,))).facts


# --- what is found


def test_what_is_so_already_takes_nothing() -> None:
    atlas = make_atlas(mechanisms=[tie("Mandate", "mandate", "state", "city")])
    found = find_remedy(atlas, make_setting(), Goal(code="b"))
    assert (found.found, found.cost, found.measures, found.edits) == (True, 0, (), ())


def test_a_remedy_as_a_scenario_turns_what_it_says() -> None:
    atlas = make_atlas(
        competences=[hold("state", "regulate"), hold("city"), hold("city", "fund")],
        surveys=ALL_SURVEYS,
    )
    remedy = find_remedy(atlas, make_setting(), Goal(code="multilevel"), draws=200)
    assert remedy.found
    trial = try_scenario(atlas, make_scenario(atlas, remedy), [make_setting()], draws=200)
    (turn,) = trial.turns
    assert turn.after.read("recorded").verdict.types == ("multilevel",)
    assert turn.verdict


@pytest.mark.parametrize("goal", ["multilevel", "a", "c", "G-ACCO"])
def test_an_atlas_of_one_actor_gets_an_honest_answer(goal: str) -> None:
    alone = [{"id": "city", "name": "City of Town", "kind": "government", "place": "town"}]
    found = find_remedy(make_atlas(actors=alone), make_setting(), Goal(code=goal), draws=50)
    assert all(each.words.get("actor", "city") == "city" for each in found.measures)
    if goal != "G-ACCO":
        assert not found.found


@pytest.mark.parametrize("day", ["0001-01-01", "1500-06-01", "1900-01-01"])
def test_a_day_before_any_fact_is_searched_like_any_other(day: str) -> None:
    setting = make_setting(on=day)
    (body,) = find_remedy(make_atlas(), setting, Goal(code="b")).measures
    assert body.code in ("add_body", "sign_contract")
    reported = find_remedy(make_atlas(), setting, Goal(code="G-ACCO"))
    # Nobody can report on a year that no record can name.
    assert ("publish" in {each.code for each in reported.measures}) is (day > "1800")
    (diagnosis,) = diagnose(make_atlas(), setting)
    assert diagnosis.facts == ()


def test_a_pair_that_says_nothing_has_no_remedy() -> None:
    setting = make_setting(upper="metropolitan")
    found = find_remedy(make_atlas(), setting, Goal(code="b"))
    assert (found.found, found.considered) == (False, 0)


def test_the_same_seed_finds_the_same_change_whatever_the_facts_are_called() -> None:
    def find(*names: str) -> tuple[float, list[str]]:
        ties = [tie(each, "consultative_body", "state", "city", **LIVELY) for each in names]
        atlas = make_atlas(mechanisms=ties, surveys=ALL_SURVEYS)
        found = find_remedy(atlas, make_setting(), Goal(code="multilevel"), seed=3, draws=100)
        return found.cost, [each.code for each in found.measures]

    assert find("Alpha", "Beta") == find("Zulu", "Yankee")


def test_a_remedy_is_said_with_its_costs_in_three_languages() -> None:
    atlas = make_atlas(mechanisms=[tie("Board", "consultative_body", "state", "city", **LIVELY)])
    remedy = find_remedy(atlas, make_setting(), Goal(code="c"))
    said = {
        language: "\n".join(say_remedy(atlas, remedy, read_catalogue(), language))
        for language in ("en", "fr", "ar")
    }
    assert "1. give Aid a voice in Board (cost 1)" in said["en"]
    assert "donner une voix à Aid dans Board (coût 1)" in said["fr"]
    assert "منح Aid صوتا في Board" in said["ar"]
    none = find_remedy(atlas, make_setting(), Goal(code="c"), catalogue={})
    assert "No set of up to three" in say_remedy(atlas, none, {})[1]
    already = find_remedy(apply_edits(atlas, remedy.edits), make_setting(), Goal(code="c"))
    assert "so already" in say_remedy(atlas, already, {})[1]
