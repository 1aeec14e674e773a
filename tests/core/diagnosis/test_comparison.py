"""Two settings side by side: what differs for certain, what may, and on which facts."""

import datetime as dt
from typing import Any

import pytest

from tests.core.diagnosis.towns import (
    ALL_SURVEYS,
    hold,
    make_atlas,
    make_setting,
    tie,
)
from weft.core.atlas import Atlas
from weft.core.atlas.asserting import NoReadingError
from weft.core.diagnosis.comparison import (
    Bounds,
    Comparison,
    Difference,
    Side,
    compare,
    say_comparison,
)
from weft.core.diagnosis.comparison.comparing import relate

LANGUAGES = ("en", "fr", "ar")
# Holds in both towns, so that neither is a blank.
SHARED = [hold("state", "monitor", id="shared")]
PORT_SURVEYS = [{**each, "place": "port", "name": f"Port: {each['name']}"} for each in ALL_SURVEYS]


def side(actor: str | None = None, **more: Any) -> Side:
    return Side(setting=make_setting(**more), actor=actor)


def put_side_by_side(
    atlas: Atlas, one: Side | None = None, other: Side | None = None
) -> Comparison:
    """Town and Port unless told, with few draws."""
    return compare(atlas, one or side(), other or side(place="port"), draws=50)


def find(comparison: Comparison, code: str, reading: str = "confirmed") -> Difference | None:
    found = (e for e in comparison.differences if (e.code, e.reading) == (code, reading))
    return next(found, None)


def list_codes(comparison: Comparison) -> set[str]:
    return {each.code for each in comparison.cautions}


def grant(name: str, city: str, **more: Any) -> dict[str, Any]:
    return tie(name, "earmarked_grant", "state", city, **more)


# --- facts that say the same


def test_two_places_with_a_grant_of_one_kind_do_not_differ_in_it() -> None:
    grants = [grant("Fund of Town", "city"), grant("Aid to Port", "harbour")]
    found = put_side_by_side(make_atlas(mechanisms=grants))
    assert found.facts.only_one == found.facts.only_other == ()
    assert set(found.facts.both) == {"fund-of-town", "aid-to-port"}
    assert found.agrees


def test_another_kind_of_tie_is_a_difference_and_is_named() -> None:
    ties = [
        grant("Fund", "city"),
        tie("Pact", "negotiated_contract", "state", "harbour", initiator="state"),
    ]
    found = put_side_by_side(make_atlas(mechanisms=ties))
    assert (found.facts.only_one, found.facts.only_other) == (("fund",), ("pact",))
    coupling = find(found, "V")
    assert coupling and (coupling.facts.only_one, coupling.facts.only_other) == (
        ("fund",),
        ("pact",),
    )


def test_a_role_matches_by_role_level_and_basis_not_by_holder() -> None:
    facts = [hold("city", id="here"), hold("harbour", id="there"), hold("harbour", "fund", id="x")]
    found = put_side_by_side(make_atlas(competences=facts))
    assert set(found.facts.both) == {"here", "there"}
    assert found.facts.only_other == ("x",)
    assert not put_side_by_side(
        make_atlas(competences=[hold("city", id="yes"), hold("harbour", id="no", holds=False)])
    ).facts.both


def test_of_two_bodies_of_a_kind_the_one_that_meets_more_is_unlike() -> None:
    bodies = [
        tie("Table", "consultative_body", "state", "city", meetings=12, last_active="2020-06-01"),
        tie("Round", "consultative_body", "state", "harbour", meetings=1, last_active="2020-06-01"),
    ]
    found = put_side_by_side(make_atlas(mechanisms=bodies, surveys=[*ALL_SURVEYS, *PORT_SURVEYS]))
    coupling = find(found, "V")
    assert coupling and coupling.certain
    assert coupling.one.low > coupling.other.high
    assert coupling.facts.only_one == coupling.facts.only_other == ()
    assert set(coupling.facts.unlike) == {"table", "round"}


def test_in_one_place_two_ties_of_a_kind_are_not_taken_for_one() -> None:
    """What an actor disputes must show, though another contract of the kind remains."""
    ties = [
        grant("Fund", "city", positions=[{"actor": "state", "stand": "disputes"}]),
        grant("Second fund", "city", asserted_by="city",
              positions=[{"actor": "state", "stand": "confirms"}]),
    ]  # fmt: skip
    found = put_side_by_side(make_atlas(mechanisms=ties), side("city"), side("state"))
    assert found.respect == "actor"
    assert (found.facts.only_one, found.facts.only_other) == (("fund",), ())


