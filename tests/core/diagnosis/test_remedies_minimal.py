"""The smallest change is the smallest: held against every set of changes, tried one by one."""

from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    hold,
    make_atlas,
    make_setting,
    plan,
    survey,
    tie,
)
from weft.core.atlas import Atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import diagnose, read_method
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.conditions import judge_conditions
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.gaps import find_gaps
from weft.core.diagnosis.gaps.pack import read_pack
from weft.core.diagnosis.method import TYPES
from weft.core.diagnosis.remedies import Catalogue, Goal, find_remedy, read_catalogue
from weft.core.diagnosis.remedies.candidates import list_candidates
from weft.core.diagnosis.remedies.pieces import Pieces
from weft.core.diagnosis.remedies.sets import assume_made, list_edits
from weft.core.diagnosis.scenario import apply_edits
from weft.core.diagnosis.scene import Scene
from weft.core.diagnosis.variants import TABLES

DRAWS = 60
METHOD = read_method()
OFFICIALS = ["state", "prefect", "region", "city", "desk", "harbour"]
OTHERS = ["aid", "choir", "club", "union"]
EVERYBODY = [*OFFICIALS, *OTHERS]
ACTORS = [
    *make_atlas().model_dump(mode="json", exclude_unset=True)["actors"],
    {"id": "choir", "name": "Choir", "kind": "migrants_association", "place": "town"},
    {"id": "club", "name": "Club", "kind": "civil_society", "place": "port"},
]

members = st.builds(
    lambda actor, seat, voice: {"actor": actor, "seat": seat, "voice": voice},
    st.sampled_from(EVERYBODY),
    st.sampled_from(["member", "member", "chair", "observer"]),
    st.sampled_from([None, "vote", "voice", "consulted", "contractor"]),
)
mechanisms = st.builds(
    lambda kind, members, grade, more: tie("x", kind, *members, grade=grade, **more),
    st.sampled_from(
        [
            "consultative_body", "consultative_body", "co_deciding_body", "exchange",
            "imposed_contract", "mandate", "shared_service",
        ]
    ),
    st.lists(members, min_size=1, max_size=4, unique_by=lambda each: each["actor"]),
    st.sampled_from("AABD"),
    st.fixed_dictionaries(
        {},
        optional={
            "meetings": st.sampled_from([0, 4, 12]),
            "last_active": st.sampled_from(["2016", "2020-06-01"]),
            "agenda": st.sampled_from([["state"], ["state", "city"]]),
            "veto": st.sampled_from(["nobody", ["state"]]),
            "decides": st.booleans(),
            "voluntary": st.booleans(),
            "coverage": st.sampled_from([0.0, 0.5]),
            "positions": st.just([{"actor": "harbour", "stand": "disputes"}]),
        },
    ),
)  # fmt: skip
competences = st.builds(
    lambda holder, role, basis, grade: hold(holder, role, basis=basis, grade=grade),
    st.sampled_from(OFFICIALS),
    st.sampled_from(["regulate", "fund", "coordinate", "deliver", "monitor"]),
    st.sampled_from(["de_jure", "de_facto"]),
    st.sampled_from("AD"),
)
EVERY = ["tie-0", "tie-1", "tie-2"]
found = st.sampled_from([None, EVERY, EVERY, EVERY[1:], EVERY[2:], []])
SURVEYS = [*ALL_SURVEYS, survey("ties"), survey("coordinating_ties", levels=[])]


@st.composite
def towns(draw: st.DrawFn) -> Atlas:
    """A town with a few bodies, roles and surveys, some of which contradict what is recorded."""
    ties = draw(st.lists(mechanisms, max_size=3))
    held = draw(st.lists(competences, max_size=5))
    surveys = []
    for each in draw(st.lists(st.sampled_from(SURVEYS), max_size=2, unique_by=str)):
        listed = draw(found)
        ids = {f"tie-{number}" for number in range(len(ties))}
        more = {} if listed is None else {"found": sorted(ids & set(listed)) or "nobody"}
        surveys.append({**each, **more})
    return make_atlas(
        actors=ACTORS,
        mechanisms=[{**e, "id": f"tie-{n}", "name": f"Tie {n}"} for n, e in enumerate(ties)],
        competences=list({(e["holder"], e["role"], e["basis"]): e for e in held}.values()),
        policies=draw(st.sampled_from([[], [plan("Plan", "city", access=1, purpose=1, target=2)]])),
        surveys=surveys,
    )


def choose(codes: list[str], serves: str = "label") -> Catalogue:
    """Weft's catalogue with some of its changes, each of which may help with anything asked."""
    rows = read_catalogue()
    return {
        code: rows[code].model_copy(update={"serves": (*rows[code].serves, serves)})
        for code in codes
    }


def make_scene(atlas: Atlas, reading: str = "recorded") -> Scene:
    return Scene(Nearby(atlas), make_setting(), METHOD, reading)  # type: ignore[arg-type]


def reaches(atlas: Atlas, goal: str, reading: str) -> bool:
    """Whether an atlas, diagnosed from the start, has reached a goal."""
    if goal in TYPES:
        (found,) = diagnose(atlas, make_setting(), METHOD, draws=DRAWS)
        verdict = found.read(reading).verdict  # type: ignore[arg-type]
        return verdict.kind == "label" and verdict.types == (goal,)
    scene = make_scene(atlas, reading)
    if goal in ("a", "b", "c"):
        return bool(getattr(judge_conditions(scene), goal).answer == "met")
    gap = next(each for each in find_gaps(scene).gaps if each.code == goal)
    return gap.high < read_pack().severity.serious


