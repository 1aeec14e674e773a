"""The recipes that Weft brings along say measures, definitions and codes that there are, and name
columns that the files of the sources have."""

import csv
import gzip
from pathlib import Path

import pytest
import yaml

from weft.core.observatory.definitions import read_definitions
from weft.core.observatory.measures import read_measures
from weft.core.observatory.recipe import Recipe
from weft.core.observatory.registry import read_alpha3

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
RECIPES = sorted((ROOT / "src/weft/packs/recipes").glob("*.yaml"))
# Names of a source's own begin with the source.
OWN = ("istat_", "unhcr_")
SPECIAL = {"XXA", "XKX", "X94"}  # stateless; Kosovo; what Istat does not explain
FILES = {
    "istat-foreign-population-balance": "italy-sdmx/istat_29_316_*.csv.gz",
    "istat-residence-permits": "italy-sdmx/istat_29_348_*.csv.gz",
    "istat-immigrants": "italy-sdmx/istat_28_185_*.csv.gz",
    "istat-acquisitions-of-citizenship": "italy-sdmx/istat_29_849_*.csv.gz",
    "istat-permits-issued-for-protection": "italy-sdmx/istat_legacy_DCIS_PERMSOGG1.csv.gz",
    "oecd-inflows": "italy-sdmx/oecd_DF_MIG_ITA_inflows_sdmx-csv2.csv.gz",
    "unhcr-population": "unhcr/population.csv.gz",
    "unhcr-asylum-decisions": "unhcr/asylum_decisions.csv.gz",
    "unhcr-asylum-applications": "unhcr/asylum_applications.csv.gz",
    "unhcr-solutions": "unhcr/solutions.csv.gz",
    "unhcr-demographics": "unhcr/demographics.csv.gz",
    "undesa-totals-2020": "undesa/stock_totals_2020.csv.gz",
}


def read(path: Path) -> Recipe:
    return Recipe.model_validate(yaml.safe_load(path.read_text("utf-8")))


def list_said(recipe: Recipe, key: str) -> set[str]:
    """The measures or definitions that a recipe gives its figures."""
    said = {code for rule in recipe.columns if rule.role == key for code in rule.codes.values()}
    said |= {recipe.constants[key]} if key in recipe.constants else set()
    for words in recipe.wide.columns.values() if recipe.wide else ():
        first, *more = words.split()
        said |= {first} if recipe.wide and recipe.wide.role == key else set()
        said |= {each.partition("=")[2] for each in more if each.startswith(f"{key}=")}
    return said


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_says_measures_and_definitions_that_there_are(path: Path) -> None:
    recipe = read(path)
    measures, definitions = list_said(recipe, "measure"), list_said(recipe, "definition")
    assert measures
    assert definitions
    assert {each for each in measures if not each.startswith(OWN)} <= set(read_measures())
    assert definitions <= set(read_definitions())
    assert recipe.constants["source"]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_origins_are_countries_in_three_letters_or_begin_with_a_line(path: Path) -> None:
    known = set(read_alpha3()) | SPECIAL
    for rule in read(path).columns:
        if rule.name == "origin":
            codes = set(rule.codes.values())
            assert {each for each in codes if not each.startswith("_")} <= known


@pytest.mark.parametrize("name", FILES)
def test_a_recipe_names_the_columns_and_knows_every_code_of_its_file(name: str) -> None:
    file = next(DATA.glob(FILES[name]), None)
    if file is None:
        pytest.skip(f"{FILES[name]} is not in ../shared/data")
    recipe = read(ROOT / f"src/weft/packs/recipes/{name}.yaml")
    with gzip.open(file, "rt", encoding="utf-8-sig") as text:
        reader = csv.DictReader(text)
        heads = set(reader.fieldnames or ())
        named = {rule.column for rule in recipe.columns}
        assert named | set(recipe.wide.columns if recipe.wide else ()) <= heads
        mapped = [
            rule
            for rule in recipe.columns
            if rule.codes
            and rule.role in ("measure", "unit", "breakdown")
            and rule.name != "origin"
        ]
        mapped += [rule for rule in recipe.columns if rule.name == "origin" and len(rule.codes) > 9]
        found: dict[str, set[str]] = {rule.column: set() for rule in mapped}
        for row in reader:
            for column, words in found.items():
                words.add(row[column])
    for rule in mapped:
        assert found[rule.column] - {""} <= set(rule.codes), rule.column


def test_every_recipe_for_a_text_file_is_tried_on_its_file() -> None:
    assert {path.stem for path in RECIPES} - set(FILES) == {"undesa-stock-by-sex-2020"}
