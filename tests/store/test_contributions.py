"""Tests of contributions on their way from a file to the public file: kept for protection, checked
where they stand, and shown to nobody."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.spending import DOMINATED, HEAD, RECIPE, list_cells, write_rows
from tests.store.importing import Brought, bring, make_wide, save
from weft.core.observatory.disclosure.figures import Protection
from weft.core.observatory.disclosure.policy import PUBLISHED, Policy
from weft.core.observatory.recipe import ColumnRule
from weft.store.columns import list_contributions
from weft.store.protecting import protect_version

DOMINANCE = Policy(dominance=(1, 75))


def bring_spending(folder: Path, text: str) -> Brought:
    return bring(save(folder, text), RECIPE)


def protect(folder: Path, policy: Policy) -> tuple[Protection, dict[tuple[str, str], float | None]]:
    """What was done to the file that was brought, and what the public gets."""
    out = folder / "out" / "public.parquet"
    # The districts lie in the city as the areas of the file that are no place do.
    done = protect_version(folder / "out" / "observations.parquet", policy, out, parents={})
    assert list_contributions(pq.read_schema(out).names) == ()
    rows = pq.read_table(out).to_pylist()
    return done, {(row["area"], row["by_service"]): row["value"] for row in rows}


def test_contributions_are_kept_beside_their_figure(tmp_path: Path) -> None:
    brought = bring_spending(tmp_path, write_rows())
    assert brought.report.errors == ()
    kept = {
        (area, service): (one, two)
        for area, service, one, two in brought.find(
            "area", "by_service", "contribution_1", "contribution_2"
        )
    }
    assert kept[DOMINATED] == (90_000, 4_000)
    assert kept.keys() == list_cells().keys()


def test_a_file_without_them_has_no_such_columns(tmp_path: Path) -> None:
    columns = tuple(each for each in RECIPE.columns if each.role != "contribution")
    bring(save(tmp_path, write_rows()), RECIPE.model_copy(update={"columns": columns}))
    names = pq.read_schema(tmp_path / "out" / "observations.parquet").names
    assert list_contributions(names) == ()


@pytest.mark.parametrize("policy", [DOMINANCE, Policy(p_percent=15)])
def test_the_dominated_amount_is_withheld_with_its_complements(
    tmp_path: Path, policy: Policy
) -> None:
    bring_spending(tmp_path, write_rows())
    done, shown = protect(tmp_path, policy)
    assert shown[DOMINATED] is None
    assert (done.sensitive, done.secondary, done.unexplained, done.audited) == (1, 3, 0, True)


@pytest.mark.parametrize("policy", [Policy(), PUBLISHED])
def test_without_such_a_rule_everything_is_shown_but_the_contributions(
    tmp_path: Path, policy: Policy
) -> None:
    bring_spending(tmp_path, write_rows())
    done, shown = protect(tmp_path, policy)
    assert shown == {cell: float(sum(parts)) for cell, parts in list_cells().items()}
    assert done.withheld == 0


def test_amounts_whose_contributions_are_not_told_are_withheld_and_counted(tmp_path: Path) -> None:
    bring_spending(tmp_path, write_rows(largest=False))
    done, shown = protect(tmp_path, DOMINANCE)
    assert set(shown.values()) == {None}
    assert done.unexplained == done.sensitive == len(shown)


@pytest.mark.parametrize(
    ("row", "code", "column", "said"),
    [
        ("100,-5,", "negative_contribution", "largest contributor", "found -5, expected a"),
        ("100,,-5", "negative_contribution", "second largest", "found -5, expected a"),
        ("100,about 60,", "not_a_number", "largest contributor", "found 'about 60', expected a"),
        ("100,60,60", "contributions_exceed", "largest contributor", "found 120, which the"),
    ],
)
def test_a_contribution_that_cannot_be_is_an_error_where_it_stands(
    tmp_path: Path, row: str, code: str, column: str, said: str
) -> None:
    text = f"{HEAD}Charf,2023,housing,900,300,200\nMedina,2023,housing,{row}\n"
    brought = bring_spending(tmp_path, text)
    (trouble,) = brought.report.errors
    assert (trouble.code, trouble.row, trouble.column) == (code, 3, column)
    assert trouble.message.startswith(said)


def test_contributions_may_lack_and_may_make_the_whole(tmp_path: Path) -> None:
    text = f"{HEAD}Charf,2023,housing,900,900,\nMedina,2023,housing,..,..,n/a\n"
    brought = bring_spending(tmp_path, text)
    assert brought.report.errors == ()
    assert brought.find("contribution_1", "contribution_2") == [(900, None), (None, None)]


def test_a_row_of_several_figures_says_of_none_who_contributed(tmp_path: Path) -> None:
    recipe = make_wide({"2022": "2022", "2023": "2023"})
    rule = ColumnRule(column="Largest", role="contribution")
    recipe = recipe.model_copy(update={"columns": (*recipe.columns, rule)})
    brought = bring(save(tmp_path, "Area,2022,2023,Largest\nTurin,5,6,2\n"), recipe)
    (trouble,) = brought.report.errors
    assert (trouble.code, trouble.column) == ("unclear_contribution", "Largest")
    assert brought.rows == []


def test_money_below_zero_is_an_error(tmp_path: Path) -> None:
    brought = bring_spending(tmp_path, f"{HEAD}Charf,2023,housing,-900,,\n")
    assert [each.code for each in brought.report.errors] == ["negative"]
