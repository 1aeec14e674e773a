"""What holds for every atlas: gaps stay in bounds, and knowledge never makes them vaguer."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.towns import cite, hold, make_atlas, make_scene, survey, tie
from weft.core.atlas import Atlas
from weft.core.atlas.build import Draft, build_atlas
from weft.core.diagnosis.gaps import GapReport, find_gaps
from weft.core.terms import list_codes

AREAS = ["housing", "employment", "reception"]
GRADES = "ABCD"

competences = st.builds(
    lambda holder, role, basis, area, grade: hold(
        holder, role, basis=basis, area=area, grade=grade
    ),
    st.sampled_from(["state", "prefect", "city", "desk", "region", "aid"]),
    st.sampled_from(list_codes("roles")),
    st.sampled_from(["de_jure", "de_facto"]),
    st.sampled_from(AREAS),
    st.sampled_from(GRADES),
)
ATTRIBUTES = {
    "meetings": st.sampled_from([0, 1, 4, 12]),
    "last_active": st.sampled_from(["2016", "2019-03", "2020-06-01"]),
    "coverage": st.sampled_from([0.05, 1.0]),
}
mechanisms = st.builds(
    lambda kind, members, grade, more: tie("x", kind, *members, grade=grade, **more),
    st.sampled_from(list_codes("mechanism_kinds")),
    st.lists(
        st.sampled_from(["state", "region", "city", "desk", "harbour", "aid"]),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    st.sampled_from(GRADES),
    st.fixed_dictionaries({}, optional=ATTRIBUTES),
)
figures = st.fixed_dictionaries(
    {},
    optional={
        name: st.integers(0, 20)
        for name in ("money", "task_cost", "staff", "trained_staff", "task_staff")
    },
)
SURVEYS = [
    survey("ties", "competences", "resources", "reports", areas=AREAS),
    survey("ties", "competences", levels=["local", "local"], areas=AREAS),
    survey("ties", "competences", "resources", "reports", levels=[], areas=AREAS),
]
surveys = st.lists(st.sampled_from(SURVEYS), unique_by=lambda each: each["name"])
markets = st.lists(
    st.builds(
        lambda kind, places, people: {"kind": kind, "places": places, "population": people,
                                      "sources": cite()},
        st.sampled_from(["housing", "labour"]),
        st.sampled_from([["town"], ["town", "port"]]),
        st.sampled_from([None, 0, 10]),
    ),
    max_size=2,
    unique_by=lambda each: each["kind"],
)  # fmt: skip


def name(records: list[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    return [
        {
            key: value
            for key, value in {**each, "name": f"{prefix} {n}"}.items()
            if value is not None
        }
        for n, each in enumerate(records)
    ]


def unique(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({(r["holder"], r["role"], r["basis"], r["area"]): r for r in records}.values())


def means(row: dict[str, Any], grade: str = "A") -> list[dict[str, Any]]:
    base = {"actor": "city", "area": "housing", "year": 2019, "sources": cite(grade)}
    return [{**base, **row}] if row else []


def find(**sections: Any) -> GapReport:
    return find_gaps(make_scene(make_atlas(**sections)))


def assert_within(after: GapReport, before: GapReport) -> None:
    for new, old in zip(after.gaps, before.gaps, strict=True):
        was = {each.code: each for each in old.parts}
        # A part may fall away once it has nothing to measure; never does one come up.
        for one, other in ((new, old), *((each, was[each.code]) for each in new.parts)):
            assert one.low >= other.low - 1e-9, (new.code, one.code)
            assert one.high <= other.high + 1e-9, (new.code, one.code)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(competences, max_size=6),
    st.lists(mechanisms, max_size=4),
    figures,
    st.sampled_from(GRADES),
    markets,
    surveys,
)
def test_every_gap_and_part_lies_between_nothing_and_all(held, ties, row, grade, zones, closed):
    report = find(
        competences=unique(held),
        mechanisms=name(ties, "Tie"),
        resources=means(row, grade),
        zones=name(zones, "Market"),
        surveys=closed,
    )
    assert len(report.gaps) == 7
    for gap in report.gaps:
        for each in (gap, *gap.parts):
            assert 0 <= each.low <= each.high <= 1
        for part in gap.parts:
            assert part.known == ((part.low, part.high) != (0, 1))
            assert bool(part.missing) == (part.low < part.high)
    for cell in report.cells:
        assert (cell.low, cell.high) in ((0, 1), (1, 1))
        assert cell.facts or cell.code == "S-UNKNOWN"


@settings(max_examples=80, deadline=None)
@given(
    st.lists(competences, max_size=5),
    st.lists(mechanisms, max_size=4),
    st.lists(competences, max_size=3),
    mechanisms,
)
def test_a_sure_fact_that_no_survey_closed_never_widens_a_gap(held, ties, more, tied):
    sure = [{**each, "sources": cite()} for each in held]
    new = [{**each, "sources": cite()} for each in more]
    before = find(competences=unique(sure), mechanisms=name(ties, "Tie"))
    after = find(
        competences=unique([*sure, *new]),
        mechanisms=[*name(ties, "Tie"), {**tied, "name": "New", "sources": cite()}],
    )
    assert_within(after, before)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(competences, max_size=5),
    st.lists(mechanisms, max_size=3),
    figures,
    markets,
    st.sampled_from(SURVEYS),
)
def test_a_survey_never_widens_a_gap(held, ties, row, zones, closed):
    sections = {
        "competences": unique(held),
        "mechanisms": name(ties, "Tie"),
        "resources": means(row),
        "zones": name(zones, "Market"),
    }
    assert_within(find(**sections, surveys=[closed]), find(**sections))


@settings(max_examples=60, deadline=None)
@given(figures, st.data(), st.sampled_from([[], SURVEYS[:2]]))
def test_a_figure_filled_in_never_widens_a_gap(row, data, closed):
    # Not beside a survey that found nobody who funds: money would contradict it.
    known = data.draw(st.sets(st.sampled_from(sorted(row)))) if row else set()
    less = {key: value for key, value in row.items() if key in known}
    assert_within(
        find(resources=means(row), surveys=closed), find(resources=means(less), surveys=closed)
    )


@settings(max_examples=60, deadline=None)
@given(mechanisms, st.sampled_from(sorted(ATTRIBUTES)), surveys)
def test_an_attribute_filled_in_never_widens_a_gap(mechanism, attribute, closed):
    sure = {**mechanism, "name": "Tie", "sources": cite()}
    if attribute == "coverage":
        return  # unstated coverage is all of the people, by the method
    unknown = {key: value for key, value in sure.items() if key != attribute}
    assert_within(
        find(mechanisms=[sure], surveys=closed), find(mechanisms=[unknown], surveys=closed)
    )


@settings(max_examples=40, deadline=None)
@given(markets, mechanisms, surveys)
def test_a_market_filled_in_never_widens_a_gap(zones, tied, closed):
    sections = {"mechanisms": name([tied], "Tie"), "surveys": closed}
    assert_within(find(**sections, zones=name(zones, "Market")), find(**sections))


@settings(max_examples=40, deadline=None)
@given(competences)
def test_a_yes_and_a_no_on_one_cell_are_contested(fact):
    yes = {**fact, "holder": "city", "area": "housing", "sources": cite()}
    found = find(competences=[yes, {**yes, "holds": False}])
    assert ("S-CONTESTED", yes["role"]) in {(each.code, each.role) for each in found.cells}


def make_lonely(**sections: Any) -> Atlas:
    base: dict[str, Any] = {
        "places": [
            {"id": "land", "name": "Land", "levels": ["national"]},
            {"id": "town", "name": "Town", "levels": ["local"], "parent": "land"},
        ],
        "sources": [{"id": "doc-a", "title": "Document", "grade": "A", "date": "2020"}],
        "actors": [{"id": "city", "name": "City", "kind": "government", "place": "town"}],
    }
    return build_atlas([Draft(sections={**base, **sections})])


def test_an_atlas_of_one_actor_or_none_gives_an_answer_and_makes_up_no_number():
    for sections in ({}, {"actors": []}, {"mechanisms": [tie("Alone", "exchange", "city")]},
                     {"surveys": [survey("ties", levels=[])]}):  # fmt: skip
        report = find_gaps(make_scene(make_lonely(**sections)))
        assert len(report.gaps) == 7
        assert all(each.severity != "none" for each in report.gaps)
        assert all(each.low == 0 for each in report.gaps if each.code not in ("G-INFO", "G-ACCO"))
