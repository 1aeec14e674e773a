"""Random towns for tests of the draws: contradictions, weak sources, unnamed members and parties,
policies of unknown origin, facts of one phase, and surveys of one thing or all."""

from typing import Any

from hypothesis import strategies as st

from tests.core.diagnosis.test_properties import competences, disputes, mechanisms, negatives
from tests.core.diagnosis.towns import ALL_SURVEYS, cite, make_atlas, plan, survey
from weft.core.atlas import Atlas
from weft.core.terms import list_codes

Records = dict[str, list[dict[str, Any]]]


def with_more(records: st.SearchStrategy[Any], **more: st.SearchStrategy[Any]) -> Any:
    """Records, some of which have some fields more."""
    optional = st.fixed_dictionaries({}, optional=more)
    return st.builds(lambda record, other: {**record, **other}, records, optional)


grades = st.sampled_from("ABCD")
phases = st.sampled_from(["formulation", "implementation"])
disputed = st.just([{"actor": "region", "stand": "disputes"}])
stances = st.dictionaries(
    st.sampled_from(list_codes("axes")), st.sampled_from([-2, -1, 0, 1.5, 2]), min_size=2
)
plans = with_more(
    st.builds(
        lambda issuer, stance, grade: {**plan("x", issuer, **stance), "sources": cite(grade)},
        st.sampled_from(["state", "city", "desk"]),
        stances,
        grades,
    ),
    origin=st.sampled_from(["own", "derived"]),
    phase=phases,
)
ties = with_more(mechanisms, phase=phases, positions=disputed)
unnamed = st.builds(lambda record: {**record, "members": [], "place": "town"}, mechanisms)
claims = with_more(st.one_of(competences, negatives), phase=phases, positions=disputed)
quarrels = st.one_of(
    disputes, st.builds(lambda record: {**record, "parties": [], "place": "town"}, disputes)
)
SURVEYS = [
    *ALL_SURVEYS, survey("ties"), survey("coordinating_ties"), survey("competences"),
    survey("policies", phase="formulation"), survey("disputes"),
]  # fmt: skip

rich_towns = st.fixed_dictionaries(
    {
        "competences": st.lists(claims, max_size=8),
        "mechanisms": st.lists(st.one_of(ties, ties, unnamed), max_size=5),
        "policies": st.lists(plans, max_size=4),
        "disputes": st.lists(quarrels, max_size=3),
        "surveys": st.lists(st.sampled_from(SURVEYS), max_size=3, unique_by=str),
    }
)


def make_numbered(records: Records, **more: list[dict[str, Any]]) -> Atlas:
    """The town with its facts numbered, section by section, and more that has ids of its own."""
    numbered: Records = {}
    for section, found in records.items():
        numbered[section] = []
        for at, each in enumerate(found):
            key = f"{section}-{at}"
            name = {} if section == "competences" else {"name": key}
            numbered[section].append({**each, **name, "id": key})
    for section, found in more.items():
        numbered[section] = [*numbered.get(section, ()), *found]
    return make_atlas(**numbered)
