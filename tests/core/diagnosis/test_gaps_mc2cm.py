"""What the gaps say of the cities of MC2CM, held against the reports."""

from functools import cache

import pytest

from tests.core.test_mc2cm import FOLDER
from weft.core.atlas import Atlas, read_atlas
from weft.core.atlas.nearby import Nearby
from weft.core.diagnosis import list_settings, read_method
from weft.core.diagnosis.evidence import ReadingName
from weft.core.diagnosis.gaps import Cell, GapReport, find_gaps
from weft.core.diagnosis.scene import Scene

SHADOW = {
    "city-of-rennes-deliver-housing-de-facto-2014",
    "city-of-rennes-deliver-housing-de-jure-not",
}


@cache
def read() -> tuple[Atlas, Nearby]:
    atlas = read_atlas(FOLDER)
    return atlas, Nearby(atlas)


def find(place: str, area: str, reading: ReadingName, pair: tuple[str, str] | None = None):
    atlas, nearby = read()
    (setting,) = list_settings(atlas, place=place, area=area, pair=pair)
    return find_gaps(Scene(nearby, setting, read_method(), reading))


def pick(report: GapReport, code: str) -> list[Cell]:
    return [each for each in report.cells if each.code == code]


@pytest.mark.parametrize(("reading", "low"), [("confirmed", 0), ("recorded", 1)])
def test_rennes_shelters_people_in_the_shadow_of_a_state_task(reading: ReadingName, low: float):
    (shadow,) = pick(find("rennes", "housing", reading), "S-SHADOW")
    assert (shadow.role, shadow.low, shadow.levels) == ("deliver", low, ("local",))
    assert set(shadow.facts) == SHADOW


def test_in_tangier_decisions_are_distant_on_what_is_confirmed():
    (distant,) = pick(find("tangier", "integration", "confirmed"), "S-DISTANT")
    assert (distant.role, distant.severity) == ("regulate", "serious")
    assert "tangier-national-local-2017" in distant.facts


def test_turin_coordinates_without_the_competence_which_the_report_gives_to_the_state():
    report = find("turin-metropolitan-city", "integration", "recorded")
    (shadow,) = pick(report, "S-SHADOW")
    assert (shadow.role, shadow.low) == ("coordinate", 1)
    (in_doubt,) = pick(find("turin-metropolitan-city", "integration", "confirmed"), "S-SHADOW")
    assert in_doubt.low == 0  # that it has no competence is a reading of the report
    assert "regulate" not in {each.role for each in pick(report, "S-UNKNOWN")}
    employment = next(
        each for gap in report.gaps for each in gap.parts if each.code == "ties_with_employment"
    )
    assert (employment.high, employment.facts) == (0, ("turin-migration-unit-services",))


def test_in_lyon_two_levels_deliver_social_services_and_meet_nobody_knows_how_often():
    pair = ("metropolitan", "local")
    report = find("lyon", "social_protection", "confirmed", pair)
    (overlap,) = pick(report, "S-OVERLAP")
    assert (overlap.low, overlap.severity) == (0, "unknown")
    assert "lyon-social-services-pooling" in overlap.facts


def test_no_gap_is_made_up_where_the_reports_give_no_figures():
    atlas, nearby = read()
    for setting in list_settings(atlas):
        report = find_gaps(Scene(nearby, setting, read_method(), "recorded"))
        for gap in report.gaps:
            if gap.code in ("G-CAPA", "G-FISC", "G-ADMI"):
                assert gap.low == 0, setting
            assert set(gap.facts) <= atlas.facts.keys()
