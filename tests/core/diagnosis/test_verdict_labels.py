"""Labels that are reached: by which towns, on how good sources, and what does not turn them."""

import random

import pytest

from tests.core.diagnosis.labelled_towns import LIVELY, TOWNS, make_town, regrade
from tests.core.diagnosis.towns import SOURCES, make_atlas, make_setting, tie
from weft.core.diagnosis import diagnose

DOCUMENTS = 4
WORSE = {"A": "B", "B": "C", "C": "D", "D": "D"}
GRADED = [
    *SOURCES,
    *(
        {
            "id": f"d{number}-{grade.lower()}",
            "title": f"{number} {grade}",
            "grade": grade,
            "date": "2020",
        }
        for number in range(DOCUMENTS)
        for grade in "ABCD"
    ),
]


def read(atlas, name="confirmed"):
    return diagnose(atlas, make_setting())[0].read(name)


@pytest.mark.parametrize("name", TOWNS)
def test_a_town_of_which_all_is_known_gets_its_label(name):
    verdict = read(make_town(name)).verdict
    assert (verdict.kind, verdict.types, verdict.reason) == ("label", (name,), "clear")


@pytest.mark.parametrize("name", TOWNS)
def test_on_weak_sources_it_is_a_label_only_if_what_is_recorded_holds(name):
    atlas = make_atlas(**regrade(TOWNS[name], "C"))
    assert read(atlas).verdict.kind == "abstain"
    assert read(atlas, "recorded").verdict.types == (name,)


def cite_documents(name, spread, grades):
    """The town with each fact on one of a few documents of some grades."""
    generator = random.Random(spread)  # noqa: S311
    sections = {}
    for section, found in TOWNS[name].items():
        sections[section] = []
        for each in found:
            number = generator.randrange(DOCUMENTS)
            document = {"source": f"d{number}-{grades[number].lower()}"}
            sections[section].append({**each, "sources": [document]})
    return make_atlas(sources=GRADED, **sections)


@pytest.mark.parametrize("name", TOWNS)
def test_weaker_documents_never_make_a_label_more_certain(name):
    """Documents of mixed grades, all or some of which get worse by one grade."""
    generator = random.Random(name)  # noqa: S311
    labels = 0
    for spread in range(25):
        strong = [generator.choice("AAAB") for _ in range(DOCUMENTS)]
        weak = [WORSE[each] if generator.random() < 0.5 else each for each in strong]
        before, after = (read(cite_documents(name, spread, each)) for each in (strong, weak))
        for with_all, one, other in (
            (True, before.verdict, after.verdict),
            (False, before.without_frames, after.without_frames),
        ):
            if other.kind == "label":
                labels += with_all
                assert (one.kind, one.types) == ("label", other.types)
    # Otherwise the test would say nothing.
    assert labels >= 10


@pytest.mark.parametrize("name", TOWNS)
@pytest.mark.parametrize("kind", ["exchange", "information"])
def test_ten_exchanges_of_information_do_not_turn_a_label(name, kind):
    talk = [tie(f"Talk {number}", kind, "state", "city", **LIVELY) for number in range(10)]
    atlas = make_town(name, mechanisms=[*TOWNS[name]["mechanisms"], *talk])
    verdict = read(atlas).verdict
    if name != "localist":
        assert (verdict.kind, verdict.types) == ("label", (name,))
    assert "multilevel" not in verdict.types or name == "multilevel"
