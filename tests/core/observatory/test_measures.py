"""Measures are computed from figures by a formula with its source, or say why they are not."""

import math
import re
from typing import Any

import pytest

from tests.core.observatory.figure import make_figure as figure
from weft.core.observatory import measures
from weft.core.observatory.definitions import DefinitionsDiffer
from weft.core.observatory.measures import (
    FigureMissing,
    SumRefused,
    add_up,
    compare_figures,
    compute_arrival_rate,
    compute_change,
    compute_change_percent,
    compute_departure_rate,
    compute_growth_rate,
    compute_natural_change,
    compute_naturalisation_rate,
    compute_net_migration,
    compute_net_migration_rate,
    compute_recognition_rate,
    compute_refugee_presence,
    compute_share,
    label_measure,
    list_suppliers,
    read_measures,
    say_reason,
)
from weft.core.observatory.observation import Observation
from weft.core.terms.text import UNSTATED

POPULATION = figure("population", 1000)


# --- the data


def test_every_measure_has_formula_citation_and_suppression_rule_and_labels() -> None:
    for key, measure in read_measures().items():
        assert measure.label.root.keys() == {"en", "fr", "ar", "es", "it", "pt"}, key
        assert measure.formula
        assert measure.citation
        assert measure.suppression


def test_a_formula_in_words_has_them_in_each_language_and_one_of_signs_has_none() -> None:
    for key, measure in read_measures().items():
        words = set(re.findall("[A-Za-z]{3,}", measure.formula.read("en"))) - {"exp"}
        languages = {"en", "fr", "ar", "es", "it", "pt"} if words else {UNSTATED}
        assert measure.formula.root.keys() == languages, key


def test_every_rate_names_its_denominator() -> None:
    for key, measure in read_measures().items():
        if measure.kind == "derived" and measure.unit in ("percent", "per_thousand", "ratio"):
            assert measure.denominator, key


def test_labels_tell_measures_apart_in_each_language() -> None:
    for language in ("en", "fr", "ar", "es", "it", "pt"):
        assert len({label_measure(key, language) for key in read_measures()}) == len(
            read_measures()
        )


def test_every_computing_function_says_formula_unit_denominator_citation_and_suppression() -> None:
    functions = [each for each in dir(measures) if each.startswith(("compute_", "add_up"))]
    assert len(functions) > 15
    for name in functions:
        doc = getattr(measures, name).__doc__
        for word in ("Formula:", "Unit:", "Denominator:", "Citation:", "Suppression:"):
            assert word in doc, name


# --- shares and changes


def test_a_share_is_of_all_residents_and_keeps_who_is_counted_and_who_says_so() -> None:
    share = compute_share(figure("stock", 150), figure("population", 1000, source="census"))
    assert share.value == 15
    assert (share.unit, share.definition, share.sources) == (
        "percent", "citizenship", ("register", "census")
    )  # fmt: skip


@pytest.mark.parametrize("population", [None, figure("population", None)])
def test_without_a_denominator_there_is_no_share_but_who_could_supply_it(
    population: Observation | None,
) -> None:
    share = compute_share(figure("stock", 150), population)
    assert share.value is None
    assert share.reason is not None
    assert (share.reason.code, share.reason.measure) == ("denominator", "population")
    assert say_reason(share) == (
        "The figure to divide by is missing: Residents. Could be supplied by the municipal "
        "population register or the statistical office."
    )
    with pytest.raises(FigureMissing, match=r"missing: Residents.*municipal population register"):
        share.demand()


def test_no_migrants_are_a_share_of_zero_and_no_figure_is_none() -> None:
    assert compute_share(figure("stock", 0), POPULATION).value == 0
    assert compute_share(figure("stock", None), POPULATION).value is None
    assert compute_share(None, POPULATION).value is None


def test_nobody_to_divide_by_is_said() -> None:
    share = compute_share(figure("stock", 0), figure("population", 0))
    assert share.reason is not None
    assert share.reason.code == "zero"


def test_a_withheld_figure_is_not_called_missing_and_nobody_is_asked_for_it() -> None:
    share = compute_share(figure("stock", None, confidentiality="C"), POPULATION)
    assert share.reason is not None
    assert share.reason.code == "withheld"
    assert "to protect people" in say_reason(share)
    assert "supplied" not in say_reason(share)


