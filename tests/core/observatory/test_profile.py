"""The profile of a place: what it finds, what it never mixes, and the holes that it names."""

from functools import cache
from typing import Any

from weft.core.atlas import Atlas
from weft.core.atlas.facts import Place
from weft.core.observatory.observation import Observation
from weft.core.observatory.profile import (
    Profile,
    SectionPlan,
    Wish,
    compose_profile,
    list_wanted,
    read_plan,
)
from weft.core.observatory.profile.composing import part_series


@cache
def make_atlas() -> Atlas:
    def place(key: str, level: str, parent: str | None) -> Place:
        return Place(id=key, name={"en": key.title()}, levels=(level,), parent=parent)

    return Atlas(
        places=(
            place("land", "national", None),
            place("shire", "metropolitan", "land"),
            place("town", "local", "shire"),
        )
    )


def observe(place: str, measure: str = "stock", period: str = "2020", **more: Any) -> Observation:
    kept: dict[str, Any] = {
        "area": place, "place": place, "measure": measure, "period": period,
        "definition": "citizenship", "value": 100.0, "source": "Register",
    }  # fmt: skip
    return Observation(**(kept | more))


def compose(*found: Observation, plan: dict[str, SectionPlan] | None = None) -> Profile:
    return compose_profile(make_atlas(), "town", [("d", each) for each in found], plan)


def plan(of: str, *wishes: Wish) -> dict[str, SectionPlan]:
    return {"one": SectionPlan(title={"en": "One"}, of=of, wishes=wishes)}


def test_the_sections_are_those_of_the_profiles_of_mc2cm_in_their_order() -> None:
    assert list(read_plan()) == [
        "context", "national", "city", "metropolis", "services", "perception", "actors",
        "priorities",
    ]  # fmt: skip


def test_a_profile_looks_at_the_place_and_all_it_lies_in() -> None:
    assert list_wanted(make_atlas(), "town") == ("town", "shire", "land")


def test_a_figure_of_the_metropolis_is_never_shown_as_one_of_the_town() -> None:
    profile = compose(observe("shire"), plan=plan("place", Wish(measure="stock")))
    section = profile.sections[0]
    assert section.blocks == ()
    assert [(x.place, x.nearest) for x in section.holes] == [("town", "shire")]
    assert "municipal_register" in section.holes[0].suppliers


def test_the_section_of_the_metropolis_shows_it() -> None:
    profile = compose(observe("shire"), plan=plan("metropolis", Wish(measure="stock")))
    (section,) = profile.sections
    assert section.place == "shire"
    assert section.blocks[0].series[0].points[0].value == 100


def test_each_way_of_counting_is_a_series_of_its_own() -> None:
    found = [
        observe("town", period="2019"),
        observe("town", period="2020"),
        observe("town", definition="country_of_birth"),
        observe("town", modelled=True, low=80.0, high=120.0),
        observe("town", source="Census"),
    ]
    series = part_series([("d", each) for each in found], Wish(measure="stock"))
    assert len(series) == 4
    assert len(series[0].points) == 2  # the longest first
    assert sum(each.modelled for each in series) == 1


def test_a_breakdown_lists_its_parts_of_the_newest_period_with_the_missing_last() -> None:
    parts = {"ROU": 60.0, "MAR": None, "CHN": 30.0, "_T": 100.0}
    found = [
        observe("town", period=year, breakdowns={"origin": code}, value=value)
        for year in ("2019", "2020")
        for code, value in parts.items()
    ]
    wish = Wish(measure="stock", by="origin")
    block = compose(*found, plan=plan("place", wish)).sections[0].blocks[0]
    assert [x.breakdowns["origin"] for x in block.list_parts()] == ["ROU", "CHN", "MAR"]
    assert {str(x.period) for x in block.list_parts()} == {"2020"}
    total = block.find_total()
    assert total is not None
    assert total.value == 100


def test_parts_are_not_taken_for_totals() -> None:
    found = observe("town", breakdowns={"sex": "F"})
    profile = compose(found, plan=plan("place", Wish(measure="stock")))
    assert profile.sections[0].blocks == ()
    assert len(profile.holes) == 1


def test_a_missing_value_is_not_a_figure_of_zero() -> None:
    found = [observe("town", period="2019"), observe("town", period="2020", value=None)]
    block = compose(*found, plan=plan("place", Wish(measure="stock"))).sections[0].blocks[0]
    newest = block.series[0].newest
    assert newest is not None
    assert str(newest.period) == "2019"
