"""Origins, diversity, sexes and ages of a population, whole or with parts that nobody told."""

import math
from collections.abc import Mapping

import pytest

from tests.core.observatory.figure import make_figure as figure
from weft.core.observatory.measures import (
    compute_age_structure,
    compute_concentration,
    compute_dependency_ratio,
    compute_diversity,
    compute_effective_origins,
    compute_entropy,
    compute_origins,
    compute_permit_reasons,
    compute_sex_ratio,
)
from weft.core.observatory.measures.composition import read_band
from weft.core.observatory.observation import Observation


def split(breakdown: str, counts: Mapping[str, float | None], **said: str) -> list[Observation]:
    return [
        figure(value=count, breakdowns={breakdown: code}, **said) for code, count in counts.items()
    ]


FOUR = split("origin", {"MAR": 40, "ROU": 30, "CHN": 20, "PER": 10})


def test_origins_come_with_their_shares_the_largest_first() -> None:
    found = compute_origins(FOUR, most=2)
    assert [(each.category, each.value) for each in found] == [("MAR", 40), ("ROU", 30)]


def test_shares_are_of_the_known_and_the_rest_of_a_total_is_somebody() -> None:
    parts = [*FOUR, *split("origin", {"_U": 20})]
    total = figure(value=220, breakdowns={"origin": "_T"})
    found = compute_origins(parts, total)
    assert [each.category for each in found] == ["MAR", "ROU", "CHN", "PER"]
    assert found[0].value == 20  # 40 of 200 of known origin, of whom 100 are not listed


def test_a_withheld_origin_has_no_share_and_the_others_have_theirs_if_there_is_a_total() -> None:
    parts = [*FOUR[:3], figure(value=None, breakdowns={"origin": "PER"}, confidentiality="C")]
    assert all(each.value is None for each in compute_origins(parts))
    found = {each.category: each for each in compute_origins(parts, figure(value=100))}
    assert found["MAR"].value == 40
    reason = found["PER"].reason
    assert reason is not None
    assert reason.code == "withheld"


def test_parts_that_are_more_than_the_whole_are_refused_with_the_difference() -> None:
    found = compute_origins(FOUR, figure(value=90))
    assert found[0].reason is not None
    assert (found[0].reason.code, found[0].reason.detail) == ("parts", "+10")


def test_diversity_concentration_entropy_and_the_effective_number_of_origins() -> None:
    simpson = 0.16 + 0.09 + 0.04 + 0.01
    entropy = -sum(p * math.log(p) for p in (0.4, 0.3, 0.2, 0.1))
    assert compute_concentration(FOUR).value == pytest.approx(simpson)
    assert compute_diversity(FOUR).value == pytest.approx(1 - simpson)
    assert compute_entropy(FOUR).value == pytest.approx(entropy)
    assert compute_effective_origins(FOUR).value == pytest.approx(math.exp(entropy))
    assert compute_effective_origins(FOUR, order=2).value == pytest.approx(1 / simpson)
    assert compute_effective_origins(FOUR, order=0).value == pytest.approx(4)


def test_equal_origins_are_as_many_as_they_are_and_one_alone_is_not_diverse() -> None:
    equal = split("origin", {"MAR": 5, "ROU": 5, "CHN": 5, "PER": 0})
    for order in (0.5, 1, 2, 3):
        assert compute_effective_origins(equal, order=order).value == pytest.approx(3)
    alone = split("origin", {"MAR": 5})
    assert compute_diversity(alone).value == 0
    assert compute_concentration(alone).value == 1


def test_diversity_is_not_computed_from_some_of_the_origins() -> None:
    assert compute_diversity(FOUR, figure(value=150)).value is None
    assert compute_diversity([*FOUR, *split("origin", {"TUN": None})]).value is None
    assert compute_diversity([]).value is None


def test_others_put_together_count_as_one_and_it_is_said() -> None:
    found = compute_diversity([*FOUR, *split("origin", {"_O": 10})])
    assert found.notes == ("note_others_lumped",)


def test_parts_of_women_are_no_parts_of_all() -> None:
    women = [
        figure(value=1, breakdowns={"origin": "MAR", "sex": "F"}),
        figure(value=1, breakdowns={"origin": "ROU", "sex": "F"}),
    ]
    found = compute_origins(women, figure(value=10, breakdowns={"sex": "_T"}))
    assert found[0].reason is not None
    assert found[0].reason.code == "units"
    assert compute_origins(women)[0].value == 50


def test_parts_of_two_definitions_make_no_whole() -> None:
    mixed = [FOUR[0], figure(value=3, breakdowns={"origin": "ROU"}, definition="country_of_birth")]
    assert compute_diversity(mixed).reason is not None


def test_men_for_each_hundred_women() -> None:
    men, women = split("sex", {"M": 90, "F": 120})
    assert compute_sex_ratio(men, women).value == 75
    assert compute_sex_ratio(men, None).value is None
    assert compute_sex_ratio(men, figure(value=0, breakdowns={"sex": "F"})).value is None


def test_ages_come_youngest_first() -> None:
    ages = split("age", {"Y_GE65": 10, "Y0T14": 30, "Y15T64": 60})
    assert [(each.category, each.value) for each in compute_age_structure(ages)] == [
        ("Y0T14", 30), ("Y15T64", 60), ("Y_GE65", 10),
    ]  # fmt: skip


def test_dependency_is_of_those_of_working_age() -> None:
    ages = split("age", {"Y0T4": 10, "Y5T14": 20, "Y15T39": 40, "Y40T64": 20, "Y_GE65": 10})
    assert compute_dependency_ratio(ages).value == pytest.approx(100 * 40 / 60)


def test_age_groups_across_the_limits_give_no_dependency_and_the_group_is_named() -> None:
    ages = split("age", {"Y0T4": 1, "Y5T11": 1, "Y12T17": 1, "Y18T59": 5, "Y_GE60": 1})
    found = compute_dependency_ratio(ages)
    assert found.reason is not None
    assert (found.reason.code, found.reason.detail) == ("bands", "Y12T17")


@pytest.mark.parametrize(
    ("code", "band"),
    [("Y0T4", (0, 4)), ("Y25", (25, 25)), ("Y_GE60", (60, None)), ("Y_GT59", (60, None)),
     ("Y_LT5", (0, 4)), ("Y_LE4", (0, 4)), ("_T", None)],
)  # fmt: skip
def test_age_groups_are_read_as_sdmx_writes_them(
    code: str, band: tuple[int, int | None] | None
) -> None:
    assert read_band(code) == band


def test_permits_by_reason() -> None:
    permits = [
        figure("permits_stock", count, breakdowns={"reason": reason}, unit="permits")
        for reason, count in (("work", 30), ("family", 50), ("asylum", 20))
    ]
    assert [(each.category, each.value) for each in compute_permit_reasons(permits)] == [
        ("family", 50), ("work", 30), ("asylum", 20),
    ]  # fmt: skip
