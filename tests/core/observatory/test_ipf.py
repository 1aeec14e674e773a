"""Tables fitted to margins: they meet them, agree with a trusted package, and refuse what cannot
be."""

import warnings
from collections.abc import Sequence

import numpy as np
import pytest

from weft.core.observatory.estimation import Table, fit_table
from weft.core.observatory.estimation.fitting import FitNotConvergedError
from weft.core.observatory.estimation.tables import (
    MarginsDisagreeError,
    TableError,
    ZeroCellsError,
    sum_to,
)

DISTRICTS = ("North", "South", "Harbour")
SEXES = ("F", "M")


def name_axes(shape: Sequence[int], names: str = "abcdef") -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(f"{name}{at}" for at in range(size))
        for name, size in zip(names, shape, strict=False)
    }


def make_tables(shape: tuple[int, ...], chance: int = 7) -> tuple[Table, Table]:
    """A seed, and a table that is the truth its margins come from."""
    draw = np.random.default_rng(chance)
    axes = name_axes(shape)
    return Table(draw.gamma(2, 1, shape), axes), Table(draw.gamma(1, 30, shape), axes)


def test_the_example_of_deming_and_stephan_s_method_comes_out_as_done_by_hand() -> None:
    # One round by hand: rows to 60 and 40, then columns to 50 and 50, and so on to the limit, where
    # the odds ratio of the seed (4) is kept: x / (60 - x) / ((50 - x) / (x - 10)) = 4.
    seed = Table(np.array([[2.0, 1.0], [1.0, 2.0]]), {"row": ("r", "s"), "column": ("c", "d")})
    rows = Table(np.array([60.0, 40.0]), {"row": ("r", "s")})
    columns = Table(np.array([50.0, 50.0]), {"column": ("c", "d")})
    fit = fit_table(seed, (rows, columns))
    x = fit.table.values[0, 0]
    assert x * (x - 10) == pytest.approx(4 * (60 - x) * (50 - x))
    assert fit.deviation <= 1e-8
    assert fit.iterations > 1
    assert fit.zeros == 0


@pytest.mark.parametrize(
    "margins",
    [
        ("a", "b", "c"),
        ("ab", "c"),
        ("ab", "bc", "ac"),
        ("ac", "b"),
        ("b", "abc"),
        ("bc", "ab", "c"),
    ],
    ids=" ".join,
)
def test_a_table_agrees_with_ipfn_cell_by_cell(margins: tuple[str, ...]) -> None:
    ipfn = pytest.importorskip("ipfn.ipfn")
    seed, truth = make_tables((6, 5, 4))
    wanted = [sum_to(truth, tuple(axes)) for axes in margins]
    fit = fit_table(seed, wanted, tolerance=1e-10)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = ipfn.ipfn(
            seed.values.copy(),
            [each.values.copy() for each in wanted],
            [["abc".index(axis) for axis in axes] for axes in margins],
            convergence_rate=1e-10,
            rate_tolerance=0,
            max_iteration=1000,
        ).iteration()
    np.testing.assert_allclose(fit.table.values, theirs, rtol=1e-8)


def test_every_margin_is_met_in_four_dimensions_with_an_axis_of_one_category() -> None:
    seed, truth = make_tables((4, 1, 3, 5))
    margins = [sum_to(truth, tuple(axes)) for axes in ("ad", "b", "cd", "")]
    fit = fit_table(seed, margins)
    for margin in margins:
        met = sum_to(fit.table, tuple(margin.axes))
        np.testing.assert_allclose(met.values, margin.values, rtol=1e-7)


def test_the_odds_ratios_of_the_seed_are_kept() -> None:
    seed, truth = make_tables((3, 4))
    fitted = fit_table(seed, [sum_to(truth, "a"), sum_to(truth, "b")]).table.values
    for values in (seed.values, fitted):
        assert (values > 0).all()
    ratio = [v[0, 0] * v[2, 3] / (v[0, 3] * v[2, 0]) for v in (seed.values, fitted)]
    assert ratio[0] == pytest.approx(ratio[1])


def test_a_margin_in_another_order_of_axes_and_categories_gives_the_same_table() -> None:
    seed, truth = make_tables((3, 4, 2))
    straight = sum_to(truth, "ab")
    turned = Table(
        straight.values[:, ::-1].T, {"b": straight.axes["b"][::-1], "a": straight.axes["a"]}
    )
    one, other = fit_table(seed, [straight]), fit_table(seed, [turned])
    assert (one.table.values == other.table.values).all()


def test_the_seed_is_left_as_it_was() -> None:
    seed, truth = make_tables((3, 4, 2))
    before = seed.values.copy()
    fit_table(seed, [sum_to(truth, "ab"), sum_to(truth, "bc")])
    fit_table(seed, [sum_to(truth, "a"), sum_to(truth, "b")])
    assert (seed.values == before).all()


