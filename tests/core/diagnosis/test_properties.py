"""What holds for every atlas: more knowledge never widens, order never matters."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.towns import ALL_SURVEYS, hold, make_atlas, make_scene, make_setting, tie
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.signals import SIGNALS, measure_signals
from weft.core.terms import list_codes

ROLES = list_codes("roles")
KINDS = list_codes("mechanism_kinds")
GRADES = "ABCD"

competences = st.builds(
    lambda holder, role, basis, grade: hold(holder, role, basis=basis, grade=grade),
    st.sampled_from(["state", "prefect", "city", "desk", "region", "aid"]),
    st.sampled_from(ROLES),
    st.sampled_from(["de_jure", "de_facto"]),
    st.sampled_from(GRADES),
)
mechanisms = st.builds(
    lambda kind, members, grade, more: tie("x", kind, *members, grade=grade, **more),
    st.sampled_from(KINDS),
    st.lists(
        st.sampled_from(["state", "prefect", "region", "city", "desk", "harbour", "union", "aid"]),
        min_size=2,
        max_size=4,
        unique=True,
    ),
    st.sampled_from(GRADES),
    st.fixed_dictionaries(
        {},
        optional={
            "meetings": st.sampled_from([0, 1, 4, 12]),
            "last_active": st.sampled_from(["2016", "2019-03", "2020-06-01"]),
            "initiator": st.sampled_from(["state", "city", "aid"]),
            "decides": st.booleans(),
            "voluntary": st.booleans(),
            "steering": st.booleans(),
            "coverage": st.sampled_from([0.2, 1.0]),
        },
    ),
)
surveys = st.lists(st.sampled_from(ALL_SURVEYS), unique_by=lambda each: each["name"])


def name(records, prefix):
    return [{**each, "name": f"{prefix} {n}"} for n, each in enumerate(records)]


def unique(records):
    """One record for each key: two on the same key would be one fact said twice."""
    return list({(r["holder"], r["role"], r["basis"]): r for r in records}.values())


def measure(**sections):
    return measure_signals(make_scene(make_atlas(**sections)))


@settings(max_examples=60, deadline=None)
@given(st.lists(competences, max_size=6), st.lists(mechanisms, max_size=4), surveys)
def test_bounds_are_between_nothing_and_all(held, ties, closed):
    signals = measure(competences=unique(held), mechanisms=name(ties, "Tie"), surveys=closed)
    for code in (*SIGNALS, "V", "N", "gap", "formal"):
        low, high = signals[code]
        assert 0.0 <= low <= high <= 1.0 + 1e-12, code


@settings(max_examples=80, deadline=None)
@given(
    st.lists(competences, max_size=5),
    st.lists(mechanisms, max_size=4),
    mechanisms,
    st.lists(competences, max_size=2),
)
def test_a_sure_fact_that_no_survey_closed_never_widens_an_interval(held, ties, tied, more):
    """Without surveys, any undisputed fact of grade A fills an unknown."""
    held = [{**each, "sources": hold("city")["sources"]} for each in held]
    sure = [{**each, "sources": hold("city")["sources"]} for each in more]
    before = measure(competences=unique(held), mechanisms=name(ties, "Tie"))
    after = measure(
        competences=unique([*held, *sure]),
        mechanisms=[
            *name(ties, "Tie"),
            {**tied, "name": "New", "sources": hold("city")["sources"]},
        ],
    )
    for code in SIGNALS:
        assert after[code].low >= before[code].low - 1e-9, code
        assert after[code].high <= before[code].high + 1e-9, code


@settings(max_examples=60, deadline=None)
@given(
    mechanisms,
    st.sampled_from(["meetings", "last_active", "initiator", "decides", "voluntary", "steering"]),
    surveys,
)
def test_an_attribute_filled_in_never_widens_an_interval(mechanism, attribute, closed):
    """Whatever was unknown of a sure mechanism, its answer lies within the bounds before."""
    sure = {**mechanism, "name": "Tie", "sources": hold("city")["sources"]}
    unknown = {key: value for key, value in sure.items() if key != attribute}
    if attribute == "initiator" and sure["kind"] not in (
        "negotiated_contract", "consultative_body", "consultation", "information",
    ):  # fmt: skip
        return  # a mandate that the town started contradicts what a mandate is
    before = measure(mechanisms=[unknown], surveys=closed)
    after = measure(mechanisms=[sure], surveys=closed)
    for code in SIGNALS:
        assert after[code].low >= before[code].low - 1e-9, code
        assert after[code].high <= before[code].high + 1e-9, code


@settings(max_examples=25, deadline=None)
@given(
    st.lists(competences, max_size=6),
    st.lists(mechanisms, max_size=4),
    surveys,
    st.integers(0, 1000),
)
def test_order_changes_nothing(held, ties, closed, seed):
    held, ties = unique(held), name(ties, "Tie")
    one = diagnose(make_atlas(competences=held, mechanisms=ties, surveys=closed), make_setting())
    shuffle = random.Random(seed).shuffle  # noqa: S311
    for each in (held, ties, closed):
        shuffle(each)
    other = diagnose(make_atlas(competences=held, mechanisms=ties, surveys=closed), make_setting())
    assert one == other


@settings(max_examples=40, deadline=None)
@given(st.lists(competences, max_size=6), st.lists(mechanisms, max_size=4))
def test_weaker_sources_never_make_a_label_more_certain(held, ties):
    weaker = {"A": "B", "B": "C", "C": "D", "D": "D"}

    def weaken(records):
        return [
            {**each, "sources": [{**c, "source": f"doc-{weaker[c['source'][-1].upper()].lower()}"}
                                 for c in each["sources"]]}
            for each in records
        ]  # fmt: skip

    held, ties = unique(held), name(ties, "Tie")
    for reading in ("confirmed",):
        strong, weak = (
            diagnose(make_atlas(competences=h, mechanisms=m, surveys=ALL_SURVEYS), make_setting())[
                0
            ]
            .read(reading)
            .verdict
            for h, m in ((held, ties), (weaken(held), weaken(ties)))
        )
        if strong.kind == "abstain":
            assert weak.kind == "abstain"


def test_coverage_without_overlap_does_not_read_as_decoupling():
    held = [hold("state", "regulate"), hold("city", "deliver")]

    def decoupling(coverage):
        house = tie("House", "shared_service", "state", "city", coverage=coverage)
        atlas = make_atlas(competences=held, mechanisms=[house], surveys=ALL_SURVEYS)
        (found,) = diagnose(atlas, make_setting())
        return found.read("confirmed").verdict.types

    assert decoupling(1.0) != ("decoupled",)
    assert decoupling(0.2) != ("decoupled",)
