"""What holds for every atlas: more knowledge never widens, order never matters."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.towns import ALL_SURVEYS, hold, make_atlas, make_scene, make_setting, tie
from weft.core.diagnosis import diagnose
from weft.core.diagnosis.method import SIGNALS
from weft.core.diagnosis.signals import measure_signals
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


negatives = st.builds(
    lambda holder, role, basis, grade: hold(holder, role, basis=basis, grade=grade, holds=False),
    st.sampled_from(["state", "city"]),
    st.sampled_from(ROLES),
    st.sampled_from(["de_jure", "de_facto"]),
    st.sampled_from(GRADES),
)
disputes = st.builds(
    lambda kind, parties, grade: {
        "parties": parties,
        "areas": ["housing"],
        "kind": kind,
        "sources": hold("city", grade=grade)["sources"],
    },
    st.sampled_from(list_codes("dispute_kinds")),
    st.just(["state", "city"]),
    st.sampled_from(GRADES),
)


def weaken(records):
    """The same on sources a grade worse, but for the worst."""
    weaker = {"A": "b", "B": "c", "C": "d", "D": "d"}
    return [
        {
            **each,
            "sources": [
                {**one, "source": f"doc-{weaker[one['source'][-1].upper()]}"}
                for one in each["sources"]
            ],
        }
        for each in records
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(competences, max_size=6),
    st.lists(negatives, max_size=3),
    st.lists(mechanisms, max_size=4),
    st.lists(disputes, max_size=2),
    surveys,
)
def test_weaker_sources_never_make_a_label_more_certain(held, lacking, ties, quarrels, closed):
    held = [*unique(held), *({**each, "id": f"no-{n}"} for n, each in enumerate(lacking))]
    sections = {
        "competences": held,
        "mechanisms": name(ties, "Tie"),
        "disputes": name(quarrels, "Quarrel"),
        "surveys": closed,
    }
    strong, weak = (
        diagnose(make_atlas(**each), make_setting())[0].read("confirmed")
        for each in (sections, {key: weaken(value) for key, value in sections.items()})
    )
    assert weak.knownness <= strong.knownness + 1e-9
    for one, other in zip(weak.signals, strong.signals, strict=True):
        assert one.low <= other.low + 1e-9 and one.high >= other.high - 1e-9, one.code
    if weak.verdict.kind == "label":
        assert strong.verdict.kind == "label" and strong.verdict.types == weak.verdict.types


@settings(max_examples=60, deadline=None)
@given(st.lists(competences, max_size=4), st.lists(mechanisms, max_size=4), surveys, surveys)
def test_a_survey_never_widens_anything(held, ties, closed, more):
    """One that lists nothing as found: it says that what is recorded is all there is."""
    sections = {"competences": unique(held), "mechanisms": name(ties, "Tie")}
    both = list({each["name"]: each for each in (*closed, *more)}.values())
    before = judge_all(surveys=closed, **sections)
    after = judge_all(surveys=both, **sections)
    assert_no_wider(before, after)


@settings(max_examples=60, deadline=None)
@given(st.lists(competences, max_size=3), st.lists(mechanisms, max_size=3), mechanisms)
def test_a_sure_mechanism_never_widens_what_is_possible(held, ties, tied):
    sections = {"competences": unique(held)}
    sure = {**tied, "name": "New", "sources": hold("city")["sources"]}
    before = judge_all(mechanisms=name(ties, "Tie"), **sections)
    after = judge_all(mechanisms=[*name(ties, "Tie"), sure], **sections)
    assert_no_wider(before, after)


@settings(max_examples=40, deadline=None)
@given(st.lists(mechanisms, min_size=1, max_size=4), surveys, st.randoms(use_true_random=False))
def test_names_change_nothing(ties, closed, random):
    names = [f"Tie {n}" for n in range(len(ties))]
    random.shuffle(names)
    other = [{**each, "name": new} for each, new in zip(ties, names, strict=True)]
    one = judge_all(mechanisms=name(ties, "Tie"), surveys=closed)
    two = judge_all(mechanisms=other, surveys=closed)
    assert one[0] == two[0] and one[1] == two[1]


def judge_all(**sections):
    """Bounds by signal, and what the conditions leave possible."""
    (found,) = diagnose(make_atlas(**sections), make_setting())
    reading = found.read("confirmed")
    bounds = {each.code: (each.low, each.high) for each in reading.signals}
    return bounds, set(reading.conditions.possible)


def assert_no_wider(before, after):
    for code, (low, high) in after[0].items():
        assert low >= before[0][code][0] - 1e-9, code
        assert high <= before[0][code][1] + 1e-9, code
    assert after[1] <= before[1]


def test_coverage_without_overlap_does_not_read_as_decoupling():
    held = [hold("state", "regulate"), hold("city", "deliver")]

    def decoupling(coverage):
        house = tie("House", "shared_service", "state", "city", coverage=coverage)
        atlas = make_atlas(competences=held, mechanisms=[house], surveys=ALL_SURVEYS)
        (found,) = diagnose(atlas, make_setting())
        return found.read("confirmed").verdict.types

    assert decoupling(1.0) != ("decoupled",)
    assert decoupling(0.2) != ("decoupled",)
