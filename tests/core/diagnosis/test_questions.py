"""The question most worth asking: the best of all by brute force, and never one that hides."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.test_draws import build, towns
from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    cite,
    hold,
    make_atlas,
    make_scene,
    plan,
    survey,
    tie,
)
from weft.core.diagnosis import read_method
from weft.core.diagnosis.configuration import configure, stack_signals
from weft.core.diagnosis.entering import enter_scenes
from weft.core.diagnosis.questions import find_questions
from weft.core.diagnosis.signals import measure_all
from weft.core.terms import list_codes

METHOD = read_method()
ROLES = list_codes("roles")
STANCES = {"access": 2, "purpose": 1, "approach": 0, "target": -1, "horizon": 2}
PLANS = [
    {**plan("Ours", "city", **STANCES), "origin": "own"},
    {**plan("Theirs", "state", **{**STANCES, "access": -2}), "origin": "own"},
]
EQUALS = [{"actor": "state", "voice": "vote", "seat": "chair"},
          {"actor": "city", "voice": "vote", "seat": "chair"}]  # fmt: skip
BOARD = tie(
    "Board", "consultative_body", *EQUALS, agenda=["state", "city"], decides=True, voluntary=True,
    meetings=6, last_active="2020-06-01", initiator="state",
)  # fmt: skip
HELD = [
    hold(holder, role, basis=basis)
    for holder in ("state", "city")
    for role in ("regulate", "deliver")
    for basis in ("de_jure", "de_facto")
]


def without(record, *names):
    return {name: value for name, value in record.items() if name not in names}


def ask(scene):
    return find_questions([scene], enter_scenes([scene]))[0]


def look(atlas, reading="confirmed"):
    """Admissible types and knownness of a setting."""
    _, bounds, _ = measure_all([make_scene(atlas, reading=reading)])
    found = configure(*stack_signals(bounds), METHOD)
    return int(found.admissible.sum()), float(found.knownness[0])


# Everything is known but one thing. For each case: what the atlas has, and for every question that
# is open the atlases of its answers.
KNOWN = {"competences": HELD, "mechanisms": [BOARD], "policies": PLANS, "surveys": ALL_SURVEYS}


def with_board(*boards):
    return [{**KNOWN, "mechanisms": [each]} for each in boards]


def meet(meetings):
    return {**BOARD, "meetings": meetings}


HALF = math.sqrt(13) - 1  # meetings a year that are half of full activity
CONTRACT = tie("Contract", "negotiated_contract", "state", "city", steering=False)
LAW = tie("Law", "mandate", "state", "city", grade="C")
SURE_LAW = tie("Law", "mandate", "state", "city")
UNSAID = [without(PLANS[0], "origin"), PLANS[1]]
QUARREL = {
    "name": "Quarrel", "kind": "litigation", "areas": ["housing"], "place": "town",
    "sources": cite(),
}  # fmt: skip
NOT_FUNDING = [
    hold(holder, role, basis=basis, holds=False)
    for holder in ("state", "city")
    for role in ("fund", "coordinate", "monitor")
    for basis in ("de_jure", "de_facto")
]
OPEN_CELLS = [
    each
    for each in [*HELD, *NOT_FUNDING]
    if (each["holder"], each["role"], each["basis"]) != ("city", "fund", "de_facto")
]
TIES_ONLY = [survey("ties", "disputes", "policies"), ALL_SURVEYS[1]]

CASES = {
    "strength": (
        with_board(without(BOARD, "meetings"))[0],
        {"strength": with_board(meet(0), meet(HALF), meet(12))},
    ),
    "decides": (
        with_board(without(BOARD, "decides"))[0],
        {"decides": with_board(BOARD, {**BOARD, "decides": False})},
    ),
    "strength or decides": (
        with_board(without(BOARD, "decides", "meetings"))[0],
        {
            "strength": with_board(*(without(meet(n), "decides") for n in (0, HALF, 12))),
            "decides": with_board(
                *(without({**BOARD, "decides": each}, "meetings") for each in (True, False))
            ),
        },
    ),
    "direction": (
        with_board(CONTRACT)[0],
        {"direction": with_board({**CONTRACT, "initiator": "state"},
                                 {**CONTRACT, "initiator": "city"})},
    ),
    "joint": (
        with_board({**without(CONTRACT, "steering"), "initiator": "state"})[0],
        {
            "joint": with_board({**CONTRACT, "initiator": "state", "steering": True},
                                {**CONTRACT, "initiator": "state"}),
        },
    ),
    "origin": (
        {**KNOWN, "policies": UNSAID},
        {
            "origin": [
                {**KNOWN, "policies": [{**UNSAID[0], "origin": each}, UNSAID[1]]}
                for each in ("own", "derived")
            ],
        },
    ),
    "parties": (
        {**KNOWN, "disputes": [QUARREL]},
        {
            "parties": [
                {**KNOWN, "disputes": [{**QUARREL, "parties": ["state", "city"]}]},
                {**KNOWN, "disputes": []},
            ],
        },
    ),
    "true": (
        with_board(LAW)[0],
        {"true": [*with_board(SURE_LAW), {**KNOWN, "mechanisms": []}]},
    ),
    "holds": (
        {**KNOWN, "competences": OPEN_CELLS, "surveys": TIES_ONLY},
        {
            "holds": [
                {**KNOWN, "competences": [*OPEN_CELLS, hold("city", "fund", holds=each)],
                 "surveys": TIES_ONLY}
                for each in (True, False)
            ],
            "competences": [
                {**KNOWN, "competences": OPEN_CELLS},
                {**KNOWN, "competences": OPEN_CELLS, "surveys": TIES_ONLY},
            ],
        },
    ),
}  # fmt: skip


def rank(answers):
    """What the answers leave on average: types, and knownness with the sign turned."""
    left = [look(make_atlas(**each)) for each in answers]
    types, known = (sum(each) / len(left) for each in zip(*left, strict=True))
    return round(types, 6), -round(known, 6)


@pytest.mark.parametrize("name", CASES)
def test_the_question_is_the_best_over_atlases_rebuilt_with_each_answer(name):
    sections, questions = CASES[name]
    found = ask(make_scene(make_atlas(**sections)))
    ranks = {code: rank(answers) for code, answers in questions.items()}
    # Attributes other than "decides" are not known of a contract with a committee.
    if name != "joint":
        assert (round(found.types_left, 6), -round(found.knownness, 6)) == min(ranks.values())
        assert ranks[found.code] == min(ranks.values())
    else:
        assert found.code in ("joint", "decides", "parity", "voluntary", "shared_agenda_and_chair")
        assert (round(found.types_left, 6), -round(found.knownness, 6)) <= ranks["joint"]


def test_where_nothing_is_recorded_it_asks_whether_there_are_ties():
    found = ask(make_scene(make_atlas()))
    assert found.code == "ties"
    answers = {
        "ties": [survey("ties")],
        "coordinating": [survey("coordinating_ties")],
        "across": [survey("ties", levels=["local", "local"])],
        "disputes": [survey("disputes")],
        "competences": [survey("competences")],
        "policies": [survey("policies")],
    }
    ranks = {code: rank([{"surveys": each}, {}]) for code, each in answers.items()}
    for level, holder in (("national", "state"), ("local", "city")):
        for role in ROLES:
            for basis in ("de_jure", "de_facto"):
                ranks[level, role, basis] = rank(
                    [
                        {"competences": [hold(holder, role, basis=basis, holds=each)]}
                        for each in (True, False)
                    ]
                )
    assert min(ranks.values()) == ranks["ties"]
    assert (round(found.types_left, 6), -round(found.knownness, 6)) == ranks["ties"]


def test_where_everything_is_known_nothing_is_asked():
    assert ask(make_scene(make_atlas(**KNOWN))) is None


def test_where_the_policies_are_known_nobody_asks_where_they_stand():
    open_plans = {**KNOWN, "policies": [without(each, "stance") for each in PLANS]}
    assert ask(make_scene(make_atlas(**open_plans))).code == "stances"
    found = ask(make_scene(make_atlas(**with_board(without(BOARD, "decides"))[0])))
    assert found.code == "decides"


def test_each_setting_has_its_own_question():
    atlases = [make_atlas(), *(make_atlas(**CASES[name][0]) for name in ("strength", "true"))]
    scenes = [make_scene(each) for each in atlases]
    found = find_questions(scenes, enter_scenes(scenes))
    assert found == [ask(each) for each in scenes]
    assert [each.code for each in found] == ["ties", "strength", "true"]
    assert find_questions([], enter_scenes([])) == []


@settings(max_examples=80, deadline=None)
@given(towns, st.sampled_from(["confirmed", "recorded"]))
def test_an_answer_never_leaves_more_types_or_less_known(records, reading):
    atlas = build(records)
    found = ask(make_scene(atlas, reading=reading))
    types, knownness = look(atlas, reading)
    if found is not None:
        assert found.types_left <= types + 1e-9
        assert found.knownness >= knownness - 1e-9