def test_what_is_made_of_a_figure_that_not_all_may_see_is_not_for_all() -> None:
    assert not compute_share(figure("stock", 3, confidentiality="N"), POPULATION).free
    assert compute_share(figure("stock", 3), POPULATION).free


@pytest.mark.parametrize(
    "population",
    [
        figure("population", 1000, "2019"),
        figure("population", 1000, area="milan", place="milan"),
        figure("population", 1000, definition="citizenship"),
    ],
)
def test_a_population_of_another_year_place_or_people_is_no_denominator(
    population: Observation,
) -> None:
    assert compute_share(figure("stock", 150), population).value is None


def test_the_first_of_january_goes_with_the_year_that_has_ended() -> None:
    stock = figure("stock", 150, "2020")
    assert compute_share(stock, figure("population", 1000, "2021-01-01")).value == 15
    assert compute_share(stock, figure("population", 1000, "2020-12-31")).value == 15


def test_a_change_is_counted_in_persons_in_percent_and_by_year() -> None:
    before, after = figure(value=100, year="2018"), figure(value=121, year="2020")
    assert compute_change(before, after).value == 21
    assert compute_change_percent(before, after).value == pytest.approx(21)
    rate = compute_growth_rate(before, after).value
    assert rate == pytest.approx(100 * math.log(1.21) / (731 / 365.2425))


def test_there_is_no_change_between_two_ways_of_counting_and_what_differs_is_said() -> None:
    change = compute_change(
        figure(value=100, year="2018"),
        figure(value=150, year="2020", definition="country_of_birth"),
    )
    assert change.value is None
    assert change.reason is not None
    assert change.reason.code == "definitions"
    assert "People who have become citizens" in say_reason(change)


def test_there_is_no_change_from_a_counted_to_a_modelled_figure() -> None:
    change = compute_change(figure(value=1, year="2018"), figure(value=2, modelled=True))
    assert change.reason is not None
    assert change.reason.code == "modelled"


def test_a_change_over_a_break_of_the_source_says_so() -> None:
    change = compute_change(figure(value=1, year="2018"), figure(value=2, flag="B"))
    assert (change.value, change.notes) == (1, ("note_break",))


def test_growth_from_nobody_has_no_rate() -> None:
    before, after = figure(value=0, year="2018"), figure(value=5)
    assert compute_growth_rate(before, after).value is None
    assert compute_change_percent(before, after).value is None
    assert compute_change(before, after).value == 5


def test_a_result_is_as_good_as_the_worst_it_is_made_of() -> None:
    result = compute_share(figure("stock", 1, flag="P"), figure("population", 10, flag="E"))
    assert result.flag == "E"


# --- flows


def test_births_less_deaths_and_arrivals_less_departures() -> None:
    assert compute_natural_change(figure("births", 30), figure("deaths", 10)).value == 20
    assert compute_net_migration(figure("arrivals", 30), figure("departures", 45)).value == -15
    assert compute_net_migration(figure("arrivals", 30), None).value is None


def test_rates_are_per_thousand_of_the_mean_population() -> None:
    before, after = figure("population", 900, "2019"), figure("population", 1100, "2020")
    arrivals, departures = figure("arrivals", 30), figure("departures", 10)
    assert compute_arrival_rate(arrivals, after, before).value == 30
    assert compute_departure_rate(departures, after, before).value == 10
    assert compute_net_migration_rate(arrivals, departures, after, before).value == 20


def test_a_mean_of_the_wrong_ends_is_refused() -> None:
    arrivals = figure("arrivals", 30)
    same = figure("population", 1000, "2020")
    later = figure("population", 1000, "2021")
    for before, after in ((same, same), (same, later)):
        assert compute_arrival_rate(arrivals, after, before).value is None
    first, last = figure("population", 900, "2020-01-01"), figure("population", 1100, "2021-01-01")
    assert compute_arrival_rate(arrivals, last, first).value == 30


def test_a_rate_without_the_population_before_refuses() -> None:
    result = compute_arrival_rate(figure("arrivals", 30), POPULATION, None)
    assert result.reason is not None
    assert result.reason.code == "denominator"