# --- signals, cells, conditions


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 0.2), (0.3, 1), "apart"),
        ((0.3, 1), (0, 0.2), "apart"),
        ((0, 0), (1, 1), "apart"),
        ((0, 0.3), (0.3, 1), "overlap"),
        ((0, 0.5), (0.3, 1), "overlap"),
        ((0, 1), (0.3, 0.5), "nested"),
        ((0.3, 0.3), (0.3, 0.5), "nested"),
        ((0.3, 0.5), (0.3, 0.5), None),
        ((0.3, 0.5), (0.3 + 1e-12, 0.5), None),
    ],
)
def test_bounds_are_apart_nested_overlapping_or_the_same(
    one: tuple[float, float], other: tuple[float, float], expected: str | None
) -> None:
    here, there = (Bounds(low=low, high=high) for low, high in (one, other))
    assert relate(here, there) == expected


def test_only_bounds_that_are_apart_differ_for_certain() -> None:
    pact = [tie("Pact", "negotiated_contract", "state", "city", initiator="state")]
    open_one = put_side_by_side(make_atlas(mechanisms=pact, competences=SHARED))
    coupling = find(open_one, "C")
    assert coupling and not coupling.certain and coupling.relation == "nested"
    surveyed = make_atlas(mechanisms=pact, surveys=[*ALL_SURVEYS, *PORT_SURVEYS])
    closed = find(put_side_by_side(surveyed), "C")
    assert closed and closed.certain
    assert (closed.other.low, closed.other.high) == (0, 0)


def test_cells_say_who_holds_what_on_each_side() -> None:
    facts = [
        hold("city", id="yes"),
        hold("harbour", id="no", holds=False),
        hold("city", "fund", id="fund"),
    ]
    found = put_side_by_side(make_atlas(competences=facts))
    cells = {(e.role, e.basis): e for e in found.cells if e.reading == "confirmed"}
    assert set(cells) == {("deliver", "de_facto"), ("fund", "de_facto")}
    deliver, fund = cells["deliver", "de_facto"], cells["fund", "de_facto"]
    assert (deliver.one, deliver.other, deliver.certain) == (True, False, True)
    assert (deliver.facts_one, deliver.facts_other) == (("yes",), ("no",))
    assert (fund.one, fund.other, fund.certain) == (True, None, False)


def test_a_weak_fact_makes_a_cell_differ_only_if_what_is_recorded_holds() -> None:
    found = put_side_by_side(make_atlas(competences=[*SHARED, hold("city", grade="C")]))
    assert [each.reading for each in found.cells] == ["recorded"]


def test_conditions_that_differ_come_with_their_reasons() -> None:
    body = tie(
        "Forum", "co_deciding_body", "state", "city", {"actor": "aid", "voice": "vote"},
        meetings=6, last_active="2020-05", decides=True, agenda=[], veto=[],
    )  # fmt: skip
    found = put_side_by_side(make_atlas(mechanisms=[body], competences=SHARED))
    told = {each.code: each for each in found.conditions if each.reading == "confirmed"}
    assert set(told) == {"a", "b", "c"}
    assert (told["c"].one.answer, told["c"].other.answer) == ("met", "unknown")
    assert (told["c"].one.reason, told["c"].other.reason) == ("voice", "voice_unrecorded")
    said = " ".join(say_comparison(make_atlas(mechanisms=[body], competences=SHARED), found))
    assert "Town: Somebody outside government with a say: met. Has a vote or a voice: Aid." in said
    assert "Port: Somebody outside government with a say: " in said


def test_swapping_the_sides_only_swaps_the_sides() -> None:
    facts = {
        "competences": [hold("city"), hold("harbour", "fund")],
        "mechanisms": [grant("Fund", "city"), tie("Talk", "exchange", "state", "harbour")],
    }
    atlas = make_atlas(**facts)
    there = put_side_by_side(atlas)
    back = put_side_by_side(atlas, side(place="port"), side())
    assert [(e.code, e.one, e.other, e.relation) for e in there.differences] == [
        (e.code, e.other, e.one, e.relation) for e in back.differences
    ]
    assert there.facts.only_one == back.facts.only_other
    assert [(e.role, e.one) for e in there.cells] == [(e.role, e.other) for e in back.cells]
    assert there.one_diagnosis == back.other_diagnosis


def test_the_same_seed_gives_the_same_comparison_and_it_survives_json() -> None:
    atlas = make_atlas(mechanisms=[grant("Fund", "city", grade="C")])
    found = put_side_by_side(atlas)
    assert found == put_side_by_side(atlas)
    assert Comparison.model_validate_json(found.model_dump_json()) == found


# --- two days


def dated(name: str, start: str, until: str | None = None, **more: Any) -> dict[str, Any]:
    period = {"from": start, **({"until": until} if until else {})}
    return grant(name, "city", **period, **more)


