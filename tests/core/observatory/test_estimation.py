"""Modelled figures: with an interval that holds, marked in every row, never beside counted ones."""

import re
from pathlib import Path

import numpy as np
import pytest

from weft.core.observatory.estimation import (
    Modelled,
    Table,
    bootstrap_table,
    describe_observations,
    fit_area_model,
    fit_table,
)
from weft.core.observatory.estimation.bootstrap import ThinSeedError
from weft.core.observatory.estimation.modelled import NoAreaError
from weft.core.observatory.estimation.tables import sum_to
from weft.core.observatory.measures.adding import SumRefused, add_up
from weft.core.observatory.measures.series import split_series
from weft.core.observatory.observation import Observation
from weft.core.observatory.periods import Period

AXES = {"area": ("north", "south", "harbour"), "sex": ("F", "M")}
SEED = Table(np.array([[40.0, 60], [80, 20], [30, 70]]), AXES)
TRUTH = Table(np.array([[400.0, 500], [900, 300], [200, 600]]), AXES)
AREAS = tuple(f"area {at}" for at in range(20))
DIRECT = np.random.default_rng(1).normal(10, 2, 20)
MARGINS = (sum_to(TRUTH, ("area",)), sum_to(TRUTH, ("sex",)))


def make_observation(year: int, value: float) -> Observation:
    return Observation(
        area="Northtown",
        place=None,
        measure="stock",
        period=Period(str(year)),
        definition="citizenship",
        value=value,
        source="Register",
    )


def describe(modelled: Modelled) -> tuple[Observation, ...]:
    return describe_observations(
        modelled,
        measure="stock",
        definition="citizenship",
        period=Period("2021"),
        source="Survey of the city",
        places={"north": "north-town"},
    )


# --- intervals of a fitted table


def test_an_interval_holds_its_figure_and_is_drawn_alike_from_the_same_seed() -> None:
    one = bootstrap_table(SEED, MARGINS, random=3, draws=200)
    again = bootstrap_table(SEED, MARGINS, random=3, draws=200)
    other = bootstrap_table(SEED, MARGINS, random=4, draws=200)
    assert (one.low == again.low).all()
    assert (one.low != other.low).any()
    assert (one.low <= one.values).all()
    assert (one.values <= one.high).all()
    np.testing.assert_allclose(one.values, fit_table(SEED, MARGINS).table.values)


def test_an_interval_is_narrower_with_more_people_in_the_seed_and_wider_with_the_margins() -> None:
    few = bootstrap_table(SEED, MARGINS, random=3, draws=200)
    many = bootstrap_table(SEED, MARGINS, random=3, draws=200, people=30_000)
    both = bootstrap_table(SEED, MARGINS, random=3, draws=200, resample=("seed", "margins"))
    assert ((many.high - many.low) < (few.high - few.low) / 5).all()
    assert (both.high - both.low).sum() > (few.high - few.low).sum()


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # The truth has the odds ratios of the shares that the samples are drawn from.
    shares = SEED.values / SEED.values.sum()
    truth = fit_table(SEED, MARGINS).table.values
    held = []
    for chance in range(60):
        drawn = np.random.default_rng(1000 + chance).multinomial(300, shares.ravel())
        sample = Table(drawn.reshape(shares.shape).astype(float), AXES)
        found = bootstrap_table(sample, MARGINS, random=chance, draws=120, level=0.9)
        held.append(((found.low <= truth) & (truth <= found.high)).mean())
    assert 0.82 < np.mean(held) < 0.96


def test_margins_that_vary_alone_leave_the_odds_ratios() -> None:
    found = bootstrap_table(SEED, MARGINS, random=3, draws=100, resample=("margins",))
    assert (found.low < found.values).all()
    spread = (found.high - found.low) / np.sqrt(found.values)
    assert (spread < 4.2).all()  # a Poisson count: 2 * 1.96 roots, less what the margins bind


def test_a_zero_of_the_seed_has_no_interval_and_a_thin_seed_is_refused() -> None:
    holed = Table(np.array([[0.0, 60], [80, 20], [30, 70]]), AXES)
    found = bootstrap_table(holed, MARGINS, random=1, draws=50)
    assert (found.low[0, 0], found.values[0, 0], found.high[0, 0]) == (0, 0, 0)
    with pytest.raises(ThinSeedError, match="of 50 draws"):
        bootstrap_table(SEED, MARGINS, random=1, draws=50, people=4)


# --- the page of the documentation


def test_the_example_of_the_documentation_runs_and_gives_what_it_shows() -> None:
    page = (Path(__file__).parents[3] / "docs/reference/estimation.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102  (our own page)
    rows = names["rows"]
    assert isinstance(rows, tuple)
    shown = re.findall(r"^\| (\w+) \| (\w) \| (\d+) \| (\d+) to (\d+) \|$", page, re.MULTILINE)
    assert shown == [
        (
            each.area,
            each.breakdowns["sex"],
            *(f"{x:.0f}" for x in (each.value, each.low, each.high)),
        )
        for each in rows
    ]


# --- as observations


def test_modelled_figures_say_so_in_every_row() -> None:
    rows = describe(bootstrap_table(SEED, MARGINS, random=3, draws=50))
    assert len(rows) == 6
    assert all(each.modelled and each.flag == "E" for each in rows)
    first = rows[0]
    assert (first.area, first.place, first.breakdowns) == ("north", "north-town", {"sex": "F"})
    assert rows[-1].place is None  # harbour is no place of the registry, and none is guessed
    assert first.low is not None and first.value is not None and first.high is not None
    assert first.low <= first.value <= first.high
    assert "modelled: iterative proportional fitting" in first.source


def test_an_area_model_becomes_observations_with_the_interval_of_the_level() -> None:
    fit = fit_area_model(AREAS, DIRECT, np.ones(20), np.ones((20, 1)))
    wide, narrow = fit.describe(), fit.describe(0.5)
    assert wide.high - wide.values == pytest.approx(1.959964 * np.sqrt(fit.errors), rel=1e-6)
    assert narrow.high - narrow.values == pytest.approx(0.6744898 * np.sqrt(fit.errors), rel=1e-6)
    rows = describe(wide)
    assert [each.area for each in rows] == list(fit.areas)
    assert "fay herriot" in rows[0].source


def test_figures_without_area_are_refused_unless_one_is_named() -> None:
    flat = Modelled(
        np.array([1.0, 2]), np.array([0.0, 1]), np.array([2.0, 3]), {"sex": ("women", "men")},
        "iterative_proportional_fitting",
    )  # fmt: skip
    with pytest.raises(NoAreaError, match="'area'"):
        describe(flat)
    rows = describe_observations(
        flat,
        measure="stock",
        definition="citizenship",
        period=Period("2021"),
        source="Survey",
        area="Northtown",
        codes={"sex": {"women": "F", "men": "M"}},
    )
    assert [(each.area, each.breakdowns["sex"]) for each in rows] == [
        ("Northtown", "F"),
        ("Northtown", "M"),
    ]


# --- never in one series


def test_counted_and_modelled_figures_of_one_series_become_two_lines_and_have_no_sum() -> None:
    counted = make_observation(2020, 12)
    modelled = describe(fit_area_model(AREAS, DIRECT, np.ones(20), np.ones((20, 1))).describe())[0]
    modelled = modelled.model_copy(update={"area": counted.area, "breakdowns": {}})
    lines = split_series([counted, modelled])
    assert [each.modelled for each in lines] == [False, True]
    assert lines[1].why == "broken_modelled"
    with pytest.raises(SumRefused, match="different"):
        add_up([counted, modelled])
