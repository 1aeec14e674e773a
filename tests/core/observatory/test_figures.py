"""The figures of the network are what their sources say, carry all that must be known of them, and
go through the ordinary recipes."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from tests.core.observatory.figures_of_istat import (
    ISTAT_AREAS,
    derive_istat_arrivals,
    derive_istat_balance,
    derive_istat_citizenship,
    derive_istat_permits,
)
from tests.core.observatory.figures_of_un import (
    STOCK,
    derive_undesa,
    derive_unhcr_areas,
    derive_unhcr_asylum,
    derive_unhcr_population,
)
from tests.core.observatory.figures_rows import COLUMNS, COUNTRIES, DATA, Row, read
from weft.core.atlas import read_atlas
from weft.core.observatory.definitions import read_definitions
from weft.core.observatory.disclosure.policy import Policy
from weft.core.observatory.measures import read_measures
from weft.core.observatory.observation import Observation
from weft.core.observatory.periods import Period
from weft.core.observatory.recipe import Recipe

TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "istat-balance": derive_istat_balance,
    "istat-arrivals": derive_istat_arrivals,
    "istat-permits": derive_istat_permits,
    "istat-citizenship": derive_istat_citizenship,
    "undesa-stock": derive_undesa,
    "unhcr-population": derive_unhcr_population,
    "unhcr-asylum": derive_unhcr_asylum,
    "unhcr-areas": derive_unhcr_areas,
}
PACK = Path(str(files("weft.packs") / "figures"))
KEY = (
    "area", "measure", "period", "definition", "sex", "age", "origin", "reason", "decision"
)  # fmt: skip
LANGUAGES = {"en", "fr", "ar", "es", "it", "pt"}
needs_sources = pytest.mark.skipif(not DATA.exists(), reason="the folder ../shared/data is absent")


def read_table(name: str) -> list[Row]:
    with (PACK / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def find(table: str, **wanted: str) -> str:
    """The one value of a table that fits; what is not told is a total."""
    usual = {"sex": "_T", "age": "_T", "origin": "_T", "reason": "_T", "decision": "_T"}
    rows = [
        each
        for each in read_table(table)
        if all(each[key] == value for key, value in {**usual, **wanted}.items())
    ]
    assert len(rows) == 1, rows
    return rows[0]["value"]


def read_datasets() -> dict[str, dict[str, object]]:
    found = yaml.safe_load((PACK / "datasets.yaml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def read_recipe(name: str) -> Recipe:
    return Recipe.model_validate(yaml.safe_load((PACK / f"{name}.recipe.yaml").read_text("utf-8")))


# --- what the sources say


@needs_sources
@pytest.mark.parametrize("name", TABLES)
def test_every_figure_is_what_its_source_says_and_none_is_left_out(name: str) -> None:
    told = {tuple(each[key] for key in KEY): each for each in read_table(name)}
    derived = {tuple(each[key] for key in KEY): each for each in TABLES[name]()}
    assert len(told) == len(read_table(name))
    assert told == derived


def test_figures_read_by_hand_from_the_sources_stand_in_the_tables() -> None:
    turin = {"area": "ITC11", "definition": "citizenship"}
    assert find("istat-balance", **turin, measure="stock", period="2023") == "219139"
    assert find("istat-balance", **turin, measure="arrivals", period="2023", sex="F") == "6120"
    protection = {"measure": "permits_issued", "reason": "international_protection"}
    assert find("istat-permits", **protection, area="ITC11", period="2022", origin="UKR") == "3521"
    assert find("istat-permits", area="IT", period="2023-01-01", origin="MAR") == "399146"
    assert find("istat-arrivals", period="2022", origin="UKR") == "29938"
    assert find("istat-citizenship", period="2019") == "127001"
    assert find("undesa-stock", area="WORLD", measure="stock", period="2020-07-01") == "280598105"
    assert find("undesa-stock", area="Jordan", measure="stock", period="2020-07-01") == "3457691"
    assert find("unhcr-population", area="LBN", measure="refugees", period="2025") == "535168"
    assert find("unhcr-areas", area="Amman [Admin 1]", measure="refugees") == "146733"
    assert find("unhcr-areas", area="Tunis [Admin 1]", measure="refugees", origin="SYR") == "420"


@needs_sources
def test_the_top_ten_origins_of_refugees_in_2022_are_right_in_the_source() -> None:
    counts: Counter[str] = Counter()
    for each in read("unhcr/population.csv.gz"):
        if each["year"] == "2022":
            counts[each["coo_iso"]] += int(each["refugees"] or 0)
    assert counts.most_common(10) == [
        ("SYR", 6559736), ("UKR", 5684177), ("AFG", 5661717), ("SSD", 2295082), ("MMR", 1251618),
        ("COD", 932680), ("SDN", 837188), ("SOM", 786794), ("CAF", 748344), ("ERI", 512674),
    ]  # fmt: skip


@needs_sources
def test_the_table_of_the_source_that_holds_the_stock_is_the_one_that_was_read() -> None:
    import openpyxl  # noqa: PLC0415

    name = "undesa/undesa_pd_2020_ims_stock_by_sex_and_destination.xlsx"
    book = openpyxl.load_workbook(DATA / name, read_only=True)
    heads = list(book[STOCK].iter_rows(min_row=1, max_row=11, values_only=True))
    said = " ".join(str(cell) for row in heads for cell in row if cell is not None)
    assert "International migrant stock at mid-year by sex" in said
    order = [said.index(f"at mid-year, {each}") for each in ("both sexes", "males", "females")]
    assert order == sorted(order)


# --- what each table holds together


def test_the_balance_of_italy_piedmont_and_turin_closes_in_every_year_and_sex() -> None:
    figures = {
        (each["area"], each["period"], each["sex"], each["measure"]): int(each["value"])
        for each in read_table("istat-balance")
    }
    more = ("births", "arrivals", "internal_arrivals", "other_arrivals", "adjustment")
    less = (
        "deaths", "departures", "internal_departures", "other_departures", "naturalisations"
    )  # fmt: skip
    for area in ISTAT_AREAS:
        for year in range(2019, 2024):
            for sex in ("F", "M", "_T"):
                at = (area, str(year), sex)
                end = figures[*at, "stock_start"]
                end += sum(figures.get((*at, measure), 0) for measure in more)
                end -= sum(figures.get((*at, measure), 0) for measure in less)
                assert end == figures[*at, "stock"], at


def test_women_and_men_make_the_total_where_a_table_has_all_three() -> None:
    compared = 0
    for name in TABLES:
        rows = {tuple(each[key] for key in KEY): each for each in read_table(name)}
        for key, row in rows.items():
            parts = [rows.get((*key[:4], sex, *key[5:])) for sex in ("F", "M")]
            if row["sex"] == "_T" and all(parts):
                found = sum(int(each["value"]) for each in parts if each)
                # The United Nations round each figure on its own, thousands to the last person.
                most = 2 if name == "undesa-stock" else 0
                assert abs(found - int(row["value"])) <= most, row
                compared += 1
    assert compared > 300


def test_decisions_of_each_kind_make_the_total_but_where_the_source_itself_differs() -> None:
    found: dict[tuple[str, str], dict[str, int]] = {}
    noted = set()
    for each in read_table("unhcr-asylum"):
        if each["measure"] == "asylum_decisions":
            at = (each["area"], each["period"])
            found.setdefault(at, {})[each["decision"]] = int(each["value"])
            noted |= {at} if "the parts add up to" in each["note"] else set()
    differing = {at for at, kinds in found.items() if sum(kinds.values()) != 2 * kinds["_T"]}
    assert differing == noted == {("PRT", "2020")}


def test_no_breakdown_of_an_area_is_zero_for_there_a_zero_is_unknown() -> None:
    assert [each for each in read_table("unhcr-areas") if each["value"] == "0"] == []


# --- all that must be known of each


def test_every_row_says_where_what_when_of_whom_from_whom_and_under_which_licence() -> None:
    measures, definitions = read_measures(), read_definitions()
    atlas = read_atlas(PACK.parent / "mc2cm")
    places = {each.id for each in atlas.places}
    for name in TABLES:
        rows = read_table(name)
        assert rows
        assert list(rows[0]) == list(COLUMNS)
        for row in rows:
            assert row["measure"] in measures, row
            assert row["definition"] in definitions, row
            assert not row["place"] or row["place"] in places, row
            assert row["licence"] in ("CC BY 4.0", "CC BY 3.0 IGO"), row
            assert row["source_date"], row
            Observation(
                area=row["area"],
                place=row["place"] or None,
                measure=row["measure"],
                period=Period(row["period"]),
                definition=row["definition"],
                breakdowns={key: row[key] for key in KEY[4:]},
                value=float(row["value"]),
                unit=row["unit"],
                flag=row["flag"],
                modelled=row["modelled"] == "true",
                source=row["source"],
            )


def test_every_country_of_the_nine_cities_has_ten_years_but_where_the_source_is_silent() -> None:
    years: dict[tuple[str, str], set[str]] = {}
    for name in ("unhcr-population", "unhcr-asylum"):
        for each in read_table(name):
            years.setdefault((each["area"], each["measure"]), set()).add(each["period"])
    short = {
        (country, measure): ten - years[country, measure]
        for ten in [{str(year) for year in range(2016, 2026)}]
        for country in COUNTRIES
        for measure in ("refugees", "asylum_seekers", "asylum_applications", "asylum_decisions")
        if ten - years[country, measure]
    }
    assert short == {("JOR", "asylum_applications"): {"2022", "2023", "2024", "2025"}}


def test_turin_of_the_source_is_the_metropolitan_city_and_never_the_municipality() -> None:
    assert {
        each["place"] for name in TABLES for each in read_table(name) if each["area"] == "ITC11"
    } == {"turin-metropolitan-city"}


def test_an_area_that_only_bears_the_name_of_a_city_is_no_place_and_says_why() -> None:
    rows = read_table("unhcr-areas")
    assert {each["place"] for each in rows} == {""}
    for city in ("Amman", "Beirut", "Tunis"):
        notes = {each["note"] for each in rows if each["area"].startswith(city)}
        assert notes
        assert all("municipality" in each for each in notes), notes


# --- datasets and recipes


def test_every_table_has_an_entry_a_recipe_and_nothing_else_lies_in_the_folder() -> None:
    datasets = read_datasets()
    assert set(datasets) == set(TABLES)
    expected = {"README.md", "datasets.yaml"}
    for name, entry in datasets.items():
        assert set(entry) == {
            "title", "publisher", "licence", "url", "policy", "file", "recipe", "citation"
        }, name  # fmt: skip
        title = entry["title"]
        assert isinstance(title, dict)
        assert set(title) == LANGUAGES, name
        assert Policy.model_validate(entry["policy"]).kind == "published"
        expected |= {str(entry["file"]), str(entry["recipe"])}
        assert {each["licence"] for each in read_table(name)} == {entry["licence"]}
    assert {each.name for each in PACK.iterdir()} == expected
    assert sum(each.stat().st_size for each in PACK.iterdir()) < 680_000


@pytest.mark.parametrize("name", TABLES)
def test_a_recipe_reads_each_column_of_its_table_and_knows_its_places(name: str) -> None:
    recipe, rows = read_recipe(name), read_table(name)
    assert recipe.kind == "table"
    assert [each.column for each in recipe.columns] == list(COLUMNS)
    assert recipe.places == {each["area"]: each["place"] for each in rows if each["place"]}
    assert set(recipe.unmatched) == {each["area"] for each in rows if not each["place"]}
    for rule in recipe.columns:
        if rule.column in KEY[4:]:  # a breakdown that is always the total is kept out
            varies = any(each[rule.column] != "_T" for each in rows)
            assert (rule.role, rule.name) == (
                ("breakdown", rule.column) if varies else ("note", None)
            )