def try_all(atlas: Atlas, goal: Goal, catalogue: Catalogue, reading: str) -> float | None:
    """What the cheapest set of up to three changes costs, found by trying them all."""
    candidates = list_candidates(make_scene(atlas, reading), catalogue, goal.serves)
    every = [each for size in range(4) for each in combinations(candidates, size)]
    every.sort(key=lambda chosen: sum(each.cost for each in chosen))
    for chosen in every:
        if reaches(apply_edits(atlas, list_edits(atlas, chosen)), goal.code, reading):
            return sum(each.cost for each in chosen)
    return None


def check_minimal(atlas: Atlas, goal: str, catalogue: Catalogue, reading: str = "recorded") -> Any:
    wanted = Goal(code=goal)
    remedy = find_remedy(
        atlas, make_setting(), wanted, catalogue=catalogue, draws=DRAWS,
        reading=reading,  # type: ignore[arg-type]
    )  # fmt: skip
    cheapest = try_all(atlas, wanted, catalogue, reading)
    assert (remedy.cost if remedy.found else None) == cheapest
    if remedy.found:
        assert reaches(apply_edits(atlas, remedy.edits), goal, reading)
    return remedy


TIES = ["add_body", "revive_body", "let_decide", "share_lead", "sign_contract", "renegotiate"]
ROLES = ["fund_mandate", "adopt_policy", "name_owner"]
ASKED = ["survey_ties", "survey_roles", "survey_disputes"]
readings = st.sampled_from(["recorded", "confirmed"])


@settings(max_examples=12, deadline=None)
@given(towns(), st.sampled_from(TYPES), st.lists(st.sampled_from(TIES), max_size=2), readings)
def test_no_cheaper_set_of_changes_to_ties_turns_a_label(
    atlas: Atlas, goal: str, codes: list[str], reading: str
) -> None:
    check_minimal(atlas, goal, choose([*codes, "survey_ties", "survey_roles"]), reading)


@settings(max_examples=6, deadline=None)
@given(towns(), st.sampled_from(TYPES), st.sampled_from(ROLES))
def test_no_cheaper_set_of_changes_to_roles_turns_a_label(
    atlas: Atlas, goal: str, code: str
) -> None:
    check_minimal(atlas, goal, choose([code, "survey_ties", "survey_roles"]))


@settings(max_examples=30, deadline=None)
@given(
    towns(),
    st.sampled_from("abc"),
    st.lists(
        st.sampled_from(["add_body", "add_round_table", *TIES[1:4], "survey_ties"]), max_size=3
    ),
    readings,
)
def test_no_cheaper_set_of_changes_meets_a_condition(
    atlas: Atlas, goal: str, codes: list[str], reading: str
) -> None:
    check_minimal(atlas, goal, choose([*codes, "give_voice"], goal), reading)


@settings(max_examples=12, deadline=None)
@given(
    towns(),
    st.sampled_from(["G-INFO", "G-FISC", "G-ACCO", "G-OBJE", "G-POLI"]),
    st.lists(
        st.sampled_from(["publish", "revive_body", "add_body", *ROLES[:2], *ASKED]), max_size=3
    ),
)
def test_no_cheaper_set_of_changes_closes_a_gap(atlas: Atlas, goal: str, codes: list[str]) -> None:
    check_minimal(atlas, goal, choose(codes, goal))


@settings(max_examples=80, deadline=None)
@given(towns(), readings, st.data())
def test_evidence_put_together_from_pieces_is_that_of_the_edited_atlas(
    atlas: Atlas, reading: str, data: st.DataObject
) -> None:
    base = apply_edits(atlas, ())
    scene = make_scene(base, reading)
    codes = [*TIES, *ROLES, *ASKED, "give_voice"]
    candidates = list_candidates(scene, choose(codes), "label")
    chosen = st.lists(st.sampled_from(candidates), max_size=3, unique_by=id)
    sets = [tuple(each) for each in data.draw(st.lists(chosen, min_size=1, max_size=4))]
    together = Pieces(scene).put_together(sets)
    anew = [make_scene(apply_edits(atlas, list_edits(base, each)), reading) for each in sets]
    entered = enter_scenes(anew)
    for name in TABLES:
        assert len(getattr(together, name)) == len(getattr(entered, name)), name
    for code, bounds in bound_signals(entered, METHOD).items():
        assert np.array_equal(bounds, bound_signals(together, METHOD)[code]), code
    for each, then in zip(sets, anew, strict=True):
        # What is merely assumed of a setting is what the edited atlas says of it.
        assumed = assume_made(scene, each)
        assert judge_conditions(assumed) == judge_conditions(then)
        assert find_gaps(assumed).gaps[2:3] == find_gaps(then).gaps[2:3]
        assert find_gaps(assumed).gaps[-1] == find_gaps(then).gaps[-1]
        for name in TABLES:
            rows = (getattr(enter_scenes([one]), name) for one in (assumed, then))
            assert next(rows).tobytes() == next(rows).tobytes(), name


def test_a_survey_holds_once_all_that_contradicted_it_is_changed_and_not_before() -> None:
    ties = [tie(each, "consultative_body", "state", "city") for each in ("One", "Two")]
    atlas = apply_edits(
        make_atlas(mechanisms=ties, surveys=[{**survey("ties"), "found": "nobody"}]), ()
    )
    scene = make_scene(atlas)
    one, other = list_candidates(scene, choose(["revive_body"]), "label")
    ledger = Pieces(scene).put_together([(one,), (other,), (one, other)])
    assert ledger.settings["ties"].tolist() == [False, False, True]
