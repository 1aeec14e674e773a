"""Stocks and flows fit together, or what does not is listed; checked on the foreign population of
Italy, by area, year and sex."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.core.observatory.figure import make_figure as figure
from weft.core.observatory.balance import check_balance, check_continuity, say_balance
from weft.core.observatory.observation import Observation
from weft.core.observatory.periods import Period
from weft.core.observatory.recipe import Recipe

ROOT = Path(__file__).parents[3]
RECIPE = ROOT / "src/weft/packs/recipes/istat-foreign-population-balance.yaml"
FILE = (
    ROOT.parent
    / "shared/data/italy-sdmx/istat_29_316_DF_DCIS_POPSTRBIL1_1_foreign-population-balance.csv.gz"
)
NEEDED: dict[str, float | None] = {
    "stock_start": 100.0, "births": 10.0, "deaths": 2.0, "arrivals": 30.0, "departures": 5.0,
    "internal_arrivals": 7.0, "internal_departures": 9.0, "naturalisations": 6.0, "stock": 125.0,
}  # fmt: skip


def make(**changes: float | None) -> list[Observation]:
    return [figure(measure, value) for measure, value in (NEEDED | changes).items()]


def test_a_balance_that_closes() -> None:
    (check,) = check_balance(make())
    assert (check.status, check.difference, check.missing) == ("closes", 0, ())


def test_corrections_and_adjustments_enter_with_their_sign() -> None:
    (check,) = check_balance(
        make(other_arrivals=4, other_departures=10, adjustment=-3, stock=125 + 4 - 10 - 3)
    )
    assert check.status == "closes"


def test_a_balance_that_does_not_close_says_the_difference() -> None:
    (check,) = check_balance(make(adjustment=0, stock=132))
    assert (check.status, check.difference) == ("differs", 7)
    assert say_balance(check) == (
        "The balance does not close: the stock at the end differs from the sum by +7."
    )


def test_a_missing_component_is_not_zero_and_is_named() -> None:
    (check,) = check_balance(make(departures=None))
    assert (check.status, check.difference, check.missing) == ("unknown", None, ("departures",))
    assert say_balance(check) == (
        "Whether the balance closes is not known; missing: Departures abroad."
    )
    (half,) = check_balance(make(internal_departures=None))
    assert (half.status, half.missing) == ("unknown", ("internal_departures",))


def test_what_a_source_does_not_report_at_all_may_explain_a_difference() -> None:
    (check,) = check_balance(make(stock=132))
    assert (check.status, check.difference) == ("unknown", 7)
    assert check.missing == ("other_arrivals", "other_departures", "adjustment")


def test_who_becomes_a_citizen_stays_among_those_born_abroad_and_births_do_not_enter() -> None:
    counts = NEEDED | {"adjustment": 0, "stock": 100 - 2 + 30 - 5 + 7 - 9}
    born = [figure(key, value, definition="country_of_birth") for key, value in counts.items()]
    (check,) = check_balance(born)
    assert check.status == "closes"


def test_a_tolerance_is_for_rounded_figures() -> None:
    assert check_balance(make(adjustment=0, stock=127))[0].status == "differs"
    assert check_balance(make(adjustment=0, stock=127), tolerance=5)[0].status == "closes"


def test_a_withheld_component_cannot_be_found_by_the_check() -> None:
    hidden = [
        figure("deaths", None, confidentiality="C") if each.measure == "deaths" else each
        for each in make()
    ]
    (check,) = check_balance(hidden)
    assert (check.status, check.difference, check.missing) == ("unknown", None, ("deaths",))


def test_sexes_and_definitions_have_balances_of_their_own() -> None:
    women = [each.model_copy(update={"breakdowns": {"sex": "F"}}) for each in make()]
    assert len(check_balance([*make(), *women])) == 2
    assert check_balance([figure("stock", 5)]) == ()


# --- Italy


@pytest.fixture(scope="module")
def italy() -> list[Observation]:
    if not FILE.exists():
        pytest.skip(f"{FILE.name} is not in ../shared/data")
    recipe = Recipe.model_validate(yaml.safe_load(RECIPE.read_text("utf-8")))
    codes = {rule.column: rule.codes for rule in recipe.columns}
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        return [
            Observation(
                area=row["REF_AREA"],
                place=recipe.places.get(row["REF_AREA"]),
                measure=codes["DATA_TYPE"][row["DATA_TYPE"]],
                period=Period(row["TIME_PERIOD"]),
                definition=recipe.constants["definition"],
                breakdowns={"sex": codes["SEX"][row["SEX"]]},
                value=float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None,
                source=recipe.constants["source"],
            )
            for row in csv.DictReader(file)
        ]


def test_the_balance_of_italy_closes_for_every_area_year_and_sex(italy: list[Observation]) -> None:
    checks = check_balance(italy)
    assert len({each.area for each in checks}) == 134
    assert len(checks) == 134 * 5 * 3
    assert Counter(each.status for each in checks) == {"closes": 2010}


def test_a_wrong_meaning_of_one_code_would_not_have_closed(italy: list[Observation]) -> None:
    swapped = {"births": "deaths", "deaths": "births"}
    wrong = [
        each.model_copy(update={"measure": swapped.get(each.measure, each.measure)})
        for each in italy
        if each.area == "ITC11"
    ]
    assert all(each.status == "differs" for each in check_balance(wrong))


def test_where_a_year_does_not_begin_as_the_last_ended_two_towns_changed_their_region(
    italy: list[Observation],
) -> None:
    # Montecopiolo and Sassofeltrio left the Marche for Emilia-Romagna in June 2021.
    jumps = check_continuity(italy)
    found = {each.area: each.difference for each in jumps if each.breakdowns == {"sex": "_T"}}
    assert found == {
        "ITD": 222, "ITD5": 222, "ITD59": 222, "ITE": -222, "ITE3": -222, "ITE31": -222,
    }  # fmt: skip
    assert len(jumps) == 18
    assert {str(each.period) for each in jumps} == {"2020"}


def test_turin_is_the_metropolitan_city_and_its_stock_is_the_published_one(
    italy: list[Observation],
) -> None:
    (stock,) = (
        each
        for each in italy
        if each.place == "turin-metropolitan-city"
        and (each.measure, str(each.period), each.breakdowns["sex"]) == ("stock", "2023", "_T")
    )
    assert (stock.area, stock.value) == ("ITC11", 219139)
