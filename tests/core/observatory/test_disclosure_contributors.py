"""Tests that who knows more than the table of amounts (his own contribution, an earlier version)
works out nothing of others, or that it is said; and which figures are amounts at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.core.observatory.disclosure_tables import Reader, make_figures
from weft.core.observatory.disclosure.figures import Earlier, Protected
from weft.core.observatory.disclosure.policy import Policy, PublicPolicy
from weft.core.observatory.disclosure.protection import protect
from weft.core.observatory.disclosure.rules import ContributionsDifferError, measure_extent
from weft.core.observatory.disclosure.suppression import suppress
from weft.core.observatory.disclosure.system import Targets, make_system

NEAR, NEARER = Policy(p_percent=15), Policy(p_percent=10)
Told = Sequence[Sequence[float]]


def make_amounts(amounts: Mapping[str, float], **fields: Any) -> Any:
    """An amount of each area."""
    fields = {"unit": "euro", "measure": "spending", **fields}
    return make_figures([{"area": x, "value": value, **fields} for x, value in amounts.items()])


def publish(
    amounts: Mapping[str, float], told: Told | None, policy: Policy = NEARER, **more: Any
) -> Protected:
    """Protect amounts of a city ("city") and of what lies in it."""
    parents = {area: "city" for area in amounts if area != "city"}
    return protect(make_amounts(amounts), policy, contributions=told, parents=parents, **more)


def keep(amounts: Mapping[str, float], shown: set[str], **fields: Any) -> Earlier:
    """A version that somebody kept, in which some areas were withheld."""
    seen = np.array([area in shown for area in amounts])
    return Earlier(make_amounts(amounts, **fields), seen, ~seen)


def list_hidden(amounts: Mapping[str, float], done: Protected) -> set[str]:
    """The areas whose amount is withheld."""
    return {area for area, each in zip(amounts, done.withheld, strict=True) if each}


AMOUNTS = {"city": 990.0, "north": 960.0, "south": 30.0}
GIVEN = [[900.0, 40.0, 30.0, 20.0], [900.0, 40.0, 20.0], [10.0, 10.0, 10.0]]


def test_an_amount_that_a_total_of_before_keeps_from_its_interval_is_exposed() -> None:
    before = keep({"city": 990.0}, {"city"})
    done = publish(AMOUNTS, GIVEN, NEAR, earlier=[before])
    assert {"north", "south"} <= list_hidden(AMOUNTS, done)
    assert done.protection.exposed >= 1  # asked [845, 1075], and it can be 990 at most


@pytest.mark.parametrize(("amounts", "exposed"), [(True, [1]), (False, [])])
def test_what_is_cut_off_the_interval_of_an_amount_is_said_and_of_a_count_is_not(
    amounts: bool, exposed: list[int]
) -> None:
    system = make_system(np.array([990.0, 960.0, 30.0]), [([0, 1, 2], [1.0, -1.0, -1.0])])
    system = replace(system, amounts=np.full(3, amounts))
    asked = Targets(np.array([1]), np.array([845.0]), np.array([1075.0]))
    hidden = np.array([False, True, True])  # the total is public
    done = suppress(system, asked, hidden, np.zeros(3, bool), np.ones(3))
    assert done.exposed.tolist() == exposed
    assert done.hidden.tolist() == hidden.tolist()


def test_an_amount_that_reaches_its_interval_is_not_exposed() -> None:
    assert publish(AMOUNTS, GIVEN, NEAR).protection.exposed == 0
    before = keep({"city": 990.0}, {"city"})
    wide = {"city": 5960.0, "north": 960.0, "south": 5000.0}
    told = [[2000.0, 2000.0, 1000.0], GIVEN[1], [2000.0, 2000.0, 1000.0]]
    assert (
        publish(wide, told, NEAR, earlier=[keep({"city": 5960.0}, {"city"})]).protection.exposed
        == 0
    )
    assert publish(AMOUNTS, GIVEN, Policy(), earlier=[before]).protection.exposed == 0


def test_a_count_that_cannot_be_all_small_counts_is_not_exposed() -> None:
    rows = [{"area": "city", "value": 3.0}, {"area": "north", "value": 2.0},
            {"area": "south", "value": 1.0}]  # fmt: skip
    figures = make_figures(rows)
    done = protect(figures, Policy(), parents={"north": "city", "south": "city"})
    assert (done.withheld.all(), done.protection.exposed) == (True, 0)


def test_an_amount_that_its_source_keeps_secret_is_exposed_by_a_total_of_before() -> None:
    figures = make_amounts({"north": 960.0, "south": 30.0}, confidential=True)
    parents = {"north": "city", "south": "city"}
    before = keep({"city": 990.0}, {"city"})
    done = protect(figures, Policy(), parents=parents, earlier=[before])
    assert done.protection.exposed >= 1


def test_one_contributor_beside_an_amount_that_nobody_explained_works_nothing_out() -> None:
    amounts = {"city": 100.0, "north": 40.0, "south": 30.0, "east": 30.0}
    told = [[40.0, 30.0, 10.0, 10.0, 10.0], [40.0], [], [10.0, 10.0, 10.0]]
    hidden = list_hidden(amounts, publish(amounts, told))
    assert {"north", "south"} < hidden  # and one more, so that their sum is not known


def test_one_contributor_beside_the_rest_of_a_total_works_nothing_out() -> None:
    amounts = {"city": 100.0, "north": 40.0, "east": 30.0}
    told = [[40.0, 30.0, 10.0, 10.0, 10.0], [40.0], [10.0, 10.0, 10.0]]
    hidden = list_hidden(amounts, publish(amounts, told))
    assert "north" in hidden
    assert hidden & {"city", "east"}


def draw_amounts(seed: int) -> tuple[dict[str, list[float]], list[list[float]]]:
    """Contributions to a city and its districts, and what of them is told; of some districts
    nothing, and of one only as what the city has beyond the others ("rest")."""
    draw = np.random.default_rng(seed)
    given = {
        name: draw.integers(1, 60, draw.choice([1, 1, 2, 4, 6])).astype(float).tolist()
        for name in ["rest", *(f"district {n}" for n in range(draw.integers(2, 5)))]
    }
    told = [parts if draw.random() < 0.7 else [] for name, parts in given.items() if name != "rest"]
    whole = [each for parts in given.values() for each in parts]
    return {"city": whole, **given}, [whole, *told]


@pytest.mark.parametrize("seed", range(30))
def test_nobody_who_knows_his_own_amount_estimates_another(seed: int) -> None:
    given, told = draw_amounts(seed)
    amounts = {name: sum(parts) for name, parts in given.items()}
    rows = {name: value for name, value in amounts.items() if name != "rest"}
    done = publish(rows, told)
    assert done.protection.exposed == 0
    hidden = list_hidden(rows, done) | {"rest"}
    bare = dict(zip(rows, told, strict=True)) | {"rest": []}
    sought = [name for name in sorted(hidden) if len(bare[name]) < 2]  # of one, or taken to be
    for own in ("", *sought):
        reader = Reader()
        for name, value in amounts.items():
            reader.see((name,), None if name in hidden - {own} else value, least=0)
        reader.reckon(("city",), [(name,) for name in amounts if name != "city"])
        for other in set(sought) - {own}:
            assert reader.work_out((other,))[1] >= int(1.1 * amounts[other])


@pytest.mark.parametrize("policy", [NEAR, Policy(dominance=(1, 75)), Policy()])
@pytest.mark.parametrize("told", [[], [0.0, 0.0]])
def test_an_amount_of_nothing_is_no_fault(policy: Policy, told: list[float]) -> None:
    figures = make_amounts({"north": 0.0}, confidential=True)
    assert protect(figures, policy, contributions=[told]).withheld.tolist() == [True]
    assert measure_extent(told, 0.0, policy) == 0


def test_an_average_in_euros_tells_of_people_as_any_rate_does() -> None:
    count = {"area": "x", "measure": "refugees", "value": 3.0}
    average = {"area": "x", "measure": "median_income", "unit": "euro", "value": 14_500.0}
    figures = make_figures([count, average])
    assert protect(figures, Policy()).withheld.tolist() == [True, True]
    assert figures.find_rates().tolist() == [False, True]


def test_a_measure_of_ones_own_in_euros_is_an_amount_where_it_brings_contributions() -> None:
    rows = [{"area": "city", "measure": "grants", "unit": "euro", "value": 3.0},
            {"area": "north", "measure": "grants", "unit": "euro", "value": 3.0}]  # fmt: skip
    figures = make_figures(rows)
    done = protect(figures, Policy(), contributions=[[1.0, 1.0, 1.0], []])
    assert not done.withheld.any()
    done = protect(figures, NEAR, contributions=[[1.0, 1.0, 1.0], []])
    assert done.withheld.tolist() == [False, True]  # a sum that nobody explained
    brought = figures.list_brought([[1.0, 1.0, 1.0], []])
    assert brought == {("grants", "euro")}
    assert figures.find_amounts(brought).all()
    assert not figures.find_amounts().any()


def test_an_amount_that_was_withheld_before_stays_withheld() -> None:
    amounts = {"city": 990.0, "north": 960.0, "south": 30.0}
    told = [[400.0, 350.0, 240.0], [400.0, 350.0, 210.0], [10.0, 10.0, 10.0]]
    assert not publish(amounts, told).withheld.any()
    done = publish(amounts, told, earlier=[keep(amounts, {"city"})])
    assert {"north", "south"} <= list_hidden(amounts, done)


def test_what_brought_contributions_before_is_an_amount_without_them_too() -> None:
    grants = {"measure": "grants", "unit": "euro"}
    earlier = Earlier(
        make_amounts({"north": 960.0}, **grants), np.array([False]), np.array([True]),
        frozenset({("grants", "euro")}),
    )  # fmt: skip
    people = {"area": "north", "value": 50.0}
    figures = make_figures([{"area": "north", "value": 960.0, **grants}, people])
    assert protect(figures, NEAR, earlier=[earlier]).withheld.tolist() == [True, False]
    assert protect(figures, NEAR).withheld.tolist() == [False, False]  # a rate of people shown


def test_an_amount_published_before_is_known_and_no_secret() -> None:
    done = publish(AMOUNTS, GIVEN, NEAR, earlier=[keep({"north": 960.0}, {"north"})])
    assert done.protection.known == 1
    assert "north" in list_hidden(AMOUNTS, done)


def test_contributions_must_be_as_many_as_the_figures() -> None:
    with pytest.raises(ContributionsDifferError):
        publish(AMOUNTS, GIVEN[:2], Policy())


KEYS = {"method": "cell_keys"}


@pytest.mark.parametrize(
    ("new", "old", "stricter"),
    [
        ({"dominance": (1, 75)}, {}, True),
        ({}, {"dominance": (1, 75)}, False),
        ({"dominance": (1, 75)}, {"dominance": (1, 75)}, False),
        ({"dominance": (1, 60)}, {"dominance": (1, 75)}, True),
        ({"p_percent": 10}, {}, True),
        ({"p_percent": 15}, {"p_percent": 10}, True),
        ({"p_percent": 10}, {"p_percent": 15}, False),
        ({}, {"p_percent": 15}, False),
        ({**KEYS, "deviation": 6}, KEYS, True),
        (KEYS, {**KEYS, "deviation": 6}, False),
        ({**KEYS, "variance": 4}, KEYS, True),
        (KEYS, {**KEYS, "variance": 4}, False),
        ({"deviation": 6, "variance": 4}, {}, False),  # no noise, no matter how much
    ],
)
def test_which_policy_is_stricter(new: dict[str, Any], old: dict[str, Any], stricter: bool) -> None:
    assert Policy(**new).is_stricter(Policy(**old)) is stricter


@pytest.mark.parametrize(
    ("fields", "protected"),
    [
        ({}, False),
        ({"dominance": (1, 75)}, True),
        ({"p_percent": 10}, True),
        ({"p_percent": 10, "kind": "published"}, False),
    ],
)
def test_others_know_that_there_is_a_rule_and_not_its_limits(
    fields: dict[str, Any], protected: bool
) -> None:
    told = Policy(threshold=7, **fields).hide_limits()
    assert told == PublicPolicy(kind=fields.get("kind", "protected"), threshold=7, base=5,
                                method="suppression", amounts_protected=protected)  # fmt: skip
    assert "p_percent" not in told.model_dump()
