"""What draws are keyed by: the seed and what is said, never a name, an order or a neighbour."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.diagnosis.ledgers import join_ledgers
from tests.core.diagnosis.random_towns import make_numbered, rich_towns
from tests.core.diagnosis.test_draws import build, enter, towns
from tests.core.diagnosis.towns import (
    SOURCES,
    hold,
    make_atlas,
    make_scene,
    make_setting,
    plan,
    tie,
)
from weft.core.diagnosis import diagnose, read_method
from weft.core.diagnosis.chance import Chance, draw_uniform
from weft.core.diagnosis.draws import draw_signals, measure_stability
from weft.core.diagnosis.entering import enter_scenes, number_rows
from weft.core.diagnosis.method import SIGNALS

METHOD = read_method()


def test_more_rows_or_another_seed_do_what_they_should():
    assert (draw_uniform(1, 50, "x", 4) == draw_uniform(1, 50, "x", 8)[:4]).all()
    assert not (draw_uniform(1, 50, "x", 4) == draw_uniform(2, 50, "x", 4)).any()
    assert not (draw_uniform(1, 50, "x", 4) == draw_uniform(1, 50, "y", 4)).any()


@settings(max_examples=30, deadline=None)
@given(st.lists(towns, min_size=2, max_size=4))
def test_a_setting_gets_the_same_answer_alone_and_among_others(several):
    ledgers = [enter(build(each)) for each in several]
    together, _ = measure_stability(join_ledgers(ledgers), METHOD, 7, 50)
    alone = [measure_stability(each, METHOD, 7, 50)[0][0] for each in ledgers]
    assert (together == np.array(alone)).all()
    mixed = join_ledgers(ledgers).take([1, 0, 1])
    assert (measure_stability(mixed, METHOD, 7, 50)[0] == together[[1, 0, 1]]).all()


@settings(max_examples=30, deadline=None)
@given(towns, st.randoms(use_true_random=False))
def test_renaming_facts_and_documents_and_reordering_changes_no_draw(records, random):
    before = diagnose(build(records), make_setting(), draws=40)[0]
    renamed = {}
    for section, found in records.items():
        names = random.sample(range(100), len(found))
        renamed[section] = [
            {**each, "id": f"{section}-{name}"} for each, name in zip(found, names, strict=True)
        ]
    for at, each in enumerate(renamed["disputes"]):
        each["name"] = f"Dispute {at}"
    after = diagnose(make_atlas(**renamed), make_setting(), draws=40)[0]
    for one, other in zip(before.readings, after.readings, strict=True):
        assert one.scores == other.scores


def test_the_same_seed_gives_the_same_answer_and_another_seed_another():
    atlas = make_atlas(mechanisms=[tie("Talk", "exchange", "state", "city")])
    one, same = (diagnose(atlas, make_setting(), seed=3) for _ in range(2))
    other = diagnose(atlas, make_setting(), seed=4)
    assert one == same
    assert one[0].readings[0].scores != other[0].readings[0].scores
    assert one[0].seed == 3 and one[0].draws == 1000


# --- citations


TWINS = [
    {"id": name, "title": name, "grade": "B", "date": date}
    for name, date in (("early", "2018"), ("late", "2019"), ("also-late", "2019"))
]
cited = st.lists(st.sampled_from(["early", "late", "also-late", "doc-c"]), min_size=2, unique=True)


@settings(max_examples=40, deadline=None)
@given(rich_towns, st.lists(cited, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_documents_are_cited_changes_nothing(records, lists, random):
    def cite_all(shuffled):
        recited = {}
        for section, found in records.items():
            recited[section] = []
            for at, each in enumerate(found):
                documents = list(lists[at % len(lists)])
                if shuffled:
                    random.shuffle(documents)
                recited[section].append({**each, "sources": [{"source": d} for d in documents]})
        return recited

    atlases = [make_numbered(cite_all(each), sources=[*SOURCES, *TWINS]) for each in (False, True)]
    one, other = (diagnose(each, make_setting(), draws=40)[0] for each in atlases)
    assert one == other


# --- one fact more


NEW_SOURCE = {"id": "fresh", "title": "Fresh", "date": "2020-05"}
# What is new, and the signals that it may touch; all others must be drawn as before.
ADDED = {
    "peers": ("mechanisms", tie("New", "shared_service", "city", "harbour"), {"BH"}),
    "law": ("mechanisms", tie("New", "mandate", "state", "city"), {"TF", "E"}),
    "role": ("competences", hold("city", "monitor", basis="de_jure"), {"A"}),
    "plan": ("policies", plan("New", "state", access=1, purpose=2, target=0), {"F"}),
    "quarrel": (
        "disputes",
        {"name": "New", "kind": "litigation", "parties": ["state", "city"], "areas": ["housing"]},
        {"K"},
    ),
}


def list_numbers(atlas):
    """(fact, cell) -> the numbers under which it is drawn: of its document, and its rank."""
    return {
        (fact.id, row.get("cell")): (table, row.get("kind", row.get("level")), row["doc"],
                                     row.get("rank"))
        for table, row, fact in number_rows(make_scene(atlas))
    }  # fmt: skip


def is_taken(numbers, was):
    """Whether another document, or another fact of the kind, now has one of the old numbers."""
    table, kind, document, rank = was
    return any(each[2] == document for each in numbers) or any(
        (each[0], each[1], each[3]) == (table, kind, rank) for each in numbers
    )


@settings(max_examples=200, deadline=None)
@given(rich_towns, st.sampled_from(sorted(ADDED)), st.sampled_from("ABCD"))
def test_one_fact_more_on_a_document_of_its_own_leaves_all_others_drawn_as_they_were(
    records, what, grade
):
    section, fact, touched = ADDED[what]
    new = {**fact, "id": "new", "sources": [{"source": "fresh"}]}
    sources = [*SOURCES, {**NEW_SOURCE, "grade": grade}]
    before = make_numbered(records, sources=sources)
    after = make_numbered(records, sources=sources, **{section: [new]})
    was, now = list_numbers(before), list_numbers(after)
    assert set(was) <= set(now)
    moved = {key for key in was if now[key] != was[key]}
    # A number is made of what is said; it gives way only where another falls on the same.
    assert all(is_taken(now.values(), was[key]) for key in moved)
    if moved:
        return
    chance = Chance(METHOD, 3, 20)
    one, other = (
        draw_signals(enter_scenes([make_scene(each)]), METHOD, chance) for each in (before, after)
    )
    for code in set(SIGNALS) - touched:
        assert (one[code] == other[code]).all(), code


def test_a_number_seldom_gives_way():
    """Sixty facts, one after the other, beside a town whose every fact has a document."""
    kinds = ["co_deciding_body", "exchange", "lobbying", "consultation"]
    old = [
        *(tie(f"T{at}", kind, "state", "city", meetings=at) for at, kind in enumerate(kinds * 2)),
        *(tie(f"P{at}", "exchange", "city", "harbour", meetings=at) for at in range(4)),
    ]
    sources = [{**NEW_SOURCE, "grade": "B", "id": f"own-{at}"} for at in range(len(old))]
    records = {
        "mechanisms": [
            {**each, "sources": [{"source": source["id"]}]}
            for each, source in zip(old, sources, strict=True)
        ]
    }
    sources.append({**NEW_SOURCE, "grade": "B"})
    was = list_numbers(make_numbered(records, sources=sources))
    kept = 0
    for kind in kinds:
        for meetings in range(15):
            fact = tie("New", kind, "state", "city", meetings=meetings + 0.5)
            new = [{**fact, "id": "new", "sources": [{"source": "fresh"}]}]
            now = list_numbers(make_numbered(records, sources=sources, mechanisms=new))
            kept += all(now[key] == each for key, each in was.items())
    assert kept >= 50