def on(year: int) -> Side:
    return side(on=dt.date(year, 6, 1))


def test_between_two_days_facts_begin_end_follow_one_another_or_pass() -> None:
    ties = [
        dated("First contract", "2010", "2016", id="first-contract"),
        dated("Second contract", "2016"),
        tie(
            "Old talk",
            "exchange",
            "state",
            "city",
            id="old-talk",
            **{"from": "2011", "until": "2015"},
        ),
        tie("New pact", "negotiated_contract", "state", "city", **{"from": "2017"}),
        tie(
            "Brief duty",
            "mandate",
            "state",
            "city",
            id="brief-duty",
            **{"from": "2015", "until": "2016"},
        ),
        tie("Long gone", "consultation", "state", "city", **{"from": "2000", "until": "2005"}),
        tie("Steady letter", "information", "state", "city", **{"from": "2009"}),
    ]
    atlas = make_atlas(mechanisms=ties)
    for sides in ((on(2014), on(2018)), (on(2018), on(2014))):
        found = put_side_by_side(atlas, *sides)
        assert found.respect == "on"
        changes = found.changes
        assert changes is not None
        assert changes.began == ("new-pact",)
        assert changes.ended == ("old-talk",)
        assert changes.renewed == (("first-contract", "second-contract"),)
        assert changes.passed == ("brief-duty",)
        assert "steady-letter" in found.facts.both


def test_what_met_long_ago_is_unlike_itself() -> None:
    body = tie("Table", "consultative_body", "state", "city", meetings=12, last_active="2014-05",
               **{"from": "2010"})  # fmt: skip
    surveys = [{**each, "from": "2010"} for each in ALL_SURVEYS]
    found = put_side_by_side(make_atlas(mechanisms=[body], surveys=surveys), on(2014), on(2018))
    coupling = find(found, "V")
    assert coupling and coupling.certain and coupling.facts.unlike == ("table",)


def test_a_place_of_which_nothing_is_recorded_gets_no_number_either() -> None:
    found = put_side_by_side(make_atlas(competences=[hold("city")]))
    assert found.lacks("other") and found.differences == ()
    assert len(found.facts.only_one) == 1


def test_before_any_fact_there_is_no_number() -> None:
    found = put_side_by_side(make_atlas(mechanisms=[dated("Fund", "2010")]), on(1950), on(2018))
    assert found.lacks("one") and not found.lacks("other")
    assert not found.comparable and not found.agrees
    assert (found.differences, found.cells, found.conditions) == ((), (), ())
    said = say_comparison(make_atlas(mechanisms=[dated("Fund", "2010")]), found)
    assert said[0] == "1 June 1950: nothing is recorded on that day."
    assert not any("not known" in each for each in said)


def test_a_fact_without_a_first_day_tells_nothing_of_days_before_its_documents() -> None:
    atlas = make_atlas(competences=[hold("city")])  # documents of May 2020
    assert put_side_by_side(atlas, on(1950), on(2020)).lacks("one")
    both = make_atlas(competences=[hold("city")], mechanisms=[dated("Fund", "2010")])
    found = put_side_by_side(both, on(2014), on(2020))
    (caution,) = (each for each in found.cautions if each.code == "undated")
    assert caution.side == "one" and len(caution.facts) == 1
    assert "undated" not in list_codes(put_side_by_side(both, on(2020), on(2021)))


# --- what must be minded


def test_what_is_compared_is_no_caution_and_everything_else_is() -> None:
    atlas = make_atlas(mechanisms=[dated("Fund", "2010")])
    assert not list_codes(put_side_by_side(atlas, on(2014), on(2018))) & {"other_date"}
    other = side(place="port", on=dt.date(2019, 1, 1), area="health", phase="formulation",
                 upper="regional")  # fmt: skip
    found = list_codes(put_side_by_side(atlas, other=other))
    assert {"other_date", "other_area", "other_phase", "other_pair"} <= found


def test_a_side_of_which_far_less_is_known_is_named() -> None:
    found = put_side_by_side(make_atlas(surveys=ALL_SURVEYS, competences=[hold("harbour")]))
    assert [each.side for each in found.cautions if each.code == "less_known"] == ["other"]


def test_a_pair_that_does_not_apply_is_said_and_not_compared() -> None:
    atlas = make_atlas(competences=[hold("city")])
    found = put_side_by_side(atlas, side(), side(upper="metropolitan"))
    assert found.respect == "pair" and "not_applicable" in list_codes(found)
    assert found.differences == ()
    assert any("Not applicable" in each for each in say_comparison(atlas, found))


def test_an_actor_without_a_word_is_refused() -> None:
    with pytest.raises(NoReadingError):
        put_side_by_side(make_atlas(competences=[hold("city")]), side("aid"), side())
