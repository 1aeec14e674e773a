"""The smallest change in towns made by hand, held against every set that is no dearer."""

from typing import Any

import pytest

from tests.core.diagnosis.labelled_towns import ROLES, hold_all, take_stance
from tests.core.diagnosis.test_remedies_minimal import (
    DRAWS,
    METHOD,
    check_minimal,
    choose,
    make_scene,
)
from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    PLACES,
    hold,
    make_atlas,
    make_setting,
    tie,
)
from weft.core.atlas import Atlas
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.remedies import read_catalogue
from weft.core.diagnosis.remedies.candidates import list_candidates
from weft.core.diagnosis.remedies.sets import list_sets
from weft.core.diagnosis.scenario import apply_edits

BODY = {"meetings": 12, "last_active": "2020-06-01"}
CHAIRED = [
    {"actor": "state", "seat": "chair", "voice": "vote"},
    {"actor": "city", "voice": "voice"},
]


def make_hierarchy(**more: Any) -> Atlas:
    """The State regulates and pays, mandates, and chairs the one body there is; all surveyed."""
    return make_atlas(
        places=PLACES,
        competences=[
            hold("state", role, basis=basis)
            for role in ("regulate", "fund", "coordinate", "monitor")
            for basis in ("de_jure", "de_facto")
        ],
        mechanisms=[
            tie("Mandate", "mandate", "state", "city"),
            tie("Grant", "earmarked_grant", "state", "city"),
            tie("Board", "consultative_body", *CHAIRED, agenda=["state"], veto=["state"],
                decides=False, voluntary=False, initiator="state", **BODY),
        ],
        surveys=ALL_SURVEYS,
        **more,
    )  # fmt: skip


def test_one_body_that_decides_does_not_turn_a_hierarchy_into_multilevel_governance() -> None:
    atlas = make_hierarchy()
    remedy = check_minimal(atlas, "multilevel", choose(["let_decide", "add_body"]))
    assert not remedy.found
    (found,) = diagnose(atlas, make_setting(), METHOD, draws=DRAWS)
    assert found.readings[1].verdict.types == ("centralist",)


def test_a_voice_for_one_association_is_all_that_condition_c_lacks() -> None:
    remedy = check_minimal(make_hierarchy(), "c", read_catalogue())
    (measure,) = remedy.measures
    assert (measure.code, measure.words) == ("give_voice", {"fact": "board", "actor": "aid"})


def test_condition_a_takes_a_lead_that_is_shared_and_a_third_actor() -> None:
    remedy = check_minimal(make_hierarchy(), "a", read_catalogue())
    assert {each.code for each in remedy.measures} == {"give_voice", "share_lead"}


def test_the_accountability_gap_closes_once_somebody_reports_and_somebody_monitors() -> None:
    atlas = make_atlas(
        competences=[
            hold("state", role, basis=basis)
            for role in ("regulate", "fund", "coordinate", "deliver")
            for basis in ("de_jure", "de_facto")
        ]
    )
    remedy = check_minimal(atlas, "G-ACCO", choose(["publish", "name_owner"]))
    assert [(each.code, each.words.get("role")) for each in remedy.measures] == [
        ("publish", None),
        ("name_owner", "monitor"),
    ]


@pytest.mark.parametrize("goal", [*TYPES, "a", "b", "c", "G-INFO", "G-FISC", "G-ACCO"])
def test_with_the_whole_catalogue_no_cheaper_set_is_left_out(goal: str) -> None:
    few = {
        code: row for code, row in read_catalogue().items()
        if code not in ("name_owner", "survey_disputes", "fund_mandate")
    }  # fmt: skip
    atlas = make_hierarchy()
    board = apply_edits(atlas, ()).model_copy(update={"surveys": ()})
    check_minimal(board, goal, few)


THEIRS, OURS = take_stance("Theirs", "state", 2), take_stance("Ours", "city", 2)


@pytest.mark.parametrize("policies", [[THEIRS], [THEIRS, OURS]])
def test_under_a_mandate_and_an_inspection_a_council_that_decides_is_all_it_takes(
    policies: list[dict[str, Any]],
) -> None:
    atlas = make_atlas(
        competences=[
            *hold_all("state", *(each for each in ROLES if each != "deliver")),
            *hold_all("city", "deliver"),
        ],
        mechanisms=[
            tie("Mandate", "mandate", "state", "city"),
            tie("Visits", "inspection", "state", "city"),
        ],
        policies=policies,
        surveys=ALL_SURVEYS,
    )
    (before,) = diagnose(atlas, make_setting(), METHOD, draws=DRAWS)
    assert before.read("recorded").verdict.types == ("centralist",)
    remedy = check_minimal(atlas, "multilevel", read_catalogue())
    (measure,) = remedy.measures
    assert measure.code == "add_deciding_body"
    (after,) = diagnose(apply_edits(atlas, remedy.edits), make_setting(), METHOD)
    for reading in after.readings:
        assert (reading.verdict.kind, reading.verdict.types) == ("label", ("multilevel",))
    # A body that merely advises does not do it.
    assert not check_minimal(atlas, "multilevel", choose(["add_body"])).found


def test_a_set_of_changes_is_tried_once_and_the_cheapest_first() -> None:
    scene = make_scene(make_atlas())
    candidates = list_candidates(scene, read_catalogue(), "label")
    sets = list_sets(candidates)
    count = len(candidates)
    assert count > 5
    assert (
        len(sets) == 1 + count + count * (count - 1) // 2 + count * (count - 1) * (count - 2) // 6
    )
    costs = [sum(each.cost for each in chosen) for chosen in sets]
    assert costs == sorted(costs)
