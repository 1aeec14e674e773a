"""Scenarios: edits are checked, count as certain, leave the atlas alone, and show what turns."""

from pathlib import Path
from typing import Any

import pytest

from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    cite,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    tie,
)
from weft.core.atlas import Atlas
from weft.core.diagnosis import read_method
from weft.core.diagnosis.evidence import is_certain
from weft.core.diagnosis.scenario import (
    ASSUMED,
    Edit,
    Scenario,
    ScenarioError,
    apply_edits,
    list_touched,
    read_scenario,
    try_scenario,
)
from weft.core.diagnosis.scenario.saying import say_edits, say_turn
from weft.core.diagnosis.surveys import find_survey, list_contradictions
from weft.core.terms import Text

BODY: dict[str, Any] = {
    "add": "mechanisms",
    "fact": {
        "id": "table", "name": "Round table", "kind": "consultative_body", "areas": ["housing"],
        "members": [{"actor": "state"}, {"actor": "city"}, {"actor": "aid", "voice": "voice"}],
        "meetings": 12, "last_active": "2020-06-01", "agenda": ["state", "city"],
    },
}  # fmt: skip
BOARD = tie("Board", "exchange", "state", "city", id="board", grade="D", meetings=1)
DISPUTED = {"positions": [{"actor": "harbour", "stand": "disputes"}]}


def make_town(**more: Any) -> Atlas:
    """The State and the city act in housing and meet now and then."""
    sections = {
        "competences": [hold("city", id="city-delivers"), hold("state", "fund", id="state-funds")],
        "mechanisms": [BOARD],
    }
    return make_atlas(**{**sections, **more})


def edit(**fields: Any) -> Edit:
    return Edit.model_validate(fields)


def refuse(atlas: Atlas, *edits: Edit) -> str:
    with pytest.raises(ScenarioError) as raised:
        apply_edits(atlas, edits)
    return str(raised.value)


def test_applying_edits_leaves_the_atlas_as_it_was() -> None:
    atlas = make_town(surveys=[{**ALL_SURVEYS[0], "found": ["board"]}])
    before = atlas.model_dump_json()
    changed = apply_edits(
        atlas, [edit(**BODY), edit(change="board", to={"meetings": 6}), edit(remove="state-funds")]
    )
    assert atlas.model_dump_json() == before
    assert changed.facts.keys() == {*atlas.facts, "table"} - {"state-funds"}


def test_what_a_scenario_adds_is_certain_and_rests_on_the_scenario_by_its_name() -> None:
    changed = apply_edits(make_town(), [edit(**BODY)], Text({"en": "More talk", "fr": "Parler"}))
    fact = changed.facts["table"]
    assert [each.source for each in fact.sources] == [ASSUMED]
    assert changed.source_by_id[ASSUMED].title.read("fr") == "Parler"
    assert is_certain(changed, fact, read_method(), "confirmed")


def test_a_document_that_an_added_fact_names_gives_way_to_the_assumption() -> None:
    cited = {**BODY, "fact": {**BODY["fact"], "sources": cite("D")}}
    changed = apply_edits(make_town(), [edit(**cited)])
    assert [each.source for each in changed.facts["table"].sources] == [ASSUMED]


def test_a_fact_that_was_doubtful_and_disputed_is_certain_once_it_is_changed() -> None:
    atlas = make_town(mechanisms=[{**BOARD, **DISPUTED}])
    assert not is_certain(atlas, atlas.facts["board"], read_method(), "recorded")
    changed = apply_edits(atlas, [edit(change="board", to={"meetings": 6})])
    board = changed.facts["board"]
    assert is_certain(changed, board, read_method(), "confirmed")
    assert [each.source for each in board.sources] == [ASSUMED, "doc-d"]


def test_a_survey_finds_what_a_scenario_adds_or_changes() -> None:
    survey = {**ALL_SURVEYS[0], "id": "all", "found": ["city-delivers", "state-funds"]}
    imposed = tie("Deal", "imposed_contract", "state", "city", id="deal")
    closing = {**survey, "id": "ties", "closes": ["coordinating_ties"], "found": "nobody"}
    atlas = make_town(mechanisms=[imposed], surveys=[closing])
    changed = apply_edits(
        atlas, [edit(**BODY), edit(change="deal", to={"kind": "negotiated_contract"})]
    )
    scene = make_scene(changed)
    assert find_survey(scene, scene.pair, "coordinating_ties")
    assert changed.facts["ties"].found == ("deal", "table")  # type: ignore[attr-defined]


