"""Recipes are written so that people can correct them, and read back equal or with the line and
field of each error; for whoever changes what a recipe holds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.importing import make_recipe
from weft.core.observatory.recipe import ColumnRule, Layout, Recipe, Wide
from weft.store.recipe_io import (
    RecipeError,
    list_saved_recipes,
    parse_recipe,
    read_recipe,
    write_recipe,
)

FULL = Recipe(
    kind="table",
    layout=Layout(encoding="cp1252", delimiter="\t", sheet="Tab 1", header=(8, 11), last=99,
                  decimal=",", thousands="'"),
    columns=(
        ColumnRule(column="no", role="area"),
        ColumnRule(column="2014", role="breakdown", name="sex",
                   codes={"": "_O", "null": "_U", "1": "M", "yes": "F", "~": "X"},
                   also=("on", "3.0")),
    ),
    wide=Wide(columns={"Men / 2019": "2019 sex=M"}, role="period"),
    constants={"measure": "stock", "source": "città: #1 'x' \"y\""},
    fixed={"age": "_T"},
    places={"001": "turin"},
    unmatched=("", "Totale"),
    missing=("", "null", "..", ":"),
    totals={"sex": ("Totale", "المجموع")},
)  # fmt: skip


def test_a_recipe_with_everything_in_it_reads_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(write_recipe(FULL), "utf-8")
    assert read_recipe(path) == FULL


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"]), max_size=12)


@given(words.map(str.strip), words, words)
def test_any_words_read_back_equal(head: str, word: str, missing: str) -> None:
    recipe = make_recipe(
        columns=(ColumnRule(column=head, role="area", codes={word: "X"}),), missing=(missing,)
    )
    assert parse_recipe(write_recipe(recipe)) == recipe


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: table\ncolumns:\n  - {column: Area, role: aera}\n", "line 3, columns.0.role"),
        ("kind: table\ncolumns:\n  - column: Area\n    role: area\n    nmae: x\n",
         "line 5, columns.0.nmae"),
        ("kind: tabel\ncolumns: []\n", "line 1, kind: found 'tabel'"),
        ("kind: table\n", "columns: field required"),
        ("kind: table\ncolumns: []\nlayout:\n  decimal: ;\n", "line 4, layout.decimal"),
        ("kind: table\n columns: []\n", "line 2"),
        ("kind: table\nkind: table\n", "line 2"),
        ("weft: 2\nkind: table\ncolumns: []\n", "line 1, weft: found '2'"),
        ("columns: &a []\n", "line 1"),
        ("- one\n", "line 1"),
        ("", "line 1"),
        ("kind: table\ncolumns: []\nplaces: {ITC11: Turin!}\n", "line 3, places.ITC11"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line_and_field(text: str, said: str) -> None:
    with pytest.raises(RecipeError) as caught:
        parse_recipe(text)
    assert said in str(caught.value)


def test_every_problem_is_told_not_only_the_first() -> None:
    with pytest.raises(RecipeError) as caught:
        parse_recipe("kind: tabel\ncolumns:\n  - {column: A, role: b}\n  - {column: C, role: d}\n")
    assert len(caught.value.problems) == 3


def test_a_recipe_that_is_not_utf_8_says_so(tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_bytes("kind: città".encode("cp1252"))
    with pytest.raises(RecipeError, match="UTF-8"):
        read_recipe(path)


def test_the_recipes_that_come_along_are_valid() -> None:
    assert list_saved_recipes()