def test_naturalisation_is_of_those_who_were_foreign_at_the_beginning() -> None:
    start = figure("stock_start", 200)
    assert compute_naturalisation_rate(figure("naturalisations", 5), start).value == 2.5
    missing = compute_naturalisation_rate(figure("naturalisations", 5), None)
    assert missing.reason is not None
    assert missing.reason.measure == "stock_start"


# --- protection


def decide(**counts: float | None) -> dict[str, Observation]:
    return {
        key: figure("asylum_decisions", count, breakdowns={"decision": key}, unit="persons")
        for key, count in counts.items()
    }


def test_recognition_counts_decisions_on_substance_and_no_closed_cases() -> None:
    found = compute_recognition_rate(
        decide(recognised=20, other_protection=10, rejected=70, closed=900)
    )
    assert found.value == 30


def test_recognition_without_the_rejected_is_not_known() -> None:
    found = compute_recognition_rate(decide(recognised=20, other_protection=10))
    assert found.value is None
    assert "rejected" in say_reason(found)


def test_decisions_on_cases_and_on_persons_are_not_mixed() -> None:
    decisions = decide(recognised=20, other_protection=10, rejected=70)
    cases = figure("asylum_decisions", 70, breakdowns={"decision": "rejected"}, unit="cases")
    found = compute_recognition_rate(decisions | {"rejected": cases})
    assert found.reason is not None
    assert found.reason.code == "units"


def test_refugees_per_thousand_inhabitants_of_a_region_too() -> None:
    where: dict[str, Any] = {"area": "Mafraq", "place": None}
    found = compute_refugee_presence(
        figure("refugees", 160, **where), figure("population", 550, **where)
    )
    assert found.value == pytest.approx(290.909, abs=1e-3)


# --- sums and comparisons


def test_parts_add_up_and_a_missing_part_makes_the_sum_unknown() -> None:
    parts = [figure(value=n, area=f"district-{n}", place=None) for n in (1, 2, 3)]
    assert add_up(parts).value == 6
    gap = add_up([*parts, figure(value=None, area="district-4", place=None)])
    assert gap.value is None
    assert gap.reason is not None
    assert gap.reason.detail == "district-4"


def test_a_sum_across_definitions_is_refused() -> None:
    with pytest.raises(DefinitionsDiffer):
        add_up([figure(value=1), figure(value=2, area="x", definition="country_of_birth")])


@pytest.mark.parametrize(
    ("change", "word"),
    [({"unit": "permits"}, "unit"), ({"year": "2021"}, "period"), ({"modelled": True}, "modelled"),
     ({"measure": "arrivals"}, "measure"), ({}, "twice")],
)  # fmt: skip
def test_a_sum_of_what_does_not_belong_together_is_refused(
    change: dict[str, Any], word: str
) -> None:
    with pytest.raises(SumRefused, match=word):
        add_up([figure(value=1), figure(**({"value": 2} | change))])


def test_nothing_has_no_sum() -> None:
    with pytest.raises(SumRefused, match="nothing to add up"):
        add_up([])


def test_a_comparison_across_definitions_is_shown_with_what_differs() -> None:
    here = figure(value=100)
    there = figure(value=50, area="lyon", place="lyon", definition="country_of_birth")
    found = compare_figures(here, there)
    assert found.ratio == 2
    assert {each.group for each in found.differences} >= {"naturalised", "native_born_foreigners"}
    alike = compare_figures(here, figure(value=50, area="milan", place="milan"))
    assert not (alike.differences or alike.modelled or alike.units or alike.periods)


def test_a_comparison_says_when_years_units_or_ways_differ() -> None:
    here = figure(value=100)
    assert compare_figures(here, figure(value=1, year="2019")).periods
    assert compare_figures(here, figure(value=1, modelled=True)).modelled
    other = compare_figures(here, figure(value=1, unit="permits"))
    assert other.units
    assert other.ratio is None


# --- who could supply


def test_who_could_supply_depends_on_the_level() -> None:
    assert list_suppliers("asylum_seekers", "local")[0] == "reception_authority"
    assert list_suppliers("asylum_seekers", "national")[0] == "asylum_authority"
    assert list_suppliers("stock", "metropolitan") == list_suppliers("stock", "local")
    assert list_suppliers("share") == ()