def test_a_survey_that_a_record_contradicts_stays_so_when_something_else_is_assumed() -> None:
    survey = {**ALL_SURVEYS[0], "id": "all", "found": ["city-delivers", "state-funds"]}
    changed = apply_edits(make_town(surveys=[survey]), [edit(**BODY)])
    scene = make_scene(changed)
    (contradicting,) = list_contradictions(scene, scene.surveys[0])
    assert contradicting.id == "board"


@pytest.mark.parametrize("parted", [(1, 2), (1, 1, 1), (2, 1)])
def test_edits_one_after_the_other_come_to_the_same_as_together(parted: tuple[int, ...]) -> None:
    survey = {**ALL_SURVEYS[0], "id": "all", "areas": ["housing"], "found": []}
    survey.pop("sources")
    edits = [
        edit(**BODY),
        edit(add="surveys", fact=survey),
        edit(change="table", to={"meetings": 4, "from": "2019"}),
    ]
    together = apply_edits(make_town(), edits)
    after, rest = make_town(), list(edits)
    for number in parted:
        after = apply_edits(after, rest[:number])
        rest = rest[number:]
    assert after == together


def test_a_later_edit_sees_what_an_earlier_one_did() -> None:
    actor = edit(add="actors", fact={"name": "Choir", "kind": "civil_society", "place": "town"})
    join = edit(change="board", to={"members": [{"actor": "choir"}, {"actor": "city"}]})
    changed = apply_edits(make_town(), [actor, join])
    assert [each.actor for each in changed.facts["board"].members] == ["choir", "city"]  # type: ignore[attr-defined]


def test_a_field_may_be_called_as_in_files_and_lists_may_be_written_in_a_row() -> None:
    changed = apply_edits(
        make_town(),
        [edit(change="board", to={"from": "2014", "areas": "housing; health", "veto": "nobody"})],
    )
    board: Any = changed.facts["board"]
    assert (board.start, board.areas, board.veto) == ("2014", ("housing", "health"), ())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"change": "bord", "to": {"meetings": 1}},
            "there is no fact 'bord'; did you mean 'board'",
        ),
        ({"remove": "nothing-like-it"}, "there is no fact 'nothing-like-it'"),
        ({"remove": "city"}, "'city' is still named by"),
        ({"change": "board", "to": {"meeting": 1}}, "no field 'meeting' here; did you mean"),
        ({"change": "board", "to": {"meetings": "often"}}, "'meetings' is 'often'; a number is"),
        ({"change": "board", "to": {"kind": "club"}}, "'club' is not in the list"),
        ({"change": "board", "to": {"members": [{"actor": "citi"}]}}, "no 'citi' among the actors"),
        ({"change": "board", "to": {"members": [{"actor": "town"}]}}, "no 'town' among the actors"),
        ({"change": "board", "to": {"members": [{"actor": "nobody"}]}}, "no 'nobody' among"),
        ({"change": "board", "to": {"agenda": ["nobody"]}}, "no 'nobody' among the actors"),
        ({"change": "board", "to": {"from": "2020", "until": "2019"}}, "empty or reversed"),
        ({"add": "mechanisms", "fact": {"name": "X", "kind": "exchange"}}, "'areas' is missing"),
        ({**BODY, "fact": {**BODY["fact"], "id": "board"}}, "'board' is there already"),
        ({**BODY, "fact": {**BODY["fact"], "id": "Round Table"}}, "an id has lower-case letters"),
    ],
)
def test_an_edit_that_cannot_be_applied_is_refused_with_its_number(
    wrong: dict[str, Any], said: str
) -> None:
    right = edit(change="board", to={"meetings": 2})
    message = refuse(make_town(), right, edit(**wrong))
    assert message.startswith("edit 2: ")
    assert said in message


def test_every_wrong_edit_is_named_at_once() -> None:
    lines = refuse(make_town(), edit(remove="x"), edit(remove="y")).splitlines()
    assert [each.partition(":")[0] for each in lines] == ["edit 1", "edit 2"]


def test_a_fact_that_others_name_goes_once_they_are_changed() -> None:
    atlas = make_town(surveys=[{**ALL_SURVEYS[0], "id": "all", "found": ["board"]}])
    assert "'board' is still named by all" in refuse(atlas, edit(remove="board"))
    changed = apply_edits(atlas, [edit(remove="board"), edit(change="all", to={"found": []})])
    assert "board" not in changed.facts


