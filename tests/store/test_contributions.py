"""Tests of contributions on their way from a file to the public file: kept for protection, checked
where they stand, and shown to nobody."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.spending import DOMINATED, HEAD, RECIPE, list_cells, write_rows
from tests.store.importing import Brought, bring, make_wide, save
from weft.core.observatory.disclosure.figures import Protection
from weft.core.observatory.disclosure.policy import PUBLISHED, Policy
from weft.core.observatory.recipe import ColumnRule, Recipe
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


def make_grants(**changes: str) -> Recipe:
    """The recipe of spending for a measure of one's own, which may be below zero."""
    constants = {**RECIPE.constants, "measure": "grants", **changes}
    return RECIPE.model_copy(update={"constants": constants})


@pytest.mark.parametrize("told", ["0,", ",0", "0,0", "20,5"])
def test_what_is_taken_back_has_no_contributions(tmp_path: Path, told: str) -> None:
    text = f"{HEAD}Charf,2023,housing,900,300,200\nMedina,2023,housing,-50,{told}\n"
    (trouble,) = bring(save(tmp_path, text), make_grants()).report.errors
    assert (trouble.code, trouble.row, trouble.column) == ("negative", 3, "spent")
    assert "found -50, expected an amount of 0 or more" in trouble.message
    brought = bring(save(tmp_path, text.replace(f"-50,{told}", "-50,,")), make_grants())
    assert brought.report.errors == ()


@pytest.mark.parametrize(
    "rows", [("300,200", "250,200"), ("250,200", "300,200"), ("300,", "300,200")]
)
def test_a_figure_that_stands_twice_with_other_contributions_is_an_error(
    tmp_path: Path, rows: tuple[str, str]
) -> None:
    lines = "".join(f"Charf,2023,housing,900,{each}\n" for each in rows)
    (trouble,) = bring_spending(tmp_path, HEAD + lines).report.errors
    assert (trouble.code, trouble.row) == ("duplicate", 3)
    assert "row 2 and in row 3, with 900 and different contributions" in trouble.message


@pytest.mark.parametrize(
    ("rows", "kept"),
    [
        (("300,200", ","), (300, 200)),
        ((",", "300,200"), (300, 200)),
        ((",", "300,", ","), (300, None)),
        (("300,200", "200,300"), (300, 200)),  # in any order
        ((",", ","), (None, None)),
    ],
)
def test_of_a_figure_that_stands_twice_the_contributions_are_kept(
    tmp_path: Path, rows: tuple[str, ...], kept: tuple[int | None, int | None]
) -> None:
    lines = "".join(f"Charf,2023,housing,900,{each}\n" for each in rows)
    brought = bring_spending(tmp_path, HEAD + lines)
    assert brought.report.errors == ()
    assert brought.find("row", "contribution_1", "contribution_2") == [(2, *kept)]


@pytest.mark.parametrize(("power", "factor"), [("3", 1000), ("0", 1), ("", 1)])
def test_contributions_are_in_the_same_thousands_as_their_figure(
    tmp_path: Path, power: str, factor: int
) -> None:
    head = "REF_AREA,TIME_PERIOD,SERVICE,OBS_VALUE,UNIT_MULT,LARGEST,SECOND\n"
    text = f"DATAFLOW,{head}CITY:SPENDING(1.0),Charf,2023,housing,900,{power},300,200\n"
    roles = {"REF_AREA": "area", "TIME_PERIOD": "period", "OBS_VALUE": "value",
             "LARGEST": "contribution", "SECOND": "contribution"}  # fmt: skip
    rules = [ColumnRule.model_validate({"column": name, "role": role})
             for name, role in roles.items()]  # fmt: skip
    rules.append(ColumnRule(column="SERVICE", role="breakdown", name="service"))
    recipe = RECIPE.model_copy(
        update={"kind": "sdmx-csv", "columns": tuple(rules), "unmatched": ("Charf",), "places": {}}
    )
    brought = bring(save(tmp_path, text), recipe)
    assert brought.report.errors == ()
    figure = brought.find("value", "contribution_1", "contribution_2")
    assert figure == [(900 * factor, 300 * factor, 200 * factor)]
    exceeding = text.replace(",300,200", ",700,300")
    (trouble,) = bring(save(tmp_path, exceeding), recipe).report.errors
    assert trouble.code == "contributions_exceed"


def test_what_brought_contributions_stays_an_amount_in_the_next_version(tmp_path: Path) -> None:
    """A measure of one's own whose next file tells no contributions is no rate for that."""
    before = tmp_path / "before"
    before.mkdir()
    bring(save(before, write_rows()), make_grants())
    protect(before, DOMINANCE)
    bring(save(tmp_path, write_rows(largest=False)), make_grants())
    public, out = before / "out" / "public.parquet", tmp_path / "out" / "public.parquet"
    observations = tmp_path / "out" / "observations.parquet"
    done = protect_version(observations, DOMINANCE, out, parents={}, before=(public,))
    assert (done.rates, done.unexplained) == (0, len(list_cells()))