def test_margins_that_disagree_about_the_total_are_named_with_the_difference() -> None:
    seed = Table(np.ones((3, 2)), {"district": DISTRICTS, "sex": SEXES})
    districts = Table(np.array([100.0, 200, 300]), {"district": DISTRICTS})
    sexes = Table(np.array([310.0, 302]), {"sex": SEXES})
    with pytest.raises(MarginsDisagreeError, match=r"district and sex .*600 and 612.*of 12"):
        fit_table(seed, (districts, sexes))


def test_margins_that_disagree_about_one_shared_category_name_it() -> None:
    seed, truth = make_tables((3, 2, 2))
    first = sum_to(truth, "ab")
    second = sum_to(truth, "bc")
    moved = second.values + np.array([[5.0, 0], [-5, 0]])
    with pytest.raises(
        MarginsDisagreeError, match=r"a x b and b x c disagree about b b[01]: .*of 5;"
    ):
        fit_table(seed, (first, Table(moved, second.axes)))


def test_a_margin_that_wants_people_where_all_cells_are_zero_names_the_cells() -> None:
    seed = Table(np.array([[1.0, 2], [0, 0], [3, 1]]), {"district": DISTRICTS, "sex": SEXES})
    districts = Table(np.array([10.0, 5, 10]), {"district": DISTRICTS})
    with pytest.raises(ZeroCellsError, match="district South"):
        fit_table(seed, (districts,))


def test_a_zero_of_one_margin_that_empties_another_s_cell_is_found_too() -> None:
    # All women of the seed live in South, and one margin says that nobody lives there.
    seed = Table(np.array([[0.0, 2], [4, 1], [0, 1]]), {"district": DISTRICTS, "sex": SEXES})
    districts = Table(np.array([20.0, 0, 10]), {"district": DISTRICTS})
    sexes = Table(np.array([12.0, 18]), {"sex": SEXES})
    with pytest.raises(ZeroCellsError, match="sex F"):
        fit_table(seed, (districts, sexes))


def test_zeros_stay_zero_and_are_counted() -> None:
    seed = Table(np.array([[0.0, 2], [4, 1], [2, 1]]), {"district": DISTRICTS, "sex": SEXES})
    districts = Table(np.array([20.0, 0, 10]), {"district": DISTRICTS})
    fit = fit_table(seed, (districts,))
    assert fit.zeros == 1
    assert fit.table.values.tolist() == [
        [0, 20],
        [0, 0],
        [pytest.approx(20 / 3), pytest.approx(10 / 3)],
    ]


def test_zeros_that_forbid_the_margins_end_in_an_error_and_not_in_a_table() -> None:
    # Each margin alone can be met: together they want F of North above its whole district.
    seed = Table(np.array([[1.0, 1], [0, 1], [0, 1]]), {"district": DISTRICTS, "sex": SEXES})
    districts = Table(np.array([10.0, 10, 10]), {"district": DISTRICTS})
    sexes = Table(np.array([20.0, 10]), {"sex": SEXES})
    with pytest.raises(FitNotConvergedError, match=r"after 50 rounds .*district .* margin 10"):
        fit_table(seed, (districts, sexes), most=50)


def test_margins_that_agree_pair_by_pair_and_still_cannot_be_met_do_not_converge() -> None:
    # a differs from b in 2 of 10 and b from c in 2, so a cannot differ from c in 9.
    axes = name_axes((2, 2, 2))
    alike = np.array([[4.0, 1], [1, 4]])
    unlike = np.array([[0.5, 4.5], [4.5, 0.5]])
    margins = [
        Table(values, {axis: axes[axis] for axis in pair})
        for pair, values in (("ab", alike), ("bc", alike), ("ac", unlike))
    ]
    with pytest.raises(FitNotConvergedError, match="after 50 rounds"):
        fit_table(Table(np.ones((2, 2, 2)), axes), margins, most=50)


@pytest.mark.parametrize("bad", [np.nan, -1.0, np.inf])
def test_what_is_no_count_is_refused_with_its_cell(bad: float) -> None:
    with pytest.raises(TableError, match=f"district South is {bad}"):
        Table(np.array([1.0, bad, 2.0]), {"district": DISTRICTS})


def test_a_margin_of_other_categories_or_axes_is_refused_by_name() -> None:
    seed = Table(np.ones((3, 2)), {"district": DISTRICTS, "sex": SEXES})
    with pytest.raises(TableError, match="axis age"):
        fit_table(seed, [Table(np.ones(2), {"age": ("young", "old")})])
    with pytest.raises(TableError, match="Centre, Harbour"):
        fit_table(seed, [Table(np.ones(3), {"district": ("North", "South", "Centre")})])
    with pytest.raises(TableError, match=r"\(3,\).*\(2,\)"):
        Table(np.ones(3), {"sex": SEXES})
    with pytest.raises(TableError, match="stands twice"):
        Table(np.ones(2), {"sex": ("F", "F")})
    with pytest.raises(TableError, match="no margin"):
        fit_table(seed, [])