@pytest.mark.parametrize(
    "wrong",
    [
        {"remove": "a", "change": "b", "to": {"x": 1}},
        {"add": "mechanisms"},
        {"change": "a"},
        {"change": "a", "to": {"id": "b"}},
        {"add": "places", "fact": {"name": "X"}},
        {"remove": "a", "fact": {"name": "X"}},
        {},
    ],
)
def test_an_edit_says_one_thing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"edit|Input"):
        edit(**wrong)


# --- files


def write(folder: Path, text: str) -> Path:
    path = folder / "idea.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: X\nedits: []\n", "'edits' is empty; at least one is needed"),
        ("name: X\n", "'edits' is missing"),
        ("name: X\nedit: []\n", "there is no field 'edit' here; did you mean 'edits'?"),
        ("name: X\nedits:\n- {remove: a, colour: red}\n", "edit 1: there is no field 'colour'"),
        ("name: X\nedits:\n- {remove: a}\n- {}\n", "edit 2: an edit says one of: add, change"),
        ("name: X\nedits:\n- {change: a, to: 3}\n", "edit 1: 'to' is '3'; lines of key: value"),
        ("- a\n", "a scenario has a name and edits; this file has neither"),
        ("", "a scenario has a name and edits; this file has neither"),
        ("name: [\n", "line 2: this is not YAML"),
        ("name: &x X\nedits: [*x]\n", "aliases (*name) are not read"),
        ("weft_scenario: 2\nname: X\nedits:\n- {remove: a}\n", "'weft_scenario' is '2'"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_in_one_clear_line(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        read_scenario(write(tmp_path, text))
    assert said in str(raised.value)
    assert str(raised.value).startswith("idea.yaml")


def test_a_file_that_is_not_there_or_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_scenario(tmp_path / "none.yaml")
    (tmp_path / "idea.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="not text in UTF-8"):
        read_scenario(tmp_path / "idea.yaml")


def test_dates_and_years_are_read_as_in_an_atlas(tmp_path: Path) -> None:
    text = "name: X\nedits:\n- change: board\n  to: {last_active: 2020-05-01, from: 2014}\n"
    scenario = read_scenario(write(tmp_path, text))
    board: Any = apply_edits(make_town(), scenario.edits).facts["board"]
    assert (board.last_active, board.start) == ("2020-05-01", "2014")


# --- before and after


def test_a_round_table_turns_conditions_and_nothing_turns_without_a_difference() -> None:
    scenario = Scenario(name=Text({"en": "Table"}), edits=(edit(**BODY),))
    settings = [make_setting(), make_setting(area="health")]
    trial = try_scenario(make_town(), scenario, settings, draws=50)
    housing, health = trial.turns
    assert housing.conditions == ("a", "b", "c")
    assert "C" in housing.signals
    assert not health.anything
    assert list_touched(make_town(), scenario) == ("housing",)


def test_what_turns_is_said_in_three_languages() -> None:
    scenario = Scenario(
        name=Text({"en": "Table"}),
        edits=(edit(**BODY), edit(change="board", to={"meetings": 3}), edit(remove="state-funds")),
    )
    atlas = make_town(surveys=ALL_SURVEYS)
    after = apply_edits(atlas, scenario.edits)
    trial = try_scenario(atlas, scenario, [make_setting()], draws=50)
    said = {
        language: "\n".join(
            (
                *say_edits(atlas, after, scenario, language),
                *say_turn(atlas, after, trial.turns[0], "recorded", language),
            )
        )
        for language in ("en", "fr", "ar")
    }
    assert "new: Round table [table]" in said["en"]
    assert "changed: Board [board] (meetings)" in said["en"]
    assert "gone: state-funds" in said["en"]
    assert "Turns (so far: not known): Somebody outside government with a say: met." in said["en"]
    assert "Bascule (jusqu'ici : non connu) : Un réseau sans maître" in said["fr"]
    assert "شبكة دون سيد" in said["ar"]
    assert "{" not in "".join(said.values())


def test_an_actor_may_matter_in_any_area() -> None:
    actor = edit(add="actors", fact={"name": "Choir", "kind": "civil_society"})
    assert list_touched(make_town(), Scenario(name=Text({"en": "X"}), edits=(actor,))) == ()


def test_a_pair_of_levels_that_says_nothing_is_said_to() -> None:
    scenario = Scenario(name=Text({"en": "Table"}), edits=(edit(**BODY),))
    setting = make_setting(upper="metropolitan")
    (turn,) = try_scenario(make_town(), scenario, [setting], draws=50).turns
    assert turn.explanation is None
    (said,) = say_turn(make_town(), make_town(), turn, "recorded", "en")
    assert said.startswith("Not applicable: no metropolitan level")
