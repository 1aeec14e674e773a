"""Variants: evidence changed in place is the evidence of an atlas that was edited the same way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.ledgers import join_ledgers
from tests.core.diagnosis.test_draws import build, enter, towns
from tests.core.diagnosis.towns import ALL_SURVEYS, hold, make_atlas, plan, survey, tie
from weft.core.diagnosis import read_method
from weft.core.diagnosis.bounds import bound_signals
from weft.core.diagnosis.ledger import MANNERS, ROLES
from weft.core.diagnosis.variants import TABLES, Add, Drop, Put, vary

METHOD = read_method()
BOARD = tie("Board", "consultative_body", "state", "city", last_active="2020-06-01")


def bound(ledger, at=0):
    return {code: tuple(values[at]) for code, values in bound_signals(ledger, METHOD).items()}


def expect(ledger, changes, edited):
    """What is bounded after some changes is what an edited atlas gives."""
    changed = bound(vary(ledger, [(0, changes)]))
    wanted = bound(enter(edited))
    assert changed.keys() == wanted.keys()
    for code, value in wanted.items():
        assert changed[code] == pytest.approx(value, abs=1e-9), code
    assert changed != bound(ledger)


def test_a_value_put_is_a_field_filled_in():
    before = enter(make_atlas(mechanisms=[BOARD]))
    edited = make_atlas(mechanisms=[{**BOARD, "meetings": 12}])
    expect(before, [Put("ties", 0, "activity", (1.0, 1.0))], edited)


def test_an_answer_put_into_a_row_is_a_field_filled_in():
    before = enter(make_atlas(mechanisms=[BOARD], surveys=ALL_SURVEYS))
    answers = list(before.ties["attributes"][0])
    answers[0] = 0.0  # it does not decide
    edited = make_atlas(mechanisms=[{**BOARD, "decides": False}], surveys=ALL_SURVEYS)
    expect(before, [Put("ties", 0, "attributes", answers)], edited)


def test_a_row_dropped_is_a_fact_taken_out():
    law = tie("Law", "mandate", "state", "city")
    before = enter(make_atlas(mechanisms=[BOARD, law], surveys=ALL_SURVEYS))
    at = [int(each) for each in before.ties["sign"]].index(1)
    expect(before, [Drop("ties", at)], make_atlas(mechanisms=[BOARD], surveys=ALL_SURVEYS))


def test_a_row_added_is_a_fact_put_in():
    held = hold("city", "fund", phase="implementation")
    before = enter(make_atlas(competences=[hold("state", "fund")]))
    cell = MANNERS.index(("de_facto", "implementation")) * 2 * len(ROLES)
    cell += len(ROLES) + ROLES.index("fund")
    added = Add("claims", {"cell": cell, "positive": True, "certain": True, "p": 1.0})
    expect(before, [added], make_atlas(competences=[hold("state", "fund"), held]))


def test_a_survey_is_put_into_the_setting_itself():
    before = enter(make_atlas(mechanisms=[BOARD]))
    changes = [Put("settings", 0, column, True) for column in ("ties", "coordinating")]
    expect(before, changes, make_atlas(mechanisms=[BOARD], surveys=[survey("ties")]))


def test_several_changes_are_made_together():
    law = tie("Law", "mandate", "state", "city")
    before = enter(make_atlas(mechanisms=[BOARD], policies=[plan("Ours", "city")]))
    kind = enter(make_atlas(mechanisms=[law])).ties[0]
    added = {name: kind[name] for name in before.ties.dtype.names if name != "setting"}
    changes = [Drop("plans", 0), Add("ties", added), Put("ties", 0, "activity", (0.0, 0.0))]
    edited = make_atlas(mechanisms=[{**BOARD, "meetings": 0}, law])
    expect(before, changes, edited)


@settings(max_examples=40, deadline=None)
@given(st.lists(towns, min_size=1, max_size=3), st.data())
def test_each_variant_is_its_setting_and_no_other_feels_the_change(several, data):
    ledger = join_ledgers([enter(build(each)) for each in several])
    original = {name: getattr(ledger, name).copy() for name in (*TABLES, "settings")}
    chosen = data.draw(st.lists(st.integers(0, len(several) - 1), min_size=1, max_size=5))
    changed = data.draw(st.integers(0, len(chosen) - 1))
    changes = [Put("settings", 0, "ties", True), Put("settings", 0, "coordinating", True)]
    found = vary(ledger, [(at, changes if n == changed else ()) for n, at in enumerate(chosen)])
    assert len(found) == len(chosen)
    for number, at in enumerate(chosen):
        if number != changed:
            assert bound(found, number) == bound(ledger, at)
    assert found.settings["ties"][changed]
    for name, table in original.items():
        assert getattr(ledger, name).tobytes() == table.tobytes()


@settings(max_examples=40, deadline=None)
@given(towns)
def test_dropping_every_row_leaves_a_setting_of_which_nothing_is_recorded(records):
    ledger = enter(build({**records, "surveys": []}))
    changes = [Drop(name, at) for name in TABLES for at in range(len(getattr(ledger, name)))]
    assert bound(vary(ledger, [(0, changes)])) == bound(enter(make_atlas()))


def test_rows_stay_sorted_by_setting_and_kind():
    law = tie("Law", "mandate", "state", "city")
    ledger = enter(make_atlas(mechanisms=[BOARD, law]))
    content = {name: ledger.ties[0][name] for name in ledger.ties.dtype.names if name != "setting"}
    found = vary(ledger, [(0, [Add("ties", content)]), (0, []), (0, [Drop("ties", 0)])])
    keys = list(zip(found.ties["setting"].tolist(), found.ties["kind"].tolist(), strict=True))
    by_table = enter(make_atlas(mechanisms=[BOARD, law])).ties["kind"].tolist()
    assert keys == sorted(keys, key=lambda each: each[0])
    assert by_table == sorted(by_table)
    assert [found.ties["setting"].tolist().count(at) for at in range(3)] == [3, 2, 1]
